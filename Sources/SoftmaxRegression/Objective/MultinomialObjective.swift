// The function that a fit minimises: the only place where softmax meets the data and the penalty.

import SoftmaxKernels

/// F(W, b) = (1/n) sum_i logLoss_i + (l2Penalty / 2) ||W||_F^2. The bias is never penalised.
///
/// scikit-learn's `C` is l2Penalty = 1 / (C n). With a standardisation, W are the coefficients of the
/// standardised features: the penalty and the gradient are theirs. The point is always given in the user's
/// units, and its loss is measured there, on what the model itself computes.
package struct MultinomialObjective: Sendable {
  private let features: FeatureMatrix
  /// What the gradient is taken by: the standardised features, or `features` again.
  private let prepared: FeatureMatrix
  /// What turns a weight in the user's units into the penalised one; empty where it is the same.
  private let deviations: [Double]
  private let labels: ClassLabels
  private let l2Penalty: Double
  private let engine: Engine

  /// `standardized` holds the standardised features and what standardised them, where that was done.
  package init(
    features: Features, standardized: (features: Features, by: Standardization)? = nil, labels: [UInt32],
    classCount: Int, l2Penalty: Double, execution: Execution = .automatic
  ) {
    precondition(labels.count == features.sampleCount, "a label for each sample")
    self.features = features.matrix
    self.prepared = standardized?.features.matrix ?? features.matrix
    self.deviations = standardized?.by.deviations ?? []
    self.labels = ClassLabels(labels, classCount: classCount)
    self.l2Penalty = l2Penalty
    self.engine = execution.engine
  }

  /// F and its gradient, (softmax(o) - y) x^T averaged, plus l2Penalty W.
  /// Complexity: O(samples x features x classes), in tiles: no [sampleCount x classCount] matrix is built.
  package func evaluate(at parameters: Parameters) -> ObjectiveEvaluation {
    precondition(parameters.classCount == labels.classCount, "the parameters' classes")
    var sums = DataPass(
      features: features, gradientFeatures: prepared, labels: labels, at: parameters, engine: engine
    ).run()
    let count = Double(features.sampleCount)
    let scale = Double(prepared.scale) / count
    var squaredNorm = 0.0
    for (i, weight) in parameters.weights.enumerated() {
      let coefficient = Double(weight) * (deviations.isEmpty ? 1 : deviations[i % deviations.count])
      squaredNorm += coefficient * coefficient
      sums.weights[i] = sums.weights[i] * scale + l2Penalty * coefficient
    }
    let logLoss = sums.logLoss / count
    return ObjectiveEvaluation(
      value: logLoss + l2Penalty / 2 * squaredNorm, logLoss: logLoss,
      accuracy: Double(sums.correctCount) / count, weightGradient: sums.weights,
      biasGradient: sums.bias.map { $0 / count })
  }
}

extension SoftmaxModel {
  /// The objective F = mean log loss + (l2Penalty / 2) ||W||^2 of this model on labelled samples, and its gradient by
  /// the weights in the user's units. Labels may be in another order than the model's classes.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, or `.unknownLabel` for a class that the model does not have.
  ///   Complexity: O(samples x features x classes); the samples are read once.
  public func objective(
    on data: Dataset, l2Penalty: Double = 0, execution: Execution = .automatic
  ) throws(DatasetError) -> ObjectiveEvaluation {
    try checkShape(of: data.features)
    return MultinomialObjective(
      features: data.features, labels: try data.relabelled(to: classes).classIndices, classCount: classCount,
      l2Penalty: l2Penalty, execution: execution
    ).evaluate(at: parameters)
  }
}
