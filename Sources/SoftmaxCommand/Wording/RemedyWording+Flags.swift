// What the command calls the settings of remedies: its flags, as they are typed.

import SoftmaxFiles
import SoftmaxRemedies

extension RemedyWording {
  /// Flags with their values, quoted for a shell where names ask for it.
  static let flags = RemedyWording(showsPlaceholders: true) { remedy in
    switch remedy {
    case .text(let text): text
    case .command(let line): line
    case .nameFormat(let format): "--input-format \(format)"
    case .summariseData: "softmax data"
    case .setDelimiter: "--delimiter"
    case .skipLines(let count): "--skip-lines \(count)"
    case .chooseLabel: "--label"
    case .nameLabelFile: "--labels"
    case .nameTestLabelFile: "--test-labels"
    case .ignoreColumns(let names): ignoring(names)
    case .treatColumns(let names, let kind): "--columns \(column(names, kind.rawValue))"
    case .nameKinds(let kinds):
      "--columns \(kinds.map { column([$0.column], $0.kind.rawValue, quotes: false) }.joined(separator: ",").shellQuoted)"
    case .nameOffsetColumn(let className):
      "--offset \((className.printable(limit: 40) + "=COLUMN").shellQuoted)"
    case .centreFarColumns: "--standardize"
    case .allowNetwork: "--offline"
    case .nameDataFolder: "--data-dir"
    case .imputeMissing: "--missing mean"
    case .markMissing: "--missing indicator"
    case .leaveOutIncompleteRows: "--missing drop"
    case .leaveOutUnlabelledRows: "--unlabelled drop"
    case .readAsMissing(let words): missing(words)
    case .readNumbers(let decimal, let thousands):
      [
        decimal == "." ? nil : "--decimal \(decimal)",
        thousands.map { "--thousands \(String($0).shellQuoted)" },
      ]
      .compactMap(\.self).joined(separator: " ")
    case .allowUnseenCategories: "--unseen zeros"
    case .holdOutFewer: "--holdout"
    case .useFewerFolds: "--folds"
    case .balanceClasses: "--class-weight balanced"
    case .lowerLearningRate: "--learning-rate"
    case .removePenalty: "--l2 0"
    case .addPenalty: "--l2"
    case .useFullBatchMethod: "--solver auto"
    case .allowMoreIterations: "--max-iterations"
    case .lowerTolerance, .raiseTolerance: "--tolerance"
    case .standardize: "--standardize"
    case .set(let setting): setting.flag
    case .leaveOutFeatures: "--ignore"
    case .countAlike: "--no-sample-weight"
    case .readConfusionMatrix: "evaluate --json"
    }
  }

  /// More names are not listed.
  private static let mostNames = 10

  private static func ignoring(_ names: [String]) -> String {
    guard names.count <= mostNames, names.allSatisfy(canBeTyped) else {
      return "--ignore with \(names.count == 1 ? "its name" : "their names")"
    }
    return "--ignore \(names.joined(separator: ",").shellQuoted)"
  }

  private static func missing(_ words: [String]) -> String {
    guard words.count <= mostNames, words.allSatisfy(canBeTyped) else { return "--na-values with its text" }
    return "--na-values \(words.joined(separator: ",").shellQuoted)"
  }

  private static func column(_ names: [String], _ kind: String, quotes: Bool = true) -> String {
    guard names.count == 1 else { return "NAME=\(kind)" }
    guard canBeTyped(names[0]) else { return "POSITION=\(kind)" }
    return quotes ? "\(names[0])=\(kind)".shellQuoted : "\(names[0])=\(kind)"
  }

  /// Whether a name can stand in a list of a flag: commas are between names there.
  private static func canBeTyped(_ name: String) -> Bool {
    !name.contains(",") && name.printable(limit: 40) == name
  }
}

extension Setting {
  /// The flag that sets it.
  var flag: String {
    switch self {
    case .label: "--label"
    case .keptColumns: "--keep"
    case .delimiter: "--delimiter"
    case .sheet: "--sheet"
    case .header(let hasHeader): hasHeader ? "--header" : "--no-header"
    case .skippedLines: "--skip-lines"
    case .columnKinds: "--columns"
    case .ignoredColumns: "--ignore"
    case .features: "--features"
    case .missing: "--missing"
    case .missingWords: "--na-values"
    case .decimalMark: "--decimal"
    case .thousandsMark: "--thousands"
    case .unlabelled: "--unlabelled"
    case .unseen: "--unseen"
    case .interactions: "--interact"
    case .texts: "--text"
    case .hashBits: "--hash-bits"
    case .sampleWeight: "--sample-weight"
    case .frequency: "--frequency"
    case .offsets: "--offset"
    case .test: "--test"
    case .holdout: "--holdout"
    case .splitColumn: "--split-column"
    case .groups: "--group"
    case .start: "--start"
    case .prior: "--prior"
    case .trainingPrior: "--training-prior"
    case .coverage: "--coverage"
    case .earlyStopping: "--early-stopping"
    case .classWeights: "--class-weight"
    case .l1Penalty: "--l1"
    case .l2Penalty: "--l2"
    case .scikitLearnC: "--c"
    case .penaltyFactors: "--penalty-factor"
    case .groupedPenalty: "--grouped"
    case .coefficientLimits: "--limits"
    case .relaxation: "--relax"
    case .secondL2Penalty: "--relax-l2"
    case .blend: "--relax-blend"
    case .checkpoint: "--checkpoint"
    case .resumedState: "--resume"
    case .penaltyFamilies: "--penalty"
    case .strengthCount: "--count"
    case .strengths: "--strengths"
    case .comparisonTolerance: "--sweep-tolerance"
    case .statistics: "--statistics"
    case .referenceClass: "--reference"
    case .confidence: "--confidence"
    case .base: "--base"
    case .clusteredErrors: "--standard-errors clustered"
    case .marginalEffects: "--marginal-effects"
    case .format: "--format"
    case .exportForm: "--form"
    case .exportPrecision: "--precision"
    case .exportLabels: "--labels"
    case .exportName: "--name"
    case .classNames: "--classes"
    case .tensorNames: "--weight"
    case .scoresAsLogits: "--as logits"
    case .sampleCount: "--count"
    case .document: "--json"
    case .coefficients: "--coefficients"
    }
  }
}
