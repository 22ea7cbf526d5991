// What Python and scikit-learn make of texts: Goldens/, by Tests/Text/goldens.py.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxText

/// Goldens/characters.json.
struct GoldenCharacters: Decodable, Sendable {
  let unicode: String
  let word: [UInt32]
  let space: [UInt32]
  let letter: [UInt32]
  let finalBehindLetter: [UInt32]
  let finalBehindStop: [UInt32]
  let lower: [[Int]]
  let longLower: [[UInt32]]
}

/// Goldens/scikit-learn.json.
struct GoldenTexts: Decodable, Sendable {
  struct Options: Decodable, Sendable {
    let unit: String?
    let least: Int?
    let most: Int?
    let lower: Int?
    let stop: [String]?
    let min: Double?
    let max: Double?
    let features: Int?
    let sublinear: Int?
    let binary: Int?
    let idf: Int?
    let norm: String?
    let hashed: Int?
    let signs: Int?

    func analysis() throws -> TextAnalysis {
      let least = least ?? 1
      return try TextAnalysis(
        unit: unit.flatMap { TextAnalysis.Unit(rawValue: $0) } ?? .words,
        lengths: least...Swift.max(least, most ?? 1), isLowerCased: lower != 0, stopWords: stop ?? [])
    }

    var weights: TermWeights {
      TermWeights(
        isBinary: binary == 1, isSublinear: sublinear == 1, usesDocumentFrequencies: hashed == nil && idf != 0,
        norm: norm.flatMap { TermWeights.Norm(rawValue: $0) } ?? .l2)
    }

    /// 1.0 and below are shares, but for the minimum 1, which is the default.
    func limits() throws -> VocabularyLimits {
      func frequency(_ number: Double) -> DocumentFrequency {
        number >= 1 ? .count(Int(number)) : .share(number)
      }
      return try VocabularyLimits(
        minimumDocumentFrequency: min.map(frequency) ?? .count(1),
        maximumDocumentFrequency: max.map(frequency) ?? .share(1), maximumFeatures: features)
    }
  }

  struct Row: Decodable, Sendable, Equatable {
    let columns: [Int32]
    /// The bits of Float32.
    let values: [UInt32]
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let options: Options
    let learned: [String]
    let asked: [String]
    let vocabulary: [String]?
    let rows: [Row]
    let learnedRows: [Row]

    var testDescription: String { "\(options)" }
  }

  struct Tokens: Decodable, Sendable {
    let options: Options
    let texts: [String]
    let features: [[String]]
  }

  struct Hash: Decodable, Sendable {
    let text: String
    let hash: Int32

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      text = try values.decode(String.self)
      hash = try values.decode(Int32.self)
    }
  }

  let tokens: [Tokens]
  let cases: [Case]
  let logarithms: [[Double]]
  let hashes: [Hash]

  static let shared = GoldenFile("scikit-learn.json").required(as: GoldenTexts.self)
}

extension SparseTextRow {
  /// As the goldens have it.
  var golden: GoldenTexts.Row { GoldenTexts.Row(columns: columns, values: values.map(\.bitPattern)) }
}

extension TextTransform {
  /// The row of a text by itself.
  mutating func row(of text: String) throws -> SparseTextRow {
    var result = SparseTextRow()
    try row(of: Array(text.utf8).span, into: &result)
    return result
  }
}

extension VocabularyLearner {
  mutating func add(_ text: String) throws { try add(Array(text.utf8).span) }
}
