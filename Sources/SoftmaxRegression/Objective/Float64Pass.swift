// Passes over all samples in Float64: for exact values, gradients and certificates.

import SoftmaxKernels

/// Sums over a data set of which every term is Float64.
///
/// Each costs two to four times one in Float32.
struct Float64Pass: Sendable {
  /// What a pass at W and b comes to.
  struct Sums: Sendable {
    var logLoss = 0.0
    /// Of the samples that are predicted right, each as much as it counts in scores.
    var correctCount = 0.0
    /// Of (softmax(o) - y) x^T in stored elements, without their scale; [classes x features].
    var weights: [Double]
    /// Of softmax(o) - y.
    var bias: [Double]
    /// Of p p^T [classes x classes], p = softmax(o), where that was asked for; else empty.
    var products: [Double]

    /// Hands the weights' sums over, and keeps none.
    mutating func takeWeights() -> [Double] {
      defer { weights = [] }
      return weights
    }
  }

  private let features: Rows
  private let labels: ClassLabels
  private let shape: LayerShape
  private let sampleWeights: SampleWeights?
  private let offsets: LogitOffsets?
  private let pass: RowPass
  /// Whether logits come from `CompensatedLogits`: for parameters and features so large that Float64 loses the
  /// differences between logits.
  private let isCompensated: Bool
  /// What forms gradients once all residuals are there; nil where each tile adds its own.
  private let columns: ColumnGradient?

  /// Rows of a tile: what they make in Float64 stays in a core's own cache.
  private static let tileRowCount = 64

  init(_ samples: FitSamples, isCompensated: Bool = false) {
    self.isCompensated = isCompensated
    features = samples.rows
    labels = samples.labels
    sampleWeights = samples.weights
    offsets = samples.offsets
    pass = samples.pass
    shape = LayerShape(classCount: samples.classCount, featureCount: samples.featureCount)
    columns = ColumnGradient(of: samples.rows, classCount: samples.classCount, samples.pass)
  }

  /// Among the sums, those of the weights come first where tiles add them.
  private var ownWeightCount: Int { columns == nil ? shape.weightCount : 0 }

  /// Chunks whose sums are small may be short.
  private var chunkRowCount: Int {
    columns == nil ? shape.float64ChunkRowCount : ColumnGradient.residualRowCount
  }

  /// The weights' sums, formed from the residuals that were kept or, where tiles have added them, the first of `sums`.
  private func weights(_ sums: [Double], _ residuals: WorkBuffer<Double>?) -> [Double] {
    guard let columns, let residuals else { return Array(sums[..<shape.weightCount]) }
    return columns.sums(of: residuals)
  }

  /// Losses and gradient, and the products of probabilities where asked for. Complexity: O(samples x features x classes),
  /// with products also O(samples x classes^2).
  func losses(at parameters: Float64Parameters, withProducts: Bool = false) -> Sums {
    let (classCount, fixed) = (shape.classCount, ownWeightCount + shape.classCount)
    let residuals = columns?.residuals(0.0)
    let count = fixed + 2 + (withProducts ? classCount * classCount : 0)
    let sums = sum(count: count, at: parameters, holdsSecond: withProducts) { [self] work, rows, sums in
      engine.kernels.residuals64(
        work.tile, shape, labels: labels, rows: .range(rows), logLosses: work.losses,
        predictions: work.predictions, at: 0)
      if withProducts {
        work.copy(work.tile, to: work.second, rows.count)
        for (r, row) in rows.enumerated() { work.second[r * classCount + labels[row]] += 1 }
        addProducts(of: work.second, rows, to: sums, fixed + 2, work)
      }
      weigh(work, rows)
      for (r, row) in rows.enumerated() {
        let weight = sampleWeights?[row] ?? 1
        sums[fixed] += weight * work.losses[r]
        if Int(work.predictions[r]) == labels[row] { sums[fixed + 1] += sampleWeights?.score(row) ?? 1 }
      }
      addGradient(work, rows, sums, residuals)
    }
    return Sums(
      logLoss: sums[fixed], correctCount: sums[fixed + 1], weights: weights(sums, residuals),
      bias: Array(sums[ownWeightCount..<fixed]), products: Array(sums[(fixed + 2)...]))
  }

