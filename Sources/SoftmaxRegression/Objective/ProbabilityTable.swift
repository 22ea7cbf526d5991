// The probabilities of all samples at one point, in Float32.

import SoftmaxKernels

/// softmax(o) of every sample: one tile of all rows, samples x classes x 4 bytes.
struct ProbabilityTable: Sendable {
  let tile: WorkBuffer<Float>
  let shape: LayerShape
  let sampleCount: Int

  /// Half a pass. Complexity: O(samples x features x classes).
  init(features: Rows, at parameters: Parameters, engine: Engine) {
    let shape = LayerShape(classCount: parameters.classCount, featureCount: parameters.featureCount)
    let sampleCount = features.sampleCount
    let tile = WorkBuffer<Float>(uninitializedCount: shape.tileCount(rowCount: sampleCount))
    let prepared = WorkBuffer<Float>(count: shape.preparedCount, repeating: 0)
    let bias = WorkBuffer(parameters.bias, default: 0)
    engine.kernels.prepare(
      WorkBuffer(parameters.weights, default: 0), shape, features: 0..<shape.featureCount, into: prepared)
    let next = SharedCounter()
    let tileCount = shape.tileCount(of: sampleCount)
    engine.team(forStepOf: sampleCount * shape.weightCount).run { _ in
      let workspace = WorkBuffer<Float>(count: shape.workspaceCount, repeating: 0)
      let reader = features.reader(rowCount: shape.tileRowCount, by: engine.kernels)
      while true {
        let index = next.take()
        guard index < tileCount else { return }
        let rows = shape.tile(index, of: sampleCount)
        let open = reader.open(.range(rows))
        open.load(0..<rows.count)
        engine.kernels.logits(
          of: open, shape, prepared: prepared, bias: bias, into: tile, firstRow: rows.lowerBound,
          workspace: workspace)
        engine.kernels.softmax(tile, shape, firstRow: rows.lowerBound, rowCount: rows.count)
      }
    }
    self.tile = tile
    self.shape = shape
    self.sampleCount = sampleCount
  }

  /// Calls `body` with a function that tells p of a sample and class.
  func withProbabilities<Result>(_ body: ((Int, Int) -> Float) -> Result) -> Result {
    tile.withSpan(0..<tile.count) { span in
      body { sample, classIndex in span[shape.tileIndex(row: sample, classIndex: classIndex)] }
    }
  }
}
