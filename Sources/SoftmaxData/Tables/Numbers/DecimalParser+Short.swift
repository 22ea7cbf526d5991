// Numbers as most tables have them, straight to Float32.

import SoftmaxFiles

extension DecimalParser {
  /// A number as Float32 and where its text ends.
  struct ShortNumber {
    let value: Float
    let end: Int
  }

  /// How many bytes `short` looks at.
  static let shortWindow = 26

  /// The Float32 nearest to the Float64 that `parse` gives, for digits with a point or without; nil for other texts, for
  /// those too long, and where the text's end is near.
  ///
  /// Sixteen digits from the front are an integer, times its unit less than 2^14 units of Float64 away from the number.
  /// Float64's mantissa has 29 bits more than Float32's: only where those lie about the middle could the rest change the
  /// rounding, and then too it is nil. There are few branches, because signs, lengths and points cannot be foreseen.
  @inline(__always)
  func short(_ text: Span<UInt8>, from position: Int) -> ShortNumber? {
    guard position <= text.count &- Self.shortWindow else { return nil }
    // Of known size, so that what lies in it is not checked again.
    let window = text.extracting(position..<position &+ Self.shortWindow)
    let first = window[0]
    let start = (first &- UInt8(ascii: "+")) & ~2 == 0 ? 1 : 0
    let word = window.word(at: start)
    var others = Self.others(word)
    others |= Self.others(window.word(at: start &+ 8)) &<< 8
    others |= Self.others(window.word(at: start &+ 16)) &<< 16
    guard others != 0 else { return nil }
    let whole = others.trailingZeroBitCount
    let point = window[start &+ whole] == UInt8(ascii: ".") ? 1 : 0
    let stops = point == 1 ? others & (others &- 1) : others
    guard stops != 0, whole <= 16 &- 9 &* point else { return nil }
    let length = stops.trailingZeroBitCount
    let count = length &- point
    guard count > 0 else { return nil }
    // The digits without the point: those behind it move up.
    let before = ((1 as UInt64) &<< UInt64(8 &* whole)) &- 1
    let kept = firstDigits[count]
    let moved = word & before | window.word(at: start &+ point) & ~before
    let upper = (moved ^ Self.zeros) & kept.x
    let lower = (window.word(at: start &+ 8 &+ point) ^ Self.zeros) & kept.y
    let digits = Self.eightDigits(upper) &* 100_000_000 &+ Self.eightDigits(lower)
    // What is left out counts less than 2^-40 then, which is 2^13 units.
    guard count <= 16 || digits >= 1 << 40 else { return nil }
    let magnitude = Double(Int64(bitPattern: digits)) * unitsOfDigits[whole]
    let middle: UInt64 = 1 << 28
    let distance = (magnitude.bitPattern &- middle &+ Self.mostError) & (2 * middle - 1)
    guard distance > 2 * Self.mostError else { return nil }
    let sign: UInt32 = first == UInt8(ascii: "-") ? 1 : 0
    return ShortNumber(
      value: Float(bitPattern: Float(magnitude).bitPattern | sign << 31), end: position &+ start &+ length)
  }

  /// In units of Float64: what is left out, and some roundings.
  private static let mostError: UInt64 = 1 << 14
  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// The whole number of one to seven digits that begins at `position`, and where they end; nil for others and where the text's
  /// end is near. Without a branch on the number of digits, which cannot be foreseen.
  @inline(__always)
  static func shortWhole(_ text: Span<UInt8>, from position: Int) -> (value: Int32, end: Int)? {
    guard position <= text.count &- 8 else { return nil }
    let word = text.word(at: position)
    let others = others(word)
    guard others != 0, others & 1 == 0 else { return nil }
    let count = others.trailingZeroBitCount
    let digits = (word ^ zeros) &<< UInt64(64 &- 8 &* count)
    return (Int32(truncatingIfNeeded: eightDigits(digits)), position &+ count)
  }

  /// A bit for each of eight bytes, the first the lowest: whether it is no digit. Exact up to the first that is not ASCII.
  @inline(__always)
  private static func others(_ word: UInt64) -> UInt64 {
    let values = word ^ zeros
    let high = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
    return (high &* 0x0002_0408_1020_4081) >> 56
  }
}
