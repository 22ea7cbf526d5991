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
    case .badData, .readTwice: description
    }
  }

  /// The command's exit code.
  var code: CommandFailure.Code {
    switch self {
    case .onlyForTables, .labelsAreAColumn, .labelColumnUnknown, .offsets, .readTwice: .usage
    case .badData, .notTheModelsColumns: .badData
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
          ? "their columns with --offset CLASS=COLUMN" : "an array beside the features or a .npy file with --offset")
    }
  }
}
