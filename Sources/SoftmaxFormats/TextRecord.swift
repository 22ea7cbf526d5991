// How texts become features, as a model file keeps it.

import SoftmaxText

/// A `TextFeatures` in JSON. The vocabulary stands beside the card, in metadata of its own.
public struct TextRecord: Codable, Sendable, Hashable {
  /// The features of a vocabulary, and what each is multiplied by.
  public struct Vocabulary: Codable, Sendable, Hashable {
    /// The features, in the order of their columns.
    public let words: [String]
    /// Their inverse document frequencies; nil where the weights do not use them.
    public let rarities: [Double]?
  }

  /// `word`, `char` or `char_wb`.
  public let unit: String
  /// The least and the greatest number of units in a feature.
  public let lengths: [Int]
  /// Whether texts are read as they are written; nil: in lower case.
  public let keepsCase: Bool?
  /// Words that are passed over; nil for none.
  public let stopWords: [String]?
  /// Whether a feature counts once in a text; nil: as often as it is there.
  public let isBinary: Bool?
  /// Whether a count c becomes 1 + ln c; nil: it stays.
  public let isSublinear: Bool?
  /// Whether features are multiplied by their inverse document frequencies; nil: they are not.
  public let usesDocumentFrequencies: Bool?
  /// `l2`, `l1` or `none`.
  public let norm: String
  /// The number of columns that features find by their hashes; nil for a vocabulary.
  public let hashedCount: Int?
  /// The vocabulary; nil for hashes, and in the card itself.
  public internal(set) var vocabulary: Vocabulary?

  private static let units: [(TextAnalysis.Unit, String)] = [
    (.words, "word"), (.characters, "char"), (.charactersInWords, "char_wb"),
  ]

  /// The record of features.
  init(_ features: TextFeatures) {
    let (analysis, weights) = (features.analysis, features.weights)
    unit = Self.units.first { $0.0 == analysis.unit }?.1 ?? ""
    lengths = [analysis.lengths.lowerBound, analysis.lengths.upperBound]
    keepsCase = analysis.isLowerCased ? nil : true
    stopWords = analysis.stopWords.isEmpty ? nil : analysis.stopWords.words
    isBinary = weights.isBinary ? true : nil
    isSublinear = weights.isSublinear ? true : nil
    usesDocumentFrequencies = weights.usesDocumentFrequencies ? true : nil
    norm = weights.norm.rawValue
    if case .hashed(let hashed) = features.columns { hashedCount = hashed.count } else { hashedCount = nil }
    vocabulary = features.vocabulary.map { Vocabulary(words: $0.words, rarities: features.rarities) }
  }

  /// The features; nil where the record contradicts itself.
  var features: TextFeatures? { try? made.get() }

  /// What contradicts itself; nil where nothing does.
  var problem: String? {
    if case .failure(let error) = made { error.description } else { nil }
  }

  private var made: Result<TextFeatures, TextError> {
    do throws(TextError) {
      return .success(try checked())
    } catch {
      return .failure(error)
    }
  }

  private func checked() throws(TextError) -> TextFeatures {
    guard let unit = Self.units.first(where: { $0.1 == unit })?.0 else {
      throw .badParts("'unit' is '\(unit.prefix(40))', expected word, char or char_wb")
    }
    guard lengths.count == 2, lengths[0] <= lengths[1] else {
      throw .badParts("'lengths' are \(lengths.prefix(4)), expected the least and the greatest number of units")
    }
    guard let norm = TermWeights.Norm(rawValue: norm) else {
      throw .badParts("'norm' is '\(norm.prefix(40))', expected l2, l1 or none")
    }
    let analysis = try TextAnalysis(
      unit: unit, lengths: lengths[0]...lengths[1], isLowerCased: keepsCase != true, stopWords: stopWords ?? [])
    let weights = TermWeights(
      isBinary: isBinary ?? false, isSublinear: isSublinear ?? false,
      usesDocumentFrequencies: usesDocumentFrequencies ?? false, norm: norm)
    switch (vocabulary, hashedCount) {
    case (let vocabulary?, nil):
      return try TextFeatures(
        analysis, weights, vocabulary: WordList(vocabulary.words), rarities: vocabulary.rarities)
    case (nil, let count?):
      return try TextFeatures(analysis, weights, hashed: HashedColumns(count: count))
    default: throw .badParts("there is neither a vocabulary nor a number of hashed columns, or there are both")
    }
  }
}

extension PreparationRecord {
  /// The vocabularies of its text columns, by the columns' names.
  var vocabularies: [String: TextRecord.Vocabulary] {
    var found: [String: TextRecord.Vocabulary] = [:]
    for column in columns { if let words = column.text?.vocabulary { found[column.name] = words } }
    return found
  }

  /// The same record without vocabularies, or with these.
  func with(vocabularies: [String: TextRecord.Vocabulary]) -> PreparationRecord {
    var other = self
    for index in other.columns.indices {
      other.columns[index].text?.vocabulary = vocabularies[columns[index].name]
    }
    return other
  }
}
