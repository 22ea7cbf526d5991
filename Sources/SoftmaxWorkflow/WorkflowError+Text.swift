// What is said of jobs that cannot be done.

import SoftmaxData
public import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
public import SoftmaxRemedies

extension WorkflowError: AdvisingError {
  /// One line in the library's own words: what is wrong, and what to do.
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String { text.text(in: wording) }

  /// The settings that the message is about, and what to do with them.
  public var remedies: [Remedy] { text.settings }

  private var text: Advice {
    switch self {
    case .onlyForTables(let setting, let data):
      "\(.set(setting)) is for tables, which \(data) is not; a name that ends in .csv, .tsv, .xlsx or .jsonl, or "
        + "\(.nameFormat("csv")), makes it one"
    case .onlyForWorkbooks(let setting, let data):
      "\(.set(setting)) is for Excel workbooks (.xlsx), which \(data) is not: leave it out"
    case .onlyForDelimitedText(let setting, let data):
      "\(.set(setting)) is for delimited text, and \(data) says it itself: leave it out"
    case .labelsAreAColumn:
      "\(.nameLabelFile) is for .npy, .npz and .safetensors; a table's labels are a column: "
        + "\(.chooseLabel, placeholder: "NAME")"
    case .labelColumnUnknown(let model, let data):
      "\(model) does not know which column of \(data) has the labels: name it with \(.chooseLabel, placeholder: "COLUMN")"
    case .offsets(let problem): problem.text
    case .badData(let text): Advice(text)
    case .notTheModelsColumns(let model, let expected, let featureCount, let data, let found):
      "\(model) was trained on \(expected) and not on a table file, so that all columns have to be numbers, "
        + "\(Wording.count(featureCount)) of them; \(data) has \(found); name a column of labels with \(.chooseLabel) and "
        + "others to be passed through with \(.set(.keptColumns)), or use data like that which the model was trained on"
    case .tableProblems(let problems, let table, let together): Self.list(problems, of: table, together)
    case .noCompleteRow(let table, let column, let missingCount, let rowCount):
      "\(table): every row lacks a cell, so that none is left to learn from: column '\(column.printable(limit: 40))' is "
        + "missing in \(Wording.count(missingCount)) of \(Wording.counted(rowCount, "row")); \(.ignoreColumns([column])), or "
        + "\(.imputeMissing)"
    case .twoTestSets(let one, let other):
      "\(.set(one)) and \(.set(other)) both name what to score: use one of them"
    case .validationRowsAreThere(let column, let table):
      "column '\(column)' of \(table) has validation rows already: leave out \(.set(.holdout))"
    case .shareLeavesNothing(let share, let count, let isOfGroups):
      "\(.set(.holdout)) \(Self.nothingLeft(share, count, isOfGroups))"
    case .severalProcesses(let problem): "\(problem.text)"
    case .groupsWithoutUse:
      "\(.set(.groups)) keeps rows together when some are kept out: add \(.set(.holdout)), \(.set(.earlyStopping)) or "
        + "\(.set(.splitColumn)), or \(.set(.clusteredErrors)) with \(.set(.statistics))"
    case .looksLikeRegression(let label, let count, let table, let candidates):
      "\(table): the last column, '\(label.printable(limit: 40))', has \(Wording.count(count)) different numbers, which "
        + "looks like regression: every number would be a class; name the column of labels with "
        + "\(.chooseLabel, placeholder: "COLUMN")\(Self.candidates(candidates))\(Self.frequency(label)), or insist on this "
        + "one with \(.treatColumns([label], as: .category))"
    case .notAPair(let text, let table, let nearest):
      "\(table): \(.set(.interactions)) '\(text.printable(limit: 80))' is no pair of columns that features are made of, "
        + "as in age:plan\(Self.nearest(nearest))"
    case .testNeedsOffsets(let test):
      "\(.set(.test)) \(test) needs offsets too, which training takes from a file of its own: store those of both as "
        + "arrays beside the features, and name the array with \(.set(.offsets))"
    case .testHasNoLabels(let name, let hint):
      "\(name) has no labels, which training and scoring need; \(hint)"
    case .base(let problem): problem.text
    case .singleCategory(let text, let column): "no statistics: \(text) (\(.ignoreColumns([column])))"
    case .otherStart(let text): "\(text): start from a model of data like this, or leave out \(.set(.start))"
    case .penalty(let problem): problem.text
    case .statistics(let problem): problem.text
    case .noStatistics(let model):
      "\(model) has no statistics for \(.set(.referenceClass)) and \(.set(.confidence)): train it with "
        + "\(.set(.statistics))"
    case .verification(let problem): problem.text
    case .readTwice(let model):
      "\(model) counts some features from numbers of their own, for which a table is read twice: name a file, not "
        + "standard input or a pipe"
    case .comparison(let problem): problem.text
    case .plotNeedsData(let plot): "the chart \(plot) is drawn from data that the model is used on: name some"
    case .plotOfModelAlone(let plot): "the chart \(plot) is drawn from the model alone: leave the data out"
    case .prior(let problem): problem.text
    case .export(let failure): failure.text
    case .unknownImport(let path, let format):
      if let format {
        "\(.set(.format)) must be one of \(Wording.list(ImportFormats.all.map(\.name))), not '\(format.printable(limit: 40))'"
      } else {
        "\(path.printablePath): no model of another program is known by this name and these first bytes; say what it is with "
          + "\(.set(.format)): \(Wording.list(ImportFormats.all.map(\.name)))"
      }
    case .noSets(let model):
      "\(model) has no prediction sets: softmax calibrate measures them on data that it was not trained on, with "
        + "\(.set(.coverage))"
    case .frequencyInAudit:
      "\(.set(.frequency)) makes each row as many rows, all alike, of which an audit could not say which one has the wrong "
        + "label: use \(.set(.sampleWeight)), by which a row counts as much and stays one"
    case .relaxedCheckpoint(let setting):
      "\(.set(setting)) is not for \(.set(.relaxation)): its second fit keeps no state; leave out one of the two"
    case .notPictures(let data, let samples):
      "\(data) has \(samples): pictures of suspects need samples of height x width, or that and 1 or 3 channels"
    case .tooFewSamples(let asked, let found, let data):
      "\(.set(.sampleCount)) \(asked) is more than the \(Wording.count(found)) samples of \(data)"
    }
  }

