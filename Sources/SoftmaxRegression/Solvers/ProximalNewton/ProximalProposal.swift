// The way from a point to the minimum of a model with magnitudes.

/// A straight way, of which values alone are looked at: F bends where parameters are 0.
struct ProximalProposal<Problem: CompositeObjective & Objective>: StepProposal {
  let objective: Problem
  let start: [Double]
  /// What a pass found at the start: the part that has derivatives.
  let evaluation: PointEvaluation
  /// All of F there, with the penalties of magnitudes times `inflation`.
  let whole: PointEvaluation
  /// The model's minimum, whose zeros are exact.
  let end: [Double]
  let inflation: Double

  private static var sufficientDecrease: Double { 1e-4 }
  private static var trialLimit: Int { 25 }
  /// A rise by so many times the value tells of a step that is far too long, which is then shortened by more.
  private static var absurdRise: Double { 100 }
  private static var absurdShortening: Double { 1e-3 }

  /// Larger penalties are another function.
  var expectedDecrease: Double? { inflation == 1 ? -slope / 2 : nil }

  /// What F would change by on the way if it were straight but for the magnitudes: below 0 where it falls.
  private var slope: Double {
    VectorArithmetic.dot(evaluation.gradient, zip(end, start).map { $0 - $1 })
      + inflation * objective.penalty.rise(from: start, to: end)
  }

  func search(relativeNoise: Double, evaluate: ([Double]) throws -> PointEvaluation) throws -> Move? {
    let direction = zip(end, start).map { $0 - $1 }
    guard VectorArithmetic.largest(direction) > 0 else { return nil }
    let slope = slope
    let noise = relativeNoise * abs(whole.value)
    var length = 1.0
    for _ in 0..<Self.trialLimit {
      var trial = length == 1 ? end : VectorArithmetic.moved(start, by: length, along: direction)
      // Rounding may bring it beyond a limit.
      if length < 1, let box = objective.penalty.box { trial = box.clamped(trial) }
      let found = try evaluate(trial)
      let reached = objective.composite(found, at: trial, inflation: inflation)
      if found.isFinite, reached.value <= whole.value + min(Self.sufficientDecrease * length * slope, 0) + noise
      {
        return Move(
          length: length, point: trial, evaluation: found, isLevel: reached.value >= whole.value - noise)
      }
      let rise = reached.value - whole.value
      // Where probabilities are all but 0 and 1, second derivatives say nothing, and a step may be any length.
      guard rise <= Self.absurdRise * abs(whole.value) else {
        length *= Self.absurdShortening
        continue
      }
      // The lowest point of the parabola through both values and the slope, kept away from the ends.
      let best = rise.isFinite && slope < 0 ? -slope * length / (2 * (rise - slope * length)) : 0.1
      length *= min(max(best, 0.1), 0.5)
    }
    return nil
  }
}
