// Rows that are there more than once, within the training rows and between these and test rows.

import SoftmaxKernels

/// Rows that are equal or nearly so.
///
/// Equal rows are all found. Rows that are nearly equal are looked for by signs of random projections, and each pair that
/// these point to is measured: what is told is true, but a few pairs may be missed (`missProbability`).
public struct RowDuplicates: Sendable, Hashable {
  /// Two rows that are equal or near each other.
  public struct Pair: Sendable, Hashable {
    /// A training row.
    public let first: Int
    /// Another training row, or a test row.
    public let second: Int
    /// Their distance over the root of the mean of their squared distances from the mean of all rows: 0 for equal rows, 1.4
    /// or so for two rows that have nothing to do with each other.
    public let distance: Double
    /// Whether their labels differ.
    public let labelsDiffer: Bool
  }

  /// Up to which distance rows are near each other; 0: only equal ones were looked for.
  public let nearness: Double
  /// The number of training rows.
  public let trainingCount: Int
  /// The number of test rows; nil where there are none.
  public let testCount: Int?
  /// How many training rows have an equal one before them.
  public let copyCount: Int
  /// Equal training rows whose labels differ, ascending within each group: no model can be right on all of them.
  public let conflicts: [[Int]]
  /// Training rows near each other but not equal, the nearest first.
  public let near: [Pair]
  /// Each test row that equals a training row or is near one, with the nearest of these; the nearest first.
  public let crossing: [Pair]

  /// How many test rows equal a training row.
  public var testCopyCount: Int { crossing.count { $0.distance == 0 } }

  /// How many test rows are near a training row and equal to none.
  public var testNearCount: Int { crossing.count - testCopyCount }

  /// The largest share of pairs at the distance `nearness` that is missed; nearer ones are missed less often. 0 where only
  /// equal rows were looked for.
  public var missProbability: Double { nearness > 0 ? RowSketches.missProbability(angle: nearness) : 0 }

  /// The nearness where nothing is said: a tenth for pictures and vectors, 0 for tables, whose rows are near each other by
  /// nature.
  public static func standardNearness(of input: InputDescription) -> Double { input.kind == .table ? 0 : 0.1 }

  /// The largest nearness: rows further from each other than this, the projections miss too often.
  public static let largestNearness = 0.2

