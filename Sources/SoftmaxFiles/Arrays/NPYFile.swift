// One .npy file: NumPy's format of an array.

package import SoftmaxKernels

/// An array as a .npy file holds it.
package struct NPYFile: Sendable {
  package let array: StoredArray

  /// Whether the bytes begin as a .npy file does.
  package static func isNPY(_ bytes: SharedStorage<UInt8>) -> Bool { NPYHeader.isNPY(bytes) }

  /// Reads a file's bytes. The elements are a part of them, neither copied nor looked at.
  ///
  /// - Throws: `FileError` naming the byte, what was expected and what was found. Complexity: that of the header.
  package init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    try self.init(bytes, place: ArrayPlace(path: path, name: nil, start: .file(0)))
  }

  package init(_ bytes: SharedStorage<UInt8>, place: ArrayPlace) throws(FileError) {
    let header = try NPYHeader(of: bytes, place: place)
    try Self.checkSize(bytes.count, header, place: place)
    array = StoredArray(
      place: place.advanced(by: header.dataStart), layout: header.layout,
      bytes: bytes.slice(header.dataStart..<bytes.count))
  }

  /// Whether a file of `size` bytes holds the elements, and nothing else.
  ///
  /// - Throws: `FileError` naming the byte, what was expected and what was found.
  package static func checkSize(_ size: Int, _ header: NPYHeader, place: ArrayPlace) throws(FileError) {
    let layout = header.layout
    let found = size - header.dataStart
    guard found >= layout.byteCount else {
      throw place.error(
        at: size,
        "the file breaks off: expected \(layout.byteCount) bytes of data for \(layout.text), found \(found)",
        remedy: "get the file again")
    }
    guard found == layout.byteCount else {
      throw place.error(
        at: header.dataStart + layout.byteCount,
        "expected the end of the file after \(layout.text), found \(found - layout.byteCount) bytes more",
        remedy: "save each array in a file of its own")
    }
  }
}
