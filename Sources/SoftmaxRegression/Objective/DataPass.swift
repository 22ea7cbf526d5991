// One pass over all samples: the sums that loss and gradient are made of.

import SoftmaxKernels

/// Sums over a data set, each sample's features read once: of losses, hits and (softmax(o) - y) x^T, or of
/// (diag(p) - p p^T) o x^T, which is the product of the second derivatives with the weights that gave the logits o.
/// One pass may serve several models: a tile's features are read from memory for the first of them, and from a core's
/// own cache for the others. Each model's sums have the bits that they have alone.
///
/// A chunk of rows is one member's where its sums are small, and the whole team's where they are not: rows are then dealt
/// out going forward and columns going backward. Both add the same numbers in the same order.
struct DataPass: Sendable {
  /// What a pass comes to.
  struct Sums: Sendable {
    var logLoss = 0.0
    /// Of the samples that are predicted right, each as much as it counts in scores.
    var correctCount = 0.0
    /// Of the stored elements: without their scale. [classes x features], then [classes].
    var weights: [Double]
    var bias: [Double]
  }

  /// What is made of a tile of logits.
  enum Work: Sendable {
    /// Losses, and residuals softmax(o) - y, the offsets added to o.
    case losses(ClassLabels, offsets: LogitOffsets? = nil)
    /// Curvature at these probabilities times the logits.
    case curvature(ProbabilityTable)
  }

  /// The weights whose logits are taken, and what is made of them.
  private struct Model: Sendable {
    let work: Work
    let sampleWeights: SampleWeights?
    let prepared: WorkBuffer<Float>
    let bias: WorkBuffer<Float>

    /// Whether these rows are known to have no weight.
    func leavesOut(_ rows: Range<Int>) -> Bool {
      guard let absent = sampleWeights?.absentRun else { return false }
      return absent.lowerBound <= rows.lowerBound && rows.upperBound <= absent.upperBound
    }
  }

  private let shape: LayerShape
  private let features: Rows
  private let models: [Model]
  private let pass: RowPass

  /// Features of a tile that stay in a core's second cache beside everything else.
  private static let cachedByteCount = 256 << 10
  /// Sums that a member may have to itself: with few classes, and with many, whose weights fill the cache as well.
  private static let ownSumLimits = (few: 1 << 20, many: 1 << 15)
  /// The one of them that holds here; more sums are the whole team's. It has no say in the bits.
  var ownSumLimit: Int

  init(
    features: Rows, _ work: Work, sampleWeights: SampleWeights? = nil, at parameters: Parameters,
    _ pass: RowPass
  ) {
    self.init(features: features, [(work, sampleWeights, parameters)], pass)
  }

  /// A pass for several models of one shape.
  init(
    features: Rows, _ models: [(work: Work, sampleWeights: SampleWeights?, parameters: Parameters)],
    _ pass: RowPass
  ) {
    let shape = LayerShape(
      classCount: models[0].parameters.classCount, featureCount: models[0].parameters.featureCount)
    self.shape = shape
    self.features = features
    self.pass = pass
    ownSumLimit = shape.hasFewClasses ? Self.ownSumLimits.few : Self.ownSumLimits.many
    self.models = models.map { work, sampleWeights, parameters in
      return Model(
        work: work, sampleWeights: sampleWeights,
        prepared: features.prepare(
          WorkBuffer(parameters.weights, default: 0), shape, by: pass.engine.kernels),
        bias: WorkBuffer(parameters.bias, default: 0))
    }
  }

  /// Runs the pass for the only model. Complexity: O(samples x features x classes).
  func run() -> Sums { runForEach()[0] }

  /// Runs the pass for each model. Complexity: O(samples x features x classes x models).
  func runForEach() -> [Sums] {
    if let columns = ColumnGradient(of: features, classCount: shape.classCount, pass) {
      return models.map { run($0, columns) }
    }
    let count = models.count * modelCount
    let sums: WorkBuffer<Double>
    if count <= ownSumLimit {
      sums = pass.reduce(
        count: count, chunkLength: shape.chunkRowCount,
        work: features.sampleCount * shape.weightCount * models.count
      ) { [self] in
        (TileWork(shape: shape, rowCount: tileRowCount), features.reader(rowCount: tileRowCount, by: kernels))
      } add: { [self] chunk, room, sums in
        add(chunk, .alone, room.0, room.1, to: sums)
      }
    } else {
      let work = TileWork(shape: shape, rowCount: tileRowCount)
      let reader = features.reader(rowCount: tileRowCount, by: kernels)
      sums = pass.reduceTogether(
        count: count, chunkLength: shape.chunkRowCount, stepWork: tileRowCount * shape.weightCount
      ) { [self] _ in
        work.sharing(shape)
      } add: { [self] chunk, member, work, sums in
        add(chunk, member, work, reader, to: sums)
      }
    }
    return models.indices.map { result(sums, $0) }
  }