  /// Looks for them.
  ///
  /// - Parameters:
  ///   - training: The training rows.
  ///   - test: The test rows, with the same features and classes.
  ///   - nearness: Up to which distance rows are near each other, from 0 to 0.2; nil: the standard one.
  ///   - seed: What projections are drawn from.
  ///   - execution: What it runs on; it does not change the result.
  /// - Throws: `ConfigurationError` for another nearness, and for one above 0 of sparse rows,
  ///   `DatasetError.featureCountMismatch`, `MemoryShortage`.
  /// - Complexity: O(rows x features), with a nearness some hundred times that on all threads, and
  ///   O(rows x log rows). Memory: with test rows a copy of all rows, and about 100 bytes for each.
  public init(
    in training: Dataset, test: Dataset? = nil, nearness: Double? = nil, seed: UInt64 = 0,
    execution: Execution = .automatic
  ) throws {
    let isSparse = training.features.rows.isSparse || test?.features.rows.isSparse == true
    let nearness = nearness ?? (isSparse ? 0 : Self.standardNearness(of: training.features.input))
    guard nearness == 0 || !isSparse else {
      throw ConfigurationError(
        parameter: "near", value: "\(nearness)",
        requirement: "0 for sparse rows, of which only equal ones are looked for")
    }
    guard nearness >= 0, nearness <= Self.largestNearness else {
      throw ConfigurationError(
        parameter: "near", value: "\(nearness)",
        requirement: "a number from 0, for equal rows alone, to \(Self.largestNearness)")
    }
    try training.features.checkValues()
    var all = training.features
    if let test {
      try test.features.checkValues()
      try MemoryShortage.check(
        Self.byteCount(of: all.rows, and: test.features.rows),
        for: "the training and test rows side by side", advice: "use fewer rows")
      all = try all.appending(test.features)
    }
    let trainingCount = training.sampleCount
    let copies = RowCopies(of: all)
    func label(_ row: Int) -> String {
      row < trainingCount ? training.label(row) : test?.label(row - trainingCount) ?? ""
    }
    func pair(_ first: Int, _ second: Int, _ distance: Double) -> Pair {
      Pair(
        first: first, second: second < trainingCount ? second : second - trainingCount, distance: distance,
        labelsDiffer: label(first) != label(second))
    }
    self.nearness = nearness
    self.trainingCount = trainingCount
    testCount = test?.sampleCount
    copyCount = (0..<trainingCount).count { copies.first[$0] != $0 }
    conflicts = copies.groups.map { $0.filter { $0 < trainingCount } }.filter { rows in
      Set(rows.map { training.classIndices[$0] }).count > 1
    }
    let found = nearness > 0 ? Self.near(copies, in: all, nearness, seed: seed, execution.engine) : []
    func isBefore(_ a: Pair, _ b: Pair) -> Bool {
      (a.distance, a.second, a.first) < (b.distance, b.second, b.first)
    }
    near = found.filter { $0.0.second < trainingCount }.map { pair($0.0.first, $0.0.second, $0.1) }
      .sorted(by: isBefore)
    // Of each row the nearest training row; rows stand for those that are equal to them.
    var nearest: [Int: (row: Int, distance: Double)] = [:]
    for (rows, distance) in found where rows.first < trainingCount && rows.second >= trainingCount {
      if let other = nearest[rows.second], (other.distance, other.row) <= (distance, rows.first) { continue }
      nearest[rows.second] = (rows.first, distance)
    }
    crossing = (trainingCount..<all.sampleCount).compactMap { row in
      let leader = copies.first[row]
      if leader < trainingCount { return pair(leader, row, 0) }
      return nearest[leader].map { pair($0.row, row, $0.distance) }
    }.sorted(by: isBefore)
  }

  /// What rows take side by side: dense where one of them is.
  private static func byteCount(of first: Rows, and second: Rows) -> Double {
    guard first.isSparse != second.isSparse else { return Double(first.copyByteCount + second.copyByteCount) }
    // As they are widened, and the copy.
    return 2 * 4 * Double(first.featureCount) * Double(first.sampleCount + second.sampleCount)
  }

  /// Pairs of different rows near each other, with their distances.
  private static func near(
    _ copies: RowCopies, in features: Features, _ nearness: Double, seed: UInt64, _ engine: Engine
  ) -> [(RowPair, Double)] {
    let pass = RowPass(rowCount: features.sampleCount, engine: engine)
    let units = Standardization(of: features.rows, weights: nil, pass)
    // Pictures and vectors are on one scale by nature; the columns of a table are not.
    let factors =
      features.input.kind == .table
      ? units.standardDeviations.map { 1 / $0 } : [Double](repeating: 1, count: features.featureCount)
    let sketches = RowSketches(
      of: features.rows, from: units.means, factors: factors, seed: seed, engine: engine)
    let leaders = copies.first.indices.filter { copies.first[$0] == $0 }
    let pairs = sketches.candidates(
      among: leaders, differingIn: RowSketches.mostDifferences(angle: nearness))
    let rows = Array(Set(pairs.flatMap { [$0.first, $0.second] })).sorted()
    let norms = Dictionary(
      uniqueKeysWithValues: zip(
        rows, RowDistances.squared(of: rows, in: features.rows, from: units.means, factors: factors)))
    let distances = RowDistances.squared(of: pairs, in: features.rows, factors: factors)
    return zip(pairs, distances).compactMap { pair, distance in
      let scale = ((norms[pair.first] ?? 0) + (norms[pair.second] ?? 0)) / 2
      guard scale > 0 else { return nil }
      let relative = (distance / scale).squareRoot()
      return relative <= nearness ? (pair, relative) : nil
    }
  }
}
