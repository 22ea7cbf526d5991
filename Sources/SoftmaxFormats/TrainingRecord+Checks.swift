// What no fit can have recorded.

import SoftmaxRegression

extension TrainingRecord {
  /// What contradicts itself in a record of a model with so many classes and features; nil where nothing does.
  func problem(classes: [String], featureCount: Int) -> String? {
    let ofMethod = methodProblem ?? stochastic?.problem ?? fullBatch?.problem ?? settingsProblem
    let ofData =
      rows?.problem ?? rowFingerprints?.problem ?? classWeightsProblem(
        classCount: classes.count)
      ?? classTotalsProblem(classCount: classes.count)
      ?? standardizationProblem(featureCount: featureCount)
    let ofPenalties =
      penaltyFactorsProblem(featureCount: featureCount)
      ?? limitsProblem(classes: classes, featureCount: featureCount)
      ?? relaxation?.problem(featureCount: featureCount, l1Penalty: l1Penalty ?? 0, stopReason: stopReason)
    return ofMethod ?? ofData ?? ofPenalties ?? figuresProblem ?? historyProblem
  }

  /// What contradicts the model's bias; nil where nothing does.
  func problem(bias: [Float]) -> String? {
    guard hasBias == false, let index = bias.firstIndex(where: { $0 != 0 }) else { return nil }
    return "'training.hasBias' is false, but element \(index) of tensor 'bias' is \(bias[index]), expected 0"
  }

  // MARK: Settings

  /// A method has either minibatches or not, and ends as such methods do. Names that are not known here are those of a
  /// newer release.
  private var methodProblem: String? {
    let isStochastic = SolverConfiguration.usesMinibatches(named: solver)
    if isStochastic, fullBatch != nil { return "'training.fullBatch' stands beside the solver \(solver)" }
    if !isStochastic, stochastic != nil { return "'training.stochastic' stands beside the solver \(solver)" }
    guard let reason = StopReason(rawValue: stopReason), reason != .stopped else { return nil }
    let endsEpochs = reason == .epochsCompleted || reason == .noImprovement
    guard endsEpochs != isStochastic else { return nil }
    return "'training.stopReason' is \(stopReason), which is no end of the solver \(solver)"
  }

  /// What the library refuses to fit with.
  private var settingsProblem: String? {
    do throws(ConfigurationError) {
      guard let configuration else {
        return CardCheck.atLeastZero(l2Penalty, "training.l2Penalty")
          ?? l1Penalty.flatMap { CardCheck.atLeastZero($0, "training.l1Penalty") }
      }
      // Factors have a check of their own.
      let shape = PenaltyShape(isGrouped: isPenaltyGrouped ?? false, limits: try penaltyShape().limits)
      _ = try SoftmaxClassifier(
        solver: configuration, l2Penalty: l2Penalty, l1Penalty: l1Penalty ?? 0, penaltyShape: shape)
      return nil
    } catch {
      let place = Self.places[error.parameter] ?? error.parameter
      return "'training.\(place)' is \(error.value), expected \(error.requirement)"
    }
  }

  /// The method with its settings; nil for one that is not known here, or without settings.
  private var configuration: SolverConfiguration? {
    if let stochastic { return .stochastic(stochastic.settings) }
    guard let fullBatch else { return nil }
    return .fullBatch(
      named: solver, tolerance: fullBatch.tolerance, maxIterations: fullBatch.maxIterations,
      curvature: fullBatch.curvature.flatMap { SolverConfiguration.CurvatureModel(rawValue: $0) })
  }

  /// Where the card has what the library calls so.
  private static let places = [
    "isGrouped": "isPenaltyGrouped", "limits": "coefficientLimits",
    "tolerance": "fullBatch.tolerance", "maxIterations": "fullBatch.maxIterations",
    "epochs": "stochastic.epochs",
    "batchSize": "stochastic.batchSize", "learningRate": "stochastic.learningRate",
    "momentum": "stochastic.momentum",
    "beta1": "stochastic.adam.beta1", "beta2": "stochastic.adam.beta2", "epsilon": "stochastic.adam.epsilon",
    "stepEvery": "stochastic.schedule.every", "stepFactor": "stochastic.schedule.factor",
    "halfAfter": "stochastic.schedule.halfAfter", "patience": "stochastic.earlyStopping.patience",
    "minimumImprovement": "stochastic.earlyStopping.minimumImprovement",
  ]

