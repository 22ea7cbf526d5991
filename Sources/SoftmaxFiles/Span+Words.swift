// Several bytes at once, for scans of text and of arrays.

extension Span<UInt8> {
  /// The eight bytes from `position` on as one number, the first in its lowest bits.
  @inlinable package func word(at position: Int) -> UInt64 {
    precondition(position >= 0 && position <= count - 8, "eight bytes")
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self))
  }

  /// The same of either order of bytes.
  @inlinable package func word(at position: Int, isBigEndian: Bool) -> UInt64 {
    let word = word(at: position)
    return isBigEndian ? word.byteSwapped : word
  }

  /// The four bytes from `position` on as one number.
  @inlinable package func shortWord(at position: Int, isBigEndian: Bool) -> UInt32 {
    precondition(position >= 0 && position <= count - 4, "four bytes")
    let word = unsafe UInt32(
      littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt32.self))
    return isBigEndian ? word.byteSwapped : word
  }
}
