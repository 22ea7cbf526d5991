// Minibatch steps written out: no kernels, no columns left out.

@testable import SoftmaxRegression
import SoftmaxTestSupport

/// Steps of every weight in Float64, written out.
struct DenseReplay {
  private let settings: StochasticSettings
  private let l2Penalty: Double
  private var parameters: [Double]
  private var (first, second, sums): ([Double], [Double], [Double])
  private let (classCount, featureCount): (Int, Int)
  private var (stepCount, averagedCount) = (0, 0)

  init(_ start: Parameters, _ settings: StochasticSettings, l2Penalty: Double) {
    self.settings = settings
    self.l2Penalty = l2Penalty
    parameters = (start.weights + start.bias).map(Double.init)
    let zeros = [Double](repeating: 0, count: parameters.count)
    (first, second, sums) = (zeros, zeros, zeros)
    (classCount, featureCount) = (start.classCount, start.featureCount)
  }

  var weights: [Double] {
    let values = averagedCount > 0 ? sums.map { $0 / Double(averagedCount) } : parameters
    return Array(values[..<(classCount * featureCount)])
  }

  mutating func step(
    _ samples: [Int], rows: [[Double]], labels: [Int], factors: [Double], epoch: Int, batch: Int,
    batchCount: Int
  ) {
    let weightCount = classCount * featureCount
    let reference = ReferenceSoftmax(rows: rows, labels: labels, classCount: classCount)
    var gradient = parameters.enumerated().map { $0.offset < weightCount ? l2Penalty * $0.element : 0 }
    for sample in samples {
      let logs = ReferenceSoftmax.logProbabilities(
        reference.logits(
          rows[sample], weights: Array(parameters[..<weightCount]), bias: Array(parameters[weightCount...])))
      for k in 0..<classCount {
        let residual =
          factors[sample] * (logs[k].exponential - (k == labels[sample] ? 1 : 0)) / Double(samples.count)
        for j in 0..<featureCount { gradient[k * featureCount + j] += residual * rows[sample][j] }
        gradient[weightCount + k] += residual
      }
    }
    stepCount += 1
    let rate =
      settings.learningRate
      * settings.schedule.factor(
        epoch: epoch, batch: batch, epochCount: settings.epochs, batchCount: batchCount)
    for i in parameters.indices {
      switch settings.optimizer {
      case .sgd(let momentum):
        first[i] = momentum * first[i] + gradient[i]
        parameters[i] -= rate * first[i]
      case .adam(let beta1, let beta2, let epsilon):
        first[i] = beta1 * first[i] + (1 - beta1) * gradient[i]
        second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i]
        let mean = first[i] / (1 - IntegerPower.power(of: beta1, stepCount))
        let root = (second[i] / (1 - IntegerPower.power(of: beta2, stepCount))).squareRoot()
        parameters[i] -= rate * mean / (root + epsilon)
      }
    }
    guard let firstAveraged = settings.firstAveragedEpoch, epoch >= firstAveraged else { return }
    averagedCount += 1
    for i in parameters.indices { sums[i] += parameters[i] }
  }
}
