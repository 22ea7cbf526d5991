// The library's own words for remedies: its types and parameters.

import SoftmaxRemedies

extension RemedyWording {
  /// The names of Swift, in back quotes: what the `description` of an error has.
  public static let library = RemedyWording { remedy in
    switch remedy {
    case .text(let text): text
    case .nameFormat(let format): "`InputFormat.\(format)`"
    case .setDelimiter: "`TableOptions.delimiter`"
    case .chooseLabel: "`TableOptions.label`"
    case .nameLabelFile: "`labelsPath`"
    case .nameTestLabelFile: "`labelsPath` of the test set"
    case .ignoreColumns(let names): "`TableOptions.ignored = [\(list(names))]`"
    case .treatColumns(let names, let kind):
      "`TableOptions.kinds[\(names.count == 1 ? list(names) : "name")] = .\(kind.rawValue)`"
    case .nameOffsetColumn(let className): "`TableOptions.offsets` for the class \(list([className]))"
    case .centreFarColumns: "`TableOptions.centresFarColumns`"
    case .allowNetwork: "`FetchOptions.offline`"
    case .nameDataFolder: "`FetchOptions.dataFolder`"
    case .imputeMissing: "`MissingValues.mean`"
    case .markMissing: "`MissingValues.indicator`"
    case .allowUnseenCategories: "`UnseenCategories.zeros`"
    case .holdOutFewer: "a share held out"
    case .useFewerFolds: "folds"
    case .balanceClasses: "`ClassWeights.balanced`"
    case .lowerLearningRate: "`learningRate`"
    case .removePenalty: "`l2Penalty` 0"
    case .addPenalty: "`l2Penalty`"
    case .useFullBatchMethod: "a full-batch method"
    case .allowMoreIterations: "`maxIterations`"
    case .lowerTolerance: "`tolerance`"
    case .leaveOutFeatures(let names): "the features \(list(names))"
    case .readConfusionMatrix: "`Evaluation.confusionMatrix`"
    }
  }

  private static let mostNames = 10

  /// Names as literals of Swift, on one line and short enough for a message.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(mostNames).map { "\"\($0.printable(limit: 40).replacing("\"", with: "\\\""))\"" }
    return shown.joined(separator: ", ") + (names.count > mostNames ? ", …" : "")
  }
}
