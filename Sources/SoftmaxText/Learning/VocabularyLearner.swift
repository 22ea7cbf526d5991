// A vocabulary and how rare its features are, learned from documents one by one.

/// Learns which features documents have. It needs memory for the distinct features and, where counts are kept, for those;
/// the documents themselves are not kept.
package struct VocabularyLearner: Sendable {
  /// What is known of a feature.
  private struct Entry: Sendable {
    /// How often it is in all documents.
    var termFrequency = 0
    /// In how many documents it is.
    var documentFrequency = 0
    /// The last document that had it, counted from 1.
    var document = 0
    /// How often it is in that document.
    var count = 0

    /// Counts it in a document; says whether it was not in it before.
    @inline(__always)
    mutating func meet(document number: Int) -> Bool {
      if document == number {
        count += 1
        return false
      }
      document = number
      count = 1
      documentFrequency += 1
      return true
    }
  }

  private let weights: TermWeights
  private let limits: VocabularyLimits
  private let keepsCounts: Bool
  private var tokenizer: Tokenizer
  private var table = ByteTable()
  private var entries: [Entry] = []
  /// The features of the current document.
  private var met: [Int] = []
  /// Of each document that is kept: the place of each of its features above, how often it is there below.
  private var kept: [UInt64] = []
  private var keptStarts = [0]
  /// The documents so far.
  package private(set) var documentCount = 0

  /// - Parameters:
  ///   - analysis: How documents are cut.
  ///   - weights: What counts become.
  ///   - limits: Which features are kept.
  ///   - keepsCounts: Whether the counts of the documents are kept, so that their rows need no second reading.
  package init(
    _ analysis: TextAnalysis = .words, weights: TermWeights = TermWeights(), limits: VocabularyLimits = .none,
    keepsCounts: Bool = false
  ) {
    self.weights = weights
    self.limits = limits
    self.keepsCounts = keepsCounts
    tokenizer = Tokenizer(analysis)
  }

  /// Counts the features of a document.
  ///
  /// - Throws: `TextError.invalidUTF8`, and nothing of the document is counted; `TextError.tooManyFeatures`.
  package mutating func add(_ document: Span<UInt8>) throws(TextError) {
    do {
      try tokenizer.read(document)
    } catch {
      throw error.inDocument(documentCount + 1)
    }
    documentCount += 1
    met.removeAll(keepingCapacity: true)
    let units = tokenizer.units
    let bytes = units.bytes.span
    try units.forEachNGram(tokenizer.analysis.lengths) { (_, range) throws(TextError) in
      let place = try table.insert(bytes, range)
      if place == entries.count { entries.append(Entry()) }
      if entries[place].meet(document: documentCount) { met.append(place) }
    }
    for place in met {
      let count = entries[place].count
      entries[place].termFrequency += weights.isBinary ? 1 : count
      if keepsCounts { kept.append(UInt64(place) << 32 | UInt64(UInt32(clamping: count))) }
    }
    if keepsCounts { keptStarts.append(kept.count) }
  }

  /// What was learned.
  ///
  /// - Throws: `TextError.emptyVocabulary`, `crossedLimits` or `nothingLeft` where there is no feature.
  package consuming func finish() throws(TextError) -> LearnedText {
    guard table.count > 0 else { throw .emptyVocabulary(documentCount: documentCount) }
    let least = limits.minimumDocumentFrequency.count(of: documentCount)
    let most = limits.maximumDocumentFrequency.count(of: documentCount)
    guard least <= most else { throw .crossedLimits(minimum: least, maximum: most) }
    var places = table.sorted(
      entries.indices.filter { place in
        let frequency = Double(entries[place].documentFrequency)
        return frequency >= least && frequency <= most
      })
    if let limit = limits.maximumFeatures, places.count > limit {
      let frequencies = places.map { entries[$0].termFrequency }
      places = places.indices.sorted { (-frequencies[$0], $0) < (-frequencies[$1], $1) }
        .prefix(limit).sorted().map { places[$0] }
    }
    guard !places.isEmpty else { throw .nothingLeft(distinctCount: table.count) }
    let vocabulary = try WordList(of: table, sortedPlaces: places)
    var known: [Int: Double] = [:]
    let rarities = places.map { place in
      let frequency = entries[place].documentFrequency
      if let rarity = known[frequency] { return rarity }
      let rarity = TermWeights.rarity(documentFrequency: frequency, documentCount: documentCount)
      known[frequency] = rarity
      return rarity
    }
    let features = try TextFeatures(
      tokenizer.analysis, weights, vocabulary: vocabulary,
      rarities: weights.usesDocumentFrequencies ? rarities : nil)
    guard keepsCounts else { return LearnedText(features: features, counts: nil) }
    var columns = [Int32](repeating: -1, count: table.count)
    for (column, place) in places.enumerated() { columns[place] = Int32(truncatingIfNeeded: column) }
    return LearnedText(
      features: features, counts: CountedTexts(starts: keptStarts, keys: kept, columns: columns))
  }
}
