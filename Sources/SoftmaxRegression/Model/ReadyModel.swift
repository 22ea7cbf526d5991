// A model that scores a few samples at a time, again and again.

import SoftmaxKernels

/// A model whose weights lie as the kernels take them, which costs as much as scoring some samples: what scores often does it
/// once. It holds the weights a second time.
package struct ReadyModel: Sendable {
  package let model: SoftmaxModel
  /// What it is scored on.
  package let execution: Execution
  private let scorer: BatchScorer

  package init(_ model: SoftmaxModel, execution: Execution) {
    (self.model, self.execution) = (model, execution)
    scorer = model.scorer(execution)
  }

  /// The probabilities of all classes, as `SoftmaxModel.probabilities` has them, bit by bit.
  ///
  /// - Throws: As `SoftmaxModel.probabilities`.
  package func probabilities(
    for features: Features, offsets: SampleOffsets? = nil
  ) throws(DatasetError) -> [Float] {
    try model.check(features, offsets)
    return try model.matrix(for: features, offsets, .probabilities, scorer)
  }
}
