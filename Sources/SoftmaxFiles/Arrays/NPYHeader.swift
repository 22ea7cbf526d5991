// The header of a .npy file: what the array is, and where its elements begin.

package import SoftmaxKernels

/// The header of an array that has elements and dimensions.
package struct NPYHeader {
  package let layout: ArrayLayout
  /// The byte at which the elements begin.
  package let dataStart: Int

  /// Enough bytes from a file's beginning to read any header.
  package static let longest = NPYOutline.longest

  /// Whether the bytes begin as a .npy file does.
  package static func isNPY(_ bytes: SharedStorage<UInt8>) -> Bool { NPYOutline.isNPY(bytes) }

  /// Reads the header at the beginning of `bytes`.
  ///
  /// - Throws: `FileError` naming the byte.
  package init(of bytes: SharedStorage<UInt8>, place: ArrayPlace) throws(FileError) {
    let outline = try NPYOutline(of: bytes, place: place)
    dataStart = outline.dataStart
    do throws(ArrayLayout.Problem) {
      layout = try ArrayLayout(
        type: outline.type, isBigEndian: outline.isBigEndian, isColumnMajor: outline.isColumnMajor,
        shape: outline.shape)
    } catch {
      throw place.error(at: outline.shapePosition, "in the header: " + error.text)
    }
  }
}