  /// What a pass over the probabilities p comes to.
  struct ClassMoments {
    /// Of p.
    let probabilities: [Double]
    /// Of p p^T [classes x classes], where that was asked for; else empty.
    let products: [Double]
  }

  /// The probabilities' moments. Complexity: O(samples x features x classes), with products also O(samples x classes^2).
  func classMoments(at parameters: Float64Parameters, withProducts: Bool) -> ClassMoments {
    let classCount = shape.classCount
    let count = classCount + (withProducts ? classCount * classCount : 0)
    let sums = sum(count: count, at: parameters) { [self] work, rows, sums in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      if withProducts { addProducts(of: work.tile, rows, to: sums, classCount, work) }
      weigh(work, rows)
      addRows(of: work.tile, rows.count, to: sums, 0, work)
    }
    return ClassMoments(probabilities: Array(sums[..<classCount]), products: Array(sums[classCount...]))
  }

  /// Adds the weighted products of a tile's probabilities with themselves to the sums from `first` on.
  private func addProducts(
    of probabilities: WorkBuffer<Double>, _ rows: Range<Int>, to sums: WorkBuffer<Double>, _ first: Int,
    _ work: Work
  ) {
    let classCount = shape.classCount
    func block(_ buffer: WorkBuffer<Double>) -> MatrixBlock<Double> {
      MatrixBlock(buffer, stride: classCount, rowCount: rows.count, columnCount: classCount)
    }
    block(probabilities).copy(to: block(work.copy))
    if let sampleWeights {
      engine.kernels.scaleRows64(work.copy, shape, rows: .range(rows), by: sampleWeights.double)
    }
    engine.kernels.addProducts(
      scale: 1, block(work.copy), block(probabilities),
      into: MatrixBlock(
        sums, first: first, stride: classCount, rowCount: classCount, columnCount: classCount),
      workspace: work.productsWorkspace)
  }

  /// What a pass over a dual point a = max(0, keep p + shift) comes to, p the probabilities at parameters of its own.
  struct DualSums: Sendable {
    /// Of the entropies H(a).
    let entropy: Double
    /// Of the divergences KL(a || q), q the probabilities of the model that is held against the dual point.
    let divergence: Double
    /// Of the magnitudes of what each divergence is the small difference of.
    let divergenceTerms: Double
    /// Of |a - q| over the classes: what a change of the model's logits is worth.
    let distance: Double
    /// Of the largest difference between two of the model's logits of a row.
    let logitRange: Double
    /// Of (a - y) x^T in stored elements, without their scale; [classes x features].
    private(set) var weights: [Double]
    /// Of a - y, and of its magnitude.
    let bias: [Double]
    let magnitudes: [Double]
    /// Of (a - y) c, c the offsets, and of the magnitudes of its terms; 0 without offsets.
    let offset: Double
    let offsetTerms: Double

    /// Hands the weights' sums over, and keeps none.
    mutating func takeWeights() -> [Double] {
      defer { weights = [] }
      return weights
    }
  }

