// What is wrong with a job, in terms of flags.

import SoftmaxFiles
import SoftmaxWorkflow

extension WorkflowError {
  /// The message of the command.
  var message: String {
    switch self {
    case .onlyForTables(let setting, let data): InputArguments.isForTables(setting.flag, data: data)
    case .labelsAreAColumn:
      "--labels is for .npy, .npz and .safetensors; a table's labels are a column: --label NAME"
    case .labelColumnUnknown(let model, let data):
      "\(model) does not know which column of \(data) has the labels: name it with --label COLUMN"
    case .offsets(let problem): problem.message
    case .notTheModelsColumns(let model, let expected, let featureCount, let data, let found):
      "\(model) was trained on \(expected) and not on a table file, so that all columns have to be numbers, "
        + "\(Wording.count(featureCount)) of them; \(data) has \(found); name a column of labels with --label and others to "
        + "be passed through with --keep (predict), or use data like that which the model was trained on"
    case .twoTestSets(let one, let other):
      "\(one.flag) and \(other.flag) both name what to score: use one of them"
    case .validationRowsAreThere(let column, let table):
      "column '\(column)' of \(table) has validation rows already: leave out --holdout"
    case .shareLeavesNothing(let share, let count, let isOfGroups):
      Self.nothingLeft("--holdout \(share)", count, isOfGroups)
    case .notAPair(let text, let table, let nearest):
      "\(table): --interact '\(text.printable(limit: 80))' is no pair of columns that features are made of, as in age:plan"
        + Self.nearest(nearest)
    case .testNeedsOffsets(let test):
      "--test \(test) needs offsets too, which training takes from a file of its own: store those of both as arrays "
        + "beside the features, and name the array with --offset"
    case .testHasNoLabels(let name, let hint):
      "\(name) has no labels, which training and scoring need; \(hint.text(in: .flags))"
    case .base(let problem): problem.message
    case .singleCategory(let text, let column): "no statistics: \(text) (--ignore \(column.shellQuoted))"
    case .otherStart(let text): "\(text): start from a model of data like this, or leave out --start"
    case .verification(let problem): problem.message
    case .badData, .readTwice: description
    }
  }

  /// The command's exit code.
  var code: CommandFailure.Code {
    switch self {
    case .onlyForTables, .labelsAreAColumn, .labelColumnUnknown, .offsets, .readTwice, .twoTestSets,
      .validationRowsAreThere, .testNeedsOffsets, .base, .verification:
      .usage
    case .badData, .notTheModelsColumns, .shareLeavesNothing, .notAPair, .testHasNoLabels, .singleCategory,
      .otherStart:
      .badData
    }
  }
}

extension WorkflowError.TableSetting {
  fileprivate var flag: String {
    switch self {
    case .label: "--label"
    case .keptColumns: "--keep"
    case .delimiter: "--delimiter"
    case .header(let hasHeader): hasHeader ? "--header" : "--no-header"
    case .columnKinds: "--columns"
    case .ignoredColumns: "--ignore"
    case .missing: "--missing"
    case .unseen: "--unseen"
    case .splitColumn: "--split-column"
    case .groupColumn: "--group"
    case .interactions: "--interact"
    }
  }
}

extension WorkflowError.TestSetting {
  fileprivate var flag: String {
    switch self {
    case .test: "--test"
    case .holdout: "--holdout"
    case .splitColumn: "--split-column"
    }
  }
}

extension WorkflowError.BaseProblem {
  fileprivate var message: String {
    switch self {
    case .malformed(let text): "--base needs COLUMN=CATEGORY, such as city=Graz, not '\(text)'"
    case .twice(let column): "--base names the column '\(column)' twice"
    case .unfit(let text, let reason): "--base \(text): \(reason)"
    }
  }
}

extension WorkflowError.VerificationProblem {
  fileprivate var message: String {
    switch self {
    case .weightsAreAColumn:
      "--sample-weight is for weights in a file of their own: of a table the model knows the column"
    case .noWeights: "--sample-weight: the model was fitted without weights of samples; leave it out"
    case .weightsNeeded(let file):
      "the model was fitted with weights from a file of their own, \(file.printable(limit: 80)): name it with "
        + "--sample-weight"
    case .offsetsAreColumns:
      "--offset is for offsets in a file of their own: of a table the model knows the columns"
    case .noOffsets: "--offset: the model was fitted without offsets; leave it out"
    case .offsetsNeeded(let summary):
      "the model was fitted with offsets \(summary.printable(limit: 120)): name their file with --offset"
    }
  }
}

extension WorkflowError.OffsetProblem {
  fileprivate var message: String {
    switch self {
    case .severalArrays(let count):
      "--offset is for one array or file, [samples x classes], where the data is no table: it was given \(count) times"
    case .unexpected(let model): "--offset: \(model) was fitted without offsets; leave it out"
    case .unknownClass(let name, let model, let nearest):
      "--offset names '\(name.printable(limit: 80))', which is no class of \(model)"
        + (nearest.map { "; the nearest is '\($0.printable(limit: 80))'" } ?? "")
    case .missing(let model, let summary, let data, let isTable):
      "\(model) was fitted with offsets (\(summary.printable(limit: 200))), which \(data) needs too: name "
        + (isTable
          ? "their columns with --offset CLASS=COLUMN"
          : "an array beside the features or a .npy file with --offset")
    }
  }
}
