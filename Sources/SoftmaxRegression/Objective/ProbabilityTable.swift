// The probabilities of all samples at hand, in Float32.

import SoftmaxKernels

/// softmax(o) of every sample: one tile of all rows at hand, samples x classes x 4 bytes. Each part of them begins with a
/// group of rows (`RowChunk.place`).
struct ProbabilityTable: Sendable {
  let tile: WorkBuffer<Float>
  let shape: LayerShape
  /// Samples at hand.
  let sampleCount: Int
  /// Where each sample stands in the tile; nil where that is its number.
  private let places: [Int]?

  /// Half a pass. Complexity: O(samples x features x classes).
  init(features: Rows, at parameters: Parameters, offsets: LogitOffsets? = nil, _ pass: RowPass) {
    let shape = LayerShape(classCount: parameters.classCount, featureCount: parameters.featureCount)
    let parts = pass.parts.ownParts
    let end = parts.last.map { $0.place + $0.rows.count } ?? 0
    let tile = WorkBuffer<Float>(uninitializedCount: shape.tileCount(rowCount: end))
    let bias = WorkBuffer(parameters.bias, default: 0)
    let kernels = pass.engine.kernels
    let prepared = features.prepare(WorkBuffer(parameters.weights, default: 0), shape, by: kernels)
    let chunkLength = features.isSparse ? ColumnGradient.residualRowCount : shape.chunkRowCount
    pass.forEachChunk(ofRows: chunkLength, work: features.readCount * shape.classCount) {
      (
        WorkBuffer<Float>(count: shape.workspaceCount, repeating: 0),
        features.reader(rowCount: shape.tileRowCount, by: kernels)
      )
    } body: { chunk, room in
      for offset in stride(from: 0, to: chunk.rows.count, by: shape.tileRowCount) {
        let first = chunk.rows.lowerBound + offset
        let rows = first..<min(first + shape.tileRowCount, chunk.rows.upperBound)
        let open = room.1.open(.range(rows))
        open.load(0..<rows.count)
        kernels.logits(
          of: open, shape, prepared: prepared, bias: bias, into: tile, firstRow: chunk.place + offset,
          workspace: room.0)
        offsets?.add(to: tile, shape, firstRow: chunk.place + offset, rows: .range(rows), by: kernels)
        kernels.softmax(tile, shape, firstRow: chunk.place + offset, rowCount: rows.count)
      }
    }
    self.tile = tile
    self.shape = shape
    sampleCount = features.sampleCount
    places =
      parts.count < 2
      ? nil : parts.flatMap { part in part.rows.indices.map { part.place + $0 - part.rows.lowerBound } }
  }

  /// Calls `body` with a function that tells p of a sample and class.
  func withProbabilities<Result>(_ body: ((Int, Int) -> Float) -> Result) -> Result {
    tile.withSpan(0..<tile.count) { span in
      body { sample, classIndex in
        span[shape.tileIndex(row: places?[sample] ?? sample, classIndex: classIndex)]
      }
    }
  }
}
