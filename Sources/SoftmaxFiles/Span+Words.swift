// Eight bytes at once, for scans of text.

extension Span<UInt8> {
  /// The eight bytes from `position` on as one number, the first in its lowest bits.
  @inlinable package func word(at position: Int) -> UInt64 {
    precondition(position >= 0 && position <= count - 8, "eight bytes")
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self))
  }
}
