// A model and what it is to be used on, before any data is read.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// By what samples count in scores.
enum SampleWeightChoice {
  /// Nothing: all alike.
  case none
  case named(String)
  /// What the model's training took, where the data has it.
  case asInTraining
}

struct ScoringRequest {
  static let labelHelp =
    "A table's column of labels, by name or by position from 1 (default: the one of training)."

  /// The model's path.
  let path: String
  let file: ModelFile
  /// How columns of a table become the model's features, where the model knows.
  let preparation: Preparation?
  let reference: DataReference
  /// The column of labels, where the user names one.
  let label: String?
  /// The columns that are passed through.
  let keys: [String]
  /// The samples' weights: a column of a table, else an array or a file; nil: all count alike.
  let sampleWeight: String?
  /// Whether the weights are those of training, which other data need not have.
  let isWeightOptional: Bool
  /// Where the model's offsets are.
  let offsets: OffsetPlace
  let arguments: InputArguments
  let execution: Execution

  /// Reads the model. `data` is what the user wrote.
  ///
  /// - Throws: Where the model cannot be read, nothing is called `data`, or flags for tables are given with other data.
  init(
    model path: String, data: String, label: String?, keys: [String] = [], weights: SampleWeightChoice = .none,
    offsets: [String] = [], arguments: InputArguments, execution: Execution
  ) throws {
    self.path = path
    self.label = label
    self.keys = keys
    self.arguments = arguments
    self.execution = execution
    reference = try arguments.reference(data)
    if reference.tablePath == nil, let flag = label != nil ? "--label" : keys.isEmpty ? nil : "--keep" {
      throw CommandFailure(.usage, InputArguments.isForTables(flag, data: data))
    }
    file = try ModelFile(contentsOf: path)
    preparation = file.preparation
    let isTable = reference.tablePath != nil
    self.offsets = try OffsetPlace(
      of: file, path: path, request: OffsetRequest(offsets, isTable: isTable, data: data), isTable: isTable,
      data: data)
    let rows = file.card.training?.rows
    let own = reference.tablePath == nil ? rows?.weightArray : rows?.weightColumn
    (sampleWeight, isWeightOptional) =
      switch weights {
      case .none: (nil, false)
      case .named(let name): (name, false)
      case .asInTraining: (own, true)
      }
  }

  /// Says by what samples count where nobody has said so.
  func noteWeights(areFound: Bool) {
    guard isWeightOptional, let sampleWeight else { return }
    let name = "'\(sampleWeight.printable(limit: 40))'"
    StandardStream.error.write(
      areFound
        ? "note: samples count by the weights \(name), as in training; --no-sample-weight counts them alike\n"
        : "note: \(dataName.printablePath) has no weights \(name), which training had: its samples count alike\n"
    )
  }

  /// What the data is called in messages.
  var dataName: String {
    reference.text == InputFile.standardInput ? InputFile.standardInputName : reference.text
  }

  /// The column of labels as predictions look for it: they do without one.
  var optionalLabel: LabelColumn {
    label.map { .named($0) } ?? preparation?.labelColumn.map { .optional($0) } ?? .none
  }

  /// The column of labels as scores need it.
  ///
  /// - Throws: Where the table's column of labels is not known.
  func neededLabel() throws -> LabelColumn {
    if let name = label ?? preparation?.labelColumn { return .named(name) }
    throw CommandFailure(
      .usage,
      "\(path) does not know which column of \(dataName) has the labels: name it with --label COLUMN")
  }
}
