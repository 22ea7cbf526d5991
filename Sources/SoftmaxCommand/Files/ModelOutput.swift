// The file that a fitted model goes into.

import SoftmaxFiles

enum ModelOutput {
  /// For a flag that has nothing to act on.
  static let nothingToOverwrite = CommandFailure(
    .usage, "--overwrite-partial is for the files of -o and --plot: name one of them, or leave it out")

  /// Refuses a name that no model can be written to, or that one of the inputs has, before any work.
  static func check(_ path: String, inputs: [String?]) throws {
    if let input = inputs.compactMap(\.self).first(where: { $0 == path || FileStatus.areSameFile($0, path) }) {
      throw CommandFailure(
        .usage, "--output \(path) and \(input) are one file, which is read: choose another name for the model")
    }
    try OutputFile.checkWritable(path)
    let isDevice = FileStatus(of: path)?.kind == .stream
    guard isDevice || path.hasSuffix(".safetensors") else {
      throw CommandFailure(
        .usage,
        "--output \(path): models are written as safetensors; choose a name that ends in .safetensors")
    }
  }
}
