// The library's own words for remedies: its types and parameters.

import SoftmaxRemedies

extension RemedyWording {
  /// The names of Swift, in back quotes: what the `description` of an error has.
  public static let library = RemedyWording { remedy in
    switch remedy {
    case .text(let text): text
    case .command(let line): line
    case .nameFormat(let format): "`InputFormat.\(format)`"
    case .summariseData: "`DataSummaryRequest`"
    case .setDelimiter: "`TableOptions.delimiter`"
    case .skipLines(let count): "`TableOptions.skippedLineCount = \(count)`"
    case .chooseLabel: "`TableOptions.label`"
    case .nameLabelFile: "`labelsPath`"
    case .nameTestLabelFile: "`labelsPath` of the test set"
    case .ignoreColumns(let names): "`TableOptions.ignored = [\(list(names))]`"
    case .treatColumns(let names, let kind):
      "`TableOptions.kinds[\(names.count == 1 ? list(names) : "name")] = .\(kind)`"
    case .nameKinds(let kinds):
      "`TableOptions.kinds = [\(kinds.map { "\(list([$0.column])): .\($0.kind)" }.joined(separator: ", "))]`"
    case .nameOffsetColumn(let className): "`TableOptions.offsets` for the class \(list([className]))"
    case .centreFarColumns: "`TableOptions.centresFarColumns`"
    case .allowNetwork: "`FetchOptions.offline`"
    case .nameDataFolder: "`FetchOptions.dataFolder`"
    case .imputeMissing: "`MissingValues.mean`"
    case .markMissing: "`MissingValues.indicator`"
    case .leaveOutIncompleteRows: "`MissingValues.drop`"
    case .leaveOutUnlabelledRows: "`TableOptions.leavesOutUnlabelled`"
    case .readAsMissing(let words): "`TableOptions.missingWords = MissingWords([\(list(words))])`"
    case .readNumbers(let decimal, let thousands):
      "`TableOptions.numberNotation` with the decimal mark \"\(decimal)\""
        + (thousands.map { " and \"\($0)\" between thousands" } ?? "")
    case .allowUnseenCategories: "`UnseenCategories.zeros`"
    case .holdOutFewer: "a share held out"
    case .useFewerFolds: "folds"
    case .balanceClasses: "`ClassWeights.balanced`"
    case .lowerLearningRate: "`learningRate`"
    case .removePenalty: "`l2Penalty` 0"
    case .addPenalty: "`l2Penalty`"
    case .useFullBatchMethod: "a full-batch method"
    case .allowMoreIterations: "`maxIterations`"
    case .lowerTolerance, .raiseTolerance: "`tolerance`"
    case .standardize: "`standardize`"
    case .set(let setting): "`\(name(setting))`"
    case .leaveOutFeatures(let names): "the features \(list(names))"
    case .countAlike: "`SampleWeightChoice.none`"
    case .readConfusionMatrix: "`Evaluation.confusionMatrix`"
    }
  }

  /// Properties of requests.
  private static func name(_ setting: Setting) -> String {
    switch setting {
    case .label: "label"
    case .keptColumns: "keys"
    case .delimiter: "delimiter"
    case .sheet: "sheet"
    case .header: "hasHeader"
    case .skippedLines: "skippedLineCount"
    case .columnKinds: "kinds"
    case .texts: "texts"
    case .hashBits: "hashBits"
    case .ignoredColumns: "ignored"
    case .features: "features"
    case .missing: "missing"
    case .missingWords: "missingWords"
    case .decimalMark, .thousandsMark: "numberNotation"
    case .unlabelled: "unlabelled"
    case .unseen: "unseen"
    case .interactions: "interactions"
    case .sampleWeight: "sampleWeight"
    case .frequency: "frequencyColumn"
    case .offsets: "offsets"
    case .test: "test"
    case .holdout: "holdout"
    case .splitColumn: "splitColumn"
    case .groups: "groupColumn"
    case .start: "start"
    case .prior: "prior"
    case .trainingPrior: "trainingPrior"
    case .coverage: "coverage"
    case .earlyStopping: "earlyStopping"
    case .classWeights: "classWeights"
    case .l1Penalty: "l1Penalty"
    case .l2Penalty: "l2Penalty"
    case .scikitLearnC: "c"
    case .penaltyFactors: "factors"
    case .groupedPenalty: "isGrouped"
    case .coefficientLimits: "limits"
    case .relaxation: "relaxation"
    case .secondL2Penalty: "Relaxation.l2Penalty"
    case .blend: "Relaxation.blend"
    case .checkpoint: "checkpoints.path"
    case .resumedState: "checkpoints.resumed"
    case .penaltyFamilies: "families"
    case .strengthCount: "PenaltyGrid.automatic"
    case .strengths: "PenaltyGrid.strengths"
    case .comparisonTolerance: "comparisonTolerance"
    case .statistics: "statistics"
    case .referenceClass: "reference"
    case .confidence: "confidence"
    case .base: "bases"
    case .clusteredErrors: "StandardErrors.clustered"
    case .marginalEffects: "marginalEffects"
    case .format: "format"
    case .exportForm: "options.form"
    case .exportPrecision: "options.precision"
    case .exportLabels: "options.labels"
    case .exportName: "options.name"
    case .classNames: "classNames"
    case .tensorNames: "weightName"
    case .scoresAsLogits: "takesScoresAsLogits"
    case .sampleCount: "count"
    case .document: "document"
    case .coefficients: "InspectionResult.coefficientText()"
    }
  }

  private static let mostNames = 10

  /// Names as literals of Swift, on one line and short enough for a message.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(mostNames).map { "\"\($0.printable(limit: 40).replacing("\"", with: "\\\""))\"" }
    return shown.joined(separator: ", ") + (names.count > mostNames ? ", …" : "")
  }
}
