// A layer's weights as the kernels of any rows read them.

import Synchronization

/// Lays weights out once for each way in which rows' kernels read them, when rows of that kind first come.
final class LaidWeights: Sendable {
  private let weights: WorkBuffer<Float>
  private let shape: LayerShape
  private let kernels: KernelTable
  private let made = Mutex<[WeightLayout: WorkBuffer<Float>]>([:])

  /// `weights` [classes x features].
  init(_ weights: [Float], _ shape: LayerShape, _ kernels: KernelTable) {
    self.weights = WorkBuffer(weights, default: 0)
    self.shape = shape
    self.kernels = kernels
  }

  /// Those for these rows. Complexity: O(weights) the first time and where rows have factors of their own, else O(1).
  func laid(for rows: Rows) -> WorkBuffer<Float> {
    let layout = rows.weightLayout
    if layout == .byFeature(isScaled: true) { return rows.prepare(weights, shape, by: kernels) }
    return made.withLock { made in
      if let known = made[layout] { return known }
      let laid = rows.prepare(weights, shape, by: kernels)
      made[layout] = laid
      return laid
    }
  }
}
