// How much each sample counts.

import SoftmaxKernels

/// A weight at least 0 for each sample: 2 counts like the sample twice, 0 like none.
///
/// They are brought to a largest one between 1 and 2 by a power of two, which changes no objective and keeps what
/// Float32 makes of them in its range, whatever unit they came in.
struct SampleWeights: Sendable {
  /// As the Float32 passes read them: rounded.
  let single: WorkBuffer<Float>
  /// As the Float64 passes read them.
  let double: WorkBuffer<Double>
  /// Their sum.
  let total: Double

  init(_ weights: [some BinaryFloatingPoint]) {
    precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "weights are numbers that are at least 0")
    let largest = weights.reduce(0.0) { max($0, Double($1)) }
    let scaled =
      largest > 0
      ? weights.map { Double(sign: .plus, exponent: -largest.exponent, significand: Double($0)) } : []
    let values = scaled.isEmpty ? weights.map { Double($0) } : scaled
    single = WorkBuffer(values.map { Float($0) }, default: 0)
    double = WorkBuffer(values, default: 0)
    total = values.reduce(0, +)
  }

  subscript(_ sample: Int) -> Double { double[sample] }
}
