// What a search found out about one penalty.

/// A penalty with its scores.
public struct PenaltyScore: Sendable, Hashable {
  /// The kind of penalty.
  public let family: PenaltyFamily
  /// Its strength.
  public let strength: Double
  /// The L1 penalty of F.
  public let l1Penalty: Double
  /// The L2 penalty of F.
  public let l2Penalty: Double
  /// Of each fold, the mean log loss of its samples, by their weights, under the model of all others.
  public let foldLogLosses: [Double]
  /// Of each fold, the share of its samples that the model of all others predicts right.
  public let foldAccuracies: [Double]
  /// F of the fit to all samples.
  public let objective: Double
  /// What that fit had left to gain, as a share of F: an estimate, where the chosen model has a certificate.
  public let estimatedGap: Double?
  /// Whether that fit and those of the folds ended within the search's tolerance, by estimate; else they took the most
  /// iterations that a fit may, or rounding ended one before.
  public let isConverged: Bool
  /// Weights of that fit that are not 0.
  public let nonzeroCount: Int
  /// Its accuracy on the test set, where there is one. Nothing is chosen by it.
  public let testAccuracy: Double?
  /// Its log loss on the test set, where there is one.
  public let testLogLoss: Double?
  /// Passes over the data for all fits: one that serves several folds counts once.
  public let passes: Int

  package init(
    family: PenaltyFamily, strength: Double, foldLogLosses: [Double], foldAccuracies: [Double],
    objective: Double,
    estimatedGap: Double?, isConverged: Bool = true, nonzeroCount: Int, testAccuracy: Double?,
    testLogLoss: Double?, passes: Int
  ) {
    self.family = family
    self.strength = strength
    (l1Penalty, l2Penalty) = family.penalties(strength: strength)
    self.foldLogLosses = foldLogLosses
    self.foldAccuracies = foldAccuracies
    self.objective = objective
    self.estimatedGap = estimatedGap
    self.isConverged = isConverged
    self.nonzeroCount = nonzeroCount
    self.testAccuracy = testAccuracy
    self.testLogLoss = testLogLoss
    self.passes = passes
  }

  /// The mean of a criterion over the folds and its standard error, the folds' deviation over the root of their number;
  /// nil without folds.
  public func mean(of criterion: SelectionCriterion) -> (value: Double, standardError: Double)? {
    let values = criterion == .logLoss ? foldLogLosses : foldAccuracies
    guard values.count > 1 else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (count - 1) / count).squareRoot())
  }
}
