// Passes over all samples in Float64: for exact values, gradients and certificates.

import SoftmaxKernels

/// Sums over a data set of which every term is Float64.
///
/// Chunks of rows are worked on by one member each, and their sums are added in pairs: the shape alone decides on
/// the chunks, so that the bits do not depend on the members. Each pass costs two to four times one in Float32.
struct Float64Pass: Sendable {
  /// What a pass at W and b comes to.
  struct Sums: Sendable {
    var logLoss = 0.0
    /// Of the samples whose weight is above 0.
    var correctCount = 0
    /// Of (softmax(o) - y) x^T in stored elements, without their scale; [classes x features].
    var weights: [Double]
    /// Of softmax(o) - y.
    var bias: [Double]
  }

  private let features: Rows
  private let labels: ClassLabels
  private let shape: LayerShape
  private let sampleWeights: SampleWeights?
  private let engine: Engine
  /// Whether logits come from `CompensatedLogits`: for parameters and features so large that Float64 loses the
  /// differences between logits.
  private let isCompensated: Bool

  /// Rows of a tile: what they make in Float64 stays in a core's own cache.
  private static let tileRowCount = 64
  /// Memory for chunks' sums.
  private static let chunkByteLimit = 128 << 20

  init(_ objective: MultinomialObjective, isCompensated: Bool = false) {
    self.init(
      features: objective.features, labels: objective.labels,
      sampleWeights: objective.sampleWeights, engine: objective.engine, isCompensated: isCompensated)
  }

  init(
    features: Rows, labels: ClassLabels, sampleWeights: SampleWeights?, engine: Engine,
    isCompensated: Bool = false
  ) {
    self.isCompensated = isCompensated
    self.features = features
    self.labels = labels
    self.sampleWeights = sampleWeights
    self.engine = engine
    shape = LayerShape(classCount: labels.classCount, featureCount: features.featureCount)
  }

  /// Losses and gradient. Complexity: O(samples x features x classes).
  func losses(weights: [Double], bias: [Double]) -> Sums {
    let sums = sum(count: shape.weightCount + shape.classCount + 2, weights, bias) {
      [self] work, rows, sums, first in
      engine.kernels.residuals64(
        work.tile, shape, labels: labels, rows: .range(rows), logLosses: work.losses,
        predictions: work.predictions, at: 0)
      weigh(work, rows)
      for (r, row) in rows.enumerated() {
        let weight = sampleWeights?[row] ?? 1
        sums[first + shape.weightCount + shape.classCount] += weight * work.losses[r]
        if weight > 0, Int(work.predictions[r]) == labels[row] {
          sums[first + shape.weightCount + shape.classCount + 1] += 1
        }
      }
      addGradient(work, rows, sums, first)
    }
    let biasRange = shape.weightCount..<shape.weightCount + shape.classCount
    return Sums(
      logLoss: sums[biasRange.upperBound], correctCount: Int(sums[biasRange.upperBound + 1]),
      weights: Array(sums[..<shape.weightCount]), bias: Array(sums[biasRange]))
  }

  /// The sums of p [classes] and, where asked for, of p p^T [classes x classes].
  func classMoments(
    weights: [Double], bias: [Double], withProducts: Bool
  ) -> (probabilities: [Double], products: [Double]) {
    let classCount = shape.classCount
    let count = classCount + (withProducts ? classCount * classCount : 0)
    let sums = sum(count: count, weights, bias) { [self] work, rows, sums, first in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      let unweighted = MatrixBlock(
        work.tile, stride: classCount, rowCount: rows.count, columnCount: classCount)
      let weighted = MatrixBlock(
        work.copy, stride: classCount, rowCount: rows.count, columnCount: classCount)
      unweighted.copy(to: weighted)
      if let sampleWeights {
        engine.kernels.scaleRows64(work.copy, shape, rows: .range(rows), by: sampleWeights.double)
      }
      addRows(of: work.copy, rows.count, to: sums, first, work)
      guard withProducts else { return }
      engine.kernels.addProducts(
        scale: 1, weighted, unweighted,
        into: MatrixBlock(
          sums, first: first + classCount, stride: classCount, rowCount: classCount, columnCount: classCount),
        workspace: work.productsWorkspace)
    }
    return (Array(sums[..<classCount]), Array(sums[classCount...]))
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
    let weights: [Double]
    /// Of a - y, and of its magnitude.
    let bias: [Double]
    let magnitudes: [Double]
  }

