// Which full-batch method, where the choice is ours.

import SoftmaxKernels

/// The method that `SolverConfiguration.automatic` stands for on a given problem, and why.
struct SolverChoice {
  let method: any FullBatchMethod
  /// One line for people.
  let reason: String

  /// Up to so many unknowns, and multiply-adds for one set of second derivatives, Newton's method needs next to no
  /// time.
  private static let exactUnknownLimit = 150
  private static let exactWorkLimit = 4e8
  /// The factor of the pairs' matrix may cost as much as so many passes.
  private static let factorPassLimit = 400.0

  /// Whether all second derivatives cost next to nothing.
  static func isExactCheap(_ objective: MultinomialObjective) -> Bool {
    let count = Double(UnknownLayout(objective).order)
    return Int(count) <= exactUnknownLimit
      && Double(objective.sampleCount) * count * count / 2 <= exactWorkLimit
  }

  init(for objective: MultinomialObjective, tolerance: Double, maxIterations: Int) {
    let stopping = FullBatchStopping(tolerance: tolerance, maxIterations: maxIterations)
    let unknowns = UnknownLayout(objective).order
    let samples = Double(objective.sampleCount)
    let count = Double(unknowns)
    let passWork = samples * Double(2 * objective.weightCount)
    let bytes = PairPreconditioner.byteCount(
      classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
    if Self.isExactCheap(objective) {
      method = NewtonCholeskyMethod(stopping, curvature: nil)
      reason = "\(unknowns) unknowns are few enough for all second derivatives"
    } else if count * count * count / 6 <= Self.factorPassLimit * passWork, bytes <= objective.memoryLimit {
      method = LimitedMemoryBFGSMethod(stopping, curvature: .pairs)
      reason = "\(unknowns) unknowns: second derivatives by pairs of classes"
    } else {
      method = LimitedMemoryBFGSMethod(stopping, curvature: .gram)
      let parameters = objective.weightCount + objective.classCount
      reason =
        bytes > objective.memoryLimit
        ? "the second derivatives of \(unknowns) unknowns would take \(TrainingPlan.text(bytes: bytes))"
        : "for \(parameters) parameters and \(objective.sampleCount) samples passes cost less than second derivatives"
    }
  }

  /// Whether the factor of the pairs' matrix costs no more than some 30 passes.
  static func hasCheapPairs(_ objective: MultinomialObjective) -> Bool {
    let order = Double(UnknownLayout(objective).order)
    let passWork = 2 * Double(objective.sampleCount) * Double(objective.weightCount)
    return order * order * order / 6 <= 30 * passWork
  }
}
