// Fitting a scaling to a holdout, with what it is worth.

import SoftmaxKernels

/// A scaling with the scores before and after it.
public struct CalibrationResult: Sendable, Hashable {
  /// The scaling.
  public let scaling: LogitScaling
  /// Whether all samples are right at any temperature, so that the bound of `SoftmaxModel.calibration` decided.
  public let isBounded: Bool
  /// The scores of the model as it was.
  public let before: CalibrationScores
  /// The scores of the samples that the scaling was fitted to.
  public let after: CalibrationScores
  /// The scores of samples that a scaling was not fitted to, by cross-validation.
  public let crossValidated: CalibrationScores
  /// The number of folds of the cross-validation.
  public let foldCount: Int

  /// Whether new samples are not to be expected to have a smaller log loss with it.
  public var isWorse: Bool { !(crossValidated.logLoss < before.logLoss) }
}

extension SoftmaxModel {
  /// The number of folds of a calibration's cross-validation, where there are as many samples.
  public static var calibrationFoldCount: Int { 5 }

  /// A scaling of the logits with the least log loss on samples that the model was not fitted to.
  ///
  /// One temperature is the optimum in Float64 of a convex problem in one number. Where the true class of every sample has
  /// the largest logit, no temperature is the best one; it is then that with a mean confidence of (n + 1) / (n + 2), and 1
  /// where that is more than the model's own. Vector scaling has a penalty towards that temperature, with the weight of one
  /// sample.
  ///
  /// - Parameters:
  ///   - data: The samples. They count by their weights; some classes may be absent.
  ///   - method: The form of the scaling. A scaling that the model has already is replaced.
  ///   - seed: Of the folds, which are stratified by class.
  ///   - execution: What it runs on; it does not change the result.
  /// - Returns: The scaling and its scores.
  /// - Throws: `OutputsError` for a model with merged classes or another prior, fewer than two samples, and logits that are
  ///   no better than chance; `DatasetError` for samples that are not like the model's.
  /// - Complexity: Some dozen passes over samples x classes. Memory: 4 bytes x samples x classes, for vector scaling 12.
  public func calibration(
    on data: Dataset, method: LogitScaling.Method = .temperature, seed: UInt64 = 0,
    execution: Execution = .automatic
  ) throws -> CalibrationResult {
    if outputs?.mergesClasses == true { throw OutputsError.mergedClasses }
    if outputs?.prior != nil { throw OutputsError.otherPrior }
    try check(data)
    let data = try labelled(data.scored())
    guard data.sampleCount >= 2 else {
      throw OutputsError.tooFewSamples(found: data.sampleCount, needed: 2)
    }
    let samples = ScalingSamples(
      logits: try withOutputs(nil).logits(for: data.features, offsets: data.offsets, execution: execution),
      labels: data.classIndices, weights: data.scoreWeights, classCount: classCount,
      kernels: execution.engine.kernels)
    let all = Array(0..<data.sampleCount)
    let found = try Self.scaling(of: samples, rows: all, method)
    let foldCount = min(Self.calibrationFoldCount, data.sampleCount)
    let folds = StratifiedFolds(
      classIndices: data.classIndices, classCount: classCount, count: foldCount, seed: seed)
    var crossValidated = CalibrationSums()
    for members in folds.members {
      let left = Set(members)
      let own = try Self.scaling(of: samples, rows: all.filter { !left.contains($0) }, method)
      Self.add(samples, members, own.factors, to: &crossValidated)
    }
    return CalibrationResult(
      scaling: LogitScaling(found.factors, data: data.name, sampleCount: data.sampleCount),
      isBounded: found.isBounded,
      before: Self.scores(of: samples, outputs?.scaling?.factors ?? .temperature(1)),
      after: Self.scores(of: samples, found.factors), crossValidated: crossValidated.scores,
      foldCount: foldCount)
  }

  /// The model with this scaling in place of one that it may have. Sets, which were measured with other probabilities,
  /// are left out.
  ///
  /// - Throws: `OutputsError` for a model with merged classes or another prior.
  public func calibrated(by scaling: LogitScaling) throws(OutputsError) -> SoftmaxModel {
    let outputs = someOutputs
    if outputs.mergesClasses { throw .mergedClasses }
    if outputs.prior != nil { throw .otherPrior }
    return withOutputs(outputs.with(scaling: scaling, prior: nil, sets: nil, layerClasses: layerClasses))
  }

  private static func scaling(
    of samples: ScalingSamples, rows: [Int], _ method: LogitScaling.Method
  ) throws(OutputsError) -> (factors: LogitScaling.Factors, isBounded: Bool) {
    let temperature = try TemperatureFit(samples, rows: rows).run()
    switch method {
    case .temperature: return (.temperature(1 / temperature.inverse), temperature.isBounded)
    case .vector:
      let found = VectorFit(samples, rows: rows, inverseTemperature: temperature.inverse).run()
      return (
        .vector(scales: found.scales.map { Float($0) }, shifts: found.shifts.map { Float($0) }),
        temperature.isBounded
      )
    }
  }

  private static func scores(of samples: ScalingSamples, _ factors: LogitScaling.Factors) -> CalibrationScores {
    var sums = CalibrationSums()
    add(samples, Array(0..<samples.sampleCount), factors, to: &sums)
    return sums.scores
  }

  private static func add(
    _ samples: ScalingSamples, _ rows: [Int], _ factors: LogitScaling.Factors, to sums: inout CalibrationSums
  ) {
    let count = samples.classCount
    let scaling = LogitScaling(factors, data: "", sampleCount: 0).numbers(rowCount: count)
    let shifts = scaling.shifts?.map(Double.init) ?? [Double](repeating: 0, count: count)
    samples.forEach(of: rows, scales: scaling.scales.map(Double.init), shifts: shifts) {
      sample, probabilities, loss in
      sums.add(
        probabilities, label: Int(samples.labels[sample]), loss: loss, weight: samples.weight(sample))
    }
  }
}
