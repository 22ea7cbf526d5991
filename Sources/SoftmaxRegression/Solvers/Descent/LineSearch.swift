// How far to go along a direction.

/// A line search on values and slopes that survives values too flat to tell apart.
///
/// A step is taken where it lowers F enough (Armijo), or, where F differs by no more than its rounding, where the
/// slope says so (Hager and Zhang, A new conjugate gradient method with guaranteed descent and an efficient line
/// search, SIAM J. Optim. 16(1), 2005). Between two trials the slope is taken for a straight line, which is exact on
/// a quadratic.
struct LineSearch {
  /// The outcome of a search.
  enum Outcome {
    /// A step and what was found there.
    case moved(step: Double, point: [Double], evaluation: PointEvaluation)
    /// No step lowers F by more than its rounding.
    case flat
  }

  /// How much a value may be wrong, beside itself.
  var relativeNoise: Double

  private static let sufficientDecrease = 1e-4
  private static let trialLimit = 25

  /// Looks for a step from `point` along `direction`, along which F has a negative slope.
  /// Each trial is one call of `evaluate`, hence one pass.
  func search(
    from point: [Double], _ start: PointEvaluation, along direction: [Double],
    evaluate: ([Double]) throws -> PointEvaluation
  ) rethrows -> Outcome {
    let slope = VectorArithmetic.dot(start.gradient, direction)
    guard slope < 0, slope.isFinite else { return .flat }
    let noise = relativeNoise * abs(start.value)
    var step = 1.0
    var (low, high) = (0.0, Double.infinity)
    var lowSlope = slope
    for _ in 0..<Self.trialLimit {
      let trial = VectorArithmetic.moved(point, by: step, along: direction)
      let found = try evaluate(trial)
      let trialSlope = found.isFinite ? VectorArithmetic.dot(found.gradient, direction) : .infinity
      let decreases = found.value <= start.value + Self.sufficientDecrease * step * slope
      let isLevel =
        found.value <= start.value + noise && trialSlope <= (2 * Self.sufficientDecrease - 1) * slope
      if found.isFinite, decreases || isLevel {
        // Far too short a step is tried again, longer; a step beyond a previous failure is not.
        guard trialSlope < 0.9 * slope, high == .infinity, step < 1e3 else {
          return .moved(step: step, point: trial, evaluation: found)
        }
        low = step
        lowSlope = trialSlope
        step *= 4
        continue
      }
      high = step
      let span = high - low
      // Where a line through both slopes crosses zero, kept away from the ends.
      let crossing = trialSlope.isFinite && trialSlope > lowSlope ? lowSlope / (lowSlope - trialSlope) : 0.1
      step = low + span * min(max(crossing, 0.1), 0.7)
      if span * VectorArithmetic.largest(direction) == 0 { break }
    }
    return .flat
  }
}
