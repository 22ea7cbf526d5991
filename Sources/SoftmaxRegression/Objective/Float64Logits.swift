// Logits in Float64 at one set of parameters, tile by tile.

import SoftmaxKernels

/// Parameters laid out once, for all tiles of a pass.
struct Float64Logits: Sendable {
  private let features: FeatureMatrix
  private let scale: Double
  private let shape: LayerShape
  private let prepared: WorkBuffer<Double>
  private let bias: WorkBuffer<Double>
  private let compensated: CompensatedLogits?
  private let kernels: KernelTable

  /// `weights` [classes x features] and `bias` [classes], for elements times `scale`.
  init(
    features: FeatureMatrix, scale: Double, weights: [Double], bias: [Double], isCompensated: Bool,
    kernels: KernelTable
  ) {
    self.features = features
    self.scale = scale
    self.kernels = kernels
    shape = LayerShape(classCount: bias.count, featureCount: features.featureCount)
    prepared = WorkBuffer<Double>(count: shape.prepared64Count, repeating: 0)
    kernels.prepare64(WorkBuffer(weights, default: 0), shape, into: prepared)
    self.bias = WorkBuffer(bias, default: 0)
    compensated =
      isCompensated
      ? CompensatedLogits(features: features, scale: scale, weights: weights, bias: bias, kernels: kernels)
      : nil
  }

  /// Writes the logits of `rows` to the tile's first rows; compensated ones less the largest of their row.
  func fill(_ tile: WorkBuffer<Double>, rows: Range<Int>) {
    if let compensated {
      compensated.fill(tile, rows: rows)
    } else {
      kernels.logits64(
        of: features, rows: .range(rows), shape, scale: scale, prepared: prepared, bias: bias, into: tile)
    }
  }
}
