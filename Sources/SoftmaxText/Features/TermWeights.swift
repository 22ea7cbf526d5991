// What counts become.

/// What the counts of a text's features become, in this order: 1 each, logarithms, times the rarity of the feature, divided
/// by the length of the row.
package struct TermWeights: Sendable, Hashable {
  /// What a row is divided by.
  package enum Norm: String, Sendable, Hashable, CaseIterable {
    case none
    /// The sum of its absolute values.
    case l1
    /// The root of the sum of its squares.
    case l2
  }

  /// Whether a feature counts once in a text, however often it is there.
  package var isBinary: Bool
  /// Whether a count c becomes 1 + ln c.
  package var isSublinear: Bool
  /// Whether a feature is multiplied by ln((1 + n) / (1 + d)) + 1, where d of the n documents that were learned from have it.
  package var usesDocumentFrequencies: Bool
  /// What a row is divided by.
  package var norm: Norm

  /// - Parameters:
  ///   - isBinary: Whether a feature counts once in a text.
  ///   - isSublinear: Whether a count c becomes 1 + ln c.
  ///   - usesDocumentFrequencies: Whether rare features weigh more.
  ///   - norm: What a row is divided by.
  package init(
    isBinary: Bool = false, isSublinear: Bool = false, usesDocumentFrequencies: Bool = true, norm: Norm = .l2
  ) {
    self.isBinary = isBinary
    self.isSublinear = isSublinear
    self.usesDocumentFrequencies = usesDocumentFrequencies
    self.norm = norm
  }

  /// The counts as they are.
  package static let counts = TermWeights(usesDocumentFrequencies: false, norm: .none)
  /// What hashed features have by themselves: counts, divided by the root of the sum of their squares.
  package static let hashed = TermWeights(usesDocumentFrequencies: false)

  /// The weight of a count, without rarity and norm.
  func weight(of count: Int) -> Double {
    if isBinary { return 1 }
    return isSublinear ? Logarithm.of(count) + 1 : Double(count)
  }

  /// By what a feature is multiplied: ln((1 + n) / (1 + d)) + 1.
  ///
  /// - Parameters:
  ///   - documentFrequency: How many documents have it, d.
  ///   - documentCount: How many documents there are, n.
  /// - Returns: At least 1.
  static func rarity(documentFrequency: Int, documentCount: Int) -> Double {
    Logarithm.natural((Double(documentCount) + 1) / (Double(documentFrequency) + 1)) + 1
  }

  /// Divides values by their norm, summed in their order.
  func normalise(_ values: inout [Double]) {
    var sum = 0.0
    switch norm {
    case .none: return
    case .l1: for value in values { sum += abs(value) }
    case .l2:
      for value in values { sum += value * value }
      sum = sum.squareRoot()
    }
    guard sum != 0 else { return }
    for i in values.indices { values[i] /= sum }
  }
}