  /// More problems are not listed.
  private static let mostProblems = 20

  /// Problems of a table, each on two lines.
  private static func list(_ problems: [DataWarning], of table: String, _ together: [Remedy]) -> Advice {
    var text: Advice = "\(table): \(problems.count) things keep this table from being learned from:"
    for problem in problems.prefix(mostProblems) {
      text = text + Advice("\n  \(problem.message.printable(limit: 400))")
      if let advice = problem.advice { text = text + "\n    " + advice }
    }
    if problems.count > mostProblems {
      text = text + "\n  and \(problems.count - mostProblems) more, which \(.summariseData) shows"
    }
    guard !together.isEmpty else { return text }
    return together.reduce(text + "\nall of them at once:") { $0 + " \($1)" }
  }

  /// What follows a share that is too small.
  private static func nothingLeft(_ share: Double, _ count: Int, _ isOfGroups: Bool) -> String {
    isOfGroups
      ? "\(share) of \(count) groups leaves none to score: each is too large for the share, or has all samples of a class"
      : "\(share) of \(count) samples leaves none to score: use a larger share"
  }

  /// What a column may be that is called as numbers of rows are.
  private static func frequency(_ label: String) -> Advice {
    guard ["freq", "frequency", "count", "counts", "n", "times"].contains(label.lowercased()) else { return "" }
    return ", and if this one says how often each row was seen, name it with \(.set(.frequency))"
  }

  private static func candidates(_ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    return " (\(Wording.list(names.map { "'\($0.printable(limit: 40))'" })) could be it)"
  }

  private static func nearest(_ name: String?) -> String {
    name.map { "; the nearest name is '\($0.printable(limit: 80))'" } ?? ""
  }
}

