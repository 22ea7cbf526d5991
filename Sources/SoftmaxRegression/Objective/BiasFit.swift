// The best bias of a model without weights, beside offsets.

import SoftmaxKernels

/// The bias b at which the mean probabilities softmax(b + c_i), c_i the offsets, are given shares of the classes: the
/// optimum of a model that no feature helps. Without offsets it is their logarithms.
///
/// Newton's method on (1/S) sum_i s_i log sum_k e^(b_k + c_ik) - sum_k share_k b_k, which is convex; with more than
/// `classLimit` classes Deming and Stephan's iterative scaling. Where offsets are large that function is nearly made of
/// planes: its logits are then divided by a temperature, which is lowered to 1 from one optimum to the next.
/// Complexity: O(samples x classes^2) for each of some steps.
struct BiasFit {
  /// [classes], with the mean 0.
  private(set) var bias: [Double]

  private static let stepLimit = 100
  private static let classLimit = 512
  /// Classes that miss their shares by no more than this share of them are in balance; at higher temperatures they need
  /// only be near it.
  private static let (balanceLimit, roughLimit) = (1e-14, 1e-2)
  /// Offsets that are no larger need no temperature.
  private static let smoothMagnitude = 8.0
  private static let rowCount = 64

  /// `shares` are above 0 and sum to 1.
  init(of samples: FitSamples, shares: [Double]) {
    bias = Self.centred(samples.engine.kernels.logarithms64(of: shares))
    var temperature = max(1, samples.offsetMagnitude / Self.smoothMagnitude)
    while temperature > 1 {
      move(samples, shares, temperature, until: Self.roughLimit)
      temperature = max(1, temperature / 2)
    }
    move(samples, shares, 1, until: Self.balanceLimit)
  }

  private static func centred(_ bias: [Double]) -> [Double] {
    let mean = bias.reduce(0, +) / Double(bias.count)
    return bias.map { $0 - mean }
  }

  /// Takes steps at a temperature until the classes are so near their shares, or no step brings them nearer.
  private mutating func move(
    _ samples: FitSamples, _ shares: [Double], _ temperature: Double, until limit: Double
  ) {
    let isByNewton = shares.count <= Self.classLimit
    var state = Self.sums(samples, at: bias, temperature, withProducts: isByNewton)
    for _ in 0..<Self.stepLimit {
      let distance = state.distance(from: shares)
      guard distance > limit else { return }
      let step =
        (isByNewton ? Self.newtonStep(state, shares, samples.engine) : nil)
        ?? samples.engine.kernels.logarithms64(
          of: zip(shares, state.probabilities).map { $0 / max($1, 1e-300) })
      // Far away the second derivatives say little.
      var length = temperature * min(1, 4 / max(VectorArithmetic.largest(step), .leastNormalMagnitude))
      var isMoved = false
      for _ in 0..<40 where !isMoved {
        let moved = Self.centred(VectorArithmetic.moved(bias, by: length, along: step))
        let found = Self.sums(samples, at: moved, temperature, withProducts: isByNewton)
        let (before, after) = (state.value(bias, shares), found.value(moved, shares))
        let rounding = 1e-14 * abs(before)
        if after < before - rounding || after <= before + rounding && found.distance(from: shares) < distance {
          (bias, state, isMoved) = (moved, found, true)
        }
        length /= 2
      }
      guard isMoved else { return }
    }
  }

  /// The mean log loss of the samples at a bias and their offsets alone. Complexity: O(samples x classes).
  static func logLoss(of samples: FitSamples, at bias: [Double]) -> Double {
    sums(samples, at: bias, 1, withProducts: false).logLoss
  }

  // MARK: Sums

  private struct Sums {
    /// Means of the samples' losses, of the probabilities and of their products [classes x classes].
    let logLoss: Double
    let probabilities: [Double]
    let products: [Double]
    /// The classes' shares of the samples.
    let ownShares: [Double]
    /// What the logits are divided by.
    let temperature: Double

    /// How far the classes are from their shares, as a share of these.
    func distance(from shares: [Double]) -> Double {
      VectorArithmetic.largest(zip(probabilities, shares).map { ($0 - $1) / $1 })
    }

    /// What is minimised, but for a constant: the loss where the shares are the samples' own.
    func value(_ bias: [Double], _ shares: [Double]) -> Double {
      bias.indices.reduce(logLoss) { $0 + (ownShares[$1] - shares[$1]) * bias[$1] / temperature }
    }
  }

