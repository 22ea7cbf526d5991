// A fit of a path, which may be made to wait.

/// A fit that is under way. It can stop between two steps and go on later, as if it had not stopped.
struct PathFit {
  private var descent: any RunningDescent
  /// What a pass finds at a point.
  private let evaluate: ([Double]) -> PointEvaluation
  private var last: StepFigures?
  private var end: StopReason?

  /// A fit before its first step.
  init(_ descent: any RunningDescent, evaluate: @escaping ([Double]) -> PointEvaluation) {
    self.descent = descent
    self.evaluate = evaluate
  }

  var hasEnded: Bool { end != nil }

  /// Takes steps until the end, or until `isEnough` says so of a step and where it led.
  mutating func run(
    beforePass: () throws -> Void, until isEnough: (DescentStep, [Double]) throws -> Bool = { _, _ in false }
  ) throws {
    guard end == nil else { return }
    try withoutActuallyEscaping(beforePass) { beforePass in
      var (descent, last) = (descent, last)
      let reason = try descent.run(DescentCallbacks(beforePass: beforePass)) { step, point in
        last = step.found
        return try isEnough(step, point) ? .stop : .continue
      }
      (self.descent, self.last) = (descent, last)
      end = reason == .stopped ? nil : reason
    }
  }

  /// Where it stands.
  var solution: PathSolution {
    let found = last ?? StepFigures(evaluate(descent.point))
    return PathSolution(
      point: descent.point, value: found.value, estimatedGap: found.estimatedGap,
      isConverged: end == .converged,
      preconditioner: descent.preconditioner.map { used in
        KnownPreconditioner(
          preconditioner: (used.preconditioner as? JointPreconditioner)?.first ?? used.preconditioner,
          kind: used.kind)
      },
      curvature: descent.curvature)
  }
}

/// What a fit of a path has come to.
struct PathSolution {
  var point: [Double]
  var value: Double
  var estimatedGap: Double?
  var isConverged: Bool
  var preconditioner: KnownPreconditioner?
  var curvature: MadeCurvature?
}