  private func classWeightsProblem(classCount: Int) -> String? {
    guard let classWeights else { return nil }
    guard classWeights.count == classCount else {
      return
        "'training.classWeights' has \(classWeights.count) numbers, expected \(classCount), one for each class"
    }
    guard let index = classWeights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) else { return nil }
    return
      "element \(index) of 'training.classWeights' is \(classWeights[index]), expected a number that is at least 0"
  }

  private func classTotalsProblem(classCount: Int) -> String? {
    guard let classTotals else { return nil }
    let place = "'training.classTotals'"
    guard classTotals.count == classCount else {
      return "\(place) has \(classTotals.count) numbers, expected \(classCount), one for each class"
    }
    if let index = classTotals.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      return "element \(index) of \(place) is \(classTotals[index]), expected a number that is at least 0"
    }
    let sum = classTotals.reduce(0, +)
    return sum > 0 && sum.isFinite ? nil : "\(place) has the sum \(sum), expected a number above 0"
  }

  private func penaltyFactorsProblem(featureCount: Int) -> String? {
    guard let penaltyFactors else { return nil }
    let place = "'training.penaltyFactors'"
    guard penaltyFactors.count == featureCount else {
      return "\(place) has \(penaltyFactors.count) numbers, expected \(featureCount), one for each feature"
    }
    if let index = penaltyFactors.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      return "element \(index) of \(place) is \(penaltyFactors[index]), expected a number that is at least 0"
    }
    guard penaltyFactors.contains(where: { $0 > 0 }) else {
      return "\(place) has only zeros, expected a number above 0 for one feature at least"
    }
    guard l2Penalty > 0 || l1Penalty ?? 0 > 0 else { return "\(place) stands beside penalties that are 0" }
    return stochastic == nil ? nil : "\(place) stands beside the solver \(solver)"
  }

  private func limitsProblem(classes: [String], featureCount: Int) -> String? {
    for (index, limit) in (coefficientLimits ?? []).enumerated() {
      let place = "element \(index) of 'training.coefficientLimits'"
      guard (0..<featureCount).contains(limit.feature) else {
        return "\(place) is of feature \(limit.feature), expected one of \(featureCount), counted from 0"
      }
      if let name = limit.class, !classes.contains(name) {
        return "\(place) is of the class '\(name.prefix(40))', which the model does not have"
      }
    }
    return nil
  }

  // MARK: Data

  private func standardizationProblem(featureCount: Int) -> String? {
    guard let standardization else { return nil }
    for (name, values) in [
      ("means", standardization.means), ("deviations", standardization.standardDeviations),
    ] {
      let place = "training.standardization.\(name)"
      guard values.count == featureCount else {
        return "'\(place)' has \(values.count) numbers, expected \(featureCount), one for each feature"
      }
      if let problem = CardCheck.finite(values, place) { return problem }
    }
    if let index = standardization.standardDeviations.firstIndex(where: { $0 <= 0 }) {
      return "element \(index) of 'training.standardization.deviations' is "
        + "\(standardization.standardDeviations[index]), expected a number above 0"
    }
    // Centring would need a bias.
    if hasBias == false, let index = standardization.means.firstIndex(where: { $0 != 0 }) {
      return
        "element \(index) of 'training.standardization.means' is \(standardization.means[index]), expected 0 "
        + "without a bias"
    }
    return standardized ? nil : "'training.standardized' is false beside a 'training.standardization'"
  }

  // MARK: Figures

  private var figuresProblem: String? {
    if let problem = CardCheck.count(sampleCount, "training.sampleCount", from: 1)
      ?? certificateProblem("training")
      ?? totalWeight.flatMap({ CardCheck.positive($0, "training.totalWeight") })
      ?? CardCheck.accuracy(
        trainAccuracy, "training.trainAccuracy", of: sampleCount, isWeighted: trainAccuracyIsWeighted)
    {
      return problem
    }
    // A penalty adds, and without one there is nothing between them but rounding.
    let slack = 1e-9 * trainLogLoss
    if trainLogLoss > objective + slack {
      return "'training.trainLogLoss' is \(trainLogLoss), more than 'training.objective', \(objective)"
    }
    if l2Penalty == 0, l1Penalty ?? 0 == 0, objective > trainLogLoss + slack {
      return
        "'training.objective' is \(objective), expected 'training.trainLogLoss', \(trainLogLoss), where there is "
        + "no penalty"
    }
    return nil
  }
}

extension TrainingRecord.FullBatch {
  /// What contradicts itself in the record; nil where nothing does.
  var problem: String? {
    if let curvature, SolverConfiguration.CurvatureModel(rawValue: curvature) == nil {
      return "'training.fullBatch.curvature' is '\(curvature.prefix(40))', expected gram or pairs"
    }
    return CardCheck.count(maxIterations, "training.fullBatch.maxIterations", from: 0)
      ?? CardCheck.count(iterations, "training.fullBatch.iterations", from: 0, to: maxIterations)
      ?? CardCheck.count(passes, "training.fullBatch.passes", from: 0)
  }
}
