// The file that a fitted model goes into.

import SoftmaxFiles

enum ModelOutput {
  /// Refuses a name that no model can be written to, before any work.
  static func check(_ path: String) throws {
    try OutputFile.checkWritable(path)
    let isDevice = FileStatus(of: path)?.kind == .other
    guard isDevice || path.hasSuffix(".safetensors") else {
      throw CommandFailure(
        .usage,
        "--output \(path): models are written as safetensors; choose a name that ends in .safetensors")
    }
  }
}
