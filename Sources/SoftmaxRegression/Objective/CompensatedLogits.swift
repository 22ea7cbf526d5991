// Logits of which the differences are right even where the logits themselves are too large for Float64.

import SoftmaxKernels

/// Fills tiles with logits less each row's largest one, in twice Float64's precision until that difference is taken.
///
/// A loss depends on differences between logits alone. Where a logit is 1e16, Float64 knows it to 2 at best, and the
/// differences are lost. Here products are split into a rounded part and its error, and both are summed (Ogita, Rump
/// and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26(6), 2005). Every operation has one order, so that
/// the bits are the same everywhere.
///
/// Some twenty operations for each multiply-add, without vectors: for problems that need it.
struct CompensatedLogits: Sendable {
  private let scale: Double
  private let classCount: Int
  private let featureCount: Int
  private let kernels: KernelTable
  /// [classes x features].
  private let weights: WorkBuffer<Double>
  private let bias: WorkBuffer<Double>
  private let offsets: LogitOffsets?

  init(
    shape: LayerShape, scale: Double, _ parameters: Float64Parameters, offsets: LogitOffsets? = nil,
    kernels: KernelTable
  ) {
    self.offsets = offsets
    self.scale = scale
    self.kernels = kernels
    classCount = shape.classCount
    featureCount = shape.featureCount
    self.weights = WorkBuffer(parameters.weights, default: 0)
    self.bias = WorkBuffer(parameters.bias, default: 0)
  }

  /// A bound on what is wrong with a difference of two logits, beside itself, where no logit has terms whose magnitudes
  /// sum to more than `magnitude`: the error of theorem 5.3 there, with room for the scale and the bias.
  static func differenceBound(featureCount: Int, magnitude: Double) -> Double {
    let count = Double(featureCount + 4)
    return 8 * (count * 0x1p-53) * (count * 0x1p-53) * magnitude
  }

  /// Writes the logits of `rows`, which are loaded, less the largest of their row, to the tile's first rows.
  func fill(_ tile: WorkBuffer<Double>, of open: OpenRows<Double>, rows: Range<Int>) {
    let values = WorkBuffer<Double>(uninitializedCount: open.count * featureCount)
    kernels.widen(
      open, isScaled: false,
      into: MatrixBlock(values, stride: featureCount, rowCount: open.count, columnCount: featureCount))
    values.withSpan(0..<values.count) { values in
      weights.withSpan(0..<weights.count) { weights in
        tile.withMutableSpan { tile in
          for row in 0..<open.count {
            let logits = (0..<classCount).map { k in
              logit(
                values, weights, first: row * featureCount, k, featureCount,
                offset: offsets?[rows.lowerBound + row, k])
            }
            let largest = logits.reduce(logits[0]) { $0.isLess(than: $1) ? $1 : $0 }
            for k in 0..<classCount { tile[row * classCount + k] = logits[k].difference(from: largest) }
          }
        }
      }
    }
  }

  private func logit(
    _ values: Span<Double>, _ weights: Span<Double>, first: Int, _ k: Int, _ featureCount: Int,
    offset: Double?
  ) -> DoubledNumber {
    var sum = DoubledNumber(0)
    for j in 0..<featureCount { sum.add(weights[k * featureCount + j], times: values[first + j]) }
    var result = DoubledNumber(bias[k])
    result.add(sum.high, times: scale)
    result.add(sum.low, times: scale)
    if let offset { result.add(offset, times: 1) }
    return result
  }
}

/// A number as the unevaluated sum of a Float64 and what it lacks.
private struct DoubledNumber {
  private(set) var high: Double
  private(set) var low = 0.0

  init(_ value: Double) {
    high = value
  }

  /// Adds a product; its own rounding and the sum's go to `low`.
  mutating func add(_ factor: Double, times other: Double) {
    let product = factor * other
    let lost = (-product).addingProduct(factor, other)
    let sum = high + product
    // Knuth's two-sum: exact whatever the order of magnitudes.
    let part = sum - high
    let rest = (high - (sum - part)) + (product - part)
    high = sum
    low += rest + lost
  }

  func isLess(than other: DoubledNumber) -> Bool { difference(from: other) < 0 }

  /// Rounded once at its own size.
  func difference(from other: DoubledNumber) -> Double {
    let sum = high - other.high
    let part = sum - high
    let rest = (high - (sum - part)) - (other.high + part)
    return sum + (rest + (low - other.low))
  }
}
