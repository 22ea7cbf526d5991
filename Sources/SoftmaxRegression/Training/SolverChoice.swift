// The choice of a full-batch method for `auto`.

import SoftmaxKernels

/// The method that `SolverConfiguration.automatic` stands for on a given problem, and why.
struct SolverChoice {
  let method: any FullBatchMethod
  /// One line for people.
  let reason: String

  /// Up to so many free parameters, and multiply-adds for one set of second derivatives, Newton's method needs next to
  /// no time.
  private static let exactParameterLimit = 150
  private static let exactWorkLimit = 4e8
  /// Newton's method may cost so many times what L-BFGS does: its steps are the same for every penalty
  /// and every scale.
  private static let newtonPreference = 1.5

  /// Whether all second derivatives cost next to nothing.
  static func isExactCheap(_ objective: MultinomialObjective) -> Bool {
    let count = Double(FreeParameterLayout(objective).order)
    return Int(count) <= exactParameterLimit
      && Double(objective.sampleCount) * count * count / 2 <= exactWorkLimit
  }

  init(for objective: MultinomialObjective, tolerance: Double, maxIterations: Int) {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    let freeParameters = FreeParameterLayout(objective).order
    let costs = SolverCosts(objective)
    let bytes = PairPreconditioner.byteCount(
      classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
    if DualAscentMethod.isPossible(objective), !Self.isExactCheap(objective) {
      method = DualAscentMethod(stopping, curvature: nil)
      reason = "sparse features with an L2 penalty: a sample at a time"
    } else if let newton = costs.newtonFit, newton <= Self.newtonPreference * costs.quasiNewtonFit {
      method = NewtonCholeskyMethod(stopping, curvature: nil)
      reason = "\(freeParameters) free parameters are few enough for all second derivatives"
    } else if bytes <= objective.memoryLimit {
      method = LimitedMemoryBFGSMethod(stopping, curvature: .pairs)
      reason = "\(freeParameters) free parameters: second derivatives by pairs of classes where they pay"
    } else {
      method = LimitedMemoryBFGSMethod(stopping, curvature: .gram)
      reason =
        "the second derivatives of \(freeParameters) free parameters would take \(TrainingPlan.text(bytes: bytes))"
    }
  }

  /// When a method takes a new look at the curvature. `inherited` is a preconditioner that is there already.
  ///
  /// A fit weighs looks as if it were to go to `tolerance`, whatever its own is: a smaller one goes further along the same
  /// way. Fits that are only compared never go on, and weigh by theirs.
  static func schedule(
    for objective: MultinomialObjective, _ curvature: SolverConfiguration.CurvatureModel,
    tolerance: Double = SolverConfiguration.defaultTolerance, isNewton: Bool = false,
    inherited: PreconditionerKind? = nil
  ) -> PreconditionerSchedule {
    let passes = isNewton ? newtonPasses : 1
    return PreconditionerSchedule(
      prices: SolverCosts(objective).prices(withPairs: curvature == .pairs, passesPerStep: passes),
      tolerance: tolerance, stepWorth: isNewton ? newtonWorth : 1, inherited: inherited)
  }

  /// A step of Newton's method with conjugate gradients takes about so many passes, and brings as much as so many steps
  /// of L-BFGS.
  static let newtonPasses = 12.0
  private static let newtonWorth = 5.0
}