  /// The sums over a dual point that `point`'s probabilities give, held against the model `saved`.
  func dual(
    at point: (weights: [Double], bias: [Double]), keep: Double, shift: [Double],
    against saved: (weights: [Double], bias: [Double])
  ) -> DualSums {
    let shift = WorkBuffer(shift, default: 0)
    let (classCount, fixed) = (shape.classCount, shape.weightCount + shape.classCount)
    let sums = sum(count: fixed + 5 + classCount, point.weights, point.bias, saved: saved) {
      [self] work, rows, sums, first in
      // The model's logits, its losses and q - y.
      work.saved.withSpan(0..<rows.count * classCount) { logits in
        work.copy.withMutableSpan { copy in for i in logits.indices { copy[i] = logits[i] } }
      }
      engine.kernels.residuals64(
        work.copy, shape, labels: labels, rows: .range(rows), logLosses: work.losses,
        predictions: work.predictions, at: 0)
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      engine.kernels.dualResiduals64(
        work.tile, shape, labels: labels, rows: .range(rows), keep: keep, shift: shift,
        entropies: work.entropies, at: 0)
      for (r, row) in rows.enumerated() {
        let weight = sampleWeights?[row] ?? 1
        let found = divergence(work, r)
        sums[first + fixed] += weight * work.entropies[r]
        sums[first + fixed + 1] += weight * found.value
        sums[first + fixed + 2] += weight * found.terms
        sums[first + fixed + 3] += weight * found.distance
        sums[first + fixed + 4] += weight * found.range
        for k in 0..<classCount {
          sums[first + fixed + 5 + k] += weight * abs(work.tile[r * classCount + k])
        }
      }
      weigh(work, rows)
      addGradient(work, rows, sums, first)
    }
    return DualSums(
      entropy: sums[fixed], divergence: sums[fixed + 1], divergenceTerms: sums[fixed + 2],
      distance: sums[fixed + 3], logitRange: sums[fixed + 4], weights: Array(sums[..<shape.weightCount]),
      bias: Array(sums[shape.weightCount..<fixed]), magnitudes: Array(sums[(fixed + 5)...]))
  }

  /// KL(a || q) of a tile's row: loss(q) - H(a) - (a - y) z, z the logits that q has.
  private func divergence(_ work: Work, _ r: Int) -> (
    value: Double, terms: Double, distance: Double, range: Double
  ) {
    let classCount = shape.classCount
    let row = r * classCount..<(r + 1) * classCount
    return work.saved.withSpan(row) { logits in
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
    weights: [Double], bias: [Double], keep: Double, shift: [Double], share: Double
  ) -> Double {
    let shift = WorkBuffer(shift.map { share * $0 }, default: 0)
    let classCount = shape.classCount
    return sum(count: 1, weights, bias) { [self] work, rows, sums, first in
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
        sums[first] += (sampleWeights?[row] ?? 1) * entropy
      }
    }[0]
  }

  /// The sum of what `body` makes of the probabilities of each tile, `count` numbers. It gets the tile, its rows, the
  /// same rows loaded, and where to add.
  func sumOverProbabilities(
    count: Int, weights: [Double], bias: [Double],
    _ body:
      @escaping @Sendable (WorkBuffer<Double>, Range<Int>, OpenRows<Double>, WorkBuffer<Double>, Int) ->
      Void
  ) -> [Double] {
    sum(count: count, weights, bias) { [self] work, rows, sums, first in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      body(work.tile, rows, work.open, sums, first)
    }
  }

  // MARK: Tiles

  private struct Work: Sendable {
    let tile: WorkBuffer<Double>
    /// The logits of the model that a dual point is held against; empty where there is none.
    let saved: WorkBuffer<Double>
    let losses: WorkBuffer<Double>
    let entropies: WorkBuffer<Double>
    let predictions: WorkBuffer<UInt32>
    let copy: WorkBuffer<Double>
    let ones: WorkBuffer<Double>
    let productsWorkspace: WorkBuffer<Double>
    /// The tile's rows, loaded.
    var open: OpenRows<Double>
  }

  private func weigh(_ work: Work, _ rows: Range<Int>) {
    guard let sampleWeights else { return }
    engine.kernels.scaleRows64(work.tile, shape, rows: .range(rows), by: sampleWeights.double)
  }

