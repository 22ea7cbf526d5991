// Upper tails of the normal and chi-square distributions, the same on every machine.

import SoftmaxKernels

/// The probability that a test statistic is at least as large as the one found, with its logarithm, which holds where
/// the probability itself underflows to 0.
///
/// Both tests are tails of one function, the regularised incomplete gamma function Q(a, x): chi-square with k degrees
/// of freedom is Q(k/2, c/2), and the two sides of the normal distribution are Q(1/2, z^2/2). Below a + 1 the power
/// series of P = 1 - Q, above it Legendre's continued fraction by Lentz's method (Press et al., Numerical Recipes, 6.2
/// and 5.2). The factor x^a e^-x / Gamma(a + 1) is Loader's (Fast and Accurate Computation of Binomial Probabilities,
/// 2000), which loses no digits for large a. Relative error below 1e-12 while Q is above 1e-300. IEEE operations and
/// the kernels' exp and log alone.
struct TailProbability: Sendable, Hashable {
  /// Q; 0 where it is below the smallest Float64.
  let value: Double
  /// log Q.
  let logarithm: Double

  /// log10 Q.
  var log10: Double { logarithm / Elementary.log(10) }

  /// The upper tail of chi-square from `statistic` on.
  init(chiSquare statistic: Double, degreesOfFreedom: Int) {
    precondition(degreesOfFreedom > 0 && statistic >= 0, "degrees of freedom, and a sum of squares")
    self.init(shape: Double(degreesOfFreedom) / 2, argument: statistic / 2)
  }

  /// Both tails of the normal distribution beyond |z|.
  init(twoSidedNormal z: Double) {
    self.init(shape: 0.5, argument: z * z / 2)
  }

  private init(shape a: Double, argument x: Double) {
    guard x > 0 else {
      (value, logarithm) = (1, 0)
      return
    }
    guard x.isFinite else {
      (value, logarithm) = (0, -.infinity)
      return
    }
    let logFactor = Self.logFactor(shape: a, argument: x)
    if x < a + 1 {
      let lower = Elementary.exp(logFactor) * Self.lowerSeries(shape: a, argument: x)
      value = 1 - lower
      logarithm = Elementary.log(value)
    } else {
      logarithm = logFactor + Elementary.log(a * Self.upperFraction(shape: a, argument: x))
      value = Elementary.exp(logarithm)
    }
  }

  /// log (x^a e^-x / Gamma(a + 1)).
  private static func logFactor(shape a: Double, argument x: Double) -> Double {
    // Of half numbers, so small ones are products.
    if a <= 15 {
      var (gamma, factor) = a == a.rounded() ? (1.0, 1.0) : (Self.rootOfPi, 0.5)
      while factor <= a {
        gamma *= factor
        factor += 1
      }
      return (a * Elementary.log(x) - x) - Elementary.log(gamma)
    }
    // Stirling's series; what is left out is below 2e-16.
    let r = 1 / (a * a)
    let stirling = (1 / 12.0 - r * (1 / 360.0 - r * (1 / 1260.0 - r * (1 / 1680.0 - r / 1188)))) / a
    return -stirling - deviance(a, x) - Elementary.log(2 * Double.pi * a) / 2
  }

  /// a log(a / x) + x - a, also where a is near x.
  private static func deviance(_ a: Double, _ x: Double) -> Double {
    guard abs(a - x) < 0.1 * (a + x) else { return a * Elementary.log(a / x) + x - a }
    let v = (a - x) / (a + x)
    var sum = (a - x) * v
    var power = 2 * a * v
    for j in 1..<200 {
      power *= v * v
      let next = sum + power / Double(2 * j + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// P / (x^a e^-x / Gamma(a + 1)) = sum of x^n / ((a + 1) ... (a + n)).
  private static func lowerSeries(shape a: Double, argument x: Double) -> Double {
    var (sum, term, n) = (1.0, 1.0, a)
    while term > sum * 0x1p-56 {
      n += 1
      term *= x / n
      sum += term
    }
    return sum
  }

  /// Q / (x^a e^-x / Gamma(a)).
  private static func upperFraction(shape a: Double, argument x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    // Beside x = a + 1 it takes about as many terms as the root of a times ten.
    for i in 1..<1_000_000 {
      let n = -Double(i) * (Double(i) - a)
      b += 2
      d = n * d + b
      if abs(d) < tiny { d = tiny }
      c = b + n / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      fraction *= factor
      if abs(factor - 1) < 0x1p-52 { break }
    }
    return fraction
  }

  private static let rootOfPi = Double.pi.squareRoot()
}

extension TailProbability {
  /// z with `share` of the normal distribution between -z and z, 0 < share < 1.
  ///
  /// Newton's method on the logarithm of both tails, which is concave: from 0 one step goes beyond z, and all others
  /// come down to it.
  static func normalQuantile(centralShare share: Double) -> Double {
    precondition(share > 0 && share < 1, "a share between 0 and 1")
    let target = Elementary.log(1 - share)
    var z = 0.0
    for _ in 0..<200 {
      let tail = TailProbability(twoSidedNormal: z)
      // d log Q / dz = -2 phi(z) / Q.
      let slope = 2 * Elementary.exp(-z * z / 2 - tail.logarithm) / (2 * Double.pi).squareRoot()
      let next = z + (tail.logarithm - target) / slope
      if z > 0, next >= z { return z }
      z = next
    }
    return z
  }
}
