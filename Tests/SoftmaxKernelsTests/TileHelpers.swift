// Tiles from plain rows and back, and rows opened at once, for the tests.

@testable import SoftmaxKernels

extension Rows {
  /// Opens rows and makes all of them ready, by a reader of their own.
  func opened(_ selection: RowSelection) -> OpenRows<Float> {
    let open = storage.reader(rowCount: selection.count, by: .best).open(selection)
    open.load(0..<selection.count)
    return open
  }

  /// The same for sums in Float64.
  func opened64(_ selection: RowSelection) -> OpenRows<Double> {
    let open = storage.reader64(rowCount: selection.count, by: .best).open(selection)
    open.load(0..<selection.count)
    return open
  }
}

extension LayerShape {
  /// A tile that holds `rows` [any x classes].
  func tile(of rows: [Float]) -> WorkBuffer<Float> {
    let rowCount = rows.count / classCount
    let tile = WorkBuffer<Float>(count: tileCount(rowCount: rowCount), repeating: .nan)
    for r in 0..<rowCount {
      for k in 0..<classCount { tile[tileIndex(row: r, classIndex: k)] = rows[r * classCount + k] }
    }
    return tile
  }

  /// The rows of a tile, [rowCount x classes].
  func rows(of tile: WorkBuffer<Float>, count rowCount: Int) -> [Float] {
    (0..<rowCount).flatMap { r in (0..<classCount).map { tile[tileIndex(row: r, classIndex: $0)] } }
  }

  var workspace: WorkBuffer<Float> { WorkBuffer(count: workspaceCount, repeating: 0) }
}

extension KernelTable {
  /// Logits of the selected rows, [rows x classes].
  func logits(
    of features: Rows, rows: RowSelection, _ shape: LayerShape, weights: [Float], bias: [Float]
  ) -> [Float] {
    let prepared = WorkBuffer<Float>(count: shape.preparedCount, repeating: .nan)
    prepare(WorkBuffer(weights, default: 0), shape, features: 0..<shape.featureCount, into: prepared)
    let tile = WorkBuffer<Float>(count: shape.tileCount(rowCount: rows.count), repeating: .nan)
    logits(
      of: features.opened(rows), shape, prepared: prepared, bias: WorkBuffer(bias, default: 0), into: tile,
      workspace: shape.workspace)
    return shape.rows(of: tile, count: rows.count)
  }

  /// softmax(o) - y, losses and predictions of rows of logits.
  func residuals(
    of rows: [Float], classCount: Int, labels: [UInt32]
  ) -> (residuals: [Float], losses: [Float], predictions: [UInt32]) {
    let shape = LayerShape(classCount: classCount, featureCount: 1)
    let count = rows.count / classCount
    let tile = shape.tile(of: rows)
    let losses = WorkBuffer<Float>(count: count, repeating: .nan)
    let predictions = WorkBuffer<UInt32>(count: count, repeating: 99)
    residuals(
      tile, shape, labels: ClassLabels(labels, classCount: classCount), rows: .range(0..<count),
      logLosses: losses,
      predictions: predictions, at: 0)
    return (shape.rows(of: tile, count: count), losses.array, predictions.array)
  }

  /// Probabilities of rows of logits.
  func softmax(of rows: [Float], classCount: Int) -> [Float] {
    let shape = LayerShape(classCount: classCount, featureCount: 1)
    let tile = shape.tile(of: rows)
    softmax(tile, shape, rowCount: rows.count / classCount)
    return shape.rows(of: tile, count: rows.count / classCount)
  }

  /// Log-probabilities of rows of logits.
  func logSoftmax(of rows: [Float], classCount: Int) -> [Float] {
    let shape = LayerShape(classCount: classCount, featureCount: 1)
    let tile = shape.tile(of: rows)
    logSoftmax(tile, shape, rowCount: rows.count / classCount)
    return shape.rows(of: tile, count: rows.count / classCount)
  }
}
