// One pass over all samples: the sums that loss and gradient are made of.

import SoftmaxKernels

/// Sums over a data set, each sample's features read once: of losses, hits and (softmax(o) - y) x^T, or of
/// (diag(p) - p p^T) o x^T, which is the product of the second derivatives with the weights that gave the logits o.
/// One pass may serve several models: a tile's features are read from memory for the first of them, and from a core's
/// own cache for the others. Each model's sums have the bits that they have alone.
///
/// Two ways, and the shape alone decides between them. With few parameters, chunks of rows are worked on by one
/// member each, and their sums are added in pairs. With many, there is one sum, of which every member has its own
/// columns, while the rows of a tile are dealt out. Neither depends on the number of members.
struct DataPass: Sendable {
  /// What a pass comes to.
  struct Sums: Sendable {
    var logLoss = 0.0
    /// Of the samples whose weight is above 0.
    var correctCount = 0
    /// Of the stored elements: without their scale. [classes x features], then [classes].
    var weights: [Double]
    var bias: [Double]
  }

  /// What is made of a tile of logits.
  enum Work: Sendable {
    /// Losses, and residuals softmax(o) - y.
    case losses(ClassLabels)
    /// Curvature at these probabilities times the logits.
    case curvature(ProbabilityTable)
  }

  /// The weights whose logits are taken, and what is made of them.
  private struct Model: Sendable {
    let work: Work
    let sampleWeights: SampleWeights?
    let prepared: WorkBuffer<Float>
    let bias: WorkBuffer<Float>

    /// The rows of a tile that have weights above 0, or may have: in one run or two.
    func counting(_ rows: Range<Int>) -> [Range<Int>] {
      guard let absent = sampleWeights?.absentRun, absent.overlaps(rows) else { return [rows] }
      return [
        rows.lowerBound..<max(rows.lowerBound, absent.lowerBound),
        min(rows.upperBound, absent.upperBound)..<rows.upperBound,
      ].filter { !$0.isEmpty }
    }
  }

  private let shape: LayerShape
  private let features: Rows
  private let models: [Model]
  private let engine: Engine

  /// Features of a tile that stay in a core's second cache beside everything else.
  private static let cachedByteCount = 256 << 10

  /// Memory for chunks' sums: at most 64 MB.
  private static let chunkByteLimit = 64 << 20

  init(
    features: Rows, _ work: Work, sampleWeights: SampleWeights? = nil, at parameters: Parameters,
    engine: Engine
  ) {
    self.init(features: features, [(work, sampleWeights, parameters)], engine: engine)
  }

  /// A pass for several models of one shape.
  init(
    features: Rows, _ models: [(work: Work, sampleWeights: SampleWeights?, parameters: Parameters)],
    engine: Engine
  ) {
    let shape = LayerShape(
      classCount: models[0].parameters.classCount, featureCount: models[0].parameters.featureCount)
    self.shape = shape
    self.features = features
    self.engine = engine
    self.models = models.map { work, sampleWeights, parameters in
      let prepared = WorkBuffer<Float>(count: shape.preparedCount, repeating: 0)
      engine.kernels.prepare(
        WorkBuffer(parameters.weights, default: 0), shape, features: 0..<shape.featureCount, into: prepared)
      return Model(
        work: work, sampleWeights: sampleWeights, prepared: prepared,
        bias: WorkBuffer(parameters.bias, default: 0))
    }
  }

  /// Runs the pass for the only model. Complexity: O(samples x features x classes).
  func run() -> Sums { runForEach()[0] }

  /// Runs the pass for each model. Complexity: O(samples x features x classes x models).
  func runForEach() -> [Sums] {
    let chunkLimit = min(16, Self.chunkByteLimit / (sumCount * MemoryLayout<Double>.size))
    return shape.hasFewClasses && chunkLimit >= 4 ? runByChunks(atMost: chunkLimit) : runByColumns()
  }

  /// W's sums, then b's.
  private var sumCount: Int { shape.weightCount + shape.classCount }

  // MARK: By chunks of rows

