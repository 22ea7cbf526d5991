// Which labels are probably wrong, and what should not be in the data at all.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression
import SoftmaxRemedies

/// Labelled data to look through: labels that are probably wrong, rows that are there twice, columns that tell the class.
///
///     var training = TrainingRequest(TrainingDataRequest(DataSource(try DataReference(parsing: "people.csv"))))
///     training.data.table.label = "plan"
///     let result = try AuditRequest(training).run()
///     for suspect in result.suspects.prefix(10) { print(result.line(of: suspect.sample) as Any, suspect.margin) }
public struct AuditRequest: Sendable {
  /// What is looked through, and how models are fitted to parts of it: a full-batch method. A test set is held against it for
  /// rows of which it has copies. Its seed is what folds and projections are drawn from.
  public var training: TrainingRequest
  /// How many folds the samples are divided into; each is asked about by a model of all others.
  public var foldCount = 5
  /// Whether samples with equal features are in one fold.
  public var keepsCopiesTogether = true
  /// How suspects are chosen.
  public var rule = SuspectRule.pruneByNoiseRate
  /// What they are ranked by.
  public var ranking = SuspectRanking.margin
  /// Up to which distance rows are near each other (`RowDuplicates`); nil: the standard one.
  public var nearness: Double?

  /// Data to look through with models fitted as this request says.
  public init(_ training: TrainingRequest) {
    self.training = training
    self.training.isForFolds = true
  }

  /// Refuses what can be refused before any data is read.
  ///
  /// - Throws: `WorkflowError` for settings that contradict each other, `ConfigurationError` for one out of its range.
  public func check() throws {
    guard !training.solver.usesMinibatches else {
      throw ConfigurationError(
        parameter: "solver", value: training.solver.name,
        requirement: "a full-batch method, whose models have certificates")
    }
    guard (2...10_000).contains(foldCount) else {
      throw ConfigurationError(
        parameter: "folds", value: "\(foldCount)", requirement: "a whole number from 2 to 10,000")
    }
    if let nearness, !(0...RowDuplicates.largestNearness).contains(nearness) {
      throw ConfigurationError(
        parameter: "near", value: "\(nearness)",
        requirement: "a number from 0, for equal rows alone, to \(RowDuplicates.largestNearness)")
    }
    if training.data.table.frequencyColumn != nil { throw WorkflowError.frequencyInAudit }
    try training.check()
  }

  /// Reads the data, fits a model for each fold, and looks.
  ///
  /// - Parameter onEvent: Receives the progress of each fold's fit; its answer `.stop` ends the work.
  /// - Returns: What was found.
  /// - Throws: As `check`, as `TrainingRequest.prepared`, as `OutOfFoldPredictions.init`; `CancellationError` where it was
  ///   stopped; `FileError` where another program changed the data meanwhile.
  public func run(
    onEvent: (AuditEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> AuditResult {
    try check()
    let prepared = try training.prepared()
    return try prepared.files.watching {
      let (data, classifier) = (prepared.data, prepared.classifier)
      var clock = ContinuousClock.now
      func lap() -> Double {
        defer { clock = .now }
        return (ContinuousClock.now - clock).inSeconds
      }
      let (predictions, _) = try training.checkpoints.watching(
        {
          CheckpointFile(
            of: "audit of \(foldCount) folds, copies \(keepsCopiesTogether ? "together" : "apart")",
            for: classifier,
            on: data.training)
        },
        training.onNote, areEpochs: false
      ) {
        try OutOfFoldPredictions(
          of: data.training, classifier: classifier, folds: foldCount, keepsCopiesTogether: keepsCopiesTogether
        ) { index, event in
          try onEvent(AuditEvent(fold: index, foldCount: foldCount, event: event))
        }
      }
      let fitSeconds = lap()
      let learning = try ConfidentLearning(predictions)
      let suspects = learning.suspects(by: rule, rankedBy: ranking)
      let duplicates = try WorkWatch.during(.preparing) {
        try RowDuplicates(
          in: data.training, test: data.test, nearness: nearness, seed: classifier.seed,
          execution: classifier.execution)
      }
      let columns = WorkWatch.during(.preparing) { Self.columnRules(data, predictions) }
      return AuditResult(
        data: data, predictions: predictions, learning: learning, rule: rule, ranking: ranking,
        suspects: suspects, duplicates: duplicates, columns: columns, loadSeconds: prepared.loadSeconds,
        fitSeconds: fitSeconds, leakageSeconds: lap())
    }
  }

  /// What each column says alone; a picture has none.
  private static func columnRules(
    _ data: TrainingData, _ predictions: OutOfFoldPredictions
  ) -> [ColumnRule] {
    guard data.training.features.input.kind != .image else { return [] }
    let isWhole = predictions.sampleCount == data.training.sampleCount
    return ColumnRule.all(
      in: isWhole ? data.training : data.training.samples(at: predictions.samples),
      preparation: data.preparation, foldIndices: predictions.foldIndices, foldCount: predictions.folds.count)
  }
}

/// How far an audit has come.
public struct AuditEvent: Sendable {
  /// The fold whose fit goes on, from 0.
  public let fold: Int
  /// How many folds were asked for.
  public let foldCount: Int
  /// What its fit says.
  public let event: TrainingEvent
}