extension WorkflowError.PriorProblem {
  fileprivate var text: Advice {
    switch self {
    case .malformed(let part):
      "\(.set(.prior)) needs CLASS=SHARE,CLASS=SHARE, such as fraud=0.001, or a file, not '\(part.printable(limit: 80))'"
    case .twice(let name): "\(.set(.prior)) names the class '\(name.printable(limit: 80))' twice"
    case .unknownClass(let name, let model, let nearest):
      "\(.set(.prior)) names '\(name.printable(limit: 80))', which is no class of "
        + "\(model)\(nearest.map { "; the nearest is '\($0.printable(limit: 80))'" } ?? "")"
    case .noShare(let name, let value):
      "\(.set(.prior)): the share of '\(name.printable(limit: 80))' must be a number above 0, not \(value); a class that "
        + "never comes is left out by softmax edit"
    case .nothingLeft(let sum):
      "\(.set(.prior)): the shares of the named classes add up to \(sum), which leaves nothing of 1 for the others; name all "
        + "classes, or smaller shares"
    case .trainingUnknown(let model):
      "\(model) does not know how frequent its classes were in training: say it with "
        + "\(.set(.trainingPrior)), or train the model anew"
    case .trainingShareMissing(let name):
      "\(.set(.trainingPrior)) must name every class of the model, and '\(name.printable(limit: 80))' is missing"
    case .classWithoutSamples(let name):
      "the class '\(name.printable(limit: 80))' had no samples in training, so that no frequency can be set against it: leave "
        + "it out with softmax edit"
    }
  }
}

extension WorkflowError.BaseProblem {
  fileprivate var text: Advice {
    switch self {
    case .malformed(let text): "\(.set(.base)) needs COLUMN=CATEGORY, such as city=Graz, not '\(text)'"
    case .twice(let column): "\(.set(.base)) names the column '\(column)' twice"
    case .unfit(let text, let reason): "\(.set(.base)) \(text): \(reason)"
    }
  }
}

extension WorkflowError.PenaltyProblem {
  fileprivate var text: Advice {
    switch self {
    case .groupedWithoutL1(let setting):
      "\(.set(.groupedPenalty)) is the form of an L1 penalty: add one (\(.set(setting))), or leave it out"
    case .groupedWithLimits:
      "\(.set(.coefficientLimits)) are not for a \(.set(.groupedPenalty)) penalty: use one of them"
    case .relaxedWithoutL1:
      "\(.set(.relaxation)) fits the columns that an L1 penalty leaves in the model: add \(.set(.l1Penalty)), or leave "
        + "\(.set(.relaxation)) out"
    case .relaxedL2:
      "\(.set(.relaxation)) fits the columns that an L1 penalty leaves in the model, and l2 leaves all of them: use "
        + "\(.set(.penaltyFamilies)) l1, elastic-net or both"
    case .unusableC(let c, let requirement, let found):
      "\(.set(.scikitLearnC)) \(c): the penalty that it means must be \(requirement), not \(found)"
    case .unusableStrength(let setting, let requirement, let found):
      "\(.set(setting)): a strength of the penalty must be \(requirement), not \(found)"
    }
  }
}

extension WorkflowError.StatisticsProblem {
  fileprivate var text: Advice {
    switch self {
    case .needsGroups:
      "\(.set(.clusteredErrors)) needs \(.set(.groups)), the column whose equal values are one group: add it"
    case .stochastic:
      "\(.set(.statistics)) is not for sgd, which does not end at the optimum that standard errors belong to: leave out "
        + "sgd's settings, or use \(.useFullBatchMethod)"
    case .classesWeighted:
      "\(.set(.statistics)) is not for \(.set(.classWeights)): errors would be those of a sample that was never drawn; "
        + "leave out one of the two"
    case .samplesWeighted:
      "\(.set(.statistics)) is not for \(.set(.sampleWeight)): weights say how much a row counts, and standard errors need "
        + "how many were seen; \(.set(.frequency)) names a column that says how often each row was, or leave out one of the two"
    case .penalised(let setting, let value):
      "\(.set(.statistics)) needs a fit without a penalty, not \(.set(setting)) \(value): a penalty shrinks the "
        + "coefficients, and shrunk ones have no such standard errors; use \(.removePenalty), or leave out one of the two"
    case .relaxed:
      "\(.set(.statistics)) is not for \(.set(.relaxation)): its columns were chosen on the same rows, and standard errors "
        + "that take them as given are too small; choose columns on some rows, and fit these with \(.set(.columnKinds)), "
        + "\(.set(.ignoredColumns)) and \(.removePenalty) to others"
    case .effectsWithOffsets:
      "\(.set(.marginalEffects)) is not for \(.set(.offsets)): what a column changes would depend on the samples' "
        + "offsets; leave out one of the two"
    case .refused(let error, let isTable): "\(error.description)\(isTable ? Self.remedy(error) : "")"
    }
  }

