// A fit, as a request says it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression
import SoftmaxRemedies

/// How strong the penalty of a fit is.
public enum PenaltyStrength: Sendable, Hashable {
  /// The factors of the L2 and the L1 penalty. L2 nil: what the method has where nothing is said (`SoftmaxClassifier`), and 0
  /// for a fit with statistics.
  case factors(l2: Double?, l1: Double)
  /// scikit-learn's words, whose meaning depends on the data.
  case scikitLearn(ScikitLearnPenalty)
}

/// What to learn from, and how.
///
///     var request = TrainingRequest(TrainingDataRequest(DataSource(try DataReference(parsing: "people.csv"))))
///     request.data.table.label = "plan"
///     request.data.holdout = 0.2
///     let result = try request.run()
///     try result.file.write(to: "people.safetensors")
public struct TrainingRequest: Sendable {
  /// What is learned from, and how it is divided and prepared. Its `seed`, `hasBias`, `isStandardized`, `stopsEarly` and
  /// `bases` follow from what stands here.
  public var data: TrainingDataRequest
  /// The method.
  public var solver = SolverConfiguration.automatic()
  /// How strong the penalty is.
  public var strength = PenaltyStrength.factors(l2: nil, l1: 0)
  /// What the penalties are for single columns.
  public var penaltyShape = PenaltyShapeRequest()
  /// A second fit of the features that the L1 penalty leaves in the model.
  public var relaxation: Relaxation?
  /// How much the samples of each class count.
  public var classWeights = ClassWeightChoice.uniform
  /// Whether the model has a bias.
  public var hasBias = true
  /// When features are standardised.
  public var standardize = SoftmaxClassifier.Standardize.automatic
  /// What initial weights, shuffles and the share that is kept out are drawn from.
  public var seed: UInt64 = 0
  /// The file of a model whose weights are the first ones.
  public var start: String?
  /// Where the fit's state is kept, and where it goes on from.
  public var checkpoints = CheckpointRequest()
  /// The statistics to compute; nil for none.
  public var statistics: ModelStatisticsRequest?
  /// Whether the model's file keeps a few rows of the training data, on which exports of it are compared too.
  public var keepsSample = false
  /// What the fit runs on; it does not change the result.
  public var execution = Execution.automatic
  /// Whether the rows are divided into folds by a job that this fit is a part of.
  var isForFolds = false
  /// Hears of what is done without being asked for, on the thread of the job.
  public var onNote: @Sendable (WorkflowNote) -> Void = { _ in }

  /// A fit to the certified optimum.
  public init(_ data: TrainingDataRequest) { self.data = data }

  /// The data, with what the fit says of it.
  var wholeData: TrainingDataRequest {
    var data = data
    data.seed = seed
    data.hasBias = hasBias
    data.isStandardized = standardize != .never
    data.stopsEarly = stopsEarly
    data.bases = statistics?.bases
    // Rows of a group may be in several files.
    data.needsAllRows = statistics?.standardErrors == .clustered
    return data
  }

  /// Whether the fit ends by what it sees of a validation set.
  var stopsEarly: Bool { solver.stochasticSettings?.earlyStopping != nil }

  /// The L1 penalty; in scikit-learn's words its share, because only data says more.
  private var l1Penalty: Double {
    switch strength {
    case .factors(_, let l1): l1
    case .scikitLearn(let penalty): penalty.l1Ratio
    }
  }

  private var l2Penalty: Double? {
    switch strength {
    case .factors(let l2, _): l2 ?? (statistics == nil ? nil : 0)
    case .scikitLearn(let penalty): 1 - penalty.l1Ratio
    }
  }

