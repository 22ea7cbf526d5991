// Scoring many rows: logits, probabilities or top classes, tile by tile on a team.

/// A linear layer ready to score. Complexity of every call: O(rows x features x classes), in tiles that the members
/// of the team take as they come; rows do not depend on each other.
package struct BatchScorer: Sendable {
  /// What to make of the logits.
  package enum Output: Sendable {
    case logits
    case probabilities
    case logProbabilities
  }

  private let shape: LayerShape
  private let weights: LaidWeights
  private let bias: WorkBuffer<Float>
  /// What becomes of the layer's logits; nil: they are the outputs'.
  private let map: OutputMap?
  private let engine: Engine

  /// The largest logit: beyond it, differences could leave the range of Float32.
  private static let limit = Float.greatestFiniteMagnitude / 4

  /// `weights` [classes x features] and `bias` [classes]; `map` is what becomes of the logits.
  package init(weights: [Float], bias: [Float], map: OutputMap? = nil, engine: Engine) {
    precondition(map.map { $0.scales.count == bias.count } ?? true, "a map of the layer's classes")
    self.map = map
    shape = LayerShape(classCount: bias.count, featureCount: weights.count / bias.count)
    self.weights = LaidWeights(weights, shape, engine.kernels)
    self.bias = WorkBuffer(bias, default: 0)
    self.engine = engine
  }

  /// The number of outputs: the layer's classes, or what they are merged into.
  private var outputShape: LayerShape {
    map.map { LayerShape(classCount: $0.outputCount, featureCount: shape.featureCount) } ?? shape
  }

  /// All rows' outputs [rows x classes], the offsets added to the logits, or the first row whose logits are out of range.
  package func matrix(
    of features: Rows, offsets: LogitOffsets? = nil, _ output: Output
  ) -> (values: [Float], overflow: Int?) {
    let outputShape = outputShape
    let values = WorkBuffer<Float>(uninitializedCount: features.sampleCount * outputShape.classCount)
    let overflow = forEachTile(of: features, offsets) {
      [shape, map, kernels = engine.kernels] tile, merged, rows in
      if let map, let merged {
        var result = merged.logits
        if output == .probabilities {
          kernels.softmax(tile, shape, rowCount: rows.count)
          result = merged.probabilities
          map.mergeProbabilities(tile, shape, rowCount: rows.count, into: result, merged.shape)
        } else {
          map.mergeLogits(tile, shape, rowCount: rows.count, into: result, merged.shape, by: kernels)
          if output == .logProbabilities { kernels.logSoftmax(result, merged.shape, rowCount: rows.count) }
        }
        return kernels.copyTile(result, merged.shape, rowCount: rows.count, to: values, row: rows.lowerBound)
      }
      switch output {
      case .logits: break
      case .probabilities: kernels.softmax(tile, shape, rowCount: rows.count)
      case .logProbabilities: kernels.logSoftmax(tile, shape, rowCount: rows.count)
      }
      kernels.copyTile(tile, shape, rowCount: rows.count, to: values, row: rows.lowerBound)
    }
    return (values.array, overflow)
  }

  /// All rows' most probable classes and their probabilities, or the first row whose logits are out of range.
  package func topClasses(
    of features: Rows, offsets: LogitOffsets? = nil
  ) -> (classes: WorkBuffer<UInt32>, probabilities: WorkBuffer<Float>, overflow: Int?) {
    let classes = WorkBuffer<UInt32>(uninitializedCount: features.sampleCount)
    let probabilities = WorkBuffer<Float>(uninitializedCount: features.sampleCount)
    let overflow = forEachTile(of: features, offsets) {
      [shape, map, kernels = engine.kernels] tile, merged, rows in
      if let map, let merged {
        kernels.softmax(tile, shape, rowCount: rows.count)
        map.mergeProbabilities(tile, shape, rowCount: rows.count, into: merged.probabilities, merged.shape)
        return merged.topClasses(
          rowCount: rows.count, classes: classes, probabilities: probabilities, at: rows.lowerBound)
      }
      kernels.topClasses(
        tile, shape, rowCount: rows.count, classes: classes, probabilities: probabilities, at: rows.lowerBound)
    }
    return (classes, probabilities, overflow)
  }

  /// What `evaluate` finds for each row.
  package struct RowScores: Sendable {
    /// The most probable class, and its probability.
    package let classes: WorkBuffer<UInt32>
    package let probabilities: WorkBuffer<Float>
    /// -log p(true class).
    package let logLosses: WorkBuffer<Float>
  }

  /// All rows' scores against their labels, or the first row whose logits are out of range.
  package func evaluate(
    _ features: Rows, labels: ClassLabels, offsets: LogitOffsets? = nil
  ) -> (scores: RowScores, overflow: Int?) {
    precondition(labels.count == features.sampleCount, "a label for each row")
    let count = features.sampleCount
    let scores = RowScores(
      classes: WorkBuffer(uninitializedCount: count), probabilities: WorkBuffer(uninitializedCount: count),
      logLosses: WorkBuffer(uninitializedCount: count))
    let overflow = forEachTile(of: features, offsets) {
      [shape, map, kernels = engine.kernels] tile, merged, rows in
      if let map, let merged {
        map.mergeLogits(tile, shape, rowCount: rows.count, into: merged.logits, merged.shape, by: kernels)
        kernels.residuals(
          merged.logits, merged.shape, labels: labels, rows: .range(rows), logLosses: scores.logLosses,
          predictions: scores.classes, at: rows.lowerBound)
        kernels.softmax(tile, shape, rowCount: rows.count)
        map.mergeProbabilities(tile, shape, rowCount: rows.count, into: merged.probabilities, merged.shape)
        return merged.topClasses(
          rowCount: rows.count, classes: scores.classes, probabilities: scores.probabilities,
          at: rows.lowerBound)
      }
      kernels.topClasses(
        tile, shape, rowCount: rows.count, classes: scores.classes, probabilities: scores.probabilities,
        at: rows.lowerBound)
      kernels.residuals(
        tile, shape, labels: labels, rows: .range(rows), logLosses: scores.logLosses,
        predictions: scores.classes,
        at: rows.lowerBound)
    }
    return (scores, overflow)
  }

  /// Calls `body` with a tile of logits, tiles to merge it into where outputs hold several classes, and the rows in it, on
  /// any member, in any order; returns the first row that is out of range.
  private func forEachTile(
    of features: Rows, _ offsets: LogitOffsets?,
    _ body: @escaping @Sendable (WorkBuffer<Float>, MergedTiles?, Range<Int>) -> Void
  ) -> Int? {
    let tileCount = shape.tileCount(of: features.sampleCount)
    let next = SharedCounter()
    let overflow = SharedMinimum()
    let work = features.readCount * shape.classCount
    let prepared = weights.laid(for: features)
    let step = work > 200_000_000 ? engine.watch?.begin(nil, of: tileCount) : nil
    defer { step.map { engine.watch?.finish($0) } }
    engine.team(forStepOf: work).run { [shape, engine, bias, map] _ in
      let tile = WorkBuffer<Float>(count: shape.tileCount(rowCount: shape.tileRowCount), repeating: 0)
      let workspace = WorkBuffer<Float>(count: shape.workspaceCount, repeating: 0)
      let merged = map.flatMap { $0.isMerging ? MergedTiles($0, of: shape) : nil }
      let reader = features.reader(rowCount: shape.tileRowCount, by: engine.kernels)
      while true {
        let index = next.take()
        guard index < tileCount else { return }
        let rows = shape.tile(index, of: features.sampleCount)
        let open = reader.open(.range(rows))
        open.load(0..<rows.count)
        engine.kernels.logits(
          of: open, shape, prepared: prepared, bias: bias, into: tile, workspace: workspace)
        offsets?.add(to: tile, shape, rows: .range(rows), by: engine.kernels)
        if let row = engine.kernels.firstRow(of: tile, shape, rowCount: rows.count, beyond: Self.limit) {
          overflow.lower(to: rows.lowerBound + row)
        }
        if let map {
          map.scale(tile, shape, rowCount: rows.count)
          if let row = engine.kernels.firstRow(of: tile, shape, rowCount: rows.count, beyond: Self.limit) {
            overflow.lower(to: rows.lowerBound + row)
          }
        }
        body(tile, merged, rows)
        step?.advance()
      }
    }
    return overflow.value
  }
}
