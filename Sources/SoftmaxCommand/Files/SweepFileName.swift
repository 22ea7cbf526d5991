// The file of --sweep.

import SoftmaxFiles

/// A name for the scores of a search, checked before any work.
enum SweepFileName {
  /// Refuses what cannot be written, or read again.
  static func check(_ path: String) throws {
    try OutputFile.checkWritable(path)
    guard FileStatus(of: path)?.kind == .stream else { return }
    throw CommandFailure(
      .usage, "--sweep \(path) is no file, from which a search could go on: name one, or leave it out")
  }

  /// Refuses a file that the same command reads or writes.
  static func check(_ path: String, others: [String?]) throws {
    guard
      let other = others.compactMap(\.self).first(where: { path == $0 || FileStatus.areSameFile(path, $0) })
    else { return }
    throw CommandFailure(
      .usage, "--sweep \(path) and \(other) are one file: choose another name for the scores")
  }
}
