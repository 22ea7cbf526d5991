// What jobs tell while they go on, as sentences.

import SoftmaxData
public import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRemedies

extension WorkflowNote: CustomStringConvertible {
  /// One line in the library's own words.
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String { text.text(in: wording) }

  /// Whether a result may be worth less for it than it looks.
  public var isWarning: Bool {
    switch self {
    case .nearlyKey(_, _, _, let isLeftOut), .countsRows(_, let isLeftOut), .namesRows(_, let isLeftOut):
      !isLeftOut
    case .estimatedPrior(_, _, let isConverged): !isConverged
    case .scoredOnTrainingRows, .calibratedOnTrainingRows, .scoresNotWritten, .odd, .moreOddities,
      .similarLabels, .stateNotKept:
      true
    default: false
    }
  }

  /// How many rows a model was trained on.
  private static func share(_ overlap: RowFingerprints.Overlap) -> String {
    let (found, looked) = (Wording.count(overlap.knownCount), Wording.count(overlap.lookedUpCount))
    return overlap.lookedUpCount == overlap.rowCount
      ? "\(found) of \(looked)" : "\(found) of \(looked) that were looked up"
  }

  private var text: Advice {
    switch self {
    case .weightsOfTraining(let name):
      "samples count by the weights '\(name.printable(limit: 40))', as in training; \(.countAlike) counts them alike"
    case .noWeightsOfTraining(let name, let data):
      "\(data.printablePath) has no weights '\(name.printable(limit: 40))', which training had: its samples count alike"
    case .scoredOnTrainingRows(let overlap, let data):
      "\(data.printablePath) has rows that the model was trained on, \(Self.share(overlap)): scores of such rows are better "
        + "than those of new data"
    case .calibratedOnTrainingRows(let overlap, let data):
      "\(data.printablePath) has rows that the model was trained on, \(Self.share(overlap)): of such rows it is surer than of "
        + "new ones, so that what is fitted to them is wrong for these; calibrate on rows that were kept out"
    case .estimatedPrior(let shares, let rounds, let isConverged):
      Self.estimate(shares, rounds: rounds, isConverged: isConverged)
    case .frequencyOfTraining(let name):
      "each row counts as often as column '\(name.printable(limit: 40))' says, as in training"
    case .noFrequencyOfTraining(let name, let data):
      "\(data.printablePath) has no column '\(name.printable(limit: 40))', which said in training how often each row was "
        + "seen: its rows count once"
    case .readAsPixels(let data, let largest):
      "the numbers of \(data.printablePath) are read as pixels from 0 to \(largest)"
    case .labelsAreCodes(let data, let first, let last, let count):
      "the labels of \(data.printablePath) are numbers; read as positions: 0 = \(first.printable()), \(count - 1) = "
        + "\(last.printable())"
    case .scoredWithoutWeights(let data):
      "\(data.printablePath) has no weights, so that its samples count alike in scores"
    case .eachProcessReadsAll(let data, let processCount):
      "each of the \(processCount) processes reads all of \(data.printablePath); they share the work of the fit"
    case .partWithoutOffsets(let data): "\(data.printablePath) has no offsets, so that it is not scored"
    case .nearlyKey(let column, let categoryCount, let rowCount, let isLeftOut):
      Self.nearlyKey(
        column, "\(Wording.count(categoryCount)) categories in \(Wording.count(rowCount)) rows",
        isLeftOut: isLeftOut)
    case .countsRows(let column, let isLeftOut):
      Self.countsRows(column, isLeftOut: isLeftOut)
    case .namesRows(let column, let isLeftOut):
      isLeftOut
        ? "column '\(column.printable())' is left out: its numbers name the rows, no two alike, which says nothing of others; "
          + "\(.treatColumns([column], as: .number)) takes it all the same"
        : "the numbers of column '\(column.printable())' name the rows, no two alike, which says nothing of others; "
          + "\(.ignoreColumns([column]))"
    case .indexBase(let base, let data):
      base == 0
        ? "the indices of \(data.printablePath) are counted from 0, which one of them is"
        : "the indices of \(data.printablePath) are counted from 1: none is 0"
    case .queriesIgnored(let count, let data):
      "\(Wording.counted(count, "row")) of \(data.printablePath) \(count == 1 ? "has" : "have") a qid, which is not used: "
        + "rows are classified one by one, and not ranked"
    case .filesPassedOver(let count, let first, let data):
      "\(Wording.counted(count, "file")) of \(data.printablePath) \(count == 1 ? "is" : "are") passed over, such as "
        + "'\(first.printable(limit: 80))': texts are files that end in .txt, in folders of their classes"
    case .sharedHashes(let column, let sharing, let words, let features, let example, let isComplete):
      "\(isComplete ? "" : "at least ")\(Wording.count(sharing)) of the \(Wording.count(words)) different words of column "
        + "'\(column.printable())' share one of \(Wording.counted(features, "feature")) with others, such as "
        + "\(Wording.list(example.map { "'\($0.printable(limit: 40))'" })): a larger \(.set(.hashBits)) keeps more of them apart"
    case .resumed(let path, let stepCount, let areEpochs):
      "going on from \(path.printablePath), in which \(Wording.count(stepCount)) "
        + "\(areEpochs ? "epoch" : "iteration")\(stepCount == 1 ? " is" : "s are") done"
    case .stateNotKept(let error): "the fit goes on, and its state was not kept: \(error.description)"
    case .noSampleKept(let data):
      "no rows of \(data.printablePath) are kept in the model's file: its features are sparse, and rows are kept of dense "
        + "features alone"
    case .odd(let warning):
      if let advice = warning.advice {
        Advice(warning.message) + "; " + advice
      } else {
        Advice(warning.message)
      }
    case .moreOddities(let count, let data):
      "\(Wording.count(count)) more things are odd about \(data.printablePath): \(.summariseData) tells them"
    case .similarLabels(let names):
      "the labels \(Wording.list(names.map { "'\($0.printable(limit: 40))'" })) are classes of their own: write them in "
        + "one way if they are one"
    case .unlabelledRowsLeftOut(let count, let rowCount, let data):
      "\(Wording.count(count)) of the \(Wording.counted(rowCount, "row")) of \(data.printablePath) \(count == 1 ? "is" : "are") "
        + "left out: \(count == 1 ? "it has" : "they have") no label"
    case .incompleteRowsLeftOut(let count, let rowCount, let data):
      "\(Wording.count(count)) of the \(Wording.counted(rowCount, "row")) of \(data.printablePath) \(count == 1 ? "is" : "are") "
        + "left out: \(count == 1 ? "it lacks a cell" : "they lack cells")"
    case .unknownLabel(let label, let data):
      "the label '\(label.printable())' of \(data.printablePath) is not a class of the model"
    case .keptOutToStopEarly(let count):
      "early stopping: \(Wording.count(count)) samples, a tenth of each class, are kept out of training "
        + "(\(.set(.holdout)) sets the share)"
    case .statisticsWithoutPenalty:
      "\(.set(.statistics)) means a fit without a penalty (\(.removePenalty))"
    case .stoppedWithoutStatistics: "the fit was stopped before its end, so that it has no statistics"
    case .validationRowsLeftOut(let count, let data):
      "\(Wording.counted(count, "validation row")) of \(data.printablePath) \(count == 1 ? "is" : "are") left out: the "
        + "penalty is chosen by folds of the training rows"
    case .scoresNotWritten(let error):
      "\(error.text); the search goes on, and tries again with each score"
    }
  }

