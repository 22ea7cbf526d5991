// Powers with whole exponents, the same on every machine.

/// x^n by repeated squaring, from multiplications only.
enum IntegerPower {
  /// x^n for n >= 0; at most 2 log2 n roundings. Complexity: O(log n).
  static func power(of base: Double, _ exponent: Int) -> Double {
    precondition(exponent >= 0, "a whole exponent from 0 on")
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}
