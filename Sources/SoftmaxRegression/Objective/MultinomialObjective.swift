// The function that a fit minimises: the only place where softmax meets the data and the penalty.

import SoftmaxKernels

/// F(W, b) = (1/n) sum_i logLoss_i + (l2Penalty / 2) ||W||_F^2. The bias is never penalised.
///
/// scikit-learn's `C` is l2Penalty = 1 / (C n). With a standardisation, W are the coefficients of the
/// standardised features: the penalty and the gradient are theirs. The point is always given in the user's
/// units, and its loss is measured there, on what the model itself computes.
package struct MultinomialObjective: Sendable {
  /// The value and gradient at one point, summed in Float64 over tiles of Float32 work.
  package struct Evaluation: Sendable {
    /// F: the mean loss with the penalty.
    package var value: Double
    /// The mean loss alone.
    package var logLoss: Double
    /// The share of samples whose largest logit is their class.
    package var accuracy: Double
    /// dF/dW, [classCount x featureCount], by the standardised coefficients where there are such.
    package var weightGradient: [Double]
    /// dF/db, [classCount].
    package var biasGradient: [Double]

    /// Whether value and gradient are numbers.
    package var isFinite: Bool {
      value.isFinite && weightGradient.allSatisfy(\.isFinite) && biasGradient.allSatisfy(\.isFinite)
    }

    /// The largest component of the gradient by magnitude.
    package var gradientMax: Double {
      max(
        weightGradient.reduce(0) { max($0, abs($1)) }, biasGradient.reduce(0) { max($0, abs($1)) })
    }
  }

  private let features: FeatureMatrix
  /// What the gradient is taken by: the standardised features, or `features` again.
  private let prepared: FeatureMatrix
  /// What turns a weight in the user's units into the penalised one; empty where it is the same.
  private let deviations: [Double]
  private let labels: [UInt32]
  private let classCount: Int
  private let l2Penalty: Double

  /// `standardized` holds the standardised features and what standardised them, where that was done.
  package init(
    features: Features, standardized: (features: Features, by: Standardization)? = nil, labels: [UInt32],
    classCount: Int, l2Penalty: Double
  ) {
    precondition(labels.count == features.sampleCount, "a label for each sample")
    self.features = features.matrix
    self.prepared = standardized?.features.matrix ?? features.matrix
    self.deviations = standardized?.by.deviations ?? []
    self.labels = labels
    self.classCount = classCount
    self.l2Penalty = l2Penalty
  }

  /// F and its gradient, (softmax(o) - y) x^T averaged, plus l2Penalty W.
  /// Complexity: O(samples x features x classes), in tiles: no [sampleCount x classCount] matrix is built.
  package func evaluate(at parameters: Parameters) -> Evaluation {
    let kernels = KernelTable.best
    let tileRowCount = SoftmaxModel.tileRowCount(classCount: classCount)
    var logits = [Float](repeating: 0, count: tileRowCount * classCount)
    var losses = [Float](repeating: 0, count: tileRowCount)
    var predictions = [UInt32](repeating: 0, count: tileRowCount)
    var lossSum = 0.0
    var correctCount = 0
    var weightSums = [Double](repeating: 0, count: parameters.weights.count)
    var biasSums = [Double](repeating: 0, count: classCount)
    var weightTile = [Float](repeating: 0, count: parameters.weights.count)
    var biasTile = [Float](repeating: 0, count: classCount)

    for range in SoftmaxModel.tiles(of: features.sampleCount, classCount: classCount) {
      let rows = RowSelection.range(range)
      kernels.logits(
        of: features, rows: rows, weights: parameters.weights, bias: parameters.bias,
        into: &logits)
      kernels.residuals(
        &logits, classCount: classCount, labels: labels, rows: rows, logLosses: &losses,
        predictions: &predictions)
      for r in 0..<range.count {
        lossSum += Double(losses[r])
        correctCount += predictions[r] == labels[range.lowerBound + r] ? 1 : 0
      }
      weightTile.setAll(to: 0)
      biasTile.setAll(to: 0)
      kernels.accumulateGradient(
        of: prepared, rows: rows, residuals: logits, classCount: classCount, into: &weightTile)
      kernels.accumulateColumnSums(of: logits, rowCount: range.count, into: &biasTile)
      for i in weightTile.indices { weightSums[i] += Double(weightTile[i]) }
      for k in biasTile.indices { biasSums[k] += Double(biasTile[k]) }
    }

    let count = Double(features.sampleCount)
    let scale = Double(prepared.scale) / count
    var squaredNorm = 0.0
    for (i, weight) in parameters.weights.enumerated() {
      let coefficient = Double(weight) * (deviations.isEmpty ? 1 : deviations[i % deviations.count])
      squaredNorm += coefficient * coefficient
      weightSums[i] = weightSums[i] * scale + l2Penalty * coefficient
    }
    let logLoss = lossSum / count
    return Evaluation(
      value: logLoss + l2Penalty / 2 * squaredNorm, logLoss: logLoss,
      accuracy: Double(correctCount) / count, weightGradient: weightSums,
      biasGradient: biasSums.map { $0 / count })
  }
}

extension Array {
  /// Overwrites every element, keeping the storage.
  package mutating func setAll(to value: Element) {
    for index in indices { self[index] = value }
  }
}
