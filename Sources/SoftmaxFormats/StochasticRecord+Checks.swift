// What no stochastic fit can have recorded.

import SoftmaxRegression

extension TrainingRecord.Stochastic {
  /// What contradicts itself in the record; nil where nothing does. Ranges of settings are the library's to refuse.
  var problem: String? {
    if let schedule, schedule.schedule == nil {
      return
        "'training.stochastic.schedule' is '\(schedule.name.prefix(40))' with numbers that do not belong to it, or "
        + "unknown; expected step with every and factor, cosine, or inverse-time with halfAfter"
    }
    if let metric = earlyStopping?.metric, EarlyStopping.Metric(rawValue: metric) == nil {
      return
        "'training.stochastic.earlyStopping.metric' is '\(metric.prefix(40))', expected logLoss or accuracy"
    }
    if bestEpoch != nil, earlyStopping == nil {
      return
        "'training.stochastic.bestEpoch' stands without 'training.stochastic.earlyStopping', which chooses it"
    }
    return CardCheck.count(epochs, "training.stochastic.epochs", from: 1)
      ?? CardCheck.count(epochsCompleted, "training.stochastic.epochsCompleted", from: 0, to: epochs)
      ?? averagedFromEpoch.flatMap {
        CardCheck.count($0, "training.stochastic.averagedFromEpoch", from: 1, to: epochs)
      }
      ?? bestEpoch.flatMap {
        CardCheck.count($0, "training.stochastic.bestEpoch", from: 1, to: max(1, epochsCompleted))
      }
  }

  /// The settings as the library has them.
  var settings: StochasticSettings {
    StochasticSettings(
      optimizer: adam.map { .adam(beta1: $0.beta1, beta2: $0.beta2, epsilon: $0.epsilon) }
        ?? .sgd(momentum: momentum),
      learningRate: learningRate, epochs: epochs, batchSize: batchSize,
      schedule: schedule?.schedule ?? .constant, averagesWeights: averagedFromEpoch != nil,
      earlyStopping: earlyStopping.flatMap { stopping in
        EarlyStopping.Metric(rawValue: stopping.metric).map {
          EarlyStopping(
            patience: stopping.patience, metric: $0, minimumImprovement: stopping.minimumImprovement)
        }
      })
  }
}
