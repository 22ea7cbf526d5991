// Logits in Float64 at one set of parameters, tile by tile.

import SoftmaxKernels

/// Parameters laid out once, for all tiles of a pass.
struct Float64Logits: Sendable {
  private let shape: LayerShape
  private let prepared: WorkBuffer<Double>
  private let bias: WorkBuffer<Double>
  private let compensated: CompensatedLogits?
  private let offsets: LogitOffsets?
  private let kernels: KernelTable

  /// For these rows, which are in the parameters' units. `offsets` are added.
  init(
    of features: Rows, shape: LayerShape, _ parameters: Float64Parameters, offsets: LogitOffsets?,
    isCompensated: Bool,
    kernels: KernelTable
  ) {
    self.offsets = offsets
    self.kernels = kernels
    self.shape = shape
    prepared = features.prepare64(WorkBuffer(parameters.weights, default: 0), shape, by: kernels)
    self.bias = WorkBuffer(parameters.bias, default: 0)
    compensated =
      isCompensated
      ? CompensatedLogits(shape: shape, scale: features.scale, parameters, offsets: offsets, kernels: kernels)
      : nil
  }

  /// Writes the logits of `rows`, which are loaded, to the tile's first rows; compensated ones less the largest of their
  /// row.
  func fill(_ tile: WorkBuffer<Double>, of open: OpenRows<Double>, rows: Range<Int>) {
    if let compensated {
      compensated.fill(tile, of: open, rows: rows)
    } else {
      kernels.logits64(of: open, shape, prepared: prepared, bias: bias, into: tile)
      offsets?.add(to: tile, shape, rows: rows, by: kernels)
    }
  }
}