  /// Adds the tile's residuals x features, and its residuals, to the sums.
  private func addGradient(_ work: Work, _ rows: Range<Int>, _ sums: WorkBuffer<Double>, _ first: Int) {
    engine.kernels.addGradient64(
      of: work.open, residuals: work.tile, shape, columns: 0..<shape.featureCount, into: sums, at: first)
    addRows(of: work.tile, rows.count, to: sums, first + shape.weightCount, work)
  }

  /// Adds all rows of a tile to the sums from `first` on.
  private func addRows(
    of tile: WorkBuffer<Double>, _ rowCount: Int, to sums: WorkBuffer<Double>, _ first: Int, _ work: Work
  ) {
    engine.kernels.addScaledRows(
      MatrixBlock(tile, stride: shape.classCount, rowCount: rowCount, columnCount: shape.classCount),
      factors: work.ones, at: 0, into: sums, at: first)
  }

  /// Rows whose terms are added one after another; the sums of so many are then added in pairs.
  private func chunkRowCount(sumCount: Int) -> Int {
    let chunkLimit = max(1, min(16, Self.chunkByteLimit / (sumCount * MemoryLayout<Double>.size)))
    let share = (features.sampleCount + chunkLimit - 1) / chunkLimit
    return (max(512, share) + Self.tileRowCount - 1) / Self.tileRowCount * Self.tileRowCount
  }

  /// How many additions a term of a sum over all samples goes through at most.
  var additionCount: Int {
    let rowCount = chunkRowCount(sumCount: shape.weightCount + 2 * shape.classCount + 5)
    // The sums of at most sixteen chunks are four levels of pairs.
    return min(features.sampleCount, rowCount) + 4
  }

  private func sum(
    count: Int, _ weights: [Double], _ bias: [Double], saved: (weights: [Double], bias: [Double])? = nil,
    _ body: @escaping @Sendable (Work, Range<Int>, WorkBuffer<Double>, Int) -> Void
  ) -> [Double] {
    func source(_ weights: [Double], _ bias: [Double]) -> Float64Logits {
      Float64Logits(
        shape: shape, scale: features.scale, weights: weights, bias: bias, isCompensated: isCompensated,
        kernels: engine.kernels)
    }
    let logits = source(weights, bias)
    let savedLogits = saved.map { source($0.weights, $0.bias) }
    let sampleCount = features.sampleCount
    let chunkRowCount = chunkRowCount(sumCount: count)
    let chunkCount = (sampleCount + chunkRowCount - 1) / chunkRowCount
    let sums = WorkBuffer<Double>(count: chunkCount * count, repeating: 0)
    let next = SharedCounter()
    engine.team(forStepOf: 4 * sampleCount * shape.weightCount).run { [self] member in
      let tileRowCount = Self.tileRowCount
      let reader = features.reader64(rowCount: tileRowCount, by: engine.kernels)
      var work = Work(
        tile: WorkBuffer(count: tileRowCount * shape.classCount, repeating: 0),
        saved: WorkBuffer(count: savedLogits == nil ? 0 : tileRowCount * shape.classCount, repeating: 0),
        losses: WorkBuffer(count: tileRowCount, repeating: 0),
        entropies: WorkBuffer(count: tileRowCount, repeating: 0),
        predictions: WorkBuffer(count: tileRowCount, repeating: 0),
        copy: WorkBuffer(uninitializedCount: tileRowCount * shape.classCount),
        ones: WorkBuffer(count: tileRowCount, repeating: 1),
        productsWorkspace: WorkBuffer(
          uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: shape.classCount)),
        open: reader.open(.range(0..<0)))
      while true {
        let chunk = next.take()
        guard chunk < chunkCount else { break }
        let end = min((chunk + 1) * chunkRowCount, sampleCount)
        for start in stride(from: chunk * chunkRowCount, to: end, by: tileRowCount) {
          let rows = start..<min(start + tileRowCount, end)
          work.open = reader.open(.range(rows))
          work.open.load(0..<rows.count)
          logits.fill(work.tile, of: work.open)
          savedLogits?.fill(work.saved, of: work.open)
          body(work, rows, sums, chunk * count)
        }
      }
      member.meet()
      sums.addRunsPairwise(count: chunkCount, stride: count, at: member.share(of: count, unit: 16))
    }
    return sums.withSpan(0..<count) { span in span.indices.map { span[$0] } }
  }
}
