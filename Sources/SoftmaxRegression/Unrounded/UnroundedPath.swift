// Fits along a path of penalties, which are only compared with each other.

import SoftmaxKernels

/// One fit of a path.
package struct UnroundedPathStep: Sendable {
  package let parameters: UnroundedParameters
  package let iterationCount: Int
  package let objective: Double
  package let isConverged: Bool
}

extension UnroundedProblem {
  /// Fits with several penalties, each from where the one before has ended and knowing the second derivatives that it found.
  ///
  /// The fits end without a proof: they tell which penalty is better on samples that they have not seen. Passes are Float32
  /// where that is faster, until rounding hides the way.
  ///
  /// - Parameters:
  ///   - penalties: The factors of L1 and L2, the strongest first.
  ///   - request: The method, where each fit ends, and where the first one starts; its penalties are not read.
  ///   - beforePass: Called before each pass; false ends the path after the fits that are whole.
  ///   - onStep: Receives each fit.
  /// - Throws: As `fit`.
  package func path(
    _ penalties: [(l1: Double, l2: Double)], _ request: UnroundedRequest,
    beforePass: (UnroundedProgress) -> Bool = { _ in true }, onStep: (Int, UnroundedPathStep) -> Void
  ) throws {
    var start = request.start.map { point(of: $0) }
    var preconditioner: KnownPreconditioner?
    var curvature: MadeCurvature?
    for (index, penalty) in penalties.enumerated() {
      var own = request
      (own.l1Penalty, own.l2Penalty) = penalty
      let method = try method(own)
      var objective = problem.objective(l1Penalty: penalty.l1, l2Penalty: penalty.l2)
      _ = confine(&objective, isFree: penalty.l1 == 0 && penalty.l2 == 0)
      try method.check(objective)
      let from =
        start
        ?? (penalty.l1 > 0 ? objective.emptyPoint : [Double](repeating: 0, count: objective.parameterCount))
      var settings = DescentSettings(
        tolerance: request.tolerance, maxIterations: request.maxIterations, isDouble: isTiny)
      settings.isForComparison = true
      let joint = JointObjective(parts: [objective])
      let whole = objective
      let descent: any RunningDescent
      if let together = method.descent(of: joint, from: from, knowing: preconditioner, settings) {
        descent = together
      } else {
        descent =
          try method.descent(of: whole, from: from, knowing: curvature, settings)
          ?? method.descent(of: whole, from: .point(from), settings)
      }
      var fit = PathFit(descent) { point in
        whole.composite(whole.evaluate(at: point, .single), at: point)
      }
      var (iterationCount, passCount, last) = (0, 0, Double.nan)
      do {
        try fit.run(beforePass: {
          let progress = UnroundedProgress(
            passCount: passCount, iterationCount: iterationCount, objective: last, gradientMax: .nan)
          guard beforePass(progress) else { throw PathStopped() }
          passCount += 1
        }) { step, _ in
          (iterationCount, last) = (step.iteration, step.found.value)
          return false
        }
      } catch is PathStopped {
        return
      }
      let found = fit.solution
      let parameters = parameters(at: found.point, centresWeights: penalty.l1 == 0)
      guard parameters.isFinite else { throw TrainingError.notFinite }
      onStep(
        index,
        UnroundedPathStep(
          parameters: parameters, iterationCount: iterationCount, objective: found.value,
          isConverged: found.isConverged))
      (start, preconditioner, curvature) = (found.point, found.preconditioner, found.curvature)
    }
  }

  private struct PathStopped: Error {}

  /// Whether a pass takes so little that Float64 costs nothing.
  private var isTiny: Bool { samples.sampleCount * samples.featureCount * samples.classCount <= 100_000 }
}
