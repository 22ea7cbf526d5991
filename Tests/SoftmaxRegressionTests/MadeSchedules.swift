// Schedules that look at the curvature often.

@testable import SoftmaxRegression

extension PreconditionerSchedule {
  /// Looks cost next to nothing, so that one is taken whenever it may help.
  static func eager(withPairs: Bool, inherited: PreconditionerKind? = nil) -> PreconditionerSchedule {
    PreconditionerSchedule(
      prices: .init(
        singleStep: 1, doubleStep: 1, firstKronecker: 0.1, kronecker: 0.1, kroneckerStep: 0,
        pairs: withPairs ? 0.1 : nil, pairsStep: 0),
      tolerance: 1e-8, inherited: inherited)
  }
}
