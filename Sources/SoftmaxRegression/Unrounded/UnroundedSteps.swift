// Minibatch steps on parameters in Float64, for programs that hand over a part of their samples at a time.

package import SoftmaxKernels

/// Gradient descent by minibatches, one time through some samples.
///
/// A batch may be of one class alone, as parts of a stream are. What has been learned is in the parameters, and nothing else
/// is kept between two calls.
package struct UnroundedSteps: Sendable {
  package var l1Penalty = 0.0
  package var l2Penalty = 0.0
  package var hasBias = true
  package var learningRate = 0.1
  package var batchSize = 256
  package var seed: UInt64 = 0

  package init() {}

  /// Refuses settings outside their range.
  package func validate() throws(ConfigurationError) {
    guard learningRate > 0, learningRate.isFinite else {
      throw ConfigurationError(
        parameter: "learningRate", value: "\(learningRate)", requirement: "a positive number")
    }
    guard batchSize > 0 else {
      throw ConfigurationError(
        parameter: "batchSize", value: "\(batchSize)", requirement: "a positive whole number")
    }
    for (name, penalty) in [("l1Penalty", l1Penalty), ("l2Penalty", l2Penalty)]
    where !(penalty >= 0 && penalty.isFinite) {
      throw ConfigurationError(parameter: name, value: "\(penalty)", requirement: "a number from 0 on")
    }
  }

  /// Goes once through the samples.
  ///
  /// - Parameters:
  ///   - rows: The samples, whose values are finite.
  ///   - labels: The class of each, below the number of classes that the parameters have.
  ///   - weights: How many times as far each sample moves the parameters; nil: once.
  ///   - parameters: Where to start; what they are in the end.
  ///   - execution: What to run on.
  ///   - beforeBatch: Called before each batch with the number of those that are done; false ends the steps.
  /// - Returns: The samples' mean loss, each at the parameters that it met.
  /// - Throws: `ConfigurationError`, and `TrainingError.notFinite` where the steps are too large.
  package func take(
    _ rows: Rows, labels: [UInt32], weights: [Double]?, from parameters: inout UnroundedParameters,
    execution: Execution, beforeBatch: (Int) -> Bool = { _ in true }
  ) throws -> Double {
    try validate()
    let classCount = parameters.bias.count
    var order = Array(UInt32(0)..<UInt32(labels.count))
    var generator = RandomGenerator(seed: seed, stream: .shuffle(epoch: 0))
    generator.shuffle(&order)
    let engine = execution.engine
    var (loss, total, batchCount) = (0.0, 0.0, 0)
    for first in stride(from: 0, to: order.count, by: batchSize) {
      guard beforeBatch(batchCount) else { break }
      let taken = order[first..<min(first + batchSize, order.count)]
      let batch = taken.filter { (weights?[Int($0)] ?? 1) > 0 }
      if !batch.isEmpty {
        let own = weights.map { weights in batch.map { weights[Int($0)] } }
        let sum = own?.reduce(0, +) ?? Double(batch.count)
        let pass = RowPass(rowCount: batch.count, engine: engine)
        let objective = MultinomialObjective(
          FitSamples(
            rows: rows.gathering(Array(batch)),
            labels: ClassLabels(batch.map { labels[Int($0)] }, classCount: classCount),
            weights: own.map { SampleWeights($0, pass) }, pass),
          penalties: [Double](repeating: 0, count: rows.featureCount), hasBias: hasBias)
        let point = hasBias ? parameters.weights + parameters.bias : parameters.weights
        let found = objective.evaluate(at: point, .double)
        guard found.isFinite else { throw TrainingError.notFinite }
        loss += found.logLoss * sum
        total += sum
        let step = learningRate * sum / Double(taken.count)
        let shrink = max(0, 1 - learningRate * l2Penalty)
        // What an L1 penalty takes of each step: a weight that is smaller becomes 0.
        let threshold = learningRate * l1Penalty
        for i in parameters.weights.indices {
          let moved = parameters.weights[i] * shrink - step * found.gradient[i]
          parameters.weights[i] = threshold == 0 ? moved : max(0, moved - threshold) + min(0, moved + threshold)
        }
        if hasBias {
          for k in parameters.bias.indices {
            parameters.bias[k] -= step * found.gradient[parameters.weights.count + k]
          }
        }
      }
      batchCount += 1
    }
    guard parameters.isFinite else { throw TrainingError.notFinite }
    return total > 0 ? loss / total : .nan
  }
}
