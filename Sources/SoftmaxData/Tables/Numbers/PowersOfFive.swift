// 5^q to 128 bits, for every q that a Float64 can need.

/// The leading 128 bits of the powers of five: the table of Lemire, "Number parsing at a gigabyte per second" (2021).
///
/// Powers of positive exponents are cut off, reciprocals of the small ones (up to 5^27) rounded up.
struct PowersOfFive: Sendable {
  /// The least and the largest exponent.
  static let exponents = -342...308

  /// For each exponent the upper 64 bits, then the lower 64; the highest bit is set.
  let words: [UInt64]

  /// Computes the table by exact arithmetic on long numbers: some 12,000 short multiplications and divisions.
  init() {
    // The least significant word first; 5^342 has 795 bits, and 2^1023 / 5^342 keeps 229.
    let wordCount = 16
    var reciprocals: [UInt64] = []
    var number = [UInt64](repeating: 0, count: wordCount)
    number[wordCount - 1] = 1 << 63
    for exponent in 1 ... -Self.exponents.lowerBound {
      var remainder: UInt64 = 0
      for index in number.indices.reversed() {
        (number[index], remainder) = UInt64(5).dividingFullWidth((remainder, number[index]))
      }
      var (upper, lower) = Self.leadingBits(number)
      if exponent <= 27 {
        let (sum, carried) = lower.addingReportingOverflow(1)
        lower = sum
        if carried { upper += 1 }
      }
      reciprocals += [lower, upper]
    }
    var words = [UInt64](reciprocals.reversed())
    number = [UInt64](repeating: 0, count: wordCount)
    number[0] = 1
    for _ in 0...Self.exponents.upperBound {
      let (upper, lower) = Self.leadingBits(number)
      words += [upper, lower]
      var carry: UInt64 = 0
      for index in number.indices {
        let (high, low) = number[index].multipliedFullWidth(by: 5)
        let (sum, carried) = low.addingReportingOverflow(carry)
        number[index] = sum
        carry = carried ? high + 1 : high
      }
    }
    self.words = words
  }

  /// The 128 bits from the highest one that is set.
  private static func leadingBits(_ number: [UInt64]) -> (upper: UInt64, lower: UInt64) {
    guard let top = number.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
    func word(_ index: Int) -> UInt64 { index >= 0 ? number[index] : 0 }
    let shift = UInt64(word(top).leadingZeroBitCount)
    // Shifts by 64 give 0, as they have to here.
    return (
      word(top) << shift | word(top - 1) >> (64 - shift), word(top - 1) << shift | word(top - 2) >> (64 - shift)
    )
  }
}