  private static func sums(
    _ samples: FitSamples, at bias: [Double], _ temperature: Double, withProducts: Bool
  ) -> Sums {
    let (classCount, kernels) = (bias.count, samples.engine.kernels)
    let shape = LayerShape(classCount: classCount, featureCount: samples.featureCount)
    let count = 1 + classCount + (withProducts ? classCount * classCount : 0)
    let sums: [Double] = samples.pass.reduce(
      count: count, chunkLength: shape.chunkRowCount,
      work: samples.rowCount * classCount * (withProducts ? classCount : 1)
    ) {
      Room(classCount: classCount)
    } add: { chunk, room, sums in
      for first in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: rowCount) {
        add(
          first..<min(first + rowCount, chunk.rows.upperBound), samples, bias, temperature, shape, room,
          kernels, withProducts, sums)
      }
    }.array
    let means = sums.map { $0 / samples.totalWeight }
    return Sums(
      logLoss: means[0], probabilities: Array(means[1...classCount]),
      products: Array(means[(1 + classCount)...]),
      ownShares: samples.classShares, temperature: temperature)
  }

  private static func add(
    _ rows: Range<Int>, _ samples: FitSamples, _ bias: [Double], _ temperature: Double, _ shape: LayerShape,
    _ room: Room,
    _ kernels: KernelTable, _ withProducts: Bool, _ sums: WorkBuffer<Double>
  ) {
    let classCount = bias.count
    for r in 0..<rows.count {
      for k in 0..<classCount { room.tile[r * classCount + k] = bias[k] }
    }
    samples.offsets?.add(to: room.tile, shape, rows: rows, by: kernels)
    if temperature != 1 {
      for i in 0..<rows.count * classCount { room.tile[i] /= temperature }
    }
    kernels.residuals64(
      room.tile, shape, labels: samples.labels, rows: .range(rows), logLosses: room.losses,
      predictions: room.predictions, at: 0)
    for (r, row) in rows.enumerated() {
      let weight = samples.weights?[row] ?? 1
      sums[0] += weight * room.losses[r]
      room.tile[r * classCount + samples.labels[row]] += 1
      for k in 0..<classCount {
        let own = weight * room.tile[r * classCount + k]
        room.weighted[r * classCount + k] = own
        sums[1 + k] += own
      }
    }
    guard withProducts else { return }
    kernels.addProducts(
      scale: 1, room.block(room.weighted, rows.count), room.block(room.tile, rows.count),
      into: MatrixBlock(
        sums, first: 1 + classCount, stride: classCount, rowCount: classCount, columnCount: classCount),
      workspace: room.workspace)
  }

  /// What a member works in.
  private struct Room: Sendable {
    let classCount: Int
    let tile: WorkBuffer<Double>
    let weighted: WorkBuffer<Double>
    let losses: WorkBuffer<Double>
    let predictions: WorkBuffer<UInt32>
    let workspace: WorkBuffer<Double>

    init(classCount: Int) {
      self.classCount = classCount
      tile = WorkBuffer(count: BiasFit.rowCount * classCount, repeating: 0)
      weighted = WorkBuffer(count: BiasFit.rowCount * classCount, repeating: 0)
      losses = WorkBuffer(count: BiasFit.rowCount, repeating: 0)
      predictions = WorkBuffer(count: BiasFit.rowCount, repeating: 0)
      workspace = WorkBuffer(uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: classCount))
    }

    func block(_ buffer: WorkBuffer<Double>, _ rowCount: Int) -> MatrixBlock<Double> {
      MatrixBlock(buffer, stride: classCount, rowCount: rowCount, columnCount: classCount)
    }
  }

  private static func newtonStep(_ sums: Sums, _ shares: [Double], _ engine: Engine) -> [Double]? {
    let classCount = shares.count
    let stride = CholeskyFactor<Double>.stride(order: classCount)
    let matrix = WorkBuffer<Double>(count: classCount * stride, repeating: 0)
    for k in 0..<classCount {
      for l in k..<classCount {
        // Adding the same to every class changes nothing; the constant keeps that direction from being singular.
        matrix[k * stride + l] =
          (k == l ? sums.probabilities[k] : 0) - sums.products[k * classCount + l]
          + 1 / Double(classCount * classCount)
      }
    }
    let step = WorkBuffer<Double>(zip(shares, sums.probabilities).map { $0 - $1 }, default: 0)
    do throws(NotPositiveDefinite) {
      try CholeskyFactor(factoring: matrix, order: classCount, stride: stride, engine: engine).solve(step)
    } catch {
      return nil
    }
    return step.array.allSatisfy(\.isFinite) ? step.array : nil
  }
}