  private func runByChunks(atMost chunkLimit: Int) -> [Sums] {
    let sampleCount = features.sampleCount
    let tileRowCount = shape.tileRowCount
    let share = (sampleCount + chunkLimit - 1) / chunkLimit
    let chunkRowCount = (max(4096, share) + tileRowCount - 1) / tileRowCount * tileRowCount
    let chunkCount = (sampleCount + chunkRowCount - 1) / chunkRowCount
    let cachedRowCount =
      max(1, Self.cachedByteCount / features.rowByteCount / LayerShape.rowUnit) * LayerShape.rowUnit
    let sumCount = sumCount
    let sums = models.map { _ in WorkBuffer<Double>(count: chunkCount * sumCount, repeating: 0) }
    let losses = models.map { _ in WorkBuffer<Double>(count: chunkCount, repeating: 0) }
    let correctCounts = models.map { _ in WorkBuffer<Int>(count: chunkCount, repeating: 0) }
    let next = SharedCounter()
    engine.team(forStepOf: sampleCount * shape.weightCount * models.count).run { [self] member in
      let work = TileWork(shape: shape, rowCount: tileRowCount)
      let reader = features.reader(rowCount: tileRowCount, by: engine.kernels)
      while true {
        let chunk = next.take()
        guard chunk < chunkCount else { break }
        for first in stride(
          from: chunk * chunkRowCount, to: min((chunk + 1) * chunkRowCount, sampleCount), by: tileRowCount)
        {
          let rows = first..<min(first + tileRowCount, sampleCount)
          for (m, model) in models.enumerated() {
            work.gradient.clear(0..<shape.weightCount)
            work.biasGradient.clear(0..<shape.classCount)
            for run in model.counting(rows) {
              // A tile's features are read from the cache going backward only where they fit into it.
              for start in stride(from: run.lowerBound, to: run.upperBound, by: cachedRowCount) {
                let part = start..<min(start + cachedRowCount, run.upperBound)
                let open = reader.open(.range(part))
                open.load(0..<part.count)
                forward(open, part, 0..<part.count, model, work)
                sumRows(part, model, work, loss: &losses[m][chunk], correctCount: &correctCounts[m][chunk])
                addGradients(open, 0..<shape.featureCount, work)
                engine.kernels.addColumnSums(
                  of: work.tile, shape, rowCount: part.count, into: work.biasGradient)
              }
            }
            accumulate(work.gradient, 0..<shape.weightCount, into: sums[m], offset: chunk * sumCount)
            accumulate(
              work.biasGradient, 0..<shape.classCount, into: sums[m],
              offset: chunk * sumCount + shape.weightCount)
          }
        }
      }
      member.meet()
      for sum in sums {
        sum.addRunsPairwise(count: chunkCount, stride: sumCount, at: member.share(of: sumCount, unit: 16))
      }
    }
    return models.indices.map { m in
      losses[m].addRunsPairwise(count: chunkCount, stride: 1, at: 0..<1)
      return result(sums[m], loss: losses[m][0], correctCount: correctCounts[m].array.reduce(0, +))
    }
  }

  // MARK: By columns of the gradient

