// One file of a zip archive.

/// Where an entry lies and how.
package struct ZipEntry: Sendable, Hashable {
  /// How the content is stored.
  package enum Method: Sendable, Hashable {
    /// As it is.
    case stored
    /// As raw deflate.
    case deflated
  }

  package let name: String
  package let method: Method
  /// The number of bytes of the content, as the archive states it.
  package let size: Int
  /// The CRC-32 of the content, as the archive states it.
  package let checksum: UInt32
  /// The bytes of the archive that hold the content.
  package let range: Range<Int>
}
