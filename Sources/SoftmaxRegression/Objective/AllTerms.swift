// Second derivatives by some of the parameters, of all samples.

import SoftmaxKernels

/// What samples add to the second derivatives, none left out.
///
/// Of two classes it is -(1/S) sum_i s_i p_k p_l x x^T: one product of [samples x order] numbers p_k x with themselves. Of
/// one class it is (1/S) sum_i s_i p_k (1 - p_k) x x^T, made apart: as a difference it would be lost where p_k is
/// near 1.
struct AllTerms: Sendable {
  /// A class and its parameters, which lie side by side here.
  private struct Run {
    let classIndex: Int
    let places: Range<Int>
    /// Where its own products begin, among those of all classes.
    let first: Int
  }

  private let objective: MultinomialObjective
  private let features: Rows
  private let probabilities: ProbabilityTable
  private let order: Int
  private let runs: [Run]
  /// For each place its column in a block of features, and its row in the matrix.
  private let columns: [Int]
  private let rows: [Int]
  /// The features that are read, in ascending order; nil for all of them.
  private let picked: [Int]?
  private let hasOne: Bool

  /// Samples of a chunk: enough that to add its sums to another's costs little beside making them, and more where these
  /// sums are large, so that there are few of them.
  private var chunkRowCount: Int { order <= 1000 ? 1 << 11 : 1 << 14 }
  /// Rows of the matrix that are made at a time, of which only what is right of the diagonal counts.
  private static let bandHeight = 96
  private static let blockRowCount = 256

  /// `features` in the units of the parameters; `parameters` in any order.
  init(
    _ objective: MultinomialObjective, _ features: Rows, _ probabilities: ProbabilityTable, _ parameters: [Int]
  ) {
    self.objective = objective
    self.probabilities = probabilities
    order = parameters.count
    let (featureCount, weightCount) = (objective.featureCount, objective.weightCount)
    let places = parameters.enumerated().map { row, parameter in
      parameter < weightCount
        ? (classIndex: parameter / featureCount, feature: parameter % featureCount, row: row)
        : (classIndex: parameter - weightCount, feature: featureCount, row: row)
    }.sorted { ($0.classIndex, $0.feature) < ($1.classIndex, $1.feature) }
    rows = places.map(\.row)
    var (runs, first) = ([Run](), 0)
    var start = 0
    for end in 1...places.count where end == places.count || places[end].classIndex != places[start].classIndex
    {
      runs.append(Run(classIndex: places[start].classIndex, places: start..<end, first: first))
      first += (end - start) * (end - start)
      start = end
    }
    self.runs = runs
    let used = Set(places.map(\.feature)).sorted()
    hasOne = used.last == featureCount
    let read = hasOne ? used.dropLast() : used[...]
    if features.isSparse, !read.isEmpty, read.count < featureCount {
      // Rows of the columns that count alone: entries of others are not looked at block by block.
      self.features = features.selecting(columns: Array(read))
      picked = nil
      columns = Self.positions(of: places.map(\.feature), among: used)
      return
    }
    self.features = features
    // Reading all features is faster than picking most of them.
    if 3 * read.count > featureCount {
      picked = nil
      columns = places.map(\.feature)
    } else {
      picked = Array(read)
      columns = Self.positions(of: places.map(\.feature), among: used)
    }
  }