  private func runByColumns() -> [Sums] {
    let sampleCount = features.sampleCount
    // Four tiles at once, so that the sum in Float64, which does not fit into the cache, is touched less often.
    let rowCount = min(4 * shape.tileRowCount, max(LayerShape.rowUnit, (1 << 22) / shape.classCount / 16 * 16))
    let sums = models.map { _ in WorkBuffer<Double>(count: sumCount, repeating: 0) }
    let work = TileWork(shape: shape, rowCount: rowCount)
    let totals = WorkBuffer<Double>(count: models.count, repeating: 0)
    let correctCounts = WorkBuffer<Int>(count: models.count, repeating: 0)
    let reader = features.reader(rowCount: rowCount, by: engine.kernels)
    engine.team(forStepOf: rowCount * shape.weightCount).run { [self] member in
      let own = work.sharing(shape)
      let columns = member.share(of: shape.featureCount, unit: shape.columnUnit)
      for first in stride(from: 0, to: sampleCount, by: rowCount) {
        for (m, model) in models.enumerated() {
          for rows in model.counting(first..<min(first + rowCount, sampleCount)) {
            let open = reader.open(.range(rows))
            let share = member.share(of: rows.count, unit: LayerShape.rowUnit)
            open.load(share)
            forward(open, rows, share, model, own)
            member.meet()
            if !columns.isEmpty {
              for k in 0..<shape.classCount { own.gradient.clear(shape.run(of: columns, classIndex: k)) }
              addGradients(open, columns, own)
              for k in 0..<shape.classCount {
                accumulate(own.gradient, shape.run(of: columns, classIndex: k), into: sums[m])
              }
            }
            if member.index == 0 {
              sumRows(rows, model, own, loss: &totals[m], correctCount: &correctCounts[m])
              own.biasGradient.clear(0..<shape.classCount)
              engine.kernels.addColumnSums(of: own.tile, shape, rowCount: rows.count, into: own.biasGradient)
              accumulate(own.biasGradient, 0..<shape.classCount, into: sums[m], offset: shape.weightCount)
            }
            member.meet()
          }
        }
      }
    }
    return models.indices.map { result(sums[$0], loss: totals[$0], correctCount: correctCounts[$0]) }
  }

  // MARK: A tile

  /// Logits of the rows `share` of a tile that holds `rows`, and what is made of them.
  private func forward(
    _ open: OpenRows<Float>, _ rows: Range<Int>, _ share: Range<Int>, _ model: Model, _ work: TileWork
  ) {
    guard !share.isEmpty else { return }
    let selection = RowSelection.range(rows).part(share)
    engine.kernels.logits(
      of: open, part: share, shape, prepared: model.prepared, bias: model.bias, into: work.tile,
      firstRow: share.lowerBound, workspace: work.workspace)
    switch model.work {
    case .losses(let labels):
      engine.kernels.residuals(
        work.tile, shape, firstRow: share.lowerBound, labels: labels, rows: selection, logLosses: work.losses,
        predictions: work.predictions, at: share.lowerBound)
    case .curvature(let probabilities):
      engine.kernels.curvature(
        of: probabilities.tile, firstRow: rows.lowerBound + share.lowerBound, times: work.tile,
        firstRow: share.lowerBound, shape, rowCount: share.count)
    }
    if let sampleWeights = model.sampleWeights {
      engine.kernels.scaleRows(
        work.tile, shape, firstRow: share.lowerBound, rows: selection, by: sampleWeights.single)
    }
  }

  /// Adds the losses and hits of a tile that holds `rows`, in their order.
  private func sumRows(
    _ rows: Range<Int>, _ model: Model, _ work: TileWork, loss: inout Double, correctCount: inout Int
  ) {
    guard case .losses(let labels) = model.work else { return }
    for (r, row) in rows.enumerated() {
      let weight = model.sampleWeights?[row] ?? 1
      loss += weight * Double(work.losses[r])
      correctCount += weight > 0 && Int(work.predictions[r]) == labels[row] ? 1 : 0
    }
  }

  /// Adds the gradient of some columns of W to the tile's.
  private func addGradients(_ open: OpenRows<Float>, _ columns: Range<Int>, _ work: TileWork) {
    engine.kernels.addGradient(
      of: open, residuals: work.tile, shape, columns: columns, into: work.gradient, workspace: work.workspace)
  }

  private func accumulate(
    _ values: WorkBuffer<Float>, _ range: Range<Int>, into sums: WorkBuffer<Double>, offset: Int = 0
  ) {
    engine.kernels.accumulate(values, range, into: sums, offset: offset)
  }

  private func result(_ sums: WorkBuffer<Double>, loss: Double, correctCount: Int) -> Sums {
    sums.withSpan(0..<sumCount) { span in
      Sums(
        logLoss: loss, correctCount: correctCount, weights: (0..<shape.weightCount).map { span[$0] },
        bias: (shape.weightCount..<sumCount).map { span[$0] })
    }
  }
}
