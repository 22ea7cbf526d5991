/// The relaxed fits of a search: each penalty is tried with every blend.
public struct RelaxationGrid: Sendable, Hashable {
  /// The penalised fit's shares of the model, from the largest down: see `Relaxation.blend`.
  public let blends: [Double]
  /// The L2 penalty of the refits.
  public let l2Penalty: Double

  /// Those that glmnet tries.
  public static let standardBlends: [Double] = [0, 0.25, 0.5, 0.75, 1]

  /// Checks the numbers.
  ///
  /// - Throws: `ConfigurationError` for no blends, one that is not from 0 to 1 or stands twice, and a penalty that is no
  ///   number from 0 on.
  public init(
    blends: [Double] = standardBlends, l2Penalty: Double = 0
  ) throws(ConfigurationError) {
    guard !blends.isEmpty, blends.allSatisfy({ $0 >= 0 && $0 <= 1 }), Set(blends).count == blends.count else {
      throw ConfigurationError(
        parameter: "relaxBlends", value: blends.map { "\($0)" }.joined(separator: ","),
        requirement: "one or more numbers from 0 to 1, none twice")
    }
    try Relaxation.check(l2Penalty: l2Penalty)
    self.blends = blends.sorted(by: >)
    self.l2Penalty = l2Penalty
  }

  /// Refuses penalties that leave every feature in the model.
  func validate(_ families: [PenaltyFamily]) throws(ConfigurationError) {
    guard let family = families.first(where: { $0.l1Ratio == 0 }) else { return }
    throw ConfigurationError(
      parameter: "relax", value: "beside \(family.name)",
      requirement: "with kinds of penalty that have an L1 part (l1, elastic-net), which chooses features")
  }
}
