// Gathers the columns of some parameters, and makes their second derivatives.

import SoftmaxKernels

/// Features of an objective, in the units that its weights are counted in.
///
/// As in `PairPreconditioner`, a sample adds p_k p_l (e_k - e_l)(e_k - e_l)^T x x^T for each pair of classes, light
/// pairs being drawn at random; but only the columns that either class has parameters of in the list are taken. Where
/// samples and pairs of classes are too many, what two classes have in common is left out.
struct ActiveColumns: Sendable {
  private let objective: MultinomialObjective
  /// All columns or, of sparse rows, those of the parameters in hand.
  private var features: Rows
  /// Where each of the objective's features stands among these; nil: in its own place.
  private var places: [Int: Int]?
  /// Each column's mean square.
  private let meanSquares: [Double]

  /// What is added to the second derivative by a parameter alone, as a share of its column's mean square: rows that
  /// are drawn at random may leave out all in which a column varies. Less where more is drawn.
  private static let floorShare = 1e-4

  /// Samples x pairs of classes up to which all pairs are looked at.
  private static let pairWorkLimit = 5e8
  /// Multiply-adds up to which nothing is drawn: listing the rows of each pair costs as much. Where the model decides how
  /// many steps are left (from a density on), it may cost more.
  private static let exactWorkLimit = 4e9
  private static let nearExactWorkLimit = 1e12
  private static let nearDensity = 24.0
  /// And so many are always drawn from.
  private static let drawnWorkLimit = 4e9
  private static let blockRowCount = 256
  private static let bandHeight = 208
  /// Elements of pairs' matrices that are made at a time.
  private static let batchElementLimit = 32 << 20

  /// The objective's own columns, or standardised ones.
  init(of objective: MultinomialObjective, standardization: Standardization? = nil) {
    self.objective = objective
    let featureCount = objective.featureCount
    // Without a bias there is nothing that could make up for a column's mean.
    features =
      standardization.map {
        objective.features.standardized(
          means: objective.hasBias ? $0.means : [Double](repeating: 0, count: featureCount),
          standardDeviations: $0.standardDeviations)
      } ?? objective.features
    meanSquares = standardization == nil ? objective.meanSquares : [Double](repeating: 1, count: featureCount)
  }

  /// A pair of classes, and the columns that count for it.
  private struct Pair {
    let first: Int
    let second: Int
    /// The feature of each column; the number of features is the bias.
    let columns: [Int]
    /// For each column the row of the first class's parameter in the matrix, or -1; and of the second's.
    let firstRows: [Int]
    let secondRows: [Int]

    var size: Int { columns.count }
  }

  /// The matrix for `parameters` of the objective. Complexity: samples x order^2 / 2 where nothing is drawn, else
  /// samples x pairs, and rows kept x columns^2 / 2.
  func curvature(of parameters: [Int], at point: Parameters, density: Double) -> ActiveCurvature<Float>? {
    let order = parameters.count
    guard order > 0, order <= ActiveCurvature<Float>.orderLimit(memoryLimit: objective.memoryLimit) else {
      return nil
    }
    let stride = CholeskyFactor<Float>.stride(order: order)
    let matrix = WorkBuffer<Float>(count: order * stride, repeating: 0)
    let probabilities = ProbabilityTable(
      features: objective.features, at: point, offsets: objective.offsets, objective.pass)
    var threshold = 0.0
    if Double(objective.sampleCount) * Double(order) * Double(order) / 2
      <= (density < Self.nearDensity ? Self.exactWorkLimit : Self.nearExactWorkLimit)
    {
      AllTerms(objective, features, probabilities, parameters).write(to: matrix, stride)
    } else {
      threshold = addPairs(of: parameters, probabilities, density: density, to: matrix, stride)
    }
    let featureCount = objective.featureCount
    for (row, parameter) in parameters.enumerated() {
      let square = parameter < objective.weightCount ? meanSquares[parameter % featureCount] : 0
      let diagonal = row * stride + row
      // 16 roundings of Float32; and what no row drawn has anything of still needs a pivot.
      matrix[diagonal] += max(matrix[diagonal] * 2e-6, Float(Self.floorShare * threshold * square), 1e-20)
    }
    return ActiveCurvature<Float>(
      order: order, stride: stride, matrix: matrix, penalties: [Double](repeating: 0, count: order),
      engine: objective.engine)
  }

