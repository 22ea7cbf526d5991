// Where the weights of samples are that are no table: in an array beside them, or in a file of their own.

import Foundation
package import SoftmaxFiles
package import SoftmaxKernels

/// Where the sample weights of data that is no table come from.
public enum SampleWeightSource: Sendable, Hashable {
  /// An array in the data's own file.
  case array(String)
  /// A file: .npy, or text with one number a line, plain or gzip.
  case file(path: String)

  /// The array's name.
  public var arrayName: String? { if case .array(let name) = self { name } else { nil } }

  /// The file's path.
  public var filePath: String? { if case .file(let path) = self { path } else { nil } }

  static let remedy = "weights are numbers that are not negative"

  /// What the one column of a .csv file may be called; other first lines are weights.
  private static let headers: Set<String> = ["weight", "weights", "sample_weight", "sample_weights", "w"]

  /// The weights of a file, or of standard input for `-`, of which there must be `count`.
  ///
  /// Text has one number on each line; a `.csv` file may have a header (`weight`, `weights`, `sample_weight`,
  /// `sample_weights` or `w`).
  ///
  /// - Throws: `FileError` naming the line, or the byte of a .npy file, of what is no weight.
  static func read(_ path: String, count: Int, of data: String) throws(FileError) -> [Double] {
    let shown = path == InputFile.standardInput ? InputFile.standardInputName : path
    let weights = try read(InputFile.contents(of: path), path: shown)
    guard weights.count == count else {
      throw FileError(
        .badData, path: shown,
        problem: "expected \(count) weights, as many as there are samples in \(data), found \(weights.count)",
        remedy: "use two files that belong together")
    }
    return weights
  }

  /// The weights of a file's bytes.
  package static func read(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) -> [Double] {
    var bytes = bytes
    var name = path.lowercased()
    if Gzip.isGzip(bytes) {
      bytes = SharedStorage(try Gzip.decompress(bytes, path: path, limit: InputFile.pipeLimit))
      if name.hasSuffix(".gz") { name.removeLast(3) }
    }
    if NPYFile.isNPY(bytes) { return try NPYFile(bytes, path: path).array.sampleWeights() }
    if ZipArchive.isZip(bytes) || SafetensorsFile.isSafetensors(bytes) {
      throw FileError(
        .badData, path: path,
        problem: "this file has several arrays: expected weights as text or in a .npy file",
        remedy: "save the weights alone, or beside the features and name their array")
    }
    return try numbers(of: bytes.array, isTable: name.hasSuffix(".csv"), path: path)
  }

  private static func numbers(of content: [UInt8], isTable: Bool, path: String) throws(FileError) -> [Double] {
    var rest = content.dropFirst(try TextEncoding.markLength(content.span.extracting(first: 4), path: path))
    if rest.last == UInt8(ascii: "\n") { rest.removeLast() }
    var weights: [Double] = []
    for (index, line) in rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      if index == 0, isTable, headers.contains(text.lowercased()) { continue }
      guard let weight = Double(text), weight >= 0, weight.isFinite else {
        throw FileError(
          .badData, path: path, position: .line(index + 1),
          problem: text.isEmpty
            ? "the line is blank: expected a weight"
            : "the weight is '\(text.printable(limit: 40))': expected a number",
          remedy: remedy)
      }
      weights.append(weight)
    }
    guard !weights.isEmpty else {
      throw FileError(.badData, path: path, problem: "the file has no weights: expected one on each line")
    }
    return weights
  }
}
