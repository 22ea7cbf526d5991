// The unfitted classifier: a configuration, checked once, and `fit`.

import SoftmaxKernels

/// Softmax regression, ready to be fitted.
///
///     let classifier = try SoftmaxClassifier()  // to the certified optimum
///     let fit = try classifier.fit(train, test: test) { event in
///       print(event)  // iteration 1, objective 0.560891, gradient 0.0418, 2 passes, test acc 0.812
///       return .continue
///     }
///     print(fit.report.objective, fit.report.certifiedGap as Any)
///
/// The same data, configuration and seed give the same weights, to the bit, on every machine.
public struct SoftmaxClassifier: Sendable, Hashable {
  /// When features are brought to mean 0 and standard deviation 1 for the fit.
  public enum Standardize: Sendable, Hashable {
    /// A table's are, pictures and plain vectors are not.
    case automatic
    /// Always.
    case always
    /// Never: the penalty applies to the raw weights.
    case never
  }

  /// The method and its settings.
  public let solver: SolverConfiguration
  /// The penalty's factor in F = mean log loss + (l2Penalty / 2) ||W||^2. scikit-learn's C is
  /// l2Penalty = 1 / (C n), for two classes 2 / (C n) (`ScikitLearnPenalty`). Nil: 1 / n for the full-batch methods,
  /// so that there is exactly one optimum for any data (C = 1, the weight of one sample, and for two classes C = 2);
  /// 0 for stochastic ones.
  public let l2Penalty: Double?
  /// The factor of the L1 penalty, l1Penalty sum |w|, which makes weights exactly 0; 0 is none. With one,
  /// l2Penalty is 0 unless it is given (the elastic net). scikit-learn's: l1Penalty = l1_ratio / (C n),
  /// l2Penalty = (1 - l1_ratio) / (C n), twice that for two classes.
  public let l1Penalty: Double
  /// What the penalties are for single features, and between which limits weights may lie.
  public let penaltyShape: PenaltyShape
  /// Whether the features that the L1 penalty leaves in the model are fitted once more without it, and how much of that
  /// the model is; nil: not at all.
  public let relaxation: Relaxation?
  /// How much the samples of each class count, beside their own weights.
  public let classWeights: ClassWeights
  /// Whether the model has a bias. Without one it is 0, and standardised features are scaled but not centred.
  public let hasBias: Bool
  /// When features are standardised.
  public let standardize: Standardize
  /// What initial weights and shuffles are drawn from.
  public let seed: UInt64
  /// What the fit runs on; it does not change the result.
  public let execution: Execution

