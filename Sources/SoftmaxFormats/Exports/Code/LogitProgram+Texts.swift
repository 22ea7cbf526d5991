// How texts are cut and weighted, as it stands in code.

import SoftmaxText

/// The numbers that say of a column of texts how it becomes features, in the order in which they stand.
enum TextSetting: Int, CaseIterable {
  /// 0: words; 1: characters; 2: characters in words.
  case unit
  /// The least and the greatest number of units in an n-gram.
  case least
  case most
  /// 1 where texts are read in lower case.
  case lowerCased
  /// 1 where a feature counts once.
  case binary
  /// 1 where a count c becomes 1 + ln c.
  case sublinear
  /// 0: none; 1: the sum of the absolute values; 2: the root of the sum of the squares.
  case norm
  /// The number of columns that features find by their hashes; 0 for a vocabulary.
  case hashedColumns
  /// 1 where half of the hashes count below 0.
  case signs
  /// How many of the vocabulary's words, of the rarities and of the stop words are this column's.
  case words
  case rarities
  case stopWords

  static let units: [TextAnalysis.Unit] = [.words, .characters, .charactersInWords]
  static let norms: [TermWeights.Norm] = [.none, .l1, .l2]

  /// A setting of each column of texts.
  static func values(of setting: TextSetting, in settings: [Int]) -> [Int] {
    stride(from: setting.rawValue, to: settings.count, by: allCases.count).map { settings[$0] }
  }
}

extension LogitProgram.Table {
  /// How each column of texts becomes features.
  var texts: [TextFeatures] { columns.compactMap(\.text) }

  /// The settings of all columns of texts, one behind the other.
  var textSettings: [Int] {
    texts.flatMap { text in
      TextSetting.allCases.map { text.value(of: $0) }
    }
  }
}

extension TextFeatures {
  fileprivate func value(of setting: TextSetting) -> Int {
    var hashes: HashedColumns?
    if case .hashed(let found) = columns { hashes = found }
    return switch setting {
    case .unit: TextSetting.units.firstIndex(of: analysis.unit) ?? 0
    case .least: analysis.lengths.lowerBound
    case .most: analysis.lengths.upperBound
    case .lowerCased: analysis.isLowerCased ? 1 : 0
    case .binary: weights.isBinary ? 1 : 0
    case .sublinear: weights.isSublinear ? 1 : 0
    case .norm: TextSetting.norms.firstIndex(of: weights.norm) ?? 0
    case .hashedColumns: hashes?.count ?? 0
    case .signs: hashes?.alternatesSigns == true ? 1 : 0
    case .words: vocabulary?.count ?? 0
    case .rarities: rarities?.count ?? 0
    case .stopWords: analysis.stopWords.count
    }
  }
}

/// Takes the features of one column of texts after the other from tables.
struct TextTables {
  private var settings: ArraySlice<Int>
  private var stopWords: ArraySlice<String>
  private var words: ArraySlice<String>
  private var rarities: ArraySlice<Double>

  init(_ values: [CodeSlot: CodeValues]) {
    settings = (values[.textSettings]?.integers ?? [])[...]
    stopWords = (values[.stopWords]?.strings ?? [])[...]
    words = (values[.vocabulary]?.strings ?? [])[...]
    rarities = (values[.rarities]?.doubles ?? [])[...]
  }

  /// Whether nothing is left.
  var isEmpty: Bool { settings.isEmpty && stopWords.isEmpty && words.isEmpty && rarities.isEmpty }

  /// Those of the next column; nil where the tables do not fit together.
  mutating func next() -> TextFeatures? {
    let own = Array(settings.prefix(TextSetting.allCases.count))
    settings = settings.dropFirst(own.count)
    guard own.count == TextSetting.allCases.count, own.allSatisfy({ $0 >= 0 }) else { return nil }
    func value(_ setting: TextSetting) -> Int { own[setting.rawValue] }
    func take<Element>(_ slice: inout ArraySlice<Element>, _ setting: TextSetting) -> [Element]? {
      guard value(setting) <= slice.count else { return nil }
      defer { slice = slice.dropFirst(value(setting)) }
      return Array(slice.prefix(value(setting)))
    }
    guard TextSetting.units.indices.contains(value(.unit)), TextSetting.norms.indices.contains(value(.norm)),
      value(.least) <= value(.most), let stopWords = take(&stopWords, .stopWords),
      let words = take(&words, .words),
      let rarities = take(&rarities, .rarities)
    else { return nil }
    let weights = TermWeights(
      isBinary: value(.binary) == 1, isSublinear: value(.sublinear) == 1,
      usesDocumentFrequencies: !rarities.isEmpty,
      norm: TextSetting.norms[value(.norm)])
    do throws(TextError) {
      let analysis = try TextAnalysis(
        unit: TextSetting.units[value(.unit)], lengths: value(.least)...value(.most),
        isLowerCased: value(.lowerCased) == 1, stopWords: stopWords)
      if value(.hashedColumns) > 0, words.isEmpty {
        return try TextFeatures(
          analysis, weights,
          hashed: HashedColumns(count: value(.hashedColumns), alternatesSigns: value(.signs) == 1))
      }
      return try TextFeatures(
        analysis, weights, vocabulary: WordList(inOrder: words), rarities: rarities.isEmpty ? nil : rarities)
    } catch {
      return nil
    }
  }
}

/// Which parts of a tokenizer the texts of a program need: what is not needed is not written.
struct TextNeeds {
  let units: Set<TextAnalysis.Unit>
  let lowerCase: Bool
  let stopWords: Bool
  let vocabulary: Bool
  let hashes: Bool
  let signs: Bool
  let binary: Bool
  let sublinear: Bool
  let rarities: Bool
  let norms: Set<TermWeights.Norm>

  init(_ texts: [TextFeatures]) {
    func isAny(_ setting: TextSetting) -> Bool { texts.contains { $0.value(of: setting) > 0 } }
    units = Set(texts.map(\.analysis.unit))
    lowerCase = isAny(.lowerCased)
    stopWords = isAny(.stopWords)
    vocabulary = isAny(.words)
    hashes = isAny(.hashedColumns)
    signs = isAny(.signs)
    binary = isAny(.binary)
    sublinear = isAny(.sublinear)
    rarities = isAny(.rarities)
    norms = Set(texts.map(\.weights.norm))
  }
}

/// A list of facts on characters, as it stands in code.
struct CharacterFacts {
  /// What the table is called in snake case: `word_edges`.
  let words: [String]
  let numbers: [Int]

  /// Those that a tokenizer needs.
  static func lists(for needs: TextNeeds) -> [CharacterFacts] {
    let ranges = CharacterRanges.shared
    func edges(_ name: String, _ edges: [UInt32]) -> CharacterFacts {
      CharacterFacts(words: [name, "edges"], numbers: edges.map(Int.init))
    }
    var lists: [CharacterFacts] = []
    if needs.units.contains(.words) { lists.append(edges("word", ranges.words)) }
    if needs.units != [.words] { lists.append(edges("space", ranges.spaces)) }
    if needs.lowerCase {
      lists.append(edges("cased", ranges.cased))
      lists.append(edges("ignorable", ranges.ignorable))
      let shifts = ranges.shifts.flatMap { [Int($0.first), Int($0.last), Int($0.stride), Int($0.step)] }
      lists.append(CharacterFacts(words: ["lower", "case", "shifts"], numbers: shifts))
    }
    return lists
  }

  /// What code says of where they come from.
  static let source = "What Unicode \(CharacterTable.unicodeVersion) says of characters."
}
