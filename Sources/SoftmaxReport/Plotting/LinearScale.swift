// From numbers to places along an axis, and the round numbers to write there.

/// A straight scale over a range of numbers, with ticks at round ones.
package struct LinearScale: Sendable, Hashable {
  /// The number at the beginning.
  package let lower: Double
  /// The number at the end.
  package let upper: Double
  /// From one tick to the next: 1, 2 or 5 times a power of ten.
  package let step: Double
  /// The exponent of the power of ten in `step`.
  private let exponent: Int
  /// Whether the numbers are exponents, and 10 to their power is what is meant.
  private let isOfExponents: Bool

  /// A scale over `values`, widened to the ticks around them. Numbers that are not finite are left out.
  ///
  /// - Parameters:
  ///   - values: What has to fit.
  ///   - tickCount: About how many ticks there are.
  ///   - wholeSteps: Whether there are only whole numbers, such as epochs.
  package init(around values: [Double], tickCount: Int = 5, wholeSteps: Bool = false) {
    let finite = values.filter { $0.isFinite && abs($0) < 1e300 }
    var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    if low == high {
      // One value alone lies in the middle.
      let reach = low == 0 ? 0.5 : abs(low) * 0.1
      (low, high) = (low - reach, high + reach)
    }
    let (step, exponent) = Self.roundStep((high - low) / Double(max(tickCount, 1)), whole: wholeSteps)
    self.step = step
    self.exponent = exponent
    isOfExponents = false
    // A hair's breadth, or rounding would add a tick where the value already lies on one.
    lower = (low / step + 1e-9).rounded(.down) * step
    upper = (high / step - 1e-9).rounded(.up) * step
  }

  /// A scale from exactly `lower` to `upper`, with the ticks that fall between.
  package init(from lower: Double, to upper: Double, tickCount: Int = 5, wholeSteps: Bool = false) {
    precondition(lower < upper && (upper - lower).isFinite, "a scale goes upwards")
    self.lower = lower
    self.upper = upper
    (step, exponent) = Self.roundStep((upper - lower) / Double(max(tickCount, 1)), whole: wholeSteps)
    isOfExponents = false
  }

  /// A scale over decimal logarithms, widened to whole ones; its ticks are written as powers of ten.
  package init(aroundExponents values: [Double], tickCount: Int = 8) {
    let scale = LinearScale(around: values, tickCount: tickCount, wholeSteps: true)
    (lower, upper, step, exponent) = (scale.lower, scale.upper, scale.step, scale.exponent)
    isOfExponents = true
  }

  /// The numbers at the ticks.
  package var ticks: [Double] {
    let first = Int((lower / step - 1e-9).rounded(.up))
    let last = Int((upper / step + 1e-9).rounded(.down))
    return first > last ? [] : (first...last).map { Double($0) * step }
  }

  /// What is written at a tick: no more decimals than the step needs.
  package func text(_ value: Double) -> String {
    if isOfExponents {
      return switch Int(value.rounded()) {
      case 0: "1"
      case 1: "10"
      case let power: "1e\(power)".replacing("-", with: "\u{2212}")
      }
    }
    if exponent < -6 || exponent > 5 {
      // A tick is a whole number of steps, and a step 1, 2 or 5 times a power of ten.
      var digits = Int((value / step * (step / Self.power(exponent))).rounded())
      var power = exponent
      guard digits != 0 else { return "0" }
      while digits % 10 == 0 {
        digits /= 10
        power += 1
      }
      return "\(digits)e\(power)".replacing("-", with: "\u{2212}")
    }
    return Decimals.text(value, places: max(0, -exponent))
  }

  /// Where a number lies: 0 at the beginning, 1 at the end.
  package func share(_ value: Double) -> Double {
    (value - lower) / (upper - lower)
  }

  /// 10 to the `exponent`.
  private static func power(_ exponent: Int) -> Double {
    let magnitude = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
    return exponent < 0 ? 1 / magnitude : magnitude
  }

  private static func roundStep(_ rough: Double, whole: Bool) -> (Double, Int) {
    var exponent = 0
    var power = 1.0
    while power * 10 <= rough {
      power *= 10
      exponent += 1
    }
    while power > rough, exponent > -300 {
      power /= 10
      exponent -= 1
    }
    if whole, exponent < 0 { return (1, 0) }
    // Powers below 1 are quotients, which are the nearest numbers; products of 0.1 are not.
    var exact = 1.0
    for _ in 0..<abs(exponent) { exact *= 10 }
    let candidates = [(1.0, 0), (2, 0), (5, 0), (10, 1)]
    let (factor, carry) = candidates.first { $0.0 * power >= rough * (1 - 1e-9) } ?? (10, 1)
    return (exponent < 0 ? factor / exact : factor * exact, exponent + carry)
  }
}
