// A search for the penalty, as a request says it.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression
import SoftmaxRemedies

/// What to learn from, and which penalties to try.
///
///     var request = SearchRequest(TrainingDataRequest(DataSource(try DataReference(parsing: "people.csv"))))
///     request.families = [.l1, .l2]
///     let result = try request.run()
///     print(result.outcome.chosen as Any)
public struct SearchRequest: Sendable {
  /// What is learned from, and how it is divided and prepared; its `folds` names folds that are given. Its `seed`, `hasBias`
  /// and `isStandardized` follow from what stands here.
  public var data: TrainingDataRequest
  /// The kinds of penalty, one path for each.
  public var families: [PenaltyFamily] = [.l2]
  /// The strengths.
  public var grid = PenaltyGrid.automatic(count: 10)
  /// How many folds are drawn, where none are given; 0 chooses nothing.
  public var foldCount = 5
  /// What the best penalty is best in.
  public var criterion = SelectionCriterion.logLoss
  /// How it is chosen.
  public var rule = SelectionRule.best
  /// The relaxed fits that are tried with each penalty.
  public var relaxation: RelaxationGrid?
  /// What the penalties are for single columns.
  public var penaltyShape = PenaltyShapeRequest()
  /// The certified gap / objective at which the chosen model's fit ends.
  public var tolerance = SolverConfiguration.defaultTolerance
  /// The estimated one at which fits that are compared end.
  public var comparisonTolerance = PenaltySearch.defaultTolerance
  /// How much the samples of each class count.
  public var classWeights = ClassWeightChoice.uniform
  /// Whether the model has a bias.
  public var hasBias = true
  /// When features are standardised.
  public var standardize = SoftmaxClassifier.Standardize.automatic
  /// What folds are drawn from.
  public var seed: UInt64 = 0
  /// A file that keeps the scores as they come, and from which the same search goes on.
  public var scoresPath: String?
  /// Whether the result has the models along the path.
  public var keepsPath = false
  /// What the search runs on; it does not change the result.
  public var execution = Execution.automatic
  /// Hears of what is done without being asked for, on the thread of the job.
  public var onNote: @Sendable (WorkflowNote) -> Void = { _ in }

  /// A search among ten L2 penalties.
  public init(_ data: TrainingDataRequest) { self.data = data }

  /// The data, with what the search says of it.
  private var wholeData: TrainingDataRequest {
    var data = data
    data.seed = seed
    data.hasBias = hasBias
    data.isStandardized = standardize != .never
    return data
  }

  private var hasL1: Bool { families.contains { $0.l1Ratio > 0 } }

  /// Refuses what can be refused before any data or file is read.
  ///
  /// - Throws: `WorkflowError` for settings that contradict each other, `ConfigurationError` for one out of its range.
  public func check() throws {
    try wholeData.check()
    if relaxation != nil, families.contains(.l2) { throw WorkflowError.penalty(.relaxedL2) }
    _ = try search(.uniform, folds: foldCount)
  }

  private func search(
    _ classWeights: ClassWeights, folds: Int, penaltyShape: PenaltyShape = .uniform
  ) throws(ConfigurationError) -> PenaltySearch {
    let classifier = try SoftmaxClassifier(
      solver: .automatic(tolerance: tolerance), penaltyShape: penaltyShape, classWeights: classWeights,
      hasBias: hasBias, standardize: standardize, seed: seed, execution: execution)
    do throws(ConfigurationError) {
      return try PenaltySearch(
        families: families, grid: grid, folds: folds, criterion: criterion, rule: rule, relaxation: relaxation,
        tolerance: comparisonTolerance, classifier: classifier)
    } catch {
      guard error.parameter == "tolerance" else { throw error }
      // The search calls its own what here is the model's.
      throw ConfigurationError(
        parameter: "comparisonTolerance", value: error.value, requirement: error.requirement)
    }
  }

  /// Reads and checks all that the search needs, and the scores that there are.
  ///
  /// - Returns: The search, ready to run.
  /// - Throws: As `check`, as `TrainingData.init`, and `FileError` for files of factors, limits, weights or scores that cannot
  ///   be used.
  public func prepared() throws -> PreparedSearch {
    let began = ContinuousClock.now
    let files = InputRecord()
    return try files.watching {
      try check()
      let weights = try classWeights.weights()
      let asked = try search(weights, folds: foldCount)
      let shape = try penaltyShape.named(for: asked.classifier, l1Setting: hasL1 ? nil : .penaltyFamilies)
      let data = try WorkWatch.during(.preparing) { try TrainingData(reading: wholeData, onNote) }
      let training = data.training
      let search = try search(
        weights, folds: training.folds.map { max(2, $0.names.count) } ?? foldCount,
        penaltyShape: shape.shape(of: training.features.input, data.preparation))
      try classWeights.check(weights, of: training)
      if let validation = data.validation, data.test != nil {
        onNote(.validationRowsLeftOut(count: validation.wholeSampleCount, data: dataName))
      }
      // A search chooses by its folds, so that validation rows are a test set to it where there is no other.
      let test = try SampleChecks.checked(data.test ?? data.validation, against: training)
      data.tellOddities(onNote)
      return PreparedSearch(
        data: data.scoring(validation: nil, test: test), search: search,
        scores: try scoresPath.map { try ScoresFile($0, for: search, on: training, test: test) },
        strengthSetting: strengthSetting, keepsPath: keepsPath, onNote: onNote, files: files,
        loadSeconds: (ContinuousClock.now - began).inSeconds)
    }
  }

  private var dataName: String { data.source.reference.text }

  /// What says how strong penalties are.
  private var strengthSetting: Setting {
    switch grid {
    case .automatic: .strengthCount
    case .strengths: .strengths
    case .inverse: .scikitLearnC
    }
  }

  /// Reads the data, tries all penalties, and fits the model with the chosen one.
  ///
  /// - Parameter onEvent: Receives progress; its answer `.stop` ends the search with the scores that there are.
  /// - Returns: The scores and the model.
  /// - Throws: As `prepared`, and as `PenaltySearch.run`.
  public func run(
    onEvent: (PenaltySearchEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> SearchResult {
    try prepared().run(onEvent: onEvent)
  }
}
