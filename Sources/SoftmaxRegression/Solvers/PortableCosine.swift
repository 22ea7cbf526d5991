// A cosine that is the same on every machine.

/// The cosine in Float64, from IEEE operations only.
enum PortableCosine {
  /// cos(pi x) for x in 0...1; error below 1e-15, and relative to the result near 1/2.
  ///
  /// What is beyond 1/2 is mirrored, what is beyond 1/4 the sine of what is left to 1/2 (exact: x and 1/2 are within a
  /// factor of two). With |pi x| <= pi / 4 the first terms left out of the Taylor series are below 1e-19.
  static func cosine(halfTurns x: Double) -> Double {
    precondition(x >= 0 && x <= 1, "the cosine's domain")
    if x > 0.5 { return -cosine(halfTurns: 1 - x) }
    let isSine = x > 0.25
    let y = 0x1.921fb54442d18p+1 * (isSine ? 0.5 - x : x)
    let square = y * y
    var series = 1.0
    // 1 - y^2 / (1 2) (1 - y^2 / (3 4) (...)), or with 2 3, 4 5, ... for the sine's quotient by y.
    for n in stride(from: 17, through: 1, by: -2) {
      let k = Double(isSine ? n + 1 : n)
      series = 1 - square / (k * (k + 1)) * series
    }
    return isSine ? y * series : series
  }
}