  /// The sums over a dual point that `point`'s probabilities give, held against the model `saved`. With `reusesLogits` the
  /// products with the features are `saved`'s where the weights are; else the probabilities have `point`'s own bits. With
  /// `isTrueShareTheRest` the true class has what the others leave: its a - y is then as exact as they are, however near a is
  /// to y. `shares` take the place of the probabilities at `point`, where a solver has some of its own.
  func dual(
    at point: Float64Parameters, keep: Double, shift: [Double], against saved: Float64Parameters,
    reusesLogits: Bool = true, isTrueShareTheRest: Bool = false, shares: DualShares? = nil
  ) -> DualSums {
    let shift = WorkBuffer(shift, default: 0)
    let (classCount, fixed) = (shape.classCount, ownWeightCount + shape.classCount)
    let residuals = columns?.residuals(0.0)
    let last = fixed + 5 + classCount
    let sums = sum(
      count: last + (offsets == nil ? 0 : 2), at: point, saved: saved, reusesLogits: reusesLogits,
      holdsSecond: true
    ) {
      [self] work, rows, sums in
      // The model's logits, its losses and q - y.
      work.copy(work.second, to: work.copy, rows.count)
      engine.kernels.residuals64(
        work.copy, shape, labels: labels, rows: .range(rows), logLosses: work.losses,
        predictions: work.predictions, at: 0)
      if let shares {
        shares.fill(work.tile, rows: rows, labels: labels)
      } else {
        engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      }
      engine.kernels.dualResiduals64(
        work.tile, shape, labels: labels, rows: .range(rows), keep: keep, shift: shift,
        entropies: work.entropies, at: 0)
      if isTrueShareTheRest { balance(work.tile, rows) }
      for (r, row) in rows.enumerated() {
        let weight = sampleWeights?[row] ?? 1
        let found = divergence(work, r)
        sums[fixed] += weight * work.entropies[r]
        sums[fixed + 1] += weight * found.value
        sums[fixed + 2] += weight * found.terms
        sums[fixed + 3] += weight * found.distance
        sums[fixed + 4] += weight * found.range
        for k in 0..<classCount {
          sums[fixed + 5 + k] += weight * abs(work.tile[r * classCount + k])
        }
        guard let offsets else { continue }
        for k in 0..<classCount {
          let term = weight * work.tile[r * classCount + k] * offsets[row, k]
          sums[last] += term
          sums[last + 1] += abs(term)
        }
      }
      weigh(work, rows)
      addGradient(work, rows, sums, residuals)
    }
    return DualSums(
      entropy: sums[fixed], divergence: sums[fixed + 1], divergenceTerms: sums[fixed + 2],
      distance: sums[fixed + 3], logitRange: sums[fixed + 4], weights: weights(sums, residuals),
      bias: Array(sums[ownWeightCount..<fixed]), magnitudes: Array(sums[(fixed + 5)..<last]),
      offset: offsets == nil ? 0 : sums[last], offsetTerms: offsets == nil ? 0 : sums[last + 1])
  }

  /// Sets each row's a - y of the true class to minus the sum of the others'.
  private func balance(_ tile: WorkBuffer<Double>, _ rows: Range<Int>) {
    let classCount = shape.classCount
    labels.withIndices(of: rows) { labels in
      tile.withMutableSpan { tile in
        for r in labels.indices {
          let (first, own) = (r * classCount, Int(labels[r]))
          var others = 0.0
          for k in 0..<classCount where k != own { others += tile[first + k] }
          tile[first + own] = -others
        }
      }
    }
  }

  /// KL(a || q) of a tile's row: loss(q) - H(a) - (a - y) z, z the logits that q has.
  private func divergence(_ work: Work, _ r: Int) -> (
    value: Double, terms: Double, distance: Double, range: Double
  ) {
    let classCount = shape.classCount
    let row = r * classCount..<(r + 1) * classCount
    return work.second.withSpan(row) { logits in
      work.tile.withSpan(row) { residuals in
        work.copy.withSpan(row) { own in
          var (largest, least) = (logits[0], logits[0])
          for k in 1..<max(1, classCount) {
            largest = max(largest, logits[k])
            least = min(least, logits[k])
          }
          let (loss, entropy) = (work.losses[r], work.entropies[r])
          var (value, terms, distance) = (loss - entropy, loss + abs(entropy), 0.0)
          for k in 0..<classCount {
            let term = residuals[k] * (logits[k] - largest)
            value -= term
            terms += abs(term)
            distance += abs(residuals[k] - own[k])
          }
          return (value, terms, distance, largest - least)
        }
      }
    }
  }

