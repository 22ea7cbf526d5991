// Minibatch descent against the same steps in Float64, and its promises on seeds and stopping.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StochasticGradientDescentTests {
  @Test(arguments: [(0.0, 0.0), (0.02, 0.0), (0.0, 0.9), (0.02, 0.5)])
  func stepsAreThoseOfFloat64(_ l2Penalty: Double, _ momentum: Double) throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 11)
    let (epochs, batchSize, learningRate) = (3, 8, 0.2)
    let classifier = try SoftmaxClassifier(
      solver: .stochastic(
        optimizer: .sgd(momentum: momentum), learningRate: learningRate, epochs: epochs, batchSize: batchSize),
      l2Penalty: l2Penalty, seed: 5)
    let fit = try classifier.fit(data)

    let start = Parameters.initial(classCount: 3, featureCount: 5, seed: 5)
    var weights = start.weights.map(Double.init)
    var bias = start.bias.map(Double.init)
    var velocity = [Double](repeating: 0, count: weights.count + bias.count)
    let rows = MadeData.rows(of: data)
    var meanLosses: [Double] = []
    for epoch in 1...epochs {
      var order = (0..<UInt32(data.sampleCount)).map { $0 }
      var generator = RandomGenerator(seed: 5, stream: .shuffle(epoch: epoch))
      generator.shuffle(&order)
      var lossSum = 0.0
      // 33 samples: four batches of 8, and one of 1.
      for first in stride(from: 0, to: order.count, by: batchSize) {
        let batch = order[first..<min(first + batchSize, order.count)].map(Int.init)
        let reference = ReferenceSoftmax(rows: rows, labels: data.classIndices.map(Int.init), classCount: 3)
        var gradient = [Double](repeating: 0, count: velocity.count)
        for sample in batch {
          let logs = ReferenceSoftmax.logProbabilities(
            reference.logits(rows[sample], weights: weights, bias: bias))
          lossSum -= logs[reference.labels[sample]]
          for k in 0..<3 {
            let residual = logs[k].exponential - (k == reference.labels[sample] ? 1 : 0)
            for i in 0..<5 { gradient[k * 5 + i] += residual * rows[sample][i] / Double(batch.count) }
            gradient[15 + k] += residual / Double(batch.count)
          }
        }
        for i in velocity.indices {
          if i < 15 { gradient[i] += l2Penalty * weights[i] }
          velocity[i] = momentum * velocity[i] + gradient[i]
          if i < 15 {
            weights[i] -= learningRate * velocity[i]
          } else {
            bias[i - 15] -= learningRate * velocity[i]
          }
        }
      }
      meanLosses.append(lossSum / Double(order.count))
    }
    // 15 steps, each rounded at 2^-24 of weights up to 2 and of gradients up to 3.
    #expect(Closeness.largestDifference(fit.model.weights.map(Double.init), weights) < 2e-5)
    #expect(Closeness.largestDifference(fit.model.bias.map(Double.init), bias) < 2e-5)
    #expect(Closeness.largestDifference(fit.report.history.map(\.trainLoss), meanLosses) < 1e-5)
    #expect(fit.report.stopReason == .epochsCompleted)
  }

  @Test func theSameSeedGivesTheSameBitsAndAnotherSeedOthers() throws {
    let data = try MadeData.clouds()
    func weights(_ seed: UInt64) throws -> [Float] {
      try SoftmaxClassifier(solver: .stochastic(epochs: 2, batchSize: 16), seed: seed).fit(data).model.weights
    }
    let first = try weights(1)
    #expect(try weights(1).map(\.bitPattern) == first.map(\.bitPattern))
    #expect(try weights(2) != first)
  }

  @Test func bytesAndTheirValuesAsFloatsGiveTheSameModelWithinRounding() throws {
    var numbers = MadeNumbers(seed: 6)
    let bytes = numbers.bytes(60 * 12)
    let labels = numbers.indices(60, below: 3).map(Int.init)
    let input = InputDescription.image(shape: [3, 4])
    let asBytes = try Dataset(features: Features(bytes: bytes, input: input), labels: labels)
    let asFloats = try Dataset(features: Features(bytes.map { Float($0) / 255 }, input: input), labels: labels)
    let classifier = try SoftmaxClassifier(solver: .stochastic(epochs: 3, batchSize: 7))
    let first = try classifier.fit(asBytes).model.weights.map(Double.init)
    let second = try classifier.fit(asFloats).model.weights.map(Double.init)
    // 27 steps; each gradient differs by the rounding of 1/255 and of its products.
    #expect(Closeness.largestDifference(first, second) < 1e-5)
  }

  @Test func theCallbackStopsTheFitAfterTheBatchInHand() throws {
    let data = try MadeData.clouds(perClass: 20)
    let classifier = try SoftmaxClassifier(solver: .stochastic(epochs: 5, batchSize: 10))
    var batches = 0
    let fit = try classifier.fit(data, every: .batch) { event in
      guard case .batch(let progress) = event else { return .continue }
      batches += 1
      return progress.epoch == 2 && progress.batch == 3 ? .stop : .continue
    }
    #expect(batches == 6 + 3)
    #expect(fit.report.stopReason == .stopped)
    #expect(fit.report.history.count == 1)

    let whole = try classifier.fit(data) { event in
      guard case .epoch(let record) = event else { return .continue }
      return record.epoch == 1 ? .stop : .continue
    }
    #expect(whole.report.history.count == 1)
    #expect(whole.report.stopReason == .stopped)
    #expect(whole.model != fit.model)
  }

  @Test func whatTheCallbackThrowsComesOut() throws {
    struct Enough: Error {}
    let data = try MadeData.clouds()
    #expect(throws: Enough.self) {
      try SoftmaxClassifier().fit(data) { _ in throw Enough() }
    }
  }

  @Test func aLearningRateBeyondAllMeasureIsAnErrorNotAModelOfNaN() throws {
    let data = try MadeData.clouds()
    let classifier = try SoftmaxClassifier(solver: .stochastic(learningRate: 3e38, epochs: 3))
    #expect(throws: TrainingError.self) { try classifier.fit(data) }
  }

  @Test func theReportIsTrueOfTheReturnedWeights() throws {
    for kind in [InputDescription.Kind.vector, .table] {
      let data = try MadeData.clouds(kind: kind)
      let fit = try SoftmaxClassifier(solver: .stochastic(epochs: 4, batchSize: 16), l2Penalty: 0.03).fit(data)
      let evaluation = try fit.model.evaluate(data)
      // The same weights on the same samples, once in the user's units: Float32's rounding apart.
      #expect(abs(fit.report.trainLogLoss - evaluation.logLoss) < 1e-6)
      #expect(fit.report.trainAccuracy == evaluation.accuracy)
      #expect(fit.report.objective > fit.report.trainLogLoss)
      #expect(fit.report.standardized == (kind == .table))
    }
  }
}
