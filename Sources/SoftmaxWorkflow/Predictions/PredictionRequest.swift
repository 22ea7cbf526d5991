// What a model says of samples, batch by batch.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// Samples to predict.
///
///     let scoring = try ScoringRequest(model: "people.safetensors", data: source)
///     try PredictionRequest(scoring).run { batch in
///       for sample in batch.samples { print(sample.index, batch.classNames[sample.top(1)[0]]) }
///       return true
///     }
public struct PredictionRequest: Sendable {
  /// The model, and the data.
  public var scoring: ScoringRequest
  /// Which samples, and in which order. Where it takes the first ones, a table is read as far as they go, at most 4,096 rows
  /// at a time, so that it may have any length; else all of it is read first.
  public var selection = SampleSelection()
  /// How frequent the classes are where the samples come from; nil: as the model has it. An estimate reads all of the data
  /// first.
  public var prior: PriorChoice?
  /// How frequent they were in training, for models that do not know it.
  public var trainingPrior: [String: Double]?
  /// Whether all of a table is read first in any case.
  public var readsAllFirst = false
  /// Whether the result says that a table has more rows than were wanted. That reads one row further.
  public var looksForMore = false

  /// All samples, in the data's order.
  public init(_ scoring: ScoringRequest) { self.scoring = scoring }

  /// What is known before the first prediction.
  public struct Header: Sendable {
    /// The data's name.
    public let dataName: String
    /// The names of the classes, in the order of probabilities.
    public let classNames: [String]
    /// The names of the columns that are passed through.
    public let keyNames: [String]
    /// Whether the data has labels.
    public let hasTrueNames: Bool
    /// When a class belongs to a sample's prediction set; nil where the model does not know.
    public let sets: PredictionSets?
  }

  /// Some predictions.
  public struct Batch: Sendable {
    /// What a model says of each sample.
    public let samples: [PredictedSample]
    /// The names of the classes, in the order of probabilities.
    public let classNames: [String]
    /// The samples themselves.
    public let features: Features
  }

  /// What was predicted.
  public struct Outcome: Sendable {
    /// The data's name.
    public let dataName: String
    /// How many samples were predicted.
    public let predictedCount: Int
    /// How many samples were like those that were wanted, whatever their number; nil where only the first ones were read.
    public let matchCount: Int?
    /// How many samples the data has; nil where only the first ones were read.
    public let sampleCount: Int?
    /// Whether there are more rows, where that was to be found out.
    public let hasMore: Bool
    /// Whether `onBatch` never said no.
    public let isComplete: Bool
  }

  /// Predicts.
  ///
  /// - Parameters:
  ///   - onBegin: Receives what is known before the first prediction, once.
  ///   - onBatch: Receives predictions as they are made; its answer `false` ends the work.
  /// - Returns: How many there were.
  /// - Throws: What reading the data throws, also after predictions of rows that could be read; `WorkflowError` for data that
  ///   does not fit the model, and for fewer samples than exactly wanted where all are read first; what the closures throw.
  @discardableResult
  public func run(
    onBegin: (Header) throws -> Void = { _ in }, onBatch: (Batch) throws -> Bool
  ) throws -> Outcome {
    try InputRecord().watching {
      let request = try adjusted()
      if isDividedByRows {
        return try SharedJob.$readsAll.withValue(true) { try request.predictAll(onBegin, onBatch) }
      }
      if let path = scoring.tablePath, selection.isOfFirst, !readsAllFirst, prior != .estimate {
        return try request.predictRows(of: path, onBegin, onBatch)
      }
      if request.canStreamSparseRows, let rows = try request.sparseRows() {
        return try request.predict(rows, onBegin, onBatch)
      }
      return try request.predictAll(onBegin, onBatch)
    }
  }

  /// The request with a model for the frequencies that are named.
  private func adjusted() throws -> PredictionRequest {
    guard case .shares(let shares) = prior else { return self }
    var request = self
    request.scoring = scoring.using(try classShares().adjusted(to: shares))
    return request
  }

  private func classShares() throws(WorkflowError) -> ClassShares {
    try ClassShares(
      of: scoring.file.model, file: scoring.file, path: scoring.path, given: trainingPrior)
  }