  /// Checks a configuration.
  ///
  /// - Throws: `ConfigurationError` for a setting outside its range.
  public init(
    solver: SolverConfiguration = .automatic(), l2Penalty: Double? = nil, l1Penalty: Double = 0,
    penaltyShape: PenaltyShape = .uniform, relaxation: Relaxation? = nil, classWeights: ClassWeights = .uniform,
    hasBias: Bool = true, standardize: Standardize = .automatic, seed: UInt64 = 0,
    execution: Execution = .automatic
  ) throws(ConfigurationError) {
    try solver.validate()
    if let l2Penalty {
      guard l2Penalty >= 0, Float(l2Penalty).isFinite, l2Penalty == 0 || Float(l2Penalty) > 0 else {
        throw ConfigurationError(
          parameter: "l2Penalty", value: "\(l2Penalty)",
          requirement: "at least 0 and a number that Float32 can hold")
      }
    }
    guard l1Penalty >= 0, Float(l1Penalty).isFinite, l1Penalty == 0 || Float(l1Penalty) > 0 else {
      throw ConfigurationError(
        parameter: "l1Penalty", value: "\(l1Penalty)",
        requirement: "at least 0 and a number that Float32 can hold")
    }
    try solver.validate(l1Penalty: l1Penalty, penaltyShape)
    try penaltyShape.check(solver, isPenalised: l2Penalty.map { $0 > 0 } ?? true || l1Penalty > 0)
    try relaxation?.validate(l1Penalty: l1Penalty, penaltyShape, solver)
    try classWeights.validate()
    self.solver = solver
    self.l2Penalty = l2Penalty
    self.l1Penalty = l1Penalty
    self.penaltyShape = penaltyShape
    self.relaxation = relaxation
    self.classWeights = classWeights
    self.hasBias = hasBias
    self.standardize = standardize
    self.seed = seed
    self.execution = execution
  }

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - training: What to learn from; at least two of its classes must have samples, and each of these one of a weight
  ///     above 0. Where it has offsets, the other sets need some too, and so does all that the model scores later. The full-batch methods leave classes without samples out of the model.
  ///   - validation: What early stopping looks at, and what choices may look at: samples kept out of training. It is scored
  ///     after each epoch or iteration, by its samples' weights. Its labels may be in another order, but must be known.
  ///   - test: What is scored after each epoch or iteration for the record alone: nothing is chosen by it.
  ///   - initial: A model to start from, with the same classes and features; a full-batch method ends at the same
  ///     optimum, sooner. By default the full-batch methods start from 0 and sgd from drawn weights.
  ///   - frequency: How often `onEvent` is called.
  ///   - onEvent: Receives progress; its answer `.stop` ends the fit with the model as it is.
  /// - Returns: The model and the report of the fit.
  /// - Throws: `DatasetError` for data that does not fit together, `ConfigurationError` for early stopping without
  ///   samples to look at, `TrainingError` where the loss left the range of numbers, `MemoryShortage` where the fit
  ///   would not fit into memory, `CancellationError` where a `JobMonitor` stopped it before its first pass.
  /// - Complexity: O(passes x samples x features x classes). Memory beyond the data: sgd three times the
  ///   weights (with Adam four, with averaging two more), a batch of logits and, where features are standardised, of
  ///   these; the others see `SolverConfiguration`.
  public func fit(
    _ training: Dataset, validation: Dataset? = nil, test: Dataset? = nil, from initial: SoftmaxModel? = nil,
    every frequency: EventFrequency = .epoch,
    onEvent: (TrainingEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> SoftmaxFit {
    do {
      return try watchedFit(
        training, validation: validation, test: test, from: initial, every: frequency,
        checkpoints: FitCheckpoints.current, onEvent: onEvent)
    } catch is WorkStopped {
      throw CancellationError()
    } catch let error as StateError {
      throw CheckpointError(error)
    }
  }

  /// The same; throws `WorkStopped` where the work was asked to end before there was anything to keep.
  func watchedFit(
    _ training: Dataset, validation: Dataset?, test: Dataset?, from initial: SoftmaxModel?,
    every frequency: EventFrequency, checkpoints: FitCheckpoints? = nil,
    onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    if let relaxation {
      guard checkpoints == nil else {
        throw ConfigurationError(
          parameter: "relaxation", value: "\(relaxation)",
          requirement: "left out where a fit's states are kept or gone on from: its second fit has none")
      }
      return try RelaxedFit(self, relaxation).run(
        training, validation: validation, test: test, from: initial, every: frequency, onEvent: onEvent)
    }
    try Self.check(training)
    let classFactors = try classWeights.factors(for: training)
    let totalWeight = training.totalWeight(classFactors: classFactors)
    let training = try counted(training, classFactors: classFactors)
    try penaltyShape.check(training.classes, featureCount: training.featureCount)
    let counts = training.wholeClassCounts
    if let found = [validation?.featureCount, test?.featureCount, initial?.featureCount].compactMap(\.self)
      .first(where: { $0 != training.featureCount })
    {
      throw DatasetError.featureCountMismatch(expected: training.featureCount, found: found)
    }
    let inputs = [validation?.features.input, test?.features.input, initial?.input].compactMap(\.self)
    guard inputs.allSatisfy({ $0.origins == training.features.input.origins }) else {
      throw DatasetError.otherOrigins
    }
    try validation?.checkOffsets(areThere: training.offsets != nil, classes: training.classes)
    try test?.checkOffsets(areThere: training.offsets != nil, classes: training.classes)
    try validation?.features.checkValues()
    try test?.features.checkValues()
    let (validation, test) = (try validation?.scored(), try test?.scored())
    let start = ContinuousClock.now
    let isStandardized = usesStandardization(training.features.input)
    try checkMemory(for: training)
    let rare = zip(training.classes.names, counts).filter { $0.1 > 0 && $0.1 < Self.rareCount }
      .map { TrainingWarning.rareClass(name: $0.0, sampleCount: $0.1) }
    switch solver.method.kind {
    case .minibatches(let settings):
      guard settings.earlyStopping == nil || validation.map({ $0.wholeSampleCount > 0 }) == true else {
        throw ConfigurationError(
          parameter: "earlyStopping", value: "none",
          requirement: "given samples to look at, as fit's validation set")
      }
      let fit = try WorkWatch.during(.preparing) {
        try StochasticFit(
          training, validation: validation?.relabelled(to: training.classes),
          test: test?.relabelled(to: training.classes), self, settings, l2Penalty: l2Penalty ?? 0,
          classFactors: classFactors, totalWeight: totalWeight, isStandardized: isStandardized, since: start
        )
      }
      return try fit.run(
        from: initial?.reordered(to: training.classes), warnings: rare, every: frequency,
        checkpoints: checkpoints, onEvent: onEvent)
    case .fullBatch(let method):
      let empty = zip(training.classes.names, counts).filter { $0.1 == 0 }.map(\.0)
      let present = empty.isEmpty ? training : try training.withoutEmptyClasses()
      let presentFactors = classFactors.map { factors in zip(factors, counts).filter { $0.1 > 0 }.map(\.0) }
      let fit = try WorkWatch.during(.preparing) {
        try FullBatchFit(
          present, validation: validation?.relabelled(to: present.classes),
          test: test?.relabelled(to: present.classes), self, method,
          l2Penalty: l2Penalty ?? (l1Penalty > 0 ? 0 : 1 / Double(training.wholeSampleCount)),
          classFactors: presentFactors, totalWeight: totalWeight,
          isStandardized: isStandardized, since: start
        )
      }
      return try fit.run(
        from: initial?.reordered(to: present.classes), warnings: empty.map { .emptyClass(name: $0) } + rare,
        every: frequency, checkpoints: checkpoints, onEvent: onEvent)
    }
  }

  /// The samples of a set that a full-batch fit learns from, each with its whole weight, and their classes.
  func samples(of training: Dataset) throws(DatasetError) -> Dataset {
    let counted = try counted(training, classFactors: classWeights.factors(for: training))
    return counted.wholeClassCounts.contains(0) ? try counted.withoutEmptyClasses() : counted
  }

  /// The samples of a set that count, each with its whole weight.
  private func counted(_ training: Dataset, classFactors: [Double]?) throws(DatasetError) -> Dataset {
    let counted = try training.counted(classFactors: classFactors)
    try training.checkEveryClassCounts(in: counted, classFactors: classFactors)
    return counted
  }

  /// The same classifier with these penalties and this relaxation.
  ///
  /// - Throws: As the initialiser.
  func with(
    l2Penalty: Double?, l1Penalty: Double, relaxation: Relaxation? = nil
  ) throws(ConfigurationError) -> SoftmaxClassifier {
    try SoftmaxClassifier(
      solver: solver, l2Penalty: l2Penalty, l1Penalty: l1Penalty, penaltyShape: penaltyShape,
      relaxation: relaxation, classWeights: classWeights, hasBias: hasBias, standardize: standardize,
      seed: seed, execution: execution)
  }

  /// The same classifier with this shape of penalties, for the features of the data that it is to be fitted to.
  ///
  /// - Throws: `ConfigurationError` for a shape that makes no sense with the penalties or the method.
  public func with(penaltyShape: PenaltyShape) throws(ConfigurationError) -> SoftmaxClassifier {
    try SoftmaxClassifier(
      solver: solver, l2Penalty: l2Penalty, l1Penalty: l1Penalty, penaltyShape: penaltyShape,
      relaxation: relaxation, classWeights: classWeights, hasBias: hasBias, standardize: standardize,
      seed: seed,
      execution: execution)
  }

  /// Refuses what no fit can learn from.
  static func check(_ training: Dataset) throws(DatasetError) {
    guard training.wholeSampleCount > 0 else { throw DatasetError.noSamples }
    let (parameterCount, overflow) = training.classes.count.multipliedReportingOverflow(
      by: training.featureCount)
    guard !overflow, parameterCount <= 1 << 31 else {
      throw DatasetError.tooManyParameters(
        classCount: training.classes.count, featureCount: training.featureCount)
    }
    let counts = training.wholeClassCounts
    guard counts.count(where: { $0 > 0 }) > 1 else {
      throw DatasetError.oneClass(name: training.classes.names[counts.firstIndex { $0 > 0 } ?? 0])
    }
    try training.offsets?.check(against: training.classes)
    try training.features.checkValues()
  }

  /// Classes with fewer samples than this are warned of.
  private static let rareCount = 5

  /// Whether features of such an input are standardised.
  package func usesStandardization(_ input: InputDescription) -> Bool {
    switch standardize {
    // Words alone are on one scale.
    case .automatic: input.kind == .table && input.terms.reduce(0) { $0 + $1.count } < input.featureCount
    case .always: true
    case .never: false
    }
  }
}

extension Duration {
  /// The duration as a number of seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
