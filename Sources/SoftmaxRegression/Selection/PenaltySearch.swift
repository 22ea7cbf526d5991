// The search for a penalty: a path of fits, cross-validated.

import SoftmaxKernels

/// A search for the penalty whose model does best on samples that it has not seen.
///
///     let search = try PenaltySearch(folds: 5, rule: .oneStandardError)
///     let result = try search.run(on: training)
///     print(result.chosen as Any, result.fit?.report.certifiedGap as Any)
///
/// Penalties are tried from the strongest down, each fit starting from the one before; each fold of the stratified
/// cross-validation starts from the fit to all samples. Standardisation is learned anew for each fold from the samples
/// that its fit sees. Samples of one group are in one fold. Folds that are given (`Dataset.folded(by:)`) are taken as they
/// are. In scores each sample counts by its weight, as if it were there so many times in its fold; classes' factors have no
/// say in them. A relaxed search refits the features that each penalised fit has left, once for each set of them and fold,
/// and scores every blend of both. The same data, settings and seed give the same
/// scores and the same model, to the bit, for any number of threads and any instruction set.
///
/// The weakest L2 penalties are the costly ones, and mostly far from the best. Where the folds' scores of a penalty are
/// clearly worse than the best one's, and go on getting worse while the fits go on, its fits end there, and its score says
/// so (`PenaltyScore.clearlyWorseIn`). That is asked only where the next stronger penalty is clearly worse already, and
/// never of a search with a smaller tolerance than `defaultTolerance`.
public struct PenaltySearch: Sendable, Hashable {
  /// The kinds of penalty, one path for each.
  public let families: [PenaltyFamily]
  /// The strengths.
  public let grid: PenaltyGrid
  /// The folds of the cross-validation; 0 for none: then nothing is chosen. Data whose folds are given has its own number.
  public let folds: Int
  /// What the best penalty is best in.
  public let criterion: SelectionCriterion
  /// How it is chosen.
  public let rule: SelectionRule
  /// The relaxed fits that are tried with each penalty; nil for none.
  public let relaxation: RelaxationGrid?
  /// The estimated gap at which fits that are compared end, as a share of F.
  public let tolerance: Double
  /// How the chosen model is fitted: its method, tolerance, weights, bias, standardisation, seed and execution; the
  /// penalty is the search's.
  public let classifier: SoftmaxClassifier
  /// When fits of a penalty that cannot be chosen end early; nil for never.
  package var earlyEnding: EarlyEnding? = .standard

  /// A ten-thousandth of the objective, by estimate: on Fashion-MNIST no fit was further than 6e-5 of F from its optimum.
  public static let defaultTolerance = 1e-4

  /// Checks the settings.
  ///
  /// - Throws: `ConfigurationError` for a setting outside its range, or a classifier that has a penalty of its own or is
  ///   stochastic.
  public init(
    families: [PenaltyFamily] = [.l2], grid: PenaltyGrid = .automatic(count: 10), folds: Int = 5,
    criterion: SelectionCriterion = .logLoss, rule: SelectionRule = .best,
    relaxation: RelaxationGrid? = nil, tolerance: Double = defaultTolerance,
    classifier: SoftmaxClassifier? = nil
  ) throws(ConfigurationError) {
    guard !families.isEmpty, Set(families).count == families.count else {
      throw ConfigurationError(
        parameter: "penalty", value: families.map(\.name).joined(separator: ","),
        requirement: "one or more kinds of penalty, none twice")
    }
    for case .elasticNet(let ratio) in families {
      guard ratio > 0, ratio < 1 else {
        throw ConfigurationError(
          parameter: "l1Ratio", value: "\(ratio)",
          requirement: "above 0 and below 1 (the ends are the penalties l2 and l1)")
      }
    }
    try grid.validate()
    try relaxation?.validate(families)
    guard folds == 0 || (2...10_000).contains(folds) else {
      throw ConfigurationError(
        parameter: "folds", value: "\(folds)",
        requirement: "a whole number from 2 on, or 0 for no cross-validation")
    }
    guard tolerance > 0, tolerance < 1 else {
      throw ConfigurationError(
        parameter: "tolerance", value: "\(tolerance)", requirement: "a number between 0 and 1")
    }
    let classifier =
      if let classifier { classifier } else { try SoftmaxClassifier() }
    if let relaxation {
      try Relaxation.check(l2Penalty: relaxation.l2Penalty, beside: classifier.penaltyShape.limits)
    }
    guard classifier.l2Penalty == nil, classifier.l1Penalty == 0 else {
      throw ConfigurationError(
        parameter: "penalty", value: "\(classifier.l2Penalty ?? classifier.l1Penalty)",
        requirement: "left to the search")
    }
    guard !classifier.solver.usesMinibatches else {
      throw ConfigurationError(
        parameter: "solver", value: classifier.solver.name, requirement: "a full-batch method")
    }
    self.families = families
    self.grid = grid
    self.folds = folds
    self.criterion = criterion
    self.rule = rule
    self.relaxation = relaxation
    self.tolerance = tolerance
    self.classifier = classifier
  }

