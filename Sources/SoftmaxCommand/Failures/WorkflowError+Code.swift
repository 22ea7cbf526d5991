// The exit codes of jobs that cannot be done.

import SoftmaxWorkflow

extension WorkflowError {
  /// The command's exit code.
  var code: CommandFailure.Code {
    switch self {
    case .onlyForTables, .onlyForWorkbooks, .onlyForDelimitedText, .labelsAreAColumn, .labelColumnUnknown,
      .offsets, .readTwice, .twoTestSets,
      .validationRowsAreThere, .groupsWithoutUse, .testNeedsOffsets, .base, .penalty, .tooFewSamples,
      .frequencyInAudit,
      .verification(.weightsAreAColumn), .verification(.noWeights), .verification(.offsetsAreColumns),
      .verification(.noOffsets), .verification(.weightsNeeded), .verification(.offsetsNeeded):
      .usage
    case .statistics(.refused): .badData
    case .statistics: .usage
    case .badData, .tableProblems, .noCompleteRow, .notTheModelsColumns, .shareLeavesNothing,
      .looksLikeRegression, .notAPair, .notPictures,
      .testHasNoLabels,
      .singleCategory,
      .otherStart, .noStatistics, .verification(.noScores):
      .badData
    }
  }
}
