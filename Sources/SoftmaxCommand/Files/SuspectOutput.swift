// The files that an audit writes.

import SoftmaxFiles

/// A name for suspects or their probabilities, checked before any work.
struct SuspectOutput {
  let path: String

  /// The file of -o.
  static func suspects(_ path: String, others: [String?]) throws -> SuspectOutput {
    try SuspectOutput(path, flag: "--output", what: "suspects", form: "CSV", ending: ".csv", others: others)
  }

  /// The file of --probabilities.
  static func probabilities(_ path: String, others: [String?]) throws -> SuspectOutput {
    try SuspectOutput(
      path, flag: "--probabilities", what: "probabilities", form: "an array", ending: ".npy", others: others)
  }

  /// `others` are files that the same command reads or writes.
  ///
  /// - Throws: `FileError` where the file could not be written, `CommandFailure` where it is one of the others or has another
  ///   ending.
  private init(
    _ path: String, flag: String, what: String, form: String, ending: String, others: [String?]
  ) throws {
    guard path.hasSuffix(ending) || FileStatus(of: path)?.kind == .stream else {
      throw CommandFailure(
        .usage, "\(flag) \(path): \(what) are written as \(form); choose a name that ends in \(ending)")
    }
    if let other = others.compactMap(\.self).first(where: { path == $0 || FileStatus.areSameFile(path, $0) }) {
      throw CommandFailure(
        .usage, "\(flag) \(path) and \(other) are one file: choose another name for the \(what)")
    }
    try OutputFile.checkWritable(path)
    self.path = path
  }
}
