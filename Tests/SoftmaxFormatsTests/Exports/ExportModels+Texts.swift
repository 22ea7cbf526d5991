// Models of texts for the tests of exports, made by hand.

import SoftmaxRegression
import SoftmaxText

@testable import SoftmaxFormats

extension ExportModels {
  /// Words in the order of their code points, some of several characters of two bytes.
  static let words = [
    "a b", "colour", "day", "don", "good", "invoice", "istanbul", "reply_42", "größe", "été", "οδος",
  ]

  /// Words with rarities beside a number and categories; missing cells are refused.
  static let texts = Named(
    "texts",
    file(
      [text("message", vocabulary(words, rarities: true))] + [columns[0], columns[5]].map(plain),
      missing: .error,
      unseen: .error, seed: 30))
  /// Hashes of characters in words, with signs.
  static let hashedTexts = Named(
    "hashed texts",
    file(
      [
        text(
          "note",
          hashed(analysis(.charactersInWords, 2...4), TermWeights(usesDocumentFrequencies: false, norm: .l1)))
      ],
      seed: 31))
  /// Columns that are cut and weighted in different ways.
  static let mixedTexts = Named(
    "mixed texts",
    file(
      [
        text(
          "1",
          vocabulary(
            words, analysis(.words, 1...2, stopWords: ["day", "is", "été"]), sublinear: true, norm: .l1)),
        columns[2],
        text(
          "2",
          vocabulary(
            [" ", "\u{301}", "ab", "e", "en", "i̇", "on", "é", "σ"],
            analysis(.characters, 1...3, isLower: false), norm: .none)),
        text(
          "3",
          hashed(
            analysis(.words), TermWeights(isBinary: true, usesDocumentFrequencies: false, norm: .l2),
            signs: false)),
        text(
          "4",
          vocabulary([" a", " to ", "a ", "ff", "offer"], analysis(.charactersInWords, 2...5), rarities: true)),
      ], missing: .indicator, seed: 32))
  /// One text and nothing else, its counts as they are.
  static let countedWords = Named(
    "counted words",
    file([text("t", vocabulary(words, isBinary: true, norm: .none))], classes: ["no", "yes"], seed: 33))

  static let allTexts = [texts, hashedTexts, mixedTexts, countedWords]

  private static func plain(_ column: PreparedColumn) -> PreparedColumn {
    PreparedColumn(column: column.column, means: column.means, hasIndicator: false, base: column.base)
  }

  /// A column of texts.
  static func text(_ name: String, _ features: TextFeatures) -> PreparedColumn {
    PreparedColumn(column: TableColumn(name: name, kind: .text), text: features)
  }

  static func analysis(
    _ unit: TextAnalysis.Unit, _ lengths: ClosedRange<Int> = 1...1, isLower: Bool = true,
    stopWords: [String] = []
  ) -> TextAnalysis {
    made { try TextAnalysis(unit: unit, lengths: lengths, isLowerCased: isLower, stopWords: stopWords) }
  }

  static func vocabulary(
    _ words: [String], _ analysis: TextAnalysis = .words, rarities: Bool = false, sublinear: Bool = false,
    isBinary: Bool = false, norm: TermWeights.Norm = .l2
  ) -> TextFeatures {
    let weights = TermWeights(
      isBinary: isBinary, isSublinear: sublinear, usesDocumentFrequencies: rarities, norm: norm)
    return made {
      let list = try WordList(words)
      return try TextFeatures(
        analysis, weights, vocabulary: list,
        rarities: rarities ? (0..<list.count).map { 1 + Double($0) / 3 } : nil)
    }
  }

  static func hashed(
    _ analysis: TextAnalysis, _ weights: TermWeights = .hashed, signs: Bool = true, columns: Int = 64
  ) -> TextFeatures {
    made { try TextFeatures(analysis, weights, hashed: HashedColumns(count: columns, alternatesSigns: signs)) }
  }

  private static func made<Value>(_ body: () throws -> Value) -> Value {
    do {
      return try body()
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
