// A model and what it is to be used on, before any data is read.

package import SoftmaxData
import SoftmaxFiles
public import SoftmaxFormats
public import SoftmaxRegression
import SoftmaxRemedies

/// By what samples count in scores.
public enum SampleWeightChoice: Sendable, Hashable {
  /// Nothing: all alike.
  case none
  /// A table's column, an array beside the features, or a file with a number for each sample.
  case named(String)
  /// What the model's training took, where the data has it.
  case asInTraining

  /// The name that it comes to, where training had `own`, and whether data may lack it.
  fileprivate func resolved(_ own: String?) -> (name: String?, isOptional: Bool) {
    switch self {
    case .none: (nil, false)
    case .named(let name): (name, false)
    case .asInTraining: (own, true)
    }
  }
}

/// A model and data that it is used on.
///
///     let request = try ScoringRequest(
///       model: "people.safetensors", data: DataSource(DataReference(parsing: "new.csv")))
///     let evaluation = try request.evaluate()
public struct ScoringRequest: Sendable {
  /// The model's path.
  public let path: String
  /// The model, with what its file says of it.
  public private(set) var file: ModelFile
  /// What the model is used on.
  public let source: DataSource
  /// The column of labels, where one is named.
  public let label: String?
  /// The columns that are passed through.
  public let keys: [String]
  /// What the scoring runs on.
  public let execution: Execution
  /// Hears of what was done without being asked for.
  var onNote: @Sendable (WorkflowNote) -> Void
  /// The samples' weights: a column of a table, else an array or a file; nil: all count alike.
  let sampleWeight: String?
  /// Whether the weights are those of training, which other data need not have.
  let isWeightOptional: Bool
  /// The column of a table that says how often rows were seen; nil: each is one.
  let frequency: String?
  /// Whether that is the column of training, which other data need not have.
  let isFrequencyOptional: Bool
  /// What happens to a table's rows without a label in scores.
  let unlabelled: UnlabelledRows
  /// Where the model's offsets are.
  let offsets: OffsetPlace
  /// Whether only the samples count that training kept out of the data: those that the model's file tells of.
  package var scoresKeptOut = false

  /// Reads the model, and no data yet.
  ///
  /// - Parameters:
  ///   - path: The model's file.
  ///   - source: What it is used on.
  ///   - label: A table's column of labels, by name or by position from 1; nil: that of training.
  ///   - keys: A table's columns to be passed through.
  ///   - weights: By what samples count.
  ///   - frequency: Which column of a table says how often each row was seen.
  ///   - offsets: Where offsets are; empty: where training had them.
  ///   - unlabelled: What happens to a table's rows without a label in scores; predictions do without labels.
  ///   - execution: What to run on.
  ///   - onNote: Hears of what was done without being asked for.
  /// - Throws: `FileError` where the model cannot be read, `WorkflowError` for settings that the data or the model does not
  ///   have.
  public init(
    model path: String, data source: DataSource, label: String? = nil, keys: [String] = [],
    weights: SampleWeightChoice = .none, frequency: SampleWeightChoice = .none,
    offsets: OffsetRequest = OffsetRequest(),
    unlabelled: UnlabelledRows = .error, execution: Execution = .automatic,
    onNote: @escaping @Sendable (WorkflowNote) -> Void = { _ in }
  ) throws {
    try self.init(
      path, data: source, label: label, keys: keys, weights: weights, frequency: frequency, offsets: offsets,
      unlabelled: unlabelled, execution: execution, onNote: onNote
    ) { try ModelFile(contentsOf: path) }
  }

  /// The same for a model that was read before, called `path` in messages.
  package init(
    _ file: ModelFile, called path: String, data source: DataSource, keys: [String] = [],
    execution: Execution = .automatic, onNote: @escaping @Sendable (WorkflowNote) -> Void = { _ in }
  ) throws {
    try self.init(
      path, data: source, label: nil, keys: keys, weights: .none, frequency: .none, offsets: OffsetRequest(),
      unlabelled: .error, execution: execution, onNote: onNote
    ) { file }
  }

  private init(
    _ path: String, data source: DataSource, label: String?, keys: [String], weights: SampleWeightChoice,
    frequency: SampleWeightChoice, offsets: OffsetRequest, unlabelled: UnlabelledRows, execution: Execution,
    onNote: @escaping @Sendable (WorkflowNote) -> Void, file read: () throws -> ModelFile
  ) throws {
    self.path = path
    self.label = label
    self.keys = keys
    self.source = source
    self.execution = execution
    self.onNote = onNote
    self.unlabelled = unlabelled
    try source.check()
    let isTable = source.reference.tablePath != nil
    let data = source.reference.text
    if !isTable, label != nil { throw WorkflowError.onlyForTables(.label, data: data) }
    if !isTable, !keys.isEmpty { throw WorkflowError.onlyForTables(.keptColumns, data: data) }
    if !isTable, unlabelled != .error { throw WorkflowError.onlyForTables(.unlabelled, data: data) }
    if !isTable, case .named = frequency { throw WorkflowError.onlyForTables(.frequency, data: data) }
    file = try read()
    self.offsets = try OffsetPlace(of: file, path: path, request: offsets, isTable: isTable, data: data)
    let rows = file.card.training?.rows
    (sampleWeight, isWeightOptional) = weights.resolved(isTable ? rows?.weightColumn : rows?.weightArray)
    (self.frequency, isFrequencyOptional) = frequency.resolved(isTable ? rows?.frequencyColumn : nil)
  }

  /// The same with another model of the same weights.
  func using(_ model: SoftmaxModel) -> ScoringRequest {
    var request = self
    request.file = file.replacing(with: model)
    return request
  }

  /// How columns of a table become the model's features, where the model knows.
  package var preparation: Preparation? { file.preparation }

  /// The path of a table; nil for other data.
  package var tablePath: String? { source.reference.tablePath }

  /// Says by what samples count where nobody has said so.
  func noteWeights(areFound: Bool) {
    guard isWeightOptional, let sampleWeight else { return }
    onNote(
      areFound
        ? .weightsOfTraining(name: sampleWeight) : .noWeightsOfTraining(name: sampleWeight, data: dataName))
  }

  /// Says that rows count as often as they were seen, where nobody has said so.
  func noteFrequency(isFound: Bool) {
    guard isFrequencyOptional, let frequency else { return }
    onNote(
      isFound ? .frequencyOfTraining(name: frequency) : .noFrequencyOfTraining(name: frequency, data: dataName))
  }

  /// What the data is called in messages.
  package var dataName: String {
    source.reference.text == InputFile.standardInput ? InputFile.standardInputName : source.reference.text
  }

  /// The column of labels as predictions look for it: they do without one.
  package var optionalLabel: LabelColumn {
    label.map { .named($0) } ?? preparation?.labelColumn.map { .optional($0) } ?? .none
  }

  /// The column of labels as scores need it.
  ///
  /// - Throws: `WorkflowError.labelColumnUnknown`.
  func neededLabel() throws(WorkflowError) -> LabelColumn {
    if let name = label ?? preparation?.labelColumn { return .named(name) }
    throw .labelColumnUnknown(model: path, data: dataName)
  }
}
