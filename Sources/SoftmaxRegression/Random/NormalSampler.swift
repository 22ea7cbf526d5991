// Normal random numbers from arithmetic alone, so that every machine draws the same.

/// Standard normal numbers by Marsaglia's polar method.
///
/// The logarithm is our own: the system's differs in the last bit between systems. Everything else is
/// addition, multiplication, division and square root, which IEEE 754 fixes to the bit.
package struct NormalSampler: Sendable {
  private var generator: RandomGenerator
  private var spare: Double?

  package init(generator: RandomGenerator) {
    self.generator = generator
  }

  /// The next number with mean 0 and standard deviation 1.
  package mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let u = 2 * generator.uniform() - 1
      let v = 2 * generator.uniform() - 1
      let s = u * u + v * v
      guard s < 1, s > 0 else { continue }
      let factor = (-2 * PortableLogarithm.log(s) / s).squareRoot()
      spare = v * factor
      return u * factor
    }
  }
}
