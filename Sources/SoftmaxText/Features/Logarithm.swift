// The natural logarithm, the same on every machine.

/// Logarithms in twice the precision of Float64, rounded once at the end.
enum Logarithm {
  /// A number as the sum of two, the second far below the first.
  private struct Pair {
    var high: Double
    var low: Double

    /// The sum of two numbers without any error.
    static func sum(_ a: Double, _ b: Double) -> Pair {
      let sum = a + b
      let part = sum - a
      return Pair(high: sum, low: (a - (sum - part)) + (b - part))
    }

    static func + (a: Pair, b: Pair) -> Pair {
      let high = sum(a.high, b.high)
      return sum(high.high, high.low + (a.low + b.low))
    }

    static func * (a: Pair, b: Pair) -> Pair {
      let product = a.high * b.high
      let error = (-product).addingProduct(a.high, b.high)
      return sum(product, error + (a.high * b.low + a.low * b.high))
    }

    static func / (a: Pair, b: Pair) -> Pair {
      let first = a.high / b.high
      let rest = a.high.addingProduct(-first, b.high) + (a.low - first * b.low)
      return sum(first, rest / b.high)
    }
  }

  /// ln 2.
  private static let ln2 = Pair(high: 0x1.62e42fefa39efp-1, low: 0x1.abc9e3b39803fp-56)
  /// 1 / (2 k + 1): the terms of artanh.
  private static let terms = (0..<16).map { Pair(high: 1, low: 0) / Pair(high: Double(2 * $0 + 1), low: 0) }
  /// The logarithms of counts that are met often.
  private static let ofCounts = [-Double.infinity] + (1..<1024).map { natural(Double($0)) }

  /// The logarithm of a count above 0.
  static func of(_ count: Int) -> Double {
    count >= 0 && count < ofCounts.count ? ofCounts[count] : natural(Double(count))
  }

  /// The logarithm of a positive, finite, normal number, rounded rightly but for numbers whose logarithm lies next to the
  /// middle between two of Float64.
  static func natural(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
    var exponent = Double(x.exponent)
    var fraction = x.significand
    if fraction > 1.4142135623730951 {
      fraction /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172; m - 1 is exact.
    let ratio = Pair(high: fraction - 1, low: 0) / Pair.sum(fraction, 1)
    let square = ratio * ratio
    var series = terms[terms.count - 1]
    for term in terms.dropLast().reversed() { series = series * square + term }
    let part = Pair(high: 2 * ratio.high, low: 2 * ratio.low) * series
    let whole = ln2 * Pair(high: exponent, low: 0)
    let sum = whole + part
    return sum.high + sum.low
  }
}