  /// How to leave out what a refusal names.
  private static func remedy(_ error: StatisticsError) -> Advice {
    let names: [String]
    switch error {
    case .constantColumns(let columns): names = columns
    case .dependentColumn(let column, let others): names = [column] + others
    case .estimatesRunOff(_, let columns): names = columns
    default: return ""
    }
    return names.contains { $0.hasSuffix(" missing") }
      ? " (\(.set(.ignoredColumns)) leaves columns of a table out, \(.imputeMissing) features for missing values)"
      : " (\(.set(.ignoredColumns)) leaves columns of a table out)"
  }
}

extension WorkflowError.VerificationProblem {
  fileprivate var text: Advice {
    switch self {
    case .weightsAreAColumn:
      "\(.set(.sampleWeight)) is for weights in a file of their own: of a table the model knows the column"
    case .noWeights: "\(.set(.sampleWeight)): the model was fitted without weights of samples; leave it out"
    case .weightsNeeded(let file):
      "the model was fitted with weights from a file of their own, \(file.printable(limit: 80)): name it with "
        + "\(.set(.sampleWeight))"
    case .offsetsAreColumns:
      "\(.set(.offsets)) is for offsets in a file of their own: of a table the model knows the columns"
    case .noOffsets: "\(.set(.offsets)): the model was fitted without offsets; leave it out"
    case .offsetsNeeded(let summary):
      "the model was fitted with offsets \(summary.printable(limit: 120)): name their file with \(.set(.offsets))"
    case .noScores(let model):
      "\(model) has no scores that could be held against \(.set(.test)): leave it out"
    }
  }
}

extension WorkflowError.ComparisonProblem {
  fileprivate var text: Advice {
    switch self {
    case .readTwice(let data):
      "\(data) can be read once, and each model reads the data by its own preparation: write it into a file first, and name "
        + "that"
    case .otherClasses(let first, let onlyFirst, let second, let onlySecond):
      "models are compared where they have the same classes; \(Self.only(onlyFirst, first))"
        + "\(onlyFirst.isEmpty || onlySecond.isEmpty ? "" : ", ")\(Self.only(onlySecond, second)): train both on data with "
        + "the same classes"
    case .otherCounts(let first, let firstCount, let second, let secondCount):
      "\(first) scores \(Wording.counted(firstCount, "sample")) of the data and \(second) \(Wording.count(secondCount)), so "
        + "that they cannot be paired: one leaves out rows that lack cells, or whose weight is 0; fill these cells "
        + "(\(.imputeMissing)) when you train, or leave such rows out of the data"
    case .otherSamples(let first, let second, let sample):
      "sample \(Wording.count(sample)) has another class or weight for \(first) than for \(second): name the same column of "
        + "labels (\(.chooseLabel)) and of weights (\(.set(.sampleWeight))) for both, or count all alike (\(.countAlike))"
    }
  }

  /// `a.safetensors alone has 'b' and 'c'`; nothing where it has none.
  private static func only(_ names: [String], _ model: String) -> String {
    guard !names.isEmpty else { return "" }
    let shown = names.prefix(5).map { "'\($0.printable(limit: 40))'" }
    let rest = names.count - shown.count
    return "\(model) alone has \(Wording.list(shown + (rest > 0 ? ["\(rest) more"] : [])))"
  }
}

extension WorkflowError.OffsetProblem {
  fileprivate var text: Advice {
    switch self {
    case .severalArrays(let count):
      "\(.set(.offsets)) is for one array or file, [samples x classes], where the data is no table: it was given \(count) "
        + "times"
    case .unexpected(let model): "\(.set(.offsets)): \(model) was fitted without offsets; leave it out"
    case .unknownClass(let name, let model, let nearest):
      "\(.set(.offsets)) names '\(name.printable(limit: 80))', which is no class of "
        + "\(model)\(nearest.map { "; the nearest is '\($0.printable(limit: 80))'" } ?? "")"
    case .missing(let model, let summary, let data, let isTable):
      "\(model) was fitted with offsets (\(summary.printable(limit: 200))), which \(data) needs too: name "
        + (isTable
          ? "their columns with \(.set(.offsets), placeholder: "CLASS=COLUMN")"
          : "an array beside the features or a .npy file with \(.set(.offsets))")
    }
  }
}
