// One pass over all samples: the sums that loss and gradient are made of.

import SoftmaxKernels

/// Sums over a data set, each sample's features read once: of losses, hits and (softmax(o) - y) x^T, or of
/// (diag(p) - p p^T) o x^T, which is the product of the second derivatives with the weights that gave the logits o.
///
/// Two ways, and the shape alone decides between them. With few parameters, chunks of rows are worked on by one
/// member each, and their sums are added in pairs. With many, there is one sum, of which every member has its own
/// columns, while the rows of a tile are dealt out. Neither depends on the number of members.
struct DataPass: Sendable {
  /// What a pass comes to.
  struct Sums: Sendable {
    var logLoss = 0.0
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

  private let shape: LayerShape
  private let features: FeatureMatrix
  private let work: Work
  private let sampleWeights: SampleWeights?
  private let engine: Engine
  private let prepared: WorkBuffer<Float>
  private let bias: WorkBuffer<Float>

  /// Features of a tile that stay in a core's second cache beside everything else.
  private static let cachedByteCount = 256 << 10

  /// Memory for chunks' sums: at most 64 MB.
  private static let chunkByteLimit = 64 << 20

  init(
    features: FeatureMatrix, _ work: Work, sampleWeights: SampleWeights? = nil, at parameters: Parameters,
    engine: Engine
  ) {
    shape = LayerShape(classCount: parameters.classCount, featureCount: parameters.featureCount)
    self.features = features
    self.work = work
    self.sampleWeights = sampleWeights
    self.engine = engine
    prepared = WorkBuffer(count: shape.preparedCount, repeating: 0)
    bias = WorkBuffer(parameters.bias, default: 0)
    engine.kernels.prepare(
      WorkBuffer(parameters.weights, default: 0), shape, features: 0..<shape.featureCount, into: prepared)
  }

  /// Runs the pass. Complexity: O(samples x features x classes).
  func run() -> Sums {
    let chunkLimit = min(16, Self.chunkByteLimit / (sumCount * MemoryLayout<Double>.size))
    return shape.hasFewClasses && chunkLimit >= 4 ? runByChunks(atMost: chunkLimit) : runByColumns()
  }

  /// W's sums, then b's.
  private var sumCount: Int { shape.weightCount + shape.classCount }

  // MARK: By chunks of rows

  private func runByChunks(atMost chunkLimit: Int) -> Sums {
    let sampleCount = features.sampleCount
    let tileRowCount = shape.tileRowCount
    let share = (sampleCount + chunkLimit - 1) / chunkLimit
    let chunkRowCount = (max(4096, share) + tileRowCount - 1) / tileRowCount * tileRowCount
    let chunkCount = (sampleCount + chunkRowCount - 1) / chunkRowCount
    let cachedRowCount =
      max(1, Self.cachedByteCount / features.rowByteCount / LayerShape.rowUnit) * LayerShape.rowUnit
    let sumCount = sumCount
    let sums = WorkBuffer<Double>(count: chunkCount * sumCount, repeating: 0)
    let losses = WorkBuffer<Double>(count: chunkCount, repeating: 0)
    let correctCounts = WorkBuffer<Int>(count: chunkCount, repeating: 0)
    let next = SharedCounter()
    engine.team(forStepOf: sampleCount * shape.weightCount).run { [self] member in
      let work = TileWork(shape: shape, rowCount: tileRowCount)
      while true {
        let chunk = next.take()
        guard chunk < chunkCount else { break }
        for first in stride(
          from: chunk * chunkRowCount, to: min((chunk + 1) * chunkRowCount, sampleCount), by: tileRowCount)
        {
          let rows = first..<min(first + tileRowCount, sampleCount)
          work.gradient.clear(0..<shape.weightCount)
          work.biasGradient.clear(0..<shape.classCount)
          // A tile's features are read from the cache going backward only where they fit into it.
          for start in stride(from: rows.lowerBound, to: rows.upperBound, by: cachedRowCount) {
            let part = start..<min(start + cachedRowCount, rows.upperBound)
            forward(part, 0..<part.count, work)
            sumRows(part, work, loss: &losses[chunk], correctCount: &correctCounts[chunk])
            addGradients(part, 0..<shape.featureCount, work)
            engine.kernels.addColumnSums(of: work.tile, shape, rowCount: part.count, into: work.biasGradient)
          }
          accumulate(work.gradient, 0..<shape.weightCount, into: sums, offset: chunk * sumCount)
          accumulate(
            work.biasGradient, 0..<shape.classCount, into: sums, offset: chunk * sumCount + shape.weightCount)
        }
      }
      member.meet()
      sums.addRunsPairwise(count: chunkCount, stride: sumCount, at: member.share(of: sumCount, unit: 16))
    }
    losses.addRunsPairwise(count: chunkCount, stride: 1, at: 0..<1)
    return result(sums, loss: losses[0], correctCount: correctCounts.array.reduce(0, +))
  }

