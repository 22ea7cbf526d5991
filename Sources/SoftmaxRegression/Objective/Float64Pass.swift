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

  private let features: FeatureMatrix
  private let scale: Double
  private let labels: ClassLabels
  private let shape: LayerShape
  private let sampleWeights: SampleWeights?
  private let engine: Engine

  /// Rows of a tile: what they make in Float64 stays in a core's own cache.
  private static let tileRowCount = 64
  /// Memory for chunks' sums.
  private static let chunkByteLimit = 128 << 20

  init(_ objective: MultinomialObjective) {
    self.init(
      features: objective.features, scale: objective.scale, labels: objective.labels,
      sampleWeights: objective.sampleWeights, engine: objective.engine)
  }

  init(
    features: FeatureMatrix, scale: Double, labels: ClassLabels, sampleWeights: SampleWeights?, engine: Engine
  ) {
    self.features = features
    self.scale = scale
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

  /// For a = max(0, keep p + shift): the sum of the entropies H(a), and of (a - y) x^T and a - y.
  func dual(
    weights: [Double], bias: [Double], keep: Double, shift: [Double]
  ) -> (entropy: Double, weights: [Double], bias: [Double]) {
    let shift = WorkBuffer(shift, default: 0)
    let sums = sum(count: shape.weightCount + shape.classCount + 1, weights, bias) {
      [self] work, rows, sums, first in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      engine.kernels.dualResiduals64(
        work.tile, shape, labels: labels, rows: .range(rows), keep: keep, shift: shift, entropies: work.losses,
        at: 0)
      weigh(work, rows)
      for (r, row) in rows.enumerated() {
        sums[first + shape.weightCount + shape.classCount] += (sampleWeights?[row] ?? 1) * work.losses[r]
      }
      addGradient(work, rows, sums, first)
    }
    let biasRange = shape.weightCount..<shape.weightCount + shape.classCount
    return (sums[biasRange.upperBound], Array(sums[..<shape.weightCount]), Array(sums[biasRange]))
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

  /// The sum of what `body` makes of the probabilities of each tile, `count` numbers. It gets the tile, its rows,
  /// and where to add.
  func sumOverProbabilities(
    count: Int, weights: [Double], bias: [Double],
    _ body: @escaping @Sendable (WorkBuffer<Double>, Range<Int>, WorkBuffer<Double>, Int) -> Void
  ) -> [Double] {
    sum(count: count, weights, bias) { [self] work, rows, sums, first in
      engine.kernels.softmax64(work.tile, shape, rowCount: rows.count)
      body(work.tile, rows, sums, first)
    }
  }

  // MARK: Tiles

  private struct Work: Sendable {
    let tile: WorkBuffer<Double>
    let losses: WorkBuffer<Double>
    let predictions: WorkBuffer<UInt32>
    let copy: WorkBuffer<Double>
    let ones: WorkBuffer<Double>
    let productsWorkspace: WorkBuffer<Double>
  }

  private func weigh(_ work: Work, _ rows: Range<Int>) {
    guard let sampleWeights else { return }
    engine.kernels.scaleRows64(work.tile, shape, rows: .range(rows), by: sampleWeights.double)
  }

  /// Adds the tile's residuals x features, and its residuals, to the sums.
  private func addGradient(_ work: Work, _ rows: Range<Int>, _ sums: WorkBuffer<Double>, _ first: Int) {
    engine.kernels.addGradient64(
      of: features, rows: .range(rows), residuals: work.tile, shape, columns: 0..<shape.featureCount,
      into: sums, at: first)
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

  private func sum(
    count: Int, _ weights: [Double], _ bias: [Double],
    _ body: @escaping @Sendable (Work, Range<Int>, WorkBuffer<Double>, Int) -> Void
  ) -> [Double] {
    let prepared = WorkBuffer<Double>(count: shape.prepared64Count, repeating: 0)
    engine.kernels.prepare64(WorkBuffer(weights, default: 0), shape, into: prepared)
    let bias = WorkBuffer(bias, default: 0)
    let sampleCount = features.sampleCount
    let chunkLimit = max(1, min(16, Self.chunkByteLimit / (count * MemoryLayout<Double>.size)))
    let share = (sampleCount + chunkLimit - 1) / chunkLimit
    let chunkRowCount = (max(512, share) + Self.tileRowCount - 1) / Self.tileRowCount * Self.tileRowCount
    let chunkCount = (sampleCount + chunkRowCount - 1) / chunkRowCount
    let sums = WorkBuffer<Double>(count: chunkCount * count, repeating: 0)
    let next = SharedCounter()
    engine.team(forStepOf: 4 * sampleCount * shape.weightCount).run { [self] member in
      let tileRowCount = Self.tileRowCount
      let work = Work(
        tile: WorkBuffer(count: tileRowCount * shape.classCount, repeating: 0),
        losses: WorkBuffer(count: tileRowCount, repeating: 0),
        predictions: WorkBuffer(count: tileRowCount, repeating: 0),
        copy: WorkBuffer(uninitializedCount: tileRowCount * shape.classCount),
        ones: WorkBuffer(count: tileRowCount, repeating: 1),
        productsWorkspace: WorkBuffer(
          uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: shape.classCount)))
      while true {
        let chunk = next.take()
        guard chunk < chunkCount else { break }
        let end = min((chunk + 1) * chunkRowCount, sampleCount)
        for start in stride(from: chunk * chunkRowCount, to: end, by: tileRowCount) {
          let rows = start..<min(start + tileRowCount, end)
          engine.kernels.logits64(
            of: features, rows: .range(rows), shape, scale: scale, prepared: prepared, bias: bias,
            into: work.tile)
          body(work, rows, sums, chunk * count)
        }
      }
      member.meet()
      sums.addRunsPairwise(count: chunkCount, stride: count, at: member.share(of: count, unit: 16))
    }
    return sums.withSpan(0..<count) { span in span.indices.map { span[$0] } }
  }
}
