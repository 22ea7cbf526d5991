// Files whose content would not fit into memory.

import SoftmaxKernels

extension FileError {
  /// Refuses to read what cannot be held. Under 16 MiB nothing is refused.
  ///
  /// - Parameters:
  ///   - bytes: What is about to be taken.
  ///   - what: `the file's content`.
  ///   - path: The file.
  ///   - position: Where in it.
  ///   - canMoveOut: Whether it is an array that may lie in a file where memory is limited.
  /// - Throws: `FileError` of the kind `outOfMemory`.
  package static func checkMemory(
    for bytes: Int, _ what: @autoclosure () -> String, path: String, position: Position? = nil,
    canMoveOut: Bool = false
  ) throws(FileError) {
    guard let room = MemoryRoom.shortage(for: bytes, canMoveOut: canMoveOut) else { return }
    throw FileError(
      .outOfMemory, path: path, position: position,
      problem: "\(what()) would take \(MemoryRoom.text(bytes: bytes)), but only \(room)",
      remedy: "use a part of it, or " + room.remedy(for: bytes))
  }
}