  /// The model for the frequencies of the data itself.
  private func estimate(from input: ScoringInput) throws -> SoftmaxModel {
    let model = input.file.model
    let training = try classShares().training
    let found = try model.priorEstimate(
      for: input.samples.features, offsets: input.offsets(), trainingShares: training,
      execution: input.execution)
    scoring.onNote(
      .estimatedPrior(
        Dictionary(uniqueKeysWithValues: zip(model.classes.names, found.shares)), rounds: found.rounds,
        isConverged: found.isConverged))
    return try model.adjusted(toShares: found.shares, trainingShares: training)
  }

  func header(_ dataName: String, _ keys: [KeyColumn], hasTrueNames: Bool) -> Header {
    Header(
      dataName: dataName, classNames: scoring.file.model.classes.names, keyNames: keys.map(\.name),
      hasTrueNames: hasTrueNames, sets: scoring.file.model.outputs?.sets)
  }

  /// Whether each of several processes reads all samples, and predicts some of them: where there are too few files for them.
  private var isDividedByRows: Bool {
    let processCount = SharedJob.communicator.size
    return processCount > 1
      && (scoring.tablePath == nil || (scoring.source.reference.files?.count ?? 1) < processCount)
  }

  // MARK: A table, batch by batch

  private func predictRows(
    of path: String, _ onBegin: (Header) throws -> Void, _ onBatch: (Batch) throws -> Bool
  ) throws -> Outcome {
    let model = scoring.file.model
    var table = try TableSamples(scoring, path: path, label: scoring.optionalLabel)
    let wanted = selection.count.limit ?? .max
    var (left, isWanted) = (wanted, true)
    var names = TrueNames(ofRowsFor: scoring)
    var dataName: String?
    while left > 0, isWanted, let rows = try table.next(rowLimit: left) {
      if dataName == nil {
        dataName = rows.name
        try onBegin(header(rows.name, rows.keys, hasTrueNames: table.hasLabels))
      }
      let samples = PredictedSamples(rows, &names)
      isWanted = try samples.forEachRun(
        of: Array(0..<rows.features.sampleCount), model: model, execution: scoring.execution
      ) { try onBatch(Batch(samples: $0, classNames: model.classes.names, features: $1)) }
      left -= rows.features.sampleCount
    }
    guard let dataName else { throw DatasetError.noSamples }
    return Outcome(
      dataName: dataName, predictedCount: wanted - left, matchCount: nil, sampleCount: nil,
      hasMore: looksForMore && isWanted && left == 0 && table.hasMore(), isComplete: isWanted)
  }

  // MARK: All samples at once

  private func predictAll(
    _ onBegin: (Header) throws -> Void, _ onBatch: (Batch) throws -> Bool
  ) throws -> Outcome {
    var input = try ScoringInput(scoring, label: scoring.optionalLabel)
    if prior == .estimate { input.file = input.file.replacing(with: try estimate(from: input)) }
    let total = input.samples.features.sampleCount
    if case .exactly(let count) = selection.count, count > total {
      throw WorkflowError.tooFewSamples(asked: count, found: total, data: input.samples.name)
    }
    let samples = try PredictedSamples(input)
    var (shown, matchCount) = try selection.choose(
      from: input, names: samples.trueNames, count: min(total, selection.count.limit ?? total))
    if isDividedByRows {
      try SharedJob.checkAgreement(["\(total)"], data: scoring.source.reference.text)
      let (rank, size) = (SharedJob.communicator.rank, SharedJob.communicator.size)
      shown = Array(shown[shown.count * rank / size..<shown.count * (rank + 1) / size])
      matchCount = shown.count
    }
    try onBegin(header(input.samples.name, input.keys, hasTrueNames: samples.trueNames != nil))
    let model = input.file.model
    let job = WorkWatch.current
    let step = job?.begin(.predicting, of: shown.count)
    defer { if let step { job?.finish(step) } }
    let isWanted = try samples.forEachRun(of: shown, model: model, execution: input.execution) {
      step?.advance(by: $0.count)
      return try onBatch(Batch(samples: $0, classNames: model.classes.names, features: $1))
    }
    return Outcome(
      dataName: input.samples.name, predictedCount: shown.count, matchCount: matchCount, sampleCount: total,
      hasMore: shown.count < matchCount, isComplete: isWanted)
  }
}
