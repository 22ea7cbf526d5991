// Where the offsets of samples are that are no table: in an array beside them, or in a file of their own.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression

/// Where the offsets of data that is no table come from.
public enum SampleOffsetSource: Sendable, Hashable {
  /// An array in the data's own file.
  case array(String)
  /// A .npy file.
  case file(path: String)

  /// The array's name.
  public var arrayName: String? { if case .array(let name) = self { name } else { nil } }

  /// The file's path.
  public var filePath: String? { if case .file(let path) = self { path } else { nil } }
}

/// Offsets as they were read, before it is known which classes they are for.
public struct StoredOffsets: Sendable, Hashable {
  /// [samples x columnCount], row by row.
  public let values: [Double]
  /// The columns of a sample.
  public let columnCount: Int
  /// Where they were found.
  public let source: SampleOffsetSource

  /// What the file is called.
  let path: String

  static let form = "numbers in two dimensions, [samples x classes]"

  /// The offsets in a file, or in standard input for `-`, of `count` samples.
  ///
  /// - Throws: `FileError` for what is no .npy file of so many rows, naming the byte of a number that is none.
  static func read(_ path: String, count: Int, of data: String) throws(FileError) -> StoredOffsets {
    let shown = path == InputFile.standardInput ? InputFile.standardInputName : path
    let bytes = try InputFile.contents(of: path)
    guard NPYFile.isNPY(bytes) else {
      throw FileError(
        .badData, path: shown, problem: "this is no .npy file: expected offsets, \(form), in one",
        remedy: "save the offsets alone with numpy.save, or beside the features and name their array")
    }
    let found = try NPYFile(bytes, path: shown).array.sampleOffsets()
    let offsets = StoredOffsets(
      values: found.values, columnCount: found.columnCount, source: .file(path: path), path: shown)
    guard offsets.sampleCount == count else {
      throw FileError(
        .badData, path: shown,
        problem:
          "expected offsets of \(count) samples, as many as there are in \(data), found \(offsets.sampleCount)",
        remedy: "use two files that belong together")
    }
    return offsets
  }

  /// The number of samples.
  var sampleCount: Int { values.count / max(columnCount, 1) }

  /// The same rows as those of some classes, in their order.
  ///
  /// - Throws: `FileError` where there is not one column for each class, `DatasetError` for a value beyond Float32.
  public func offsets(of classes: ClassVocabulary) throws -> SampleOffsets {
    guard columnCount == classes.count else {
      let shown = classes.names.prefix(8).map { "'\($0.printable(limit: 40))'" }.joined(separator: ", ")
      throw FileError(
        .badData, path: path,
        problem:
          "the offsets have \(columnCount) \(columnCount == 1 ? "column" : "columns"), expected \(classes.count), one for "
          + "each class: \(shown)\(classes.count > 8 ? ", …" : "")",
        remedy: "give every class a column, in the order of the classes; zeros for those without offsets")
    }
    return try SampleOffsets(values, classNames: classes.names)
  }
}
