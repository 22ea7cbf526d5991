// The file beside a graph that is given counts of words: what is to be counted.

import Foundation
import SoftmaxFiles
import SoftmaxText

/// How each column of texts is to be cut and counted, in JSON: ONNX has no operator for it that every runtime has.
///
/// Weights are the graph's: it is given counts, and makes logarithms, rarities and lengths of rows of them.
struct ONNXVocabulary: Codable {
  static let ending = ".vocabulary.json"
  private static let name = "softmax vocabulary"
  private static let currentVersion = 1

  /// The notes of the graph, as `name: text`. The name makes them the first that stands in the file.
  let about: [String]
  let format: String
  let version: Int
  /// The version of Unicode by which characters are letters and have lower cases.
  let unicode: String
  /// One for each column of texts, in the order of the graph's inputs.
  let inputs: [Input]

  /// What an input of the graph counts.
  struct Input: Codable {
    /// The input's name, and that of the table's column.
    let input: String
    let column: String
    /// `counts`; `presence` where it is 1 for each feature that is there.
    let values: String
    /// `word`: runs of two or more letters, digits and underscores; `char`; `char_wb`.
    let unit: String
    /// The least and the greatest number of units in a feature; between two words is a space.
    let lengths: [Int]
    let lowercase: Bool
    let stopWords: [String]
    /// The features, in the order of the input's columns; nil where features find their columns by their hashes.
    let words: [String]?
    let hash: Hash?
  }

  /// How a feature's bytes in UTF-8 name its column.
  struct Hash: Codable {
    /// `MurmurHash3_x86_32`, its seed 0, as a signed number.
    let function: String
    /// The column is the hash's absolute value modulo so many.
    let columns: Int
    /// Whether features whose hash is below 0 count as -1.
    let alternatesSigns: Bool
  }

  private static let function = "MurmurHash3_x86_32"
  private static let units: [(TextAnalysis.Unit, String)] = [
    (.words, "word"), (.characters, "char"), (.charactersInWords, "char_wb"),
  ]

  /// - Parameters:
  ///   - texts: The columns of texts, each with the name of its input.
  ///   - notes: The notes of the graph.
  init(_ texts: [(input: String, column: PortableColumn)], _ notes: ExportNotes) {
    about = notes.entries.map { "\($0.name): \($0.text)" }
    (format, version, unicode) = (Self.name, Self.currentVersion, CharacterTable.unicodeVersion)
    inputs = texts.compactMap { input, column in
      guard let text = column.text else { return nil }
      let analysis = text.analysis
      var hash: Hash?
      if case .hashed(let hashed) = text.columns {
        hash = Hash(
          function: Self.function, columns: hashed.count, alternatesSigns: hashed.alternatesSigns)
      }
      return Input(
        input: input, column: column.name, values: hash != nil && text.weights.isBinary ? "presence" : "counts",
        unit: Self.units.first { $0.0 == analysis.unit }?.1 ?? "",
        lengths: [analysis.lengths.lowerBound, analysis.lengths.upperBound], lowercase: analysis.isLowerCased,
        stopWords: analysis.stopWords.words, words: text.vocabulary?.words, hash: hash)
    }
  }

  var encoded: ByteRope {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      return ByteRope(String(decoding: try encoder.encode(self), as: UTF8.self) + "\n")
    }
  }

  /// Reads a file, strictly.
  ///
  /// - Throws: `FileError`.
  init(_ bytes: [UInt8], path: String) throws {
    // Foundation's decoder lets a name stand twice.
    _ = try StrictJSON.parse(bytes, path: path)
    do {
      self = try JSONDecoder().decode(ONNXVocabulary.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw FileError(
        .badData, path: path, problem: "it does not fit: \(error.reason)", remedy: "export the model again")
    }
    guard format == Self.name, version == Self.currentVersion, unicode == CharacterTable.unicodeVersion else {
      throw FileError(
        .badData, path: path, problem: "it is no vocabulary of this release of softmax",
        remedy: "export the model again")
    }
  }

  /// What makes the counts of an input's texts.
  ///
  /// - Parameters:
  ///   - input: The input's name.
  ///   - path: The file's path, for messages.
  /// - Returns: How its texts are cut and counted.
  /// - Throws: `FileError` where the file does not say it.
  func counting(of input: String, path: String) throws(FileError) -> TextFeatures {
    guard let found = inputs.first(where: { $0.input == input }) else {
      throw FileError(
        .badData, path: path, problem: "it has no input '\(input.printable(limit: 60))'",
        remedy: "export the model again")
    }
    do throws(TextError) {
      return try found.features()
    } catch {
      throw FileError(.badData, path: path, problem: "\(error)", remedy: "export the model again")
    }
  }
}

extension ONNXVocabulary.Input {
  fileprivate func features() throws(TextError) -> TextFeatures {
    guard let unit = ONNXVocabulary.unit(unit), lengths.count == 2, lengths[0] <= lengths[1] else {
      throw .badParts("an input has another unit than word, char and char_wb, or other lengths than two")
    }
    let analysis = try TextAnalysis(
      unit: unit, lengths: lengths[0]...lengths[1], isLowerCased: lowercase, stopWords: stopWords)
    let weights = TermWeights(isBinary: values == "presence", usesDocumentFrequencies: false, norm: .none)
    switch (words, hash) {
    case (let words?, nil):
      return try TextFeatures(analysis, weights, vocabulary: WordList(inOrder: words), rarities: nil)
    case (nil, let hash?):
      return try TextFeatures(
        analysis, weights,
        hashed: HashedColumns(count: hash.columns, alternatesSigns: hash.alternatesSigns))
    default: throw .badParts("an input has neither words nor a hash, or both")
    }
  }
}

extension ONNXVocabulary {
  fileprivate static func unit(_ name: String) -> TextAnalysis.Unit? { units.first { $0.1 == name }?.0 }
}
