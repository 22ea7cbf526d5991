// What work on a tile of rows needs.

import SoftmaxKernels

/// Buffers for one tile: its own where a member has a tile to itself, shared but for the workspace where several
/// members work on one.
struct TileWork: Sendable {
  let tile: WorkBuffer<Float>
  let losses: WorkBuffer<Float>
  let predictions: WorkBuffer<UInt32>
  let gradient: WorkBuffer<Float>
  let biasGradient: WorkBuffer<Float>
  private(set) var workspace: WorkBuffer<Float>

  init(shape: LayerShape, rowCount: Int) {
    tile = WorkBuffer(count: shape.tileCount(rowCount: rowCount), repeating: 0)
    losses = WorkBuffer(count: rowCount, repeating: 0)
    predictions = WorkBuffer(count: rowCount, repeating: 0)
    gradient = WorkBuffer(count: shape.weightCount, repeating: 0)
    biasGradient = WorkBuffer(count: shape.classCount, repeating: 0)
    workspace = WorkBuffer(count: shape.workspaceCount, repeating: 0)
  }

  /// The same buffers with another workspace.
  func sharing(_ shape: LayerShape) -> TileWork {
    var other = self
    other.workspace = WorkBuffer(count: shape.workspaceCount, repeating: 0)
    return other
  }
}
