// The exit codes of jobs that cannot be done.

import SoftmaxRegression
import SoftmaxWorkflow

extension WorkflowError {
  /// The command's exit code.
  var code: CommandFailure.Code {
    switch self {
    case .onlyForTables, .onlyForWorkbooks, .onlyForDelimitedText, .labelsAreAColumn, .labelColumnUnknown,
      .offsets, .readTwice, .comparison(.readTwice), .twoTestSets,
      .validationRowsAreThere, .groupsWithoutUse, .severalProcesses, .testNeedsOffsets, .base, .penalty,
      .relaxedCheckpoint,
      .tooFewSamples,
      .plotNeedsData, .plotOfModelAlone, .frequencyInAudit,
      .verification(.weightsAreAColumn), .verification(.noWeights), .verification(.offsetsAreColumns),
      .export(.unknownFormat), .export(.notForFormat), .export(.badName),
      .unknownImport(_, _?),
      .prior, .noSets, .verification(.noOffsets), .verification(.weightsNeeded), .verification(.offsetsNeeded):
      .usage
    case .statistics(.refused): .badData
    case .statistics: .usage
    case .badData, .comparison, .tableProblems, .noCompleteRow, .notTheModelsColumns, .shareLeavesNothing,
      .export(.cannotHold), .export(.differs), .export(.imprecise), .unknownImport, .looksLikeRegression,
      .notAPair, .notPictures,
      .testHasNoLabels,
      .singleCategory,
      .otherStart, .noStatistics, .verification(.noScores):
      .badData
    }
  }
}

extension OutputsError {
  /// The command's exit code.
  var code: CommandFailure.Code {
    switch self {
    case .invalidCoverage, .invalidShares, .samplesWeighted: .usage
    case .mergedClasses, .otherPrior, .tooFewSamples, .noBetterThanChance, .tooFewForCoverage: .badData
    }
  }
}
