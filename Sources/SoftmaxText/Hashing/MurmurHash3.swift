// MurmurHash3 for 32 bits, Austin Appleby's, in the public domain.

/// MurmurHash3_x86_32 with the seed 0.
enum MurmurHash3 {
  /// The hash of bytes, as a signed number.
  static func hash(of bytes: Span<UInt8>) -> Int32 {
    var hash: UInt32 = 0
    var place = 0
    while place + 4 <= bytes.count {
      hash ^= scrambled(word(bytes, place, 4))
      hash = rotated(hash, 13) &* 5 &+ 0xE654_6B64
      place += 4
    }
    if place < bytes.count { hash ^= scrambled(word(bytes, place, bytes.count - place)) }
    hash ^= UInt32(truncatingIfNeeded: bytes.count)
    hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
    hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
    return Int32(bitPattern: hash ^ hash >> 16)
  }

  /// Up to four bytes, the lowest first.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ place: Int, _ count: Int) -> UInt32 {
    var word: UInt32 = 0
    for i in 0..<count { word |= UInt32(bytes[place + i]) << UInt32(8 * i) }
    return word
  }

  @inline(__always)
  private static func scrambled(_ word: UInt32) -> UInt32 {
    rotated(word &* 0xCC9E_2D51, 15) &* 0x1B87_3593
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
