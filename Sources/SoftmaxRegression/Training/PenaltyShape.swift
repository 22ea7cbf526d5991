// How a fit's penalties treat single features.

/// What the two penalties of a fit are for each feature, and between which limits its weights may lie.
public struct PenaltyShape: Sendable, Hashable {
  /// For each feature what its penalties, L1 and L2, are multiplied by; nil: all 1. 0 leaves a feature without a penalty.
  /// They count as they are: glmnet's `penalty.factor` is first brought to the mean 1 over the columns.
  public let factors: [Double]?
  /// Whether the L1 penalty is of the norm of a feature's weights of all classes, sqrt(sum_k w_k^2), instead of the sum of
  /// their magnitudes: a feature is then in the model for all classes or for none. Without an L1 penalty it says nothing. glmnet's `type.multinomial = "grouped"`;
  /// Yuan and Lin, Model selection and estimation in regression with grouped variables, J. R. Stat. Soc. B 68(1), 2006.
  public let isGrouped: Bool
  /// Between which numbers weights have to lie; nil: anywhere.
  public let limits: WeightLimits?

  /// Penalties alike for all features, of each weight by itself, without limits.
  public static let uniform = PenaltyShape()

  /// A shape; factors that are all 1 are none, and limits that leave everything free are none.
  public init(factors: [Double]? = nil, isGrouped: Bool = false, limits: WeightLimits? = nil) {
    self.factors = factors.flatMap { $0.allSatisfy { $0 == 1 } ? nil : $0 }
    self.isGrouped = isGrouped
    self.limits = limits.flatMap { $0.entries.isEmpty ? nil : $0 }
  }

  func factor(_ feature: Int) -> Double { factors?[feature] ?? 1 }

  /// The features without a penalty, where others have one.
  var freeFeatures: [Int] { factors.map { factors in factors.indices.filter { factors[$0] == 0 } } ?? [] }

  /// The penalty of weights in the user's units.
  func penalty(
    l1Penalty: Double, l2Penalty: Double, featureCount: Int, classCount: Int, box: WeightBox?
  ) -> WeightPenalty {
    WeightPenalty(
      classCount: classCount, l1: (0..<featureCount).map { l1Penalty * factor($0) },
      l2: (0..<featureCount).map { l2Penalty * factor($0) }, isGrouped: isGrouped, box: box)
  }
}

extension PenaltyShape {
  /// Refuses what makes no sense with these penalties and this method.
  func check(_ solver: SolverConfiguration, isPenalised: Bool) throws(ConfigurationError) {
    if let factors { try Self.check(factors, solver, isPenalised: isPenalised) }
    if isGrouped, limits != nil {
      throw ConfigurationError(
        parameter: "limits", value: "given", requirement: "left out where the L1 penalty is grouped")
    }
    guard let limits else { return }
    guard !solver.usesMinibatches else {
      throw ConfigurationError(
        parameter: "limits", value: "given",
        requirement: "left out with \(solver.name): they are for the full-batch methods")
    }
    guard isPenalised else {
      throw ConfigurationError(
        parameter: "limits", value: "given",
        requirement: "left out where there is no penalty; with a small one, an optimum within them exists")
    }
    let free = Set(freeFeatures)
    if let entry = limits.entries.first(where: { free.contains($0.feature) }) {
      throw ConfigurationError(
        parameter: "limits", value: "given for feature \(entry.feature)",
        requirement: "left out for features whose penalty factor is 0")
    }
  }

  private static func check(
    _ factors: [Double], _ solver: SolverConfiguration, isPenalised: Bool
  ) throws(ConfigurationError) {
    func refused(_ value: String, _ requirement: String) -> ConfigurationError {
      ConfigurationError(parameter: "penaltyFactor", value: value, requirement: requirement)
    }
    if let factor = factors.first(where: { !($0 >= 0 && $0.isFinite && ($0 == 0 || $0.isNormal)) }) {
      throw refused("\(factor)", "a number from 0 on for each feature")
    }
    guard factors.contains(where: { $0 > 0 }) else {
      throw refused("0 for all features", "above 0 for one feature at least (no penalty at all is l2Penalty 0)")
    }
    guard !solver.usesMinibatches else {
      throw refused("given", "left out with \(solver.name): it is for the full-batch methods")
    }
    guard isPenalised else { throw refused("given", "left out where there is no penalty") }
  }

  /// Refuses factors and limits that are not those of features and classes of the data.
  func check(_ classes: ClassVocabulary, featureCount: Int) throws(DatasetError) {
    if let factors, factors.count != featureCount {
      throw .penaltyFactorCountMismatch(features: featureCount, factors: factors.count)
    }
    try limits?.check(classes, featureCount: featureCount)
  }
}
