// The parts into which a column of a table divides its rows.

/// What the rows of a part are for.
package enum TablePart: Sendable, Hashable, CaseIterable {
  /// Learned from.
  case training
  /// Scored for the record.
  case test
  /// What early stopping and choices look at.
  case validation

  /// The part that a word names, in any case; nil for words that name none.
  package init?(_ word: String) {
    let lowercased = word.lowercased()
    guard let part = Self.allCases.first(where: { $0.words.contains(lowercased) }) else { return nil }
    self = part
  }

  private var words: [String] {
    switch self {
    case .training: ["train", "training", "fit"]
    case .test: ["test", "testing"]
    case .validation: ["validation", "valid", "val", "dev", "holdout"]
    }
  }
}