  /// For a = max(0, keep p + shift): the sum of the entropies of y + share (a - y).
  func mixedEntropy(
    at parameters: Float64Parameters, keep: Double, shift: [Double], share: Double
  ) -> Double {
    let shift = WorkBuffer(shift.map { share * $0 }, default: 0)
    let classCount = shape.classCount
    return sum(count: 1, at: parameters) { [self] work, rows, sums in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      engine.kernels.dualResiduals64(
        work.tile, shape, labels: labels, rows: .range(rows), keep: share * keep, shift: shift,
        entropies: work.losses, at: 0)
      // That is of share x a; the true class has 1 - share besides.
      let own = rows.enumerated().map { r, row in max(0, work.tile[r * classCount + labels[row]] + 1) }
      let mixed = own.map { min(1, $0 + (1 - share)) }
      let logarithms = engine.kernels.logarithms64(of: (own + mixed).map { max($0, .leastNormalMagnitude) })
      for (r, row) in rows.enumerated() {
        let entropy =
          work.losses[r] + own[r] * logarithms[r] - mixed[r] * logarithms[rows.count + r]
        sums[0] += (sampleWeights?[row] ?? 1) * entropy
      }
    }[0]
  }

  /// The sum of what `body` makes of the probabilities of each tile, `count` numbers. It gets the tile, its rows, the
  /// same rows loaded, and what to add to.
  func sumOverProbabilities(
    count: Int, at parameters: Float64Parameters,
    _ body: @escaping @Sendable (WorkBuffer<Double>, Range<Int>, OpenRows<Double>, WorkBuffer<Double>) -> Void
  ) -> [Double] {
    sum(
      count: count, chunkLength: shape.float64ChunkRowCount(summing: count), at: parameters
    ) { [self] work, rows, sums in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      body(work.tile, rows, work.open(rows), sums)
    }
  }

  // MARK: Tiles

  private struct Work: Sendable {
    private let reader: any RowReader<Double>
    let tile: WorkBuffer<Double>
    /// A second tile: the logits of the model that a dual point is held against, or probabilities; empty where none is
    /// needed.
    let second: WorkBuffer<Double>
    let losses: WorkBuffer<Double>
    let entropies: WorkBuffer<Double>
    let predictions: WorkBuffer<UInt32>
    let copy: WorkBuffer<Double>
    let ones: WorkBuffer<Double>
    let productsWorkspace: WorkBuffer<Double>

    private let classCount: Int

    /// Copies a tile's first rows.
    func copy(_ tile: WorkBuffer<Double>, to other: WorkBuffer<Double>, _ rowCount: Int) {
      tile.withSpan(0..<rowCount * classCount) { values in
        other.withMutableSpan { copy in for i in values.indices { copy[i] = values[i] } }
      }
    }

    /// Writes the second tile's logits to the first one, with another bias.
    func shiftBias(by change: WorkBuffer<Double>, _ rowCount: Int) {
      second.withSpan(0..<rowCount * classCount) { logits in
        change.withSpan(0..<classCount) { change in
          tile.withMutableSpan { tile in
            for r in 0..<rowCount {
              for k in 0..<classCount { tile[r * classCount + k] = logits[r * classCount + k] + change[k] }
            }
          }
        }
      }
    }

    /// The rows in hand; they are loaded once.
    func open(_ rows: Range<Int>) -> OpenRows<Double> { reader.open(.range(rows)) }

