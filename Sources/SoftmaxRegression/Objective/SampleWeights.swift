// How much each sample counts.

import SoftmaxKernels

/// A weight at least 0 for each sample: 2 counts like the sample twice, 0 like none.
struct SampleWeights: Sendable {
  /// As the Float32 passes read them.
  let single: WorkBuffer<Float>
  /// As the Float64 passes read them: the same values.
  let double: WorkBuffer<Double>
  /// Their sum.
  let total: Double

  init(_ weights: [Float]) {
    precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "weights are numbers that are at least 0")
    single = WorkBuffer(weights, default: 0)
    double = WorkBuffer(weights.map(Double.init), default: 0)
    total = weights.reduce(0) { $0 + Double($1) }
  }

  subscript(_ sample: Int) -> Double { double[sample] }
}
