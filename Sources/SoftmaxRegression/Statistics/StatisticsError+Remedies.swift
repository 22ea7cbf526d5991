// What to try where a fit has no standard errors.

public import SoftmaxRemedies

extension StatisticsError: RemediedError {
  /// What to try, as values.
  public var remedies: [Remedy] {
    switch self {
    case .penalised: [.removePenalty]
    case .stochastic: [.useFullBatchMethod]
    case .notConverged(let reason):
      reason.isComplete ? [.lowerTolerance] : [.allowMoreIterations, .lowerTolerance]
    case .separated: [.addPenalty]
    case .estimatesRunOff(_, let columns): [.leaveOutFeatures(columns), .addPenalty]
    case .constantColumns(let names): [.leaveOutFeatures(names)]
    case .dependentColumn(let name, let others): [.leaveOutFeatures([name] + others)]
    case .relaxed, .tooManyParameters, .samplesWeighted, .classesWeighted, .effectsWithOffsets,
      .noGroups,
      .singleGroup, .noSpread, .tooLarge, .otherData:
      []
    }
  }
}
