// Names of classes in a file, one a line.

import SoftmaxFiles
import SoftmaxKernels

/// A text file of names.
package enum NameLines {
  /// The most bytes of such a file.
  static let limit = 64 << 20

  /// The names on a file's lines; an end of the last line makes no name of its own.
  ///
  /// - Throws: `FileError` for a file that cannot be read, is no text in UTF-8, or has more than `limit` bytes.
  package static func names(inFile path: String) throws -> [String] {
    let bytes = try InputFile.contents(of: path, atMost: limit).array
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(
        .badData, path: path, problem: "this is no text in UTF-8", remedy: "save it as UTF-8, one name a line")
    }
    guard !MarkRun.isLong(text) else {
      throw FileError(.badData, path: path, problem: "in it \(MarkRun.problem)")
    }
    // By bytes: a line's end is one Character with a carriage return.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.last == "\r" ? String.UnicodeScalarView(line.dropLast()) : String.UnicodeScalarView(line))
    }
    if lines.last == "" { lines.removeLast() }
    guard !lines.isEmpty else {
      throw FileError(.badData, path: path, problem: "there is no name in it", remedy: "write one name a line")
    }
    return lines
  }
}
