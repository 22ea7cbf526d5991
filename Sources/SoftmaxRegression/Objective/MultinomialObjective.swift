// The function that a fit minimises: the only place where softmax meets the data and the penalty.

import SoftmaxKernels

/// F(W, b) = (1/S) sum_i s_i logLoss_i + (1/2) sum_j l2_j ||W_j||^2, W_j the weights of feature j, s_i the samples'
/// weights, S their sum. The bias is never penalised. An L1 penalty, sum_j l1_j |W_j|_1, is apart: `evaluate` is
/// the part that has derivatives.
///
/// scikit-learn's `C` is l2 = 1 / (C n), for two classes 2 / (C n). As an `Objective` its parameters are W [classes x
/// features], row-major, and then b [classes], where there is one.
package struct MultinomialObjective: Sendable {
  let samples: FitSamples
  /// By feature: in units in which a feature was conditioned for the fit, penalties differ.
  package let penalty: WeightPenalty
  /// The L2 penalty of each feature.
  let penalties: [Double]
  /// Each feature's mean square, where there is an L1 penalty or some features have no penalty; else none.
  let meanSquares: [Double]
  let hasBias: Bool
  /// Whether some features have an L2 penalty, and others have none.
  private let isPartlyFree: Bool
  /// Bytes that a preconditioner may take.
  let memoryLimit: Int
  /// What a solver has to leave alone, where nothing is penalised and columns are combinations of others.
  var redundancy: ColumnRedundancy?

  /// One penalty for all features. Labels are below `classCount`.
  package init(
    features: Features, labels: [UInt32], classCount: Int, l2Penalty: Double, execution: Execution = .automatic
  ) {
    self.init(
      FitSamples(
        rows: features.rows, labels: ClassLabels(labels, classCount: classCount),
        RowPass(rowCount: features.sampleCount, engine: execution.engine)),
      penalties: [Double](repeating: l2Penalty, count: features.featureCount))
  }

  /// `memoryLimit` bounds what preconditioners take, in bytes.
  init(
    _ samples: FitSamples, penalties: [Double], l1Penalties: [Double]? = nil, hasBias: Bool = true,
    memoryLimit: Int = 1 << 30
  ) {
    self.init(
      samples,
      WeightPenalty(
        classCount: samples.classCount, l1: l1Penalties ?? [Double](repeating: 0, count: penalties.count),
        l2: penalties), hasBias: hasBias, memoryLimit: memoryLimit)
  }

  /// `penalty` in the units of the samples' rows.
  init(
    _ samples: FitSamples, _ penalty: WeightPenalty, hasBias: Bool = true, memoryLimit: Int = 1 << 30
  ) {
    precondition(penalty.featureCount == samples.featureCount, "a penalty for each feature")
    self.samples = samples
    self.penalty = penalty
    penalties = penalty.l2
    self.hasBias = hasBias
    self.memoryLimit = memoryLimit
    isPartlyFree = penalty.l2.contains(0) && penalty.l2.contains { $0 > 0 }
    meanSquares = isPartlyFree || !penalty.isSmooth ? samples.meanSquares() : []
  }

  var features: Rows { samples.rows }
  /// What a stored element is multiplied by, in Float64.
  var scale: Double { samples.scale }
  var labels: ClassLabels { samples.labels }
  var sampleWeights: SampleWeights? { samples.weights }
  var offsets: LogitOffsets? { samples.offsets }
  var classShares: [Double] { samples.classShares }
  var totalWeight: Double { samples.totalWeight }
  var countingCount: Double { samples.countingCount }
  var pass: RowPass { samples.pass }
  var engine: Engine { samples.engine }

  package func checkStopped() throws(WorkStopped) { try engine.checkStopped() }
  var classCount: Int { samples.classCount }
  var featureCount: Int { samples.featureCount }
  var weightCount: Int { classCount * featureCount }
  /// All samples, those of other processes included.
  var sampleCount: Int { samples.sampleCount }

  /// Whether a pass takes so little that all of them may be in Float64.
  var isPassCheap: Bool {
    Self.isPassCheap(sampleCount: sampleCount, featureCount: featureCount, classCount: classCount)
  }

  /// The same by the shape.
  static func isPassCheap(sampleCount: Int, featureCount: Int, classCount: Int) -> Bool {
    // In Float64: the product may be beyond an Int.
    Double(sampleCount) * Double(featureCount) * Double(classCount) <= 8_000_000
  }

  /// F and its gradient at Float32 parameters. Complexity: O(samples x features x classes), in tiles: no
  /// [sampleCount x classCount] matrix is built.
  package func evaluate(at parameters: Parameters) -> ObjectiveEvaluation {
    precondition(parameters.classCount == classCount, "the parameters' classes")
    let found = evaluate(parameters, weights: parameters.weights.map(Double.init))
    return ObjectiveEvaluation(
      value: found.value, logLoss: found.logLoss, accuracy: found.accuracy,
      weightGradient: Array(found.gradient[..<weightCount]), biasGradient: Array(found.gradient[weightCount...])
    )
  }

  /// With the bias's gradient at its end, whether or not there is a bias. `weights` may have more behind them.
  private func evaluate(_ parameters: Parameters, weights: [Double]) -> PointEvaluation {
    let sums = DataPass(
      features: features, .losses(labels, offsets: offsets), sampleWeights: sampleWeights, at: parameters, pass
    ).run()
    return evaluation(sums, weights: weights)
  }

  private func evaluation(_ sums: DataPass.Sums, weights: [Double]) -> PointEvaluation {
    evaluation(
      logLoss: sums.logLoss, correctCount: sums.correctCount, residualSums: sums.weights,
      residualScale: Double(Float(scale)), biasSums: sums.bias, weights: weights)
  }

  private func evaluation(
    logLoss: Double, correctCount: Double, residualSums: [Double], residualScale: Double, biasSums: [Double],
    weights: [Double]
  ) -> PointEvaluation {
    // With room for the bias's at the end, so that nothing is copied.
    var gradient = [Double](repeating: 0, count: weightCount + classCount)
    var terms = [Double](repeating: 0, count: featureCount)
    var penalty = 0.0
    var bound: Double? = 0
    let factor = residualScale / totalWeight
    let isPenalised = penalties.allSatisfy { $0 > 0 }
    for k in 0..<classCount {
      let first = k * featureCount
      for j in 0..<featureCount {
        gradient[first + j] = residualSums[first + j] * factor + penalties[j] * weights[first + j]
      }
      for j in 0..<featureCount { terms[j] = penalties[j] * weights[first + j] * weights[first + j] }
      for j in 0..<featureCount { penalty += terms[j] }
      if isPenalised, let sum = bound {
        for j in 0..<featureCount { terms[j] = gradient[first + j] * gradient[first + j] / (2 * penalties[j]) }
        var sum = sum
        for j in 0..<featureCount { sum += terms[j] }
        bound = sum
        continue
      }
      for j in 0..<featureCount {
        let slope = gradient[first + j]
        if penalties[j] > 0 {
          bound = bound.map { $0 + slope * slope / (2 * penalties[j]) }
        } else {
          bound = isPartlyFree ? bound.map { $0 + freeGain(slope, k, j) } : nil
        }
      }
    }
    let biasGradient = biasSums.map { $0 / totalWeight }
    if hasBias {
      // What the bias still has to gain, by its curvature where probabilities are as undecided as can be.
      bound = bound.map { bound in
        zip(biasGradient, classShares).reduce(bound) { $0 + $1.0 * $1.0 / max($1.1 + $1.0, 1e-12) }
      }
    }
    let meanLoss = logLoss / totalWeight
    for k in 0..<classCount { gradient[weightCount + k] = biasGradient[k] }
    return PointEvaluation(
      value: meanLoss + penalty / 2, gradient: gradient, logLoss: meanLoss,
      accuracy: correctCount / countingCount, estimatedGap: bound)
  }
}