  /// Tries all penalties, chooses one and fits it.
  ///
  /// - Parameters:
  ///   - training: What to learn from and to choose by; each class needs two samples where there are folds.
  ///   - test: What to score each penalty's fit to all samples on, for the record: nothing is chosen by it.
  ///   - finished: Scores of an earlier, stopped run of this search on this data: their folds are not fitted again.
  ///   - keepsPath: Whether the result has the models along the path. Then penalties with finished scores are fitted
  ///     again too.
  ///   - onEvent: Receives progress; its answer `.stop` ends the search with the scores that there are.
  /// - Returns: The scores and the fit.
  /// - Throws: Before the first pass `DatasetError` for data that does not fit together and `ConfigurationError` for a
  ///   strength that Float32 cannot hold; later `TrainingError` where F left the range of numbers.
  /// - Complexity: O(penalties x (passes + folds x passes) x samples x features x classes), and as much for the refits of a
  ///   relaxed search. Memory beyond the data: a copy of it that lies fold by fold, what `SolverConfiguration.automatic`
  ///   needs, twice, and the models that are kept; for a refit two copies of its features, and the refits themselves.
  public func run(
    on training: Dataset, test: Dataset? = nil, resuming finished: [PenaltyScore] = [],
    keepsPath: Bool = false,
    onEvent: (PenaltySearchEvent) throws -> TrainingAction = { _ in .continue }
  ) throws -> PenaltySearchResult {
    try SoftmaxClassifier.check(training)
    try classifier.penaltyShape.check(training.classes, featureCount: training.featureCount)
    let samples = try classifier.samples(of: training)
    let totalWeight = try training.totalWeight(classWeights: classifier.classWeights)
    if let test, test.featureCount != training.featureCount {
      throw DatasetError.featureCountMismatch(expected: training.featureCount, found: test.featureCount)
    }
    if let test, test.features.input.origins != training.features.input.origins {
      throw DatasetError.otherOrigins
    }
    try test?.features.checkValues()
    try test?.checkOffsets(areThere: training.offsets != nil, classes: training.classes)
    let test = try test?.scored().relabelled(to: samples.classes)
    let division = try folds == 0 ? nil : samples.division(folds: folds, seed: classifier.seed)
    if division != nil {
      try MemoryShortage.check(
        samples.features.byteCount, for: "the samples, fold by fold,", advice: "use fewer samples")
    }
    let finished = usable(finished)
    var scores: [PenaltyScore] = []
    let engine = classifier.execution.engine
    var start = engine.during(.preparing) { _ in
      PenaltyPath(
        samples, folds: division, isStandardized: classifier.usesStandardization(samples.features.input),
        hasBias: classifier.hasBias, tolerance: tolerance,
        maxIterations: SolverConfiguration.defaultMaxIterations, shape: classifier.penaltyShape,
        engine: engine)
    }
    func stopped(_ path: CoefficientPath? = nil) -> PenaltySearchResult {
      PenaltySearchResult(
        scores: scores, chosenIndex: nil, fit: nil, path: path, isComplete: false,
        classCount: samples.classes.count, totalWeight: totalWeight)
    }
    if engine.isStopRequested { return stopped() }
    var refits = relaxation.map {
      RelaxedPath($0, of: start.folded, classifier: classifier)
    }
    let paths = try families.map { family in
      (
        grid.family(family, classCount: samples.classes.count),
        try grid.strengths(
          of: family, sampleCount: samples.wholeSampleCount, classCount: samples.classes.count,
          totalWeight: totalWeight, largest: try start.largestStrength(of: family))
      )
    }
    if engine.isStopRequested { return stopped() }
    for (family, strengths) in paths {
      // What the last fit would refuse is refused before the first.
      for strength in strengths {
        let (l1, l2) = family.penalties(strength: strength)
        _ = try classifier.with(l2Penalty: l2, l1Penalty: l1)
      }
    }
    let count = paths.reduce(0) { $0 + $1.1.count }
    let blendCount = relaxation?.blends.count ?? 1
    var models: [SoftmaxModel] = []
    let keptCount =
      (keepsPath ? count * blendCount : 0) + (relaxation == nil ? 0 : count * (start.folded.runs.count + 1))
    if keptCount > 0 {
      try MemoryShortage.check(
        4 * Double(keptCount) * Double(samples.classes.count) * Double(samples.featureCount + 1),
        for: "the coefficients of \(count) penalties", advice: "try fewer penalties")
    }
    func keptPath() -> CoefficientPath? {
      keepsPath ? CoefficientPath(models: models, standardization: start.standardization) : nil
    }
    do {
      for (family, strengths) in paths {
        var path = start
        let first = scores.count
        func known(_ strength: Double) -> [PenaltyScore]? {
          self.known(finished, family, strength)
        }
        // Beyond the last penalty without a score nobody needs the path.
        let end = keepsPath ? strengths.count - 1 : strengths.lastIndex { known($0) == nil } ?? -1
        for (place, strength) in strengths.enumerated() {
          let index = scores.count / blendCount
          var found = known(strength) ?? []
          if found.isEmpty || place <= end {
            let step = try self.scores(
              family, strength, on: &path, &refits, after: Array(scores[first...]), test: test,
              known: known(strength), keepsModels: keepsPath
            ) {
              if try onEvent(.pass(index: index, count: count)) == .stop { throw Stopped() }
            }
            // A refit that was asked to end is a model all the same, but none to compare.
            try engine.checkStopped()
            found = step.scores
            models += step.models
          }
          for score in found {
            scores.append(score)
            if try onEvent(.scored(score, index: index, count: count)) == .stop { throw Stopped() }
          }
        }
      }
    } catch is Stopped {
      return stopped(keptPath())
    } catch is WorkStopped {
      return stopped(keptPath())
    }
    let chosen = PenaltySearchResult.choice(among: scores, by: criterion, rule)
    let fit: SoftmaxFit?
    do {
      fit = try chosen.map { index in
        try classifier.with(
          l2Penalty: scores[index].l2Penalty, l1Penalty: scores[index].l1Penalty,
          relaxation: relaxation(of: scores[index])
        ).watchedFit(
          training, validation: nil, test: test, from: nil, every: .batch, onEvent: { try onEvent(.refit($0)) })
      }
    } catch is WorkStopped {
      return stopped(keptPath())
    }
    return PenaltySearchResult(
      scores: scores, chosenIndex: chosen, fit: fit, path: keptPath(), isComplete: true,
      classCount: samples.classes.count, totalWeight: totalWeight)
  }

  /// The callback asked to stop.
  private struct Stopped: Error {}
}
