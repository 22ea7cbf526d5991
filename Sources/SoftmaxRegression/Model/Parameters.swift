import SoftmaxKernels

/// The parameters of O = X W^T + b: weights [classCount x featureCount], row-major, and bias [classCount].
package struct Parameters: Sendable, Hashable {
  package var weights: [Float]
  package var bias: [Float]

  package var classCount: Int { bias.count }
  package var featureCount: Int { weights.count / bias.count }

  /// Whether all of them are numbers.
  package var isFinite: Bool { weights.allSatisfy(\.isFinite) && bias.allSatisfy(\.isFinite) }

  package init(weights: [Float], bias: [Float]) {
    precondition(!bias.isEmpty && weights.count % bias.count == 0, "the parameters' shape")
    self.weights = weights
    self.bias = bias
  }

  /// Weights from a normal distribution with standard deviation 0.01, bias 0.
  package static func initial(classCount: Int, featureCount: Int, seed: UInt64) -> Parameters {
    var sampler = NormalSampler(generator: RandomGenerator(seed: seed, stream: .initialWeights))
    let weights = (0..<classCount * featureCount).map { _ in Float(0.01 * sampler.next()) }
    return Parameters(weights: weights, bias: [Float](repeating: 0, count: classCount))
  }
}
