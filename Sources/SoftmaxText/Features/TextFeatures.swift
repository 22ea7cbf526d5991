// How texts become rows of numbers: all that a model has to keep.

/// How texts become features: how they are cut, which column a feature has, and what its count becomes.
package struct TextFeatures: Sendable, Hashable {
  /// Where features find their columns.
  package enum Columns: Sendable, Hashable {
    /// In a list; what is not there is passed over. The numbers by which each is multiplied stand beside it, nil where
    /// none does.
    case vocabulary(WordList, rarities: [Double]?)
    /// By their hashes.
    case hashed(HashedColumns)
  }

  package let analysis: TextAnalysis
  package let weights: TermWeights
  package let columns: Columns

  /// Features of a vocabulary.
  ///
  /// - Parameters:
  ///   - analysis: How texts are cut.
  ///   - weights: What counts become.
  ///   - vocabulary: The features, whose places are their columns.
  ///   - rarities: By what each is multiplied: one for each, where the weights use document frequencies; otherwise nil.
  /// - Throws: `TextError.badParts` where the parts do not fit together.
  package init(
    _ analysis: TextAnalysis, _ weights: TermWeights, vocabulary: WordList, rarities: [Double]?
  ) throws(TextError) {
    guard !vocabulary.isEmpty else { throw .badParts("the vocabulary has no features: at least one is needed") }
    guard weights.usesDocumentFrequencies == (rarities != nil) else {
      throw .badParts(
        weights.usesDocumentFrequencies
          ? "the weights use document frequencies, and the features have none"
          : "the features have document frequencies, and the weights do not use them")
    }
    if let rarities {
      guard rarities.count == vocabulary.count else {
        throw .badParts(
          "\(rarities.count) inverse document frequencies for \(vocabulary.count) features: one each is needed")
      }
      if let place = rarities.firstIndex(where: { !($0.isFinite && $0 > 0) }) {
        throw .badParts(
          "the inverse document frequency of feature \(place + 1) is \(rarities[place]): a finite number above 0 "
            + "is needed")
      }
    }
    self.analysis = analysis
    self.weights = weights
    columns = .vocabulary(vocabulary, rarities: rarities)
  }

  /// Features by hash, which nothing has to be learned for.
  ///
  /// - Parameters:
  ///   - analysis: How texts are cut.
  ///   - weights: What counts become.
  ///   - hashed: How features find their columns.
  /// - Throws: `TextError.badSettings` for weights that need to know the features.
  package init(
    _ analysis: TextAnalysis = .words, _ weights: TermWeights = .hashed, hashed: HashedColumns
  ) throws(TextError) {
    guard !weights.usesDocumentFrequencies, !weights.isSublinear else {
      throw .badSettings(
        "hashed features are counted or binary; for document frequencies or logarithms of counts learn a "
          + "vocabulary")
    }
    self.analysis = analysis
    self.weights = weights
    columns = .hashed(hashed)
  }

  /// The number of columns.
  package var columnCount: Int {
    switch columns {
    case .vocabulary(let words, _): words.count
    case .hashed(let hashed): hashed.count
    }
  }

  /// The vocabulary; nil where features are hashed.
  package var vocabulary: WordList? {
    if case .vocabulary(let words, _) = columns { words } else { nil }
  }

  /// By what each feature is multiplied; nil where by nothing.
  package var rarities: [Double]? {
    if case .vocabulary(_, let rarities) = columns { rarities } else { nil }
  }
}
