// The exit codes of jobs that cannot be done.

import SoftmaxWorkflow

extension WorkflowError {
  /// The command's exit code.
  var code: CommandFailure.Code {
    switch self {
    case .onlyForTables, .onlyForWorkbooks, .onlyForDelimitedText, .labelsAreAColumn, .labelColumnUnknown,
      .offsets, .readTwice, .comparison(.readTwice), .twoTestSets,
      .validationRowsAreThere, .groupsWithoutUse, .testNeedsOffsets, .base, .penalty, .tooFewSamples,
      .plotNeedsData, .plotOfModelAlone,
      .verification(.weightsAreAColumn), .verification(.noWeights), .verification(.offsetsAreColumns),
      .verification(.noOffsets), .verification(.weightsNeeded), .verification(.offsetsNeeded):
      .usage
    case .statistics(.refused): .badData
    case .statistics: .usage
    case .badData, .comparison, .tableProblems, .noCompleteRow, .notTheModelsColumns, .shareLeavesNothing,
      .looksLikeRegression, .notAPair,
      .testHasNoLabels,
      .singleCategory,
      .otherStart, .noStatistics, .verification(.noScores):
      .badData
    }
  }
}
