// How large each step of stochastic training is.

/// The learning rate of a step and what Adam corrects its moments by: functions of the step's place alone, so that each
/// thread finds the same on its own.
struct StepSizes: Sendable {
  /// One step's.
  struct Step: Sendable {
    /// The learning rate, for Adam / (1 - beta1^t).
    let rate: Float
    /// For Adam 1 / sqrt(1 - beta2^t).
    let rootScale: Float
    /// Whether the weights after it are averaged.
    let isAveraged: Bool
  }

  let settings: StochasticSettings
  let batchCount: Int

  /// The step of batch `batch` in epoch `epoch`, both counted from 1.
  func step(epoch: Int, batch: Int) -> Step {
    let factor = settings.schedule.factor(
      epoch: epoch, batch: batch, epochCount: settings.epochs, batchCount: batchCount)
    let rate = settings.learningRate * factor
    let isAveraged = settings.firstAveragedEpoch.map { epoch >= $0 } ?? false
    switch settings.optimizer {
    case .sgd: return Step(rate: Float(rate), rootScale: 1, isAveraged: isAveraged)
    case .adam(let beta1, let beta2, _):
      let number = (epoch - 1) * batchCount + batch
      let (first, second) = (IntegerPower.power(of: beta1, number), IntegerPower.power(of: beta2, number))
      return Step(
        rate: Float(rate / (1 - first)), rootScale: Float(1 / (1 - second).squareRoot()),
        isAveraged: isAveraged)
    }
  }

  /// How many steps have been averaged when this one is done.
  func averagedCount(epoch: Int, batch: Int) -> Int {
    guard let first = settings.firstAveragedEpoch else { return 0 }
    return max(0, (epoch - first) * batchCount + batch)
  }
}