  /// More classes are not listed.
  private static let mostShares = 20

  private static func estimate(_ shares: [String: Double], rounds: Int, isConverged: Bool) -> Advice {
    let shown = shares.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(mostShares).map {
      "\($0.key.printable(limit: 40)) \(Wording.measure($0.value))"
    }
    let more = shares.count > mostShares ? " and \(shares.count - mostShares) more" : ""
    return
      "class frequencies of the data, estimated in \(Wording.counted(rounds, "round")): \(shown.joined(separator: ", "))"
      + "\(more)\(isConverged ? "" : "; they were still changing, so that the data says little of them")"
  }

  private static func countsRows(_ column: String, isLeftOut: Bool) -> Advice {
    let name = column.printable()
    return isLeftOut
      ? "column '\(name)' is left out: it counts the rows, which says nothing of others; "
        + "\(.treatColumns([column], as: .number)) takes it all the same"
      : "column '\(name)' counts the rows, which says nothing of others; \(.ignoreColumns([column]))"
  }

  private static func nearlyKey(_ column: String, _ count: String, isLeftOut: Bool) -> Advice {
    let name = column.printable()
    guard isLeftOut else {
      return
        "column '\(name)' has \(count): they tell these rows apart and say nothing of others, and they stand in the model "
        + "file; \(.ignoreColumns([column]))"
    }
    return
      "column '\(name)' is left out: it has \(count), which tell these rows apart and say nothing of others; "
      + "\(.treatColumns([column], as: .category)) takes it all the same, and they then stand in the model file"
  }
}