  private static func positions(of features: [Int], among used: [Int]) -> [Int] {
    let positions = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($0.element, $0.offset) })
    return features.map { positions[$0] ?? 0 }
  }

  private var width: Int { (picked?.count ?? features.featureCount) + (hasOne ? 1 : 0) }

  /// Writes both triangles of the matrix, whose rows are `stride` apart. Complexity: O(samples x order^2 / 2).
  func write(to matrix: WorkBuffer<Float>, _ stride: Int) {
    let (order, square) = (order, order * order)
    let ownCount = runs.reduce(0) { $0 + $1.places.count * $1.places.count }
    let sums: WorkBuffer<Float> = objective.pass.reduce(
      count: square + ownCount, chunkLength: chunkRowCount, work: objective.sampleCount * square / 2
    ) {
      Room(width: width, order: order)
    } add: { chunk, room, sums in
      for first in Swift.stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: Self.blockRowCount)
      where !objective.engine.isStopped {
        add(first..<min(first + Self.blockRowCount, chunk.rows.upperBound), room, to: sums)
      }
    }
    sums.withSpan(0..<square + ownCount) { sums in
      matrix.withMutableSpan { target in
        func put(_ value: Float, _ i: Int, _ j: Int) {
          target[rows[i] * stride + rows[j]] = value
          target[rows[j] * stride + rows[i]] = value
        }
        for i in 0..<order { for j in i..<order { put(sums[i * order + j], i, j) } }
        for run in runs {
          let count = run.places.count
          for i in 0..<count {
            for j in i..<count {
              put(
                sums[square + run.first + i * count + j], run.places.lowerBound + i, run.places.lowerBound + j)
            }
          }
        }
      }
    }
  }

  // MARK: Sums

  /// What a member works in.
  private struct Room {
    let block: WorkBuffer<Float>
    /// p x and (1 - p) x.
    let likely: WorkBuffer<Float>
    let unlikely: WorkBuffer<Float>
    /// The first of these times the samples' weights, in the rows of a band.
    let left: WorkBuffer<Float>
    let weights: WorkBuffer<Float>
    let ones: WorkBuffer<Float>
    let workspace: WorkBuffer<Float>

    init(width: Int, order: Int) {
      let rowCount = AllTerms.blockRowCount
      block = WorkBuffer(uninitializedCount: rowCount * width)
      likely = WorkBuffer(uninitializedCount: rowCount * order)
      unlikely = WorkBuffer(uninitializedCount: rowCount * order)
      left = WorkBuffer(uninitializedCount: rowCount * AllTerms.bandHeight)
      weights = WorkBuffer(count: rowCount, repeating: 1)
      ones = WorkBuffer(count: AllTerms.bandHeight, repeating: 1)
      workspace = WorkBuffer(uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: order))
    }
  }

  /// Adds some samples' products.
  private func add(_ samples: Range<Int>, _ room: Room, to sums: WorkBuffer<Float>) {
    let kernels = objective.engine.kernels
    let block = MatrixBlock(room.block, stride: width, rowCount: samples.count, columnCount: width)
    if let picked {
      features.gather(columns: picked, of: .range(samples), hasOne: hasOne, into: block)
    } else {
      features.widen(.range(samples), hasOne: hasOne, by: kernels, into: block)
    }
    multiply(samples, room)
    let scale = 1 / Float(objective.totalWeight)
    let likely = MatrixBlock(room.likely, stride: order, rowCount: samples.count, columnCount: order)
    let unlikely = MatrixBlock(room.unlikely, stride: order, rowCount: samples.count, columnCount: order)
    let whole = MatrixBlock(sums, stride: order, rowCount: order, columnCount: order)
    let all = 0..<samples.count
    for first in stride(from: 0, to: order, by: Self.bandHeight) {
      let band = first..<min(first + Self.bandHeight, order)
      var left = likely.part(all, band)
      if objective.sampleWeights != nil {
        let weighted = MatrixBlock(
          room.left, stride: band.count, rowCount: samples.count, columnCount: band.count)
        left.copy(to: weighted)
        kernels.scale(weighted, rowFactors: room.weights, at: 0, columnFactors: room.ones, at: 0)
        left = weighted
      }
      kernels.addProducts(
        scale: -scale, left, likely.part(all, first..<order), into: whole.part(band, first..<order),
        workspace: room.workspace)
    }
    for run in runs {
      let count = run.places.count
      kernels.addProducts(
        scale: scale, likely.part(all, run.places), unlikely.part(all, run.places),
        into: MatrixBlock(
          sums, first: order * order + run.first, stride: count, rowCount: count, columnCount: count),
        workspace: room.workspace)
    }
  }

  /// Fills the blocks of p x and s (1 - p) x.
  private func multiply(_ samples: Range<Int>, _ room: Room) {
    let classCount = objective.classCount
    probabilities.withProbabilities { p in
      room.block.withSpan(0..<samples.count * width) { source in
        room.likely.withMutableSpan { likely in
          room.unlikely.withMutableSpan { unlikely in
            for (r, sample) in samples.enumerated() {
              let (from, to) = (r * width, r * order)
              let weight = objective.sampleWeights?.single[sample] ?? 1
              room.weights[r] = weight
              for run in runs {
                let probability = p(sample, run.classIndex)
                var rest = 1 - probability
                if probability > 0.5 {
                  rest = 0
                  for l in 0..<classCount where l != run.classIndex { rest += p(sample, l) }
                }
                rest *= weight
                for place in run.places {
                  let x = source[from + columns[place]]
                  likely[to + place] = probability * x
                  unlikely[to + place] = rest * x
                }
              }
            }
          }
        }
      }
    }
  }
}
