// Samples as the inside of a fit sees them.

import SoftmaxKernels
@testable import SoftmaxRegression

extension FitSamples {
  /// Features with a label each, and perhaps weights.
  init(
    _ features: Features, _ labels: [UInt32], classCount: Int, weights: [Double]? = nil,
    engine: Engine = Execution.automatic.engine
  ) {
    let pass = RowPass(rowCount: features.sampleCount, engine: engine)
    self.init(
      rows: features.rows, labels: ClassLabels(labels, classCount: classCount),
      weights: weights.map { SampleWeights($0, pass) }, pass)
  }
}
