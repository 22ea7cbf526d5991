// A logarithm that is the same on every machine.

/// The natural logarithm in Float64, from IEEE operations only.
package enum PortableLogarithm {
  /// log x of a positive, normal, finite x; error below 1e-15 relative to max(1, |log x|).
  ///
  /// x = 2^e m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(t), t = (m - 1) / (m + 1), by its series: with
  /// |t| < 0.1716 the first term left out, t^25 / 25, is below 1e-20.
  package static func log(_ x: Double) -> Double {
    precondition(x.isNormal && x > 0, "the logarithm's domain")
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 2.0.squareRoot() {
      m /= 2
      exponent += 1
    }
    let t = (m - 1) / (m + 1)
    let t2 = t * t
    var series = 0.0
    for n in stride(from: 23, through: 3, by: -2) {
      series = (series + 1 / Double(n)) * t2
    }
    return exponent * 0x1.62e42fefa39efp-1 + 2 * (t + t * series)
  }
}