  /// Refuses what can be refused before any data or file is read.
  ///
  /// - Throws: `WorkflowError` for settings that contradict each other, `ConfigurationError` for one out of its range.
  public func check() throws {
    if !isForFolds, data.table.groupColumn != nil, data.holdout == nil, data.table.splitColumn == nil,
      !stopsEarly,
      statistics?.standardErrors != .clustered
    {
      throw WorkflowError.groupsWithoutUse
    }
    try checkShared()
    try wholeData.check()
    if relaxation != nil, let setting = checkpoints.setting { throw WorkflowError.relaxedCheckpoint(setting) }
    if relaxation != nil, l1Penalty == 0 { throw WorkflowError.penalty(.relaxedWithoutL1) }
    _ = try classifier(.uniform)
    try statistics?.check(self)
  }

  /// What fits, but for what only the data says of its penalty.
  private func classifier(_ classWeights: ClassWeights) throws(ConfigurationError) -> SoftmaxClassifier {
    try SoftmaxClassifier(
      solver: solver, l2Penalty: l2Penalty, l1Penalty: l1Penalty, relaxation: relaxation,
      classWeights: classWeights, hasBias: hasBias, standardize: standardize, seed: seed, execution: execution)
  }

  /// Reads and checks all that the fit needs.
  ///
  /// - Returns: The fit, ready to run.
  /// - Throws: As `check`, as `TrainingData.init`, and `FileError` for files of factors, limits, weights or a starting model
  ///   that cannot be used.
  public func prepared() throws -> PreparedTraining {
    let began = ContinuousClock.now
    let files = InputRecord()
    return try files.watching {
      try check()
      let weights = try classWeights.weights()
      var classifier = try classifier(weights)
      let shape = try penaltyShape.named(for: classifier, l1Setting: l1Penalty > 0 ? nil : .l1Penalty)
      if statistics != nil, case .factors(nil, _) = strength { onNote(.statisticsWithoutPenalty) }
      let startingModel = try start.map { try StartingModel(contentsOf: $0) }
      let data = try WorkWatch.during(.preparing) { try TrainingData(reading: wholeData, onNote) }
      let training = data.training
      if let validation = data.validation, data.rows.holdout != nil, self.data.holdout == nil {
        onNote(.keptOutToStopEarly(count: validation.wholeSampleCount))
      }
      classifier = try classifier.with(penaltyShape: shape.shape(of: training.features.input, data.preparation))
      try classWeights.check(weights, of: training)
      if case .scikitLearn(let penalty) = strength {
        classifier = try Self.applied(penalty, to: classifier, for: training)
      }
      let checked = data.scoring(
        validation: try SampleChecks.checked(data.validation, against: training),
        test: try SampleChecks.checked(data.test, against: training))
      try statistics?.check(training, hasBias: hasBias, execution: execution)
      let initial = try startingModel?.checked(against: training, needsAllClasses: solver.usesMinibatches)
      data.tellOddities(onNote)
      if keepsSample, training.features.rows.isSparse { onNote(.noSampleKept(data: training.name)) }
      return PreparedTraining(
        data: checked, classifier: classifier, initial: initial, statistics: statistics,
        keepsSample: keepsSample, checkpoints: checkpoints,
        onNote: onNote, files: files,
        loadSeconds: (ContinuousClock.now - began).inSeconds)
    }
  }

  private static func applied(
    _ penalty: ScikitLearnPenalty, to classifier: SoftmaxClassifier, for training: Dataset
  ) throws -> SoftmaxClassifier {
    do {
      return try classifier.with(penalty, for: training)
    } catch let error as ConfigurationError {
      throw WorkflowError.penalty(
        .unusableC(penalty.c, requirement: error.requirement, found: error.value))
    }
  }

  /// Reads the data, fits and scores.
  ///
  /// - Parameter onEvent: Receives progress; its answer `.stop` ends the fit with the model as it is.
  /// - Returns: The model, its report and its scores.
  /// - Throws: As `prepared`, and as `SoftmaxClassifier.fit`.
  public func run(
    onEvent: (TrainingEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> TrainingResult {
    try prepared().run(onEvent: onEvent)
  }
}
