// In how many documents a feature has to be.

/// A number of documents, or a share of all.
package enum DocumentFrequency: Sendable, Hashable {
  /// So many documents.
  case count(Int)
  /// A share of all documents, from 0 to 1.
  case share(Double)

  /// The number of documents that it is, which need not be whole.
  func count(of documents: Int) -> Double {
    switch self {
    case .count(let count): Double(count)
    case .share(let share): share * Double(documents)
    }
  }

  /// What is wrong with it; nil where nothing is.
  var problem: String? {
    switch self {
    case .count(let count): count >= 1 ? nil : "a document frequency of \(count): at least 1 document is needed"
    case .share(let share):
      share >= 0 && share <= 1
        ? nil : "a document frequency of \(share): a share of all documents is from 0 to 1"
    }
  }
}

/// Which features a vocabulary keeps.
package struct VocabularyLimits: Sendable, Hashable {
  /// In how many documents a feature is at least.
  package let minimumDocumentFrequency: DocumentFrequency
  /// In how many documents a feature is at most.
  package let maximumDocumentFrequency: DocumentFrequency
  /// The most features: those that are most frequent in all documents together; of equals the first in the order of their
  /// code points. nil: all.
  package let maximumFeatures: Int?

  /// - Parameters:
  ///   - minimumDocumentFrequency: In how many documents a feature is at least.
  ///   - maximumDocumentFrequency: In how many documents a feature is at most.
  ///   - maximumFeatures: The most features.
  /// - Throws: `TextError.badSettings`.
  package init(
    minimumDocumentFrequency: DocumentFrequency = .count(1),
    maximumDocumentFrequency: DocumentFrequency = .share(1), maximumFeatures: Int? = nil
  ) throws(TextError) {
    for frequency in [minimumDocumentFrequency, maximumDocumentFrequency] {
      if let problem = frequency.problem { throw .badSettings(problem) }
    }
    if let maximumFeatures, maximumFeatures < 1 {
      throw .badSettings("a vocabulary of at most \(maximumFeatures) features: at least 1 is needed")
    }
    self.minimumDocumentFrequency = minimumDocumentFrequency
    self.maximumDocumentFrequency = maximumDocumentFrequency
    self.maximumFeatures = maximumFeatures
  }

  /// Everything is kept.
  package static let none = VocabularyLimits()

  private init() {
    minimumDocumentFrequency = .count(1)
    maximumDocumentFrequency = .share(1)
    maximumFeatures = nil
  }
}