    init(_ shape: LayerShape, _ reader: any RowReader<Double>, rowCount: Int, holdsSecond: Bool) {
      classCount = shape.classCount
      self.reader = reader
      tile = WorkBuffer(count: rowCount * shape.classCount, repeating: 0)
      second = WorkBuffer(count: holdsSecond ? rowCount * shape.classCount : 0, repeating: 0)
      losses = WorkBuffer(count: rowCount, repeating: 0)
      entropies = WorkBuffer(count: rowCount, repeating: 0)
      predictions = WorkBuffer(count: rowCount, repeating: 0)
      copy = WorkBuffer(uninitializedCount: rowCount * shape.classCount)
      ones = WorkBuffer(count: rowCount, repeating: 1)
      productsWorkspace = WorkBuffer(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: shape.classCount))
    }
  }

  private func weigh(_ work: Work, _ rows: Range<Int>) {
    guard let sampleWeights else { return }
    engine.kernels.scaleRows64(work.tile, shape, rows: .range(rows), by: sampleWeights.double)
  }

  /// Adds the tile's residuals x features to the sums, or keeps the residuals for later; and adds them.
  private func addGradient(
    _ work: Work, _ rows: Range<Int>, _ sums: WorkBuffer<Double>, _ kept: WorkBuffer<Double>?
  ) {
    if let kept {
      MatrixBlock(
        work.tile, stride: shape.classCount, rowCount: rows.count, columnCount: shape.classCount
      ).copy(
        to: MatrixBlock(
          kept, first: rows.lowerBound * shape.classCount, stride: shape.classCount, rowCount: rows.count,
          columnCount: shape.classCount))
    } else {
      engine.kernels.addGradient64(
        of: work.open(rows), residuals: work.tile, shape, columns: 0..<shape.featureCount, into: sums)
    }
    addRows(of: work.tile, rows.count, to: sums, ownWeightCount, work)
  }

  /// Adds all rows of a tile to the sums from `first` on.
  private func addRows(
    of tile: WorkBuffer<Double>, _ rowCount: Int, to sums: WorkBuffer<Double>, _ first: Int, _ work: Work
  ) {
    engine.kernels.addScaledRows(
      MatrixBlock(tile, stride: shape.classCount, rowCount: rowCount, columnCount: shape.classCount),
      factors: work.ones, at: 0, into: sums, at: first)
  }

  private var engine: Engine { pass.engine }

  /// How many additions a term of a sum over all samples goes through at most.
  var additionCount: Int {
    let chunks = pass.parts.chunks(ofRows: chunkRowCount)
    let own = min(pass.rowCount, chunkRowCount) + ChunkTree(leafCount: max(1, chunks.count)).height
    return max(own, columns?.additionCount ?? 0)
  }

  /// How many additions the sum of a tile goes through at most in `sumOverProbabilities`.
  func tileAdditionCount(summing count: Int) -> Int {
    let length = shape.float64ChunkRowCount(summing: count)
    let rowCount = min(pass.rowCount, length)
    let chunks = pass.parts.chunks(ofRows: length)
    return (rowCount + Self.tileRowCount - 1) / Self.tileRowCount
      + ChunkTree(leafCount: max(1, chunks.count)).height
  }

  /// `saved` are parameters whose logits `body` finds in the second tile.
  private func sum(
    count: Int, chunkLength: Int? = nil, at parameters: Float64Parameters, saved: Float64Parameters? = nil,
    reusesLogits: Bool = true, holdsSecond: Bool = false,
    _ body: @escaping @Sendable (Work, Range<Int>, WorkBuffer<Double>) -> Void
  ) -> [Double] {
    func source(_ parameters: Float64Parameters) -> Float64Logits {
      Float64Logits(
        of: features, shape: shape, parameters, offsets: offsets, isCompensated: isCompensated,
        kernels: engine.kernels)
    }
    let savedLogits = saved.map(source)
    // With the same weights the products with the features are the same: only the bias is another.
    let biasChange: WorkBuffer<Double>? = saved.flatMap { saved in
      reusesLogits && saved.weights == parameters.weights
        ? WorkBuffer(zip(parameters.bias, saved.bias).map { $0 - $1 }, default: 0) : nil
    }
    let logits = biasChange == nil ? source(parameters) : nil
    return pass.reduce(
      count: count, chunkLength: chunkLength ?? chunkRowCount,
      work: 4 * features.readCount * shape.classCount
    ) { [shape, features, engine] in
      Work(
        shape, features.reader64(rowCount: Self.tileRowCount, by: engine.kernels), rowCount: Self.tileRowCount,
        holdsSecond: holdsSecond)
    } add: { [engine] chunk, work, sums in
      for start in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: Self.tileRowCount)
      where !engine.isStopped {
        let rows = start..<min(start + Self.tileRowCount, chunk.rows.upperBound)
        let open = work.open(rows)
        open.load(0..<rows.count)
        savedLogits?.fill(work.second, of: open, rows: rows)
        logits?.fill(work.tile, of: open, rows: rows)
        if let biasChange { work.shiftBias(by: biasChange, rows.count) }
        body(work, rows, sums)
      }
    }.array
  }
}
