// Minibatch stochastic gradient descent: the tutorial's loop.

package import SoftmaxKernels

/// Descends the mean loss of one minibatch after the other.
///
/// Nothing here depends on the machine: the order of the samples comes from our own generator, each epoch's
/// from a stream of its own, and the arithmetic from the kernels' fixed order.
package struct StochasticGradientDescent {
  /// What an epoch came to, before any validation.
  package struct EpochSummary: Sendable {
    package let epoch: Int
    package let meanLoss: Double
    package let accuracy: Double
  }

  package enum Progress: Sendable {
    case batch(BatchProgress)
    case epoch(EpochSummary)
  }

  /// The epoch and batch in hand.
  private var position = (epoch: 1, batch: 1)

  /// The error for a fit that left the range of numbers where it stands.
  var divergence: TrainingError {
    .diverged(epoch: position.epoch, batch: position.batch, learningRate: learningRate)
  }

  /// W and b as they stand.
  package private(set) var parameters: Parameters

  private let features: FeatureMatrix
  private let labels: [UInt32]
  private let epochCount: Int
  private let batchSize: Int
  private let learningRate: Double
  private let momentum: Double
  private let l2Penalty: Double
  private let seed: UInt64
  private let kernels = KernelTable.best

  // Work space, allocated once: a batch of logits (then residuals), losses and predictions; the gradient.
  private var logits: [Float]
  private var losses: [Float]
  private var predictions: [UInt32]
  private var weightGradient: [Float]
  private var biasGradient: [Float]
  private var weightVelocity: [Float]
  private var biasVelocity: [Float]

  package init(
    features: FeatureMatrix, labels: [UInt32], initial: Parameters, solver: SolverConfiguration,
    l2Penalty: Double, seed: UInt64
  ) {
    switch solver {
    case .sgd(let epochs, let batchSize, let learningRate, let momentum):
      self.epochCount = epochs
      self.batchSize = min(batchSize, features.sampleCount)
      self.learningRate = learningRate
      self.momentum = momentum
    }
    self.features = features
    self.labels = labels
    self.parameters = initial
    self.l2Penalty = l2Penalty
    self.seed = seed
    let classCount = initial.classCount
    logits = [Float](repeating: 0, count: self.batchSize * classCount)
    losses = [Float](repeating: 0, count: self.batchSize)
    predictions = [UInt32](repeating: 0, count: self.batchSize)
    weightGradient = [Float](repeating: 0, count: initial.weights.count)
    biasGradient = [Float](repeating: 0, count: classCount)
    weightVelocity = [Float](repeating: 0, count: momentum > 0 ? initial.weights.count : 0)
    biasVelocity = [Float](repeating: 0, count: momentum > 0 ? classCount : 0)
  }

  /// Runs all epochs, or until `onProgress` answers `.stop`.
  ///
  /// - Throws: `TrainingError.diverged`, or what `onProgress` throws.
  package mutating func run(
    onProgress: (Progress, Parameters) throws -> TrainingAction
  ) throws -> StopReason {
    let sampleCount = features.sampleCount
    let identity = (0..<UInt32(sampleCount)).map { $0 }
    let batchCount = (sampleCount + batchSize - 1) / batchSize
    for epoch in 1...epochCount {
      var order = identity
      var generator = RandomGenerator(seed: seed, stream: .shuffle(epoch: epoch))
      generator.shuffle(&order)
      var lossSum = 0.0
      var correctCount = 0
      for batch in 1...batchCount {
        position = (epoch, batch)
        let first = (batch - 1) * batchSize
        let range = first..<min(first + batchSize, sampleCount)
        let result = step(on: order, range)
        lossSum += result.lossSum
        correctCount += result.correctCount
        guard lossSum.isFinite, parameters.bias.allSatisfy(\.isFinite) else {
          throw divergence
        }
        let progress = BatchProgress(
          epoch: epoch, epochCount: epochCount, batch: batch, batchCount: batchCount)
        if try onProgress(.batch(progress), parameters) == .stop {
          return .stopped
        }
      }
      guard parameters.weights.allSatisfy(\.isFinite) else {
        throw divergence
      }
      let summary = EpochSummary(
        epoch: epoch, meanLoss: lossSum / Double(sampleCount),
        accuracy: Double(correctCount) / Double(sampleCount))
      if try onProgress(.epoch(summary), parameters) == .stop, epoch < epochCount {
        return .stopped
      }
    }
    return .epochsCompleted
  }

  /// One minibatch: forward, residuals softmax(o) - y, gradient, update.
  private mutating func step(
    on order: [UInt32], _ range: Range<Int>
  ) -> (lossSum: Double, correctCount: Int) {
    let rows = RowSelection.indices(order, range)
    let classCount = parameters.classCount
    kernels.logits(
      of: features, rows: rows, weights: parameters.weights, bias: parameters.bias, into: &logits)
    kernels.residuals(
      &logits, classCount: classCount, labels: labels, rows: rows, logLosses: &losses,
      predictions: &predictions)
    var lossSum = 0.0
    var correctCount = 0
    for (r, position) in range.enumerated() {
      lossSum += Double(losses[r])
      correctCount += predictions[r] == labels[Int(order[position])] ? 1 : 0
    }

    weightGradient.setAll(to: 0)
    biasGradient.setAll(to: 0)
    kernels.accumulateGradient(
      of: features, rows: rows, residuals: logits, classCount: classCount, into: &weightGradient)
    kernels.accumulateColumnSums(of: logits, rowCount: range.count, into: &biasGradient)

    var factors = KernelTable.DescentFactors(
      gradientScale: features.scale / Float(range.count), l2Penalty: Float(l2Penalty),
      momentum: Float(momentum), learningRate: Float(learningRate))
    kernels.descend(
      &parameters.weights, gradient: weightGradient, velocity: &weightVelocity, factors)
    factors.gradientScale = 1 / Float(range.count)
    factors.l2Penalty = 0
    kernels.descend(&parameters.bias, gradient: biasGradient, velocity: &biasVelocity, factors)
    return (lossSum, correctCount)
  }
}