  // MARK: By columns of the gradient

  private func runByColumns() -> Sums {
    let sampleCount = features.sampleCount
    // Four tiles at once, so that the sum in Float64, which does not fit into the cache, is touched less often.
    let rowCount = min(4 * shape.tileRowCount, max(LayerShape.rowUnit, (1 << 22) / shape.classCount / 16 * 16))
    let sums = WorkBuffer<Double>(count: sumCount, repeating: 0)
    let work = TileWork(shape: shape, rowCount: rowCount)
    let totals = WorkBuffer<Double>(count: 1, repeating: 0)
    let correctCounts = WorkBuffer<Int>(count: 1, repeating: 0)
    engine.team(forStepOf: rowCount * shape.weightCount).run { [self] member in
      let own = work.sharing(shape)
      let columns = member.share(of: shape.featureCount, unit: shape.columnUnit)
      for first in stride(from: 0, to: sampleCount, by: rowCount) {
        let rows = first..<min(first + rowCount, sampleCount)
        forward(rows, member.share(of: rows.count, unit: LayerShape.rowUnit), own)
        member.meet()
        if !columns.isEmpty {
          for k in 0..<shape.classCount { own.gradient.clear(shape.run(of: columns, classIndex: k)) }
          addGradients(rows, columns, own)
          for k in 0..<shape.classCount {
            accumulate(own.gradient, shape.run(of: columns, classIndex: k), into: sums)
          }
        }
        if member.index == 0 {
          sumRows(rows, own, loss: &totals[0], correctCount: &correctCounts[0])
          own.biasGradient.clear(0..<shape.classCount)
          engine.kernels.addColumnSums(of: own.tile, shape, rowCount: rows.count, into: own.biasGradient)
          accumulate(own.biasGradient, 0..<shape.classCount, into: sums, offset: shape.weightCount)
        }
        member.meet()
      }
    }
    return result(sums, loss: totals[0], correctCount: correctCounts[0])
  }

  // MARK: A tile

  /// Logits of the rows `share` of a tile that holds `rows`, and what is made of them.
  private func forward(_ rows: Range<Int>, _ share: Range<Int>, _ work: TileWork) {
    guard !share.isEmpty else { return }
    let selection = RowSelection.range(rows).part(share)
    engine.kernels.logits(
      of: features, rows: selection, shape, prepared: prepared, bias: bias, into: work.tile,
      firstRow: share.lowerBound, workspace: work.workspace)
    switch self.work {
    case .losses(let labels):
      engine.kernels.residuals(
        work.tile, shape, firstRow: share.lowerBound, labels: labels, rows: selection, logLosses: work.losses,
        predictions: work.predictions, at: share.lowerBound)
    case .curvature(let probabilities):
      engine.kernels.curvature(
        of: probabilities.tile, firstRow: rows.lowerBound + share.lowerBound, times: work.tile,
        firstRow: share.lowerBound, shape, rowCount: share.count)
    }
    if let sampleWeights {
      engine.kernels.scaleRows(
        work.tile, shape, firstRow: share.lowerBound, rows: selection, by: sampleWeights.single)
    }
  }

  /// Adds the losses and hits of a tile that holds `rows`, in their order.
  private func sumRows(_ rows: Range<Int>, _ work: TileWork, loss: inout Double, correctCount: inout Int) {
    guard case .losses(let labels) = self.work else { return }
    for (r, row) in rows.enumerated() {
      loss += (sampleWeights?[row] ?? 1) * Double(work.losses[r])
      correctCount += Int(work.predictions[r]) == labels[row] ? 1 : 0
    }
  }

  /// Adds the gradient of some columns of W to the tile's.
  private func addGradients(_ rows: Range<Int>, _ columns: Range<Int>, _ work: TileWork) {
    engine.kernels.addGradient(
      of: features, rows: .range(rows), residuals: work.tile, shape, columns: columns,
      into: work.gradient, workspace: work.workspace)
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