  /// Adds what pairs of classes make, in batches that fit into memory. Returns the weight up to which terms were drawn.
  private func addPairs(
    of parameters: [Int], _ probabilities: ProbabilityTable, density: Double, to matrix: WorkBuffer<Float>,
    _ stride: Int
  ) -> Double {
    let pairs = pairs(parameters)
    let narrow = narrowed(to: parameters)
    let threshold = threshold(pairs, probabilities, order: parameters.count, density: density)
    var first = 0
    while first < pairs.count {
      var end = first
      var count = 0
      while end < pairs.count,
        end == first || count + pairs[end].size * pairs[end].size <= Self.batchElementLimit
      {
        count += pairs[end].size * pairs[end].size
        end += 1
      }
      narrow.add(Array(pairs[first..<end]), probabilities, threshold, to: matrix, stride)
      first = end
    }
    return threshold
  }

  /// The same of sparse rows with the columns of these parameters alone: a pair's few are then not looked for among all
  /// entries of a row.
  private func narrowed(to parameters: [Int]) -> ActiveColumns {
    guard features.isSparse else { return self }
    let featureCount = objective.featureCount
    let used = Set(parameters.lazy.filter { $0 < objective.weightCount }.map { $0 % featureCount }).sorted()
    guard !used.isEmpty, used.count < featureCount else { return self }
    var narrow = self
    narrow.features = features.selecting(columns: used)
    narrow.places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($0.element, $0.offset) })
    return narrow
  }

  /// The weight up to which terms are drawn at random; 0 where all of them are few enough.
  private func threshold(
    _ pairs: [Pair], _ probabilities: ProbabilityTable, order: Int, density: Double
  ) -> Double {
    let sampleCount = Double(objective.sampleCount)
    let allWork = pairs.reduce(0.0) { $0 + sampleCount * Double($1.size * $1.size) / 2 }
    let size = pairs.reduce(0.0) { $0 + Double($1.size) }
    let meanWork = max(1, allWork / (sampleCount * Double(pairs.count)))
    // No more than a factor of the matrix costs.
    let wanted = min(
      density * size, max(Self.drawnWorkLimit, Double(order) * Double(order) * Double(order) / 3) / meanWork)
    guard wanted < sampleCount * Double(pairs.count) else { return 0 }
    let classCount = objective.classCount
    let objective = objective
    let undecided: WorkBuffer<Double> = objective.pass.reduce(
      count: 1, chunkLength: probabilities.shape.chunkRowCount, work: probabilities.sampleCount * classCount
    ) {
    } add: { chunk, _, sum in
      probabilities.withProbabilities { p in
        for sample in chunk.rows {
          var rest: Float = 1
          for k in 0..<classCount { rest -= p(sample, k) * p(sample, k) }
          sum[0] += Double(max(rest, 0)) * (objective.sampleWeights?[sample] ?? 1)
        }
      }
    }
    // A pair of classes is counted once, a class by itself twice.
    let total = pairs.first.map { $0.first == $0.second } ?? false ? undecided[0] : undecided[0] / 2
    return total / wanted / (objective.totalWeight / sampleCount)
  }

  private func pairs(_ parameters: [Int]) -> [Pair] {
    let (classCount, featureCount) = (objective.classCount, objective.featureCount)
    // For each class its columns, in ascending order, with their rows.
    var own = [[(column: Int, row: Int)]](repeating: [], count: classCount)
    for (row, parameter) in parameters.enumerated() {
      if parameter < objective.weightCount {
        own[parameter / featureCount].append((parameter % featureCount, row))
      } else {
        own[parameter - objective.weightCount].append((featureCount, row))
      }
    }
    func pair(_ k: Int, _ l: Int) -> Pair? {
      var rows = [(column: Int, first: Int, second: Int)]()
      var (a, b) = (0, 0)
      while a < own[k].count || b < own[l].count {
        let left = a < own[k].count ? own[k][a].column : .max
        let right = b < own[l].count ? own[l][b].column : .max
        rows.append(
          (min(left, right), left <= right ? own[k][a].row : -1, right <= left ? own[l][b].row : -1))
        if left <= right { a += 1 }
        if right <= left { b += 1 }
      }
      guard !rows.isEmpty else { return nil }
      return Pair(
        first: k, second: l, columns: rows.map(\.column), firstRows: rows.map(\.first),
        secondRows: k == l ? [Int](repeating: -1, count: rows.count) : rows.map(\.second))
    }
    let work = Double(objective.sampleCount) * Double(classCount * (classCount - 1) / 2)
    if work > Self.pairWorkLimit { return (0..<classCount).compactMap { pair($0, $0) } }
    return (0..<classCount).flatMap { k in (k + 1..<classCount).compactMap { pair(k, $0) } }
  }

  // MARK: Pairs

  private func add(
    _ pairs: [Pair], _ probabilities: ProbabilityTable, _ threshold: Double, to matrix: WorkBuffer<Float>,
    _ stride: Int
  ) {
    var starts: [Int] = []
    var total = 0
    for pair in pairs {
      starts.append(total)
      total += pair.size * pair.size
    }
    let sums = WorkBuffer<Float>(count: total, repeating: 0)
    let samples = pairSamples(pairs, probabilities, Float(threshold))
    let bands = pairs.indices.flatMap { index in
      Swift.stride(from: 0, to: pairs[index].size, by: Self.bandHeight).map { first in
        (index, first..<min(first + Self.bandHeight, pairs[index].size))
      }
    }
    // The most work first, so that no member is left with it at the end.
    let byWork = bands.indices.sorted {
      let (a, b) = (bands[$0].0, bands[$1].0)
      return (samples[b].count * pairs[b].size, $0) < (samples[a].count * pairs[a].size, $1)
    }
    let widest = pairs.reduce(0) { max($0, $1.size) }
    let work = zip(samples, pairs).reduce(0) { $0 + $1.0.count * $1.1.size * $1.1.size / 2 }
    let starting = starts
    @Sendable func block(_ buffer: WorkBuffer<Float>, _ unit: Int) -> MatrixBlock<Float> {
      let (index, band) = bands[unit]
      let width = pairs[index].size - band.lowerBound
      return MatrixBlock(buffer, stride: width, rowCount: band.count, columnCount: width)
    }
    let shape = probabilities.shape
    objective.pass.reduceUnits(
      byWork, counts: bands.map { $0.1.count * (pairs[$0.0].size - $0.1.lowerBound) },
      chunkLength: shape.pairChunkRowCount, work: work
    ) {
      Room(widest: widest)
    } add: { unit, chunk, room, products in
      let (index, band) = bands[unit]
      addProducts(of: pairs[index], samples[index], chunk, band, to: block(products, unit), room)
    } finish: { unit, products in
      let (index, band) = bands[unit]
      let size = pairs[index].size
      block(products, unit).copy(
        to: MatrixBlock(sums, first: starting[index], stride: size, rowCount: size, columnCount: size)
          .part(band, band.lowerBound..<size))
    }
    objective.engine.team(forStepOf: total).run { member in
      for index in member.share(of: pairs.count) {
        Self.mirror(sums, at: starting[index], size: pairs[index].size)
      }
      member.meet()
      // Each member has rows of its own, so that a row's sums have one order.
      let own = member.share(of: matrix.count / stride)
      for (index, pair) in pairs.enumerated() {
        Self.scatter(pair, sums, at: starting[index], to: matrix, stride, rows: own)
      }
    }
  }

  private func pairSamples(
    _ pairs: [Pair], _ probabilities: ProbabilityTable, _ threshold: Float
  ) -> [WeightedRows] {
    let found = Slots<WeightedRows>(count: pairs.count)
    let next = SharedCounter()
    let meanWeight = Float(objective.totalWeight / Double(objective.sampleCount))
    let weights = objective.sampleWeights
    let firstRow = objective.pass.parts.firstRow
    objective.engine.team(forStepOf: 4 * probabilities.sampleCount * pairs.count).run { _ in
      while true {
        let index = next.take()
        guard index < pairs.count else { return }
        let (k, l) = (pairs[index].first, pairs[index].second)
        let rows = probabilities.withProbabilities { p in
          WeightedRows(
            sampleCount: probabilities.sampleCount, firstRow: firstRow, threshold: threshold * meanWeight,
            salt: UInt64(k * objective.classCount + l)
          ) { sample in
            let own = p(sample, k)
            return own * (k == l ? 1 - own : p(sample, l)) * (weights?.single[sample] ?? 1)
          }
        }
        found.put(rows, at: index)
      }
    }
    return found.values
  }

  /// What a member works in.
  private struct Room {
    let right: WorkBuffer<Float>
    let left: WorkBuffer<Float>
    let ones: WorkBuffer<Float>
    let workspace: WorkBuffer<Float>

    init(widest: Int) {
      right = WorkBuffer(uninitializedCount: ActiveColumns.blockRowCount * widest)
      left = WorkBuffer(uninitializedCount: ActiveColumns.blockRowCount * ActiveColumns.bandHeight)
      ones = WorkBuffer(count: ActiveColumns.bandHeight, repeating: 1)
      workspace = WorkBuffer(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: ActiveColumns.bandHeight))
    }
  }

  /// Adds the products of a pair's columns, over a chunk's rows of the list, in the rows of a band, from the diagonal on.
  private func addProducts(
    of pair: Pair, _ samples: WeightedRows, _ chunk: RowChunk, _ band: Range<Int>,
    to target: MatrixBlock<Float>,
    _ room: Room
  ) {
    let isBiased = pair.columns.last == objective.featureCount
    let columns = pair.columns[band.lowerBound...].map { places?[$0] ?? $0 }
    let kernels = objective.engine.kernels
    let positions = samples.positions(in: chunk.rows)
    for first in Swift.stride(from: positions.lowerBound, to: positions.upperBound, by: Self.blockRowCount)
    where !objective.engine.isStopped {
      let rows = first..<min(first + Self.blockRowCount, positions.upperBound)
      let right = MatrixBlock(
        room.right, stride: columns.count, rowCount: rows.count, columnCount: columns.count)
      features.gather(
        columns: isBiased ? columns.dropLast() : columns, of: .order(samples.rows, rows), hasOne: isBiased,
        into: right)
      let left = MatrixBlock(
        room.left, stride: band.count, rowCount: rows.count, columnCount: band.count)
      right.part(0..<rows.count, 0..<band.count).copy(to: left)
      kernels.scale(
        left, rowFactors: samples.weights, at: rows.lowerBound, columnFactors: room.ones, at: 0)
      kernels.addProducts(
        scale: 1 / Float(objective.totalWeight), left, right,
        into: target, workspace: room.workspace)
    }
  }

  /// Completes a matrix of which the upper triangle is there.
  private static func mirror(_ sums: WorkBuffer<Float>, at first: Int, size: Int) {
    sums.withMutableSpan { span in
      // In squares that stay in the cache while they are read along one side and written along the other.
      let side = 32
      for top in Swift.stride(from: 0, to: size, by: side) {
        for left in Swift.stride(from: top, to: size, by: side) {
          for i in top..<min(top + side, size) {
            for j in max(left, i + 1)..<max(i + 1, min(left + side, size)) {
              span[first + j * size + i] = span[first + i * size + j]
            }
          }
        }
      }
    }
  }

  /// Adds a pair's matrix to the rows `rows` of the whole: to each class's own, from what both have in common.
  private static func scatter(
    _ pair: Pair, _ sums: WorkBuffer<Float>, at first: Int, to matrix: WorkBuffer<Float>, _ stride: Int,
    rows: Range<Int>
  ) {
    let size = pair.size
    matrix.withMutableSpan { target in
      sums.withSpan(first..<first + size * size) { source in
        for (own, other) in [(pair.firstRows, pair.secondRows), (pair.secondRows, pair.firstRows)] {
          for i in 0..<size where rows.contains(own[i]) {
            let to = own[i] * stride
            for j in 0..<size {
              let value = source[i * size + j]
              if own[j] >= 0 { target[to + own[j]] += value }
              if other[j] >= 0 { target[to + other[j]] -= value }
            }
          }
        }
      }
    }
  }
}
