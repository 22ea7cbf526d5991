// What unrounded parameters say of samples, in Float64 or Float32.

package import SoftmaxKernels

/// Scores of rows by parameters in Float64.
///
/// Rows of Float64 are scored in Float64. Of others the terms are Float32, as in a model of this package.
package struct UnroundedScorer: Sendable {
  /// What is made of the logits.
  package enum Output: Sendable {
    case logits
    case probabilities
    case logProbabilities
  }

  private let parameters: UnroundedParameters
  private let shape: LayerShape
  private let engine: Engine
  /// Rows of a tile.
  private static let tileRowCount = 64

  package init(_ parameters: UnroundedParameters, execution: Execution) {
    self.parameters = parameters
    let classCount = parameters.bias.count
    shape = LayerShape(classCount: classCount, featureCount: parameters.weights.count / classCount)
    engine = execution.engine
  }

  /// Writes [rows x classes] of Float64 through `write`, which gets a tile and its rows, on any thread, each row once.
  ///
  /// - Returns: The first row with a logit that is no finite number: its features are none, or too large.
  package func forEachTile(
    of rows: Rows, _ output: Output, _ write: @escaping @Sendable (Span<Double>, Range<Int>) -> Void
  ) -> Int? {
    precondition(rows.featureCount == shape.featureCount, "features' shape")
    let (shape, engine) = (shape, engine)
    let prepared = rows.prepare64(WorkBuffer(parameters.weights, default: 0), shape, by: engine.kernels)
    let bias = WorkBuffer(parameters.bias, default: 0)
    let tileCount = (rows.sampleCount + Self.tileRowCount - 1) / Self.tileRowCount
    let next = SharedCounter()
    let overflow = SharedMinimum()
    engine.team(forStepOf: rows.readCount * shape.classCount).run { _ in
      let tile = WorkBuffer<Double>(count: Self.tileRowCount * shape.classCount, repeating: 0)
      let reader = rows.reader64(rowCount: Self.tileRowCount, by: engine.kernels)
      while true {
        let index = next.take()
        guard index < tileCount else { return }
        let first = index * Self.tileRowCount
        let part = first..<min(first + Self.tileRowCount, rows.sampleCount)
        let open = reader.open(.range(part))
        open.load(0..<part.count)
        engine.kernels.logits64(of: open, shape, prepared: prepared, bias: bias, into: tile)
        if let place = Self.firstNotFinite(tile, 0..<part.count * shape.classCount) {
          overflow.lower(to: first + place / shape.classCount)
        }
        switch output {
        case .logits: break
        case .probabilities: engine.kernels.softmax64(tile, shape, rowCount: part.count)
        case .logProbabilities: Self.logSoftmax(tile, shape, rowCount: part.count, engine.kernels)
        }
        tile.withSpan(0..<part.count * shape.classCount) { write($0, part) }
      }
    }
    return overflow.value
  }

  private static func firstNotFinite(_ tile: WorkBuffer<Double>, _ range: Range<Int>) -> Int? {
    tile.withSpan(range) { values in
      // x - x is 0 for finite numbers alone; a loop without branches is done in vectors.
      var sum = 0.0
      for i in values.indices { sum += values[i] - values[i] }
      guard sum != 0 || sum.isNaN else { return nil }
      return values.indices.first { !values[$0].isFinite }
    }
  }

  private static func logSoftmax(
    _ tile: WorkBuffer<Double>, _ shape: LayerShape, rowCount: Int, _ kernels: KernelTable
  ) {
    let classCount = shape.classCount
    for r in 0..<rowCount {
      let row = (0..<classCount).map { tile[r * classCount + $0] }
      let largest = row.reduce(-.infinity, max)
      let sum = kernels.exponentials64(of: row.map { $0 - largest }).reduce(0, +)
      let logarithm = kernels.logarithms64(of: [sum])[0]
      for k in 0..<classCount { tile[r * classCount + k] = row[k] - largest - logarithm }
    }
  }

  /// [rows x classes] in Float32, of terms in Float32; nil where logits leave its range.
  package func single(_ rows: Rows, _ output: Output) -> [Float]? {
    precondition(rows.featureCount == shape.featureCount, "features' shape")
    let scorer = BatchScorer(
      weights: parameters.weights.map { Float($0) }, bias: parameters.bias.map { Float($0) }, engine: engine)
    let kind: BatchScorer.Output =
      switch output {
      case .logits: .logits
      case .probabilities: .probabilities
      case .logProbabilities: .logProbabilities
      }
    let found = scorer.matrix(of: rows, kind)
    return found.overflow == nil ? found.values : nil
  }
}