extension MultinomialObjective {
  /// About what a weight without a penalty has to gain, by its curvature where probabilities are as undecided as can be.
  func freeGain(_ slope: Double, _ k: Int, _ j: Int) -> Double {
    slope * slope / max(classShares[k] * meanSquares[j], 1e-12)
  }
}

extension MultinomialObjective: Objective {
  package var parameterCount: Int { weightCount + (hasBias ? classCount : 0) }

  /// The parameters as Float32, for passes in single precision. Without a bias, zeros.
  func parameters(_ point: [Double]) -> Parameters {
    Parameters(
      weights: (0..<weightCount).map { Float(point[$0]) },
      bias: (0..<classCount).map { hasBias ? Float(point[weightCount + $0]) : 0 })
  }

  package func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
    var found: PointEvaluation
    switch precision {
    case .single:
      found = evaluate(parameters(point), weights: point)
    case .double:
      let sums = Float64Pass(samples).losses(at: samples.parameters(at: point))
      found = evaluation(
        logLoss: sums.logLoss, correctCount: sums.correctCount, residualSums: sums.weights,
        residualScale: scale,
        biasSums: sums.bias, weights: point)
    }
    if !hasBias { found.gradient.removeLast(classCount) }
    if let redundancy {
      found.gradient = redundancy.confinedGradient(found.gradient, classCount: classCount)
    }
    return found
  }

  package func confined(_ vector: [Double]) -> [Double] {
    redundancy?.confined(vector, classCount: classCount) ?? vector
  }

  /// Several objectives of one shape on the same features, each at its own point: their features are read once.
  static func evaluate(_ objectives: [MultinomialObjective], at points: [[Double]]) -> [PointEvaluation] {
    let models = zip(objectives, points).map { objective, point in
      (
        DataPass.Work.losses(objective.labels, offsets: objective.offsets), objective.sampleWeights,
        objective.parameters(point)
      )
    }
    let sums = DataPass(features: objectives[0].features, models, objectives[0].pass).runForEach()
    return objectives.indices.map { i in
      let objective = objectives[i]
      var found = objective.evaluation(sums[i], weights: points[i])
      if !objective.hasBias { found.gradient.removeLast(objective.classCount) }
      return found
    }
  }

  package func curvature(at point: [Double]) -> MultinomialCurvature {
    MultinomialCurvature(of: self, at: point)
  }

  package func preconditioner(_ kind: PreconditionerKind, at point: [Double]) -> (any Preconditioner)? {
    switch kind {
    case .diagonal: DiagonalPreconditioner(of: self, at: point)
    case .kronecker: KroneckerPreconditioner(of: self, at: point)
    case .pairs(let threshold): PairPreconditioner(of: self, at: point, threshold: threshold)
    case .exact: ExactPreconditioner(of: self, at: point)
    }
  }
}

extension SoftmaxModel {
  /// The objective F = mean log loss + (l2Penalty / 2) ||W||^2 of this model on labelled samples, and its gradient by
  /// the weights in the user's units. Labels may be in another order than the model's classes.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.unknownLabel` for a class that the model does not have, or
  ///   `.missingOffsets` and `.unexpectedOffsets`.
  ///   Complexity: O(samples x features x classes); the samples are read once.
  public func objective(
    on data: Dataset, l2Penalty: Double = 0, execution: Execution = .automatic
  ) throws(DatasetError) -> ObjectiveEvaluation {
    try check(data)
    return MultinomialObjective(
      FitSamples(try data.relabelled(to: layerClasses).unweighted, execution.engine),
      penalties: [Double](repeating: l2Penalty, count: featureCount)
    ).evaluate(at: parameters)
  }
}
