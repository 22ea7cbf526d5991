// What the studio's page calls remedies: what can be done in it, or to the file before it is chosen again.

import SoftmaxFiles
import SoftmaxRemedies

extension RemedyWording {
  /// The names of the page's buttons and fields, and plain words for what it has none for.
  static let page = RemedyWording { remedy in
    switch remedy {
    case .text(let text): text
    case .command: "another program"
    case .nameFormat(let format): "a file whose name ends in .\(format)"
    case .summariseData: "the view of the data"
    case .setDelimiter: "another separator"
    case .skipLines(let count):
      count == 0 ? "the whole file" : "a file without its first \(count == 1 ? "line" : "\(count) lines")"
    case .chooseLabel: "the use 'label' in the list of columns"
    case .nameLabelFile: "a file with the labels beside the features"
    case .nameTestLabelFile: "a file with the labels of the test set"
    case .ignoreColumns(let names), .leaveOutFeatures(let names): "the use 'left out' for \(list(names))"
    case .treatColumns(let names, let kind): "the type '\(kind.rawValue)' for \(list(names))"
    case .nameKinds(let kinds):
      kinds.map { "the type '\($0.kind.rawValue)' for \(list([$0.column]))" }.joined(separator: ", ")
    case .nameOffsetColumn(let className): "a column of offsets for \(list([className]))"
    case .centreFarColumns: "standardized columns"
    case .allowNetwork: "a connection to the network"
    case .nameDataFolder: "a path to the dataset's files"
    case .imputeMissing: "'Mean'"
    case .markMissing: "'Mean and a mark'"
    case .leaveOutIncompleteRows: "'Drop rows'"
    case .leaveOutUnlabelledRows: "'Leave rows without a label out'"
    case .readAsMissing: "'Count it as missing'"
    case .readNumbers(let decimal, let thousands):
      "the decimal mark '\(decimal)'" + (thousands.map { " with '\($0)' between thousands" } ?? "")
    case .allowUnseenCategories: "categories that training had"
    case .holdOutFewer: "a smaller share kept out for the test"
    case .useFewerFolds: "fewer folds"
    case .balanceClasses: "balanced classes"
    case .lowerLearningRate: "a lower learning rate"
    case .removePenalty: "an L2 penalty of 0"
    case .addPenalty: "an L2 penalty"
    case .useFullBatchMethod: "a method that goes to the optimum"
    case .allowMoreIterations: "more iterations"
    case .lowerTolerance: "a lower tolerance"
    case .raiseTolerance: "a higher tolerance"
    case .standardize: "standardized columns"
    case .set(let setting): name(setting)
    case .countAlike: "samples that count alike"
    case .readConfusionMatrix: "the confusion matrix"
    }
  }

  private static func name(_ setting: Setting) -> String {
    switch setting {
    case .label: "the label"
    case .keptColumns: "columns that are passed through"
    case .delimiter: "the separator"
    case .sheet: "the sheet"
    case .header: "the header"
    case .skippedLines: "the lines before the table"
    case .columnKinds: "the types of columns"
    case .ignoredColumns: "columns that are left out"
    case .features: "the features"
    case .missing: "what is done about empty cells"
    case .missingWords: "what counts as empty"
    case .decimalMark: "the decimal mark"
    case .thousandsMark: "the mark between thousands"
    case .unlabelled: "what is done about rows without a label"
    case .unseen: "what is done about unknown categories"
    case .interactions: "products of columns"
    case .texts: "columns of texts"
    case .hashBits: "bits of hashes"
    case .sampleWeight: "weights of samples"
    case .frequency: "how often rows were seen"
    case .offsets: "offsets"
    case .test: "a test set"
    case .holdout: "the share kept out for the test"
    case .splitColumn: "a column of parts"
    case .groups: "groups"
    case .start: "the model to start from"
    case .earlyStopping: "early stopping"
    case .classWeights: "the class weight"
    case .l1Penalty: "the L1 penalty"
    case .l2Penalty: "the L2 penalty"
    case .scikitLearnC: "the penalty"
    case .penaltyFactors, .groupedPenalty, .coefficientLimits, .penaltyFamilies: "the penalty"
    case .relaxation, .secondL2Penalty, .blend: "the second fit"
    case .checkpoint, .resumedState: "the state of the fit"
    case .strengthCount, .strengths, .comparisonTolerance: "the penalties that are tried"
    case .statistics, .referenceClass, .confidence, .base, .clusteredErrors, .marginalEffects: "the statistics"
    case .prior, .trainingPrior: "the frequencies of classes"
    case .coverage: "the coverage"
    case .format, .exportForm, .exportPrecision, .exportLabels, .exportName: "the format"
    case .classNames: "the names of the classes"
    case .tensorNames, .scoresAsLogits: "the tensors"
    case .sampleCount: "the number of samples"
    case .document: "the document"
    case .coefficients: "the coefficients"
    }
  }

  private static let mostNames = 5

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(mostNames).map { "'\($0.printable(limit: 40))'" }.joined(separator: ", ")
    return shown + (names.count > mostNames ? ", …" : "")
  }
}
