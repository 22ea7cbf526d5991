// The score of one penalty in a search.

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
  /// The penalised fit's share of the model, of a relaxed search; nil of any other.
  public let blend: Double?
  /// Of each fold, the mean log loss of its samples, by their weights, under the model of all others.
  public let foldLogLosses: [Double]
  /// Of each fold, the share of its samples that the model of all others predicts right.
  public let foldAccuracies: [Double]
  /// F of the fit to all samples; of a relaxed search that of the penalised fit, whatever the blend.
  public let objective: Double
  /// What that fit had left to gain, as a share of F: an estimate, where the chosen model has a certificate.
  public let estimatedGap: Double?
  /// Whether that fit and those of the folds ended within the search's tolerance, by estimate; else they took the most
  /// iterations that a fit may, or rounding ended one before. With a blend below 1 it is also said of the refits, by the
  /// tolerance of the search's classifier.
  public let isConverged: Bool
  /// The score in which this penalty's folds were clearly worse than those of a stronger penalty, so that its fits were
  /// ended early: it cannot be chosen, and its numbers are those of the fits at that point. Nil where all fits went on to
  /// their end.
  public let clearlyWorseIn: SelectionCriterion?
  /// Whether a refit has no optimum, because the features that were kept separate classes: its weights, which the scores
  /// are of, are those where that was found out.
  public let hasSeparatedRefit: Bool
  /// Weights of the model of all samples that are not 0.
  public let nonzeroCount: Int
  /// Its accuracy on the test set, where there is one. Nothing is chosen by it.
  public let testAccuracy: Double?
  /// Its log loss on the test set, where there is one.
  public let testLogLoss: Double?
  /// Passes over the data for all fits: one that serves several folds counts once. Those of a relaxed search's fits count
  /// for the first blend, which they are made for.
  public let passes: Int

  package init(
    family: PenaltyFamily, strength: Double, blend: Double? = nil, foldLogLosses: [Double],
    foldAccuracies: [Double],
    objective: Double,
    estimatedGap: Double?, isConverged: Bool = true, clearlyWorseIn: SelectionCriterion? = nil,
    hasSeparatedRefit: Bool = false, nonzeroCount: Int,
    testAccuracy: Double?,
    testLogLoss: Double?, passes: Int
  ) {
    self.family = family
    self.strength = strength
    (l1Penalty, l2Penalty) = family.penalties(strength: strength)
    self.blend = blend
    self.foldLogLosses = foldLogLosses
    self.foldAccuracies = foldAccuracies
    self.objective = objective
    self.estimatedGap = estimatedGap
    self.isConverged = isConverged
    self.clearlyWorseIn = clearlyWorseIn
    self.hasSeparatedRefit = hasSeparatedRefit
    self.nonzeroCount = nonzeroCount
    self.testAccuracy = testAccuracy
    self.testLogLoss = testLogLoss
    self.passes = passes
  }

  /// The mean of a criterion over the folds and its standard error, the folds' standard deviation over the root of
  /// their number; nil without folds.
  public func mean(of criterion: SelectionCriterion) -> (value: Double, standardError: Double)? {
    let values = criterion == .logLoss ? foldLogLosses : foldAccuracies
    guard values.count > 1 else { return nil }
    let mean = FoldMean(of: values)
    return (mean.value, mean.standardError)
  }

  /// A criterion's scores of the folds, the smaller the better.
  func foldCosts(in criterion: SelectionCriterion) -> [Double] {
    switch criterion {
    case .logLoss: foldLogLosses
    case .accuracy: foldAccuracies.map { -$0 }
    }
  }
}
