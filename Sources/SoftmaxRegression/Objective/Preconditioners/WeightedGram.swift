// Gram matrices of features, over weighted rows.

import SoftmaxKernels

/// Sums of w x x^T in Float32, with a 1 at x's end where there is a bias.
struct WeightedGram: Sendable {
  private let features: Rows
  private let hasBias: Bool
  private let kernels: KernelTable

  /// The order of the matrix.
  let size: Int

  /// Rows of features that are multiplied at a time, and rows of the matrix.
  private static let chunkRowCount = 256
  private static let bandHeight = 208

  init(_ objective: MultinomialObjective) {
    features = objective.features
    hasBias = objective.hasBias
    kernels = objective.engine.kernels
    size = objective.featureCount + (objective.hasBias ? 1 : 0)
  }

  /// The matrix's rows in pieces of work; only what is right of the diagonal is computed.
  var bands: [Range<Int>] {
    stride(from: 0, to: size, by: Self.bandHeight).map { $0..<min($0 + Self.bandHeight, size) }
  }

  /// What a member works in.
  struct Room {
    fileprivate let right: WorkBuffer<Float>
    fileprivate let left: WorkBuffer<Float>
    fileprivate let ones: WorkBuffer<Float>
    fileprivate let workspace: WorkBuffer<Float>
  }

  /// Memory for one member.
  func room() -> Room {
    Room(
      right: WorkBuffer(count: Self.chunkRowCount * size, repeating: 0),
      left: WorkBuffer(count: Self.chunkRowCount * Self.bandHeight, repeating: 0),
      ones: WorkBuffer(count: Self.bandHeight, repeating: 1),
      workspace: WorkBuffer(
        count: KernelTable.productsWorkspaceCount(leftCount: Self.bandHeight), repeating: 0))
  }

  /// Adds scale x sum w x x^T to the upper triangle of `target` [size x size], in the rows of one band.
  /// Complexity: O(rows x band x size).
  func add(
    _ sample: WeightedRows, scale: Float, band: Range<Int>, to target: MatrixBlock<Float>, _ room: Room
  ) {
    for first in stride(from: 0, to: sample.count, by: Self.chunkRowCount) {
      let rows = first..<min(first + Self.chunkRowCount, sample.count)
      let right = MatrixBlock(room.right, stride: size, rowCount: rows.count, columnCount: size)
      features.widen(.order(sample.rows, rows), hasOne: hasBias, by: kernels, into: right)
      let left = MatrixBlock(
        room.left, stride: band.count, rowCount: rows.count, columnCount: band.count)
      right.part(0..<rows.count, band).copy(to: left)
      kernels.scale(
        left, rowFactors: sample.weights, at: rows.lowerBound, columnFactors: room.ones, at: 0)
      kernels.addProducts(
        scale: scale, left, right.part(0..<rows.count, band.lowerBound..<size),
        into: target.part(band, band.lowerBound..<size), workspace: room.workspace)
    }
  }

  /// The whole upper triangle, by all members of a team.
  func matrix(of sample: WeightedRows, scale: Float, stride: Int, team: WorkerTeam) -> WorkBuffer<Float> {
    let matrix = WorkBuffer<Float>(count: size * stride, repeating: 0)
    let target = MatrixBlock(matrix, stride: stride, rowCount: size, columnCount: size)
    let bands = bands
    let next = SharedCounter()
    team.run { _ in
      let room = room()
      while true {
        let index = next.take()
        guard index < bands.count else { return }
        add(sample, scale: scale, band: bands[index], to: target, room)
      }
    }
    return matrix
  }
}
