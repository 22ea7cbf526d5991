// The file of --path.

import SoftmaxFiles

/// A name for the coefficients along a path of penalties, checked before any work.
struct PathFile {
  let path: String

  /// `others` are files that the same command reads or writes.
  ///
  /// - Throws: `FileError` where the file could not be written, `CommandFailure` where it is one of the others or its name
  ///   says that it is no CSV.
  init(_ path: String, others: [String?]) throws {
    try OutputFile.checkWritable(path)
    guard path.hasSuffix(".csv") || FileStatus(of: path)?.kind == .stream else {
      throw CommandFailure(
        .usage, "--path \(path): coefficients are written as CSV; choose a name that ends in .csv")
    }
    if let other = others.compactMap(\.self).first(where: { path == $0 || FileStatus.areSameFile(path, $0) }) {
      throw CommandFailure(
        .usage,
        "--path \(path) and \(other) are one file: choose another name for the coefficients")
    }
    self.path = path
  }
}
