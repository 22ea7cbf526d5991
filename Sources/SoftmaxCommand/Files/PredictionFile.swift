// The file that predictions go into.

import SoftmaxFiles

/// A name for predictions, checked before any work.
struct PredictionFile {
  let path: String

  /// - Throws: `FileError` where the file could not be written, `CommandFailure` where it is one that the command reads or
  ///   writes.
  init(_ path: String, others: [String?]) throws {
    guard path != InputFile.standardInput else {
      throw CommandFailure(.usage, "--output -: leave it out to have the predictions on standard output")
    }
    if let other = others.compactMap(\.self).first(where: { $0 == path || FileStatus.areSameFile($0, path) }) {
      throw CommandFailure(
        .usage,
        "--output \(path) and \(other) are one file: choose another name for the predictions")
    }
    try OutputFile.checkWritable(path)
    self.path = path
  }
}
