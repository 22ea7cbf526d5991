// Decimal text to the nearest Float64, exactly and fast.

import SoftmaxFiles

/// Reads numbers such as `1`, `-1.5e3`, `+2`, `.5` and `5.`: the nearest Float64, ties to even, as strtod does.
///
/// Up to 19 digits are one integer w, and the number w x 10^q. Where both are exact in Float64 one operation rounds once
/// (Clinger 1990); else w x 5^q to 128 bits decides (Lemire 2021); the rare rest goes to the standard library.
package struct DecimalParser: Sendable {
  /// A number and where its text ends.
  package struct Number {
    package let value: Double
    package let end: Int
  }

  package static let shared = DecimalParser()

  private let powersOfFive = PowersOfFive().words
  /// For each count up to 23: that many of sixteen bytes, from the first on.
  let firstDigits = (0...23).map { (count: Int) -> SIMD2<UInt64> in
    let (upper, lower) = (UInt64.max << (8 * count), UInt64.max << (8 * max(count - 8, 0)))
    return SIMD2(~upper, ~lower)
  }
  /// The unit of the last of sixteen digits, by the number of those before the point.
  let unitsOfDigits: [Double] = [
    1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1,
  ]
  private let powersOfTen: [UInt64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
  private let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]

  /// The number that all of `text` is, or nil.
  func number(_ text: Span<UInt8>) -> Double? {
    guard let number = parse(text, from: 0), number.end == text.count else { return nil }
    return number.value
  }

  /// The number whose text begins at `start`, as far as it goes; nil where none does. Beyond Float64 it is infinite.
  @inline(__always)
  package func parse(_ text: Span<UInt8>, from start: Int) -> Number? {
    var position = start
    guard position < text.count else { return nil }
    let first = text[position]
    // 0x2b or 0x2d, told without a branch, because signs cannot be foreseen.
    position &+= (first &- UInt8(ascii: "+")) & ~2 == 0 ? 1 : 0
    let digitStart = position
    var digits: UInt64 = 0
    position = addDigits(text, from: position, to: &digits)
    var digitCount = position - digitStart
    var exponent = 0
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      let end = addDigits(text, from: position, to: &digits)
      exponent = position - end
      digitCount -= exponent
      position = end
    }
    guard digitCount > 0 else { return nil }
    let digitEnd = position
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      guard let (written, end) = Self.exponent(text, from: position + 1) else { return nil }
      exponent += written
      position = end
    }
    let magnitude =
      if digitCount <= 19 {
        nearest(digits, exponent) ?? Self.fallback(text, digitStart..<digitEnd, exponent)
      } else {
        nearest(text, digitStart..<digitEnd, exponent)
      }
    let sign: UInt64 = first == UInt8(ascii: "-") ? 1 : 0
    return Number(value: Double(bitPattern: magnitude.bitPattern | sign << 63), end: position)
  }

  /// Appends the digits from `start` on to `number`, which wraps beyond 19 of them; where they end.
  ///
  /// Eight bytes at a time, and as many of them as are digits without a branch: how many they are cannot be foreseen.
  @inline(__always)
  private func addDigits(_ text: Span<UInt8>, from start: Int, to number: inout UInt64) -> Int {
    var position = start
    while position <= text.count - 8 {
      let values = text.word(at: position) ^ 0x3030_3030_3030_3030
      // The highest bit of each byte that is no digit; carries reach only what lies above such a one.
      let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
      let count = others.trailingZeroBitCount >> 3
      if count == 8 {
        number = number &* 100_000_000 &+ Self.eightDigits(values)
        position += 8
        continue
      }
      // Shifted in two steps, because there may be none; what comes in below counts as zeros in front.
      let shifted = (values << 8) << UInt64(56 &- 8 &* count)
      number = number &* powersOfTen[count] &+ Self.eightDigits(shifted)
      return position + count
    }
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      number = number &* 10 &+ UInt64(digit)
      position += 1
    }
    return position
  }

  /// The number of eight digits from 0 to 9, the first in the lowest byte: pairs, then fours, then all.
  @inline(__always)
  static func eightDigits(_ digits: UInt64) -> UInt64 {
    let mask: UInt64 = 0x0000_00ff_0000_00ff
    let pairs = digits &* 10 &+ (digits >> 8)
    // 100 + 1,000,000 x 2^32, and 1 + 10,000 x 2^32.
    let even = (pairs & mask) &* 0x000f_4240_0000_0064
    let odd = ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
    return (even &+ odd) >> 32
  }

  /// A written exponent, held within a million, and where it ends; nil without a digit.
  private static func exponent(_ text: Span<UInt8>, from start: Int) -> (value: Int, end: Int)? {
    var position = start
    var isNegative = false
    if position < text.count, text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+") {
      isNegative = text[position] == UInt8(ascii: "-")
      position += 1
    }
    let digitStart = position
    var value = 0
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      // A cell can have more zeros than this before its first digit only where it is over 16 MiB long.
      value = min(value * 10 + Int(digit), 100_000_000)
      position += 1
    }
    return position > digitStart ? (isNegative ? -value : value, position) : nil
  }

  /// The Float64 nearest to `digits` x 10^`exponent`; nil where 128 bits do not tell.
  @inline(__always)
  private func nearest(_ digits: UInt64, _ exponent: Int) -> Double? {
    if digits <= 1 << 53, exponent >= -22, exponent <= 22 {
      return exponent < 0
        ? Double(digits) / exactPowersOfTen[-exponent] : Double(digits) * exactPowersOfTen[exponent]
    }
    return nearestByProduct(digits, exponent)
  }

  private func nearestByProduct(_ digits: UInt64, _ exponent: Int) -> Double? {
    if digits == 0 || exponent < PowersOfFive.exponents.lowerBound { return 0 }
    if exponent > PowersOfFive.exponents.upperBound { return .infinity }
    let zeros = digits.leadingZeroBitCount
    let normalized = digits << UInt64(zeros)
    let index = 2 * (exponent - PowersOfFive.exponents.lowerBound)
    var (upper, lower) = normalized.multipliedFullWidth(by: powersOfFive[index])
    // 53 bits, one to round and one for the product's size: the other nine say whether the rest could carry.
    if upper & 0x1ff == 0x1ff {
      let rest = normalized.multipliedFullWidth(by: powersOfFive[index + 1]).high
      let (sum, carried) = lower.addingReportingOverflow(rest)
      lower = sum
      if carried { upper += 1 }
      if lower == .max, exponent < -27 || exponent > 55 { return nil }
    }
    let upperBit = Int(upper >> 63)
    let shift = UInt64(upperBit + 9)
    var mantissa = upper >> shift
    // floor(exponent x log2(10)) + 63, in the numbers of Float64's exponent field.
    var binaryExponent = ((217_706 * exponent) >> 16) + 63 + upperBit - zeros + 1023
    if binaryExponent <= 0 {
      if binaryExponent <= -63 { return 0 }
      mantissa >>= UInt64(1 - binaryExponent)
      mantissa = (mantissa + (mantissa & 1)) >> 1
      // Rounding may have made the least normal number of it, whose bits follow.
      return Double(bitPattern: mantissa)
    }
    // Exactly between two: to the even one. Only where 5^exponent is exact or divides what has 64 bits.
    if lower <= 1, exponent >= -4, exponent <= 23, mantissa & 3 == 1, mantissa << shift == upper {
      mantissa &= ~1
    }
    mantissa = (mantissa + (mantissa & 1)) >> 1
    if mantissa == 1 << 53 {
      mantissa = 1 << 52
      binaryExponent += 1
    }
    if binaryExponent >= 2047 { return .infinity }
    return Double(bitPattern: mantissa & ~(1 << 52) | UInt64(binaryExponent) << 52)
  }

  /// The same for more than 19 digits, at `range` of the text, with a point or without.
  private func nearest(_ text: Span<UInt8>, _ range: Range<Int>, _ exponent: Int) -> Double {
    var digits: UInt64 = 0
    var (kept, dropped) = (0, 0)
    var dropsOnlyZeros = true
    for position in range {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10, kept > 0 || digit > 0 else { continue }
      if kept < 19 {
        digits = digits * 10 + UInt64(digit)
        kept += 1
      } else {
        dropped += 1
        dropsOnlyZeros = dropsOnlyZeros && digit == 0
      }
    }
    let scale = exponent + dropped
    // What was dropped lies between nothing and one unit: where both ends round alike, so does the number.
    if let below = nearest(digits, scale), dropsOnlyZeros || nearest(digits + 1, scale) == below {
      return below
    }
    return Self.fallback(text, range, exponent)
  }

  /// The same by the standard library: of all digits as one integer and the exponent.
  private static func fallback(_ text: Span<UInt8>, _ range: Range<Int>, _ exponent: Int) -> Double {
    var written = ""
    for position in range where text[position] != UInt8(ascii: ".") {
      written.unicodeScalars.append(Unicode.Scalar(text[position]))
    }
    return Double(written + "e\(exponent)") ?? .nan
  }
}