  // MARK: Column by column

  /// The sums of one model whose gradient is formed once all residuals are there.
  private func run(_ model: Model, _ columns: ColumnGradient) -> Sums {
    let residuals = columns.residuals(Float(0))
    let classCount = shape.classCount
    // A tile's own gradient is not formed.
    let narrow = LayerShape(classCount: classCount, featureCount: 1)
    let sums = pass.reduce(
      count: classCount + 2, chunkLength: ColumnGradient.residualRowCount, work: columns.work
    ) { [self] in
      (TileWork(shape: narrow, rowCount: tileRowCount), features.reader(rowCount: tileRowCount, by: kernels))
    } add: { [self] chunk, room, sums in
      let (work, reader) = room
      for start in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: tileRowCount) {
        let rows = start..<min(start + tileRowCount, chunk.rows.upperBound)
        guard !model.leavesOut(rows) else {
          residuals.fill(rows.lowerBound * classCount..<rows.upperBound * classCount, with: 0)
          continue
        }
        let open = open(rows, .alone, reader)
        forward(rows, open, 0, place: chunk.place + start - chunk.rows.lowerBound, 0..<rows.count, model, work)
        addLosses(rows, model, work, to: sums, at: classCount)
        work.biasGradient.clear(0..<classCount)
        kernels.addColumnSums(of: work.tile, shape, rowCount: rows.count, into: work.biasGradient)
        kernels.accumulate(work.biasGradient, 0..<classCount, into: sums)
        kernels.copyTile(work.tile, shape, rowCount: rows.count, to: residuals, row: rows.lowerBound)
      }
    }
    return Sums(
      logLoss: sums[classCount], correctCount: sums[classCount + 1], weights: columns.sums(of: residuals),
      bias: (0..<classCount).map { sums[$0] })
  }

  // MARK: Row by row

  /// Of each model W's sums, then b's, the losses', and that of hits.
  /// How many numbers a pass with one model reduces all rows to, where rows form the gradient.
  static func sumCount(of shape: LayerShape) -> Int { shape.weightCount + shape.classCount + 2 }

  private var sumCount: Int { shape.weightCount + shape.classCount }
  private var modelCount: Int { sumCount + 2 }

  private func result(_ sums: WorkBuffer<Double>, _ m: Int) -> Sums {
    sums.withSpan(m * modelCount..<(m + 1) * modelCount) { span in
      Sums(
        logLoss: span[sumCount], correctCount: span[sumCount + 1],
        weights: (0..<shape.weightCount).map { span[$0] },
        bias: (shape.weightCount..<sumCount).map { span[$0] })
    }
  }

  // MARK: A chunk

  /// Rows whose gradients are added in Float32. With many classes four tiles, so that the sum in Float64, which does not
  /// fit into the cache, is touched less often.
  private var tileRowCount: Int {
    guard !shape.hasFewClasses else { return shape.tileRowCount }
    return min(4 * shape.tileRowCount, max(LayerShape.rowUnit, (1 << 22) / shape.classCount / 16 * 16))
  }

  /// Rows whose features are read from the cache going backward. With many classes a multiple of the rows after which the
  /// kernels' chains begin anew, so that what is left out between two of them changes nothing.
  private var partRowCount: Int {
    guard shape.hasFewClasses else { return tileRowCount }
    return max(1, Self.cachedByteCount / features.rowByteCount / LayerShape.rowUnit) * LayerShape.rowUnit
  }

  /// A tile's rows in parts, without those that are known to have no weight.
  private func parts(of tile: Range<Int>, _ model: Model) -> [Range<Int>] {
    let step = shape.hasFewClasses ? partRowCount : LayerShape.chainRowCount
    var parts: [Range<Int>] = []
    for start in stride(from: tile.lowerBound, to: tile.upperBound, by: step) {
      let part = start..<min(start + step, tile.upperBound)
      if model.leavesOut(part) { continue }
      if let last = parts.last, last.upperBound == start, part.upperBound - last.lowerBound <= partRowCount {
        parts[parts.count - 1] = last.lowerBound..<part.upperBound
      } else {
        parts.append(part)
      }
    }
    return parts
  }

  /// Adds a chunk's sums: the member's share of rows going forward, of columns going backward.
  private func add(
    _ chunk: RowChunk, _ member: WorkerTeam.Member, _ work: TileWork, _ reader: any RowReader<Float>,
    to sums: WorkBuffer<Double>
  ) {
    let columns = member.share(of: shape.featureCount, unit: shape.columnUnit)
    let runs =
      columns.count == shape.featureCount
      ? [0..<shape.weightCount] : (0..<shape.classCount).map { shape.run(of: columns, classIndex: $0) }
    for start in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: tileRowCount) {
      let tile = start..<min(start + tileRowCount, chunk.rows.upperBound)
      // Made ready once for all models.
      let opened = models.count > 1 ? open(tile, member, reader) : nil
      for (m, model) in models.enumerated() {
        let first = m * modelCount
        if !columns.isEmpty { for run in runs { work.gradient.clear(run) } }
        if member.index == 0 { work.biasGradient.clear(0..<shape.classCount) }
        for part in parts(of: tile, model) {
          let open = opened ?? open(part, member, reader)
          let offset = opened == nil ? 0 : part.lowerBound - tile.lowerBound
          let share = member.share(of: part.count, unit: LayerShape.rowUnit)
          forward(
            part, open, offset, place: chunk.place + part.lowerBound - chunk.rows.lowerBound, share, model, work
          )
          member.meet()
          if !columns.isEmpty, !pass.engine.isStopped {
            kernels.addGradient(
              of: open, part: offset..<offset + part.count, residuals: work.tile, shape, columns: columns,
              into: work.gradient, workspace: work.workspace)
          }
          if member.index == 0 {
            addLosses(part, model, work, to: sums, at: first + sumCount)
            kernels.addColumnSums(of: work.tile, shape, rowCount: part.count, into: work.biasGradient)
          }
          member.meet()
        }
        if !columns.isEmpty {
          for run in runs { kernels.accumulate(work.gradient, run, into: sums, offset: first) }
        }
        if member.index == 0 {
          kernels.accumulate(
            work.biasGradient, 0..<shape.classCount, into: sums, offset: first + shape.weightCount)
        }
      }
    }
  }

  private var kernels: KernelTable { pass.engine.kernels }

  /// Opens rows and makes them ready, each member its share.
  private func open(
    _ rows: Range<Int>, _ member: WorkerTeam.Member, _ reader: any RowReader<Float>
  ) -> OpenRows<Float> {
    let open = reader.open(.range(rows))
    if !pass.engine.isStopped { open.load(member.share(of: rows.count, unit: LayerShape.rowUnit)) }
    if models.count > 1 { member.meet() }
    return open
  }

  /// Logits of the rows `share` of a tile that holds `rows`, which are opened from `offset` on, and what is made of them.
  /// `place` is where these rows stand in a table of probabilities.
  private func forward(
    _ rows: Range<Int>, _ open: OpenRows<Float>, _ offset: Int, place: Int, _ share: Range<Int>, _ model: Model,
    _ work: TileWork
  ) {
    // Meetings are kept, whoever wants the work to end: only the arithmetic is left out.
    guard !share.isEmpty, !pass.engine.isStopped else { return }
    let selection = RowSelection.range(rows).part(share)
    kernels.logits(
      of: open, part: offset + share.lowerBound..<offset + share.upperBound, shape, prepared: model.prepared,
      bias: model.bias, into: work.tile, firstRow: share.lowerBound, workspace: work.workspace)
    switch model.work {
    case .losses(let labels, let offsets):
      offsets?.add(to: work.tile, shape, firstRow: share.lowerBound, rows: selection, by: kernels)
      kernels.residuals(
        work.tile, shape, firstRow: share.lowerBound, labels: labels, rows: selection, logLosses: work.losses,
        predictions: work.predictions, at: share.lowerBound)
    case .curvature(let probabilities):
      kernels.curvature(
        of: probabilities.tile, firstRow: place + share.lowerBound, times: work.tile,
        firstRow: share.lowerBound, shape, rowCount: share.count)
    }
    if let sampleWeights = model.sampleWeights {
      kernels.scaleRows(
        work.tile, shape, firstRow: share.lowerBound, rows: selection, by: sampleWeights.single)
    }
  }

  /// Adds the losses and hits of a tile that holds `rows`, in their order.
  private func addLosses(
    _ rows: Range<Int>, _ model: Model, _ work: TileWork, to sums: WorkBuffer<Double>, at position: Int
  ) {
    guard case .losses(let labels, _) = model.work else { return }
    var (loss, correctCount) = (sums[position], sums[position + 1])
    // As spans: with few classes a row's numbers cost more to fetch one by one than its logits.
    work.losses.withSpan(0..<rows.count) { losses in
      work.predictions.withSpan(0..<rows.count) { predictions in
        labels.withIndices(of: rows) { labels in
          for r in losses.indices {
            let weight = model.sampleWeights?[rows.lowerBound + r] ?? 1
            loss += weight * Double(losses[r])
            if predictions[r] == labels[r] {
              correctCount += model.sampleWeights?.score(rows.lowerBound + r) ?? 1
            }
          }
        }
      }
    }
    (sums[position], sums[position + 1]) = (loss, correctCount)
  }
}
