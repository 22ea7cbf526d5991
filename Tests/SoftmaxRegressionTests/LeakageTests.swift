// Rows that are there twice, and columns that tell the class.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct LeakageTests {
  private func dataset(_ rows: [[Float]], _ labels: [Int], table: Bool = false) throws -> Dataset {
    let count = rows[0].count
    return try Dataset(
      features: Features(
        rows: rows, input: table ? .table(featureCount: count) : .vector(featureCount: count)), labels: labels)
  }

  @Test func equalRowsAndTheirLabelsAreFound() throws {
    let training = try dataset([[1, 2], [3, 4], [1, 2], [0, 5], [-0.0, 5], [1, 2]], [0, 1, 1, 0, 0, 0])
    let test = try dataset([[9, 9], [3, 4], [0, 5]], [0, 0, 1])
    let found = try RowDuplicates(in: training, test: test, nearness: 0)
    #expect(found.copyCount == 3 && found.conflicts == [[0, 2, 5]] && found.near.isEmpty)
    #expect(found.testCopyCount == 2 && found.testNearCount == 0 && found.missProbability == 0)
    #expect(found.crossing.map(\.second) == [1, 2] && found.crossing.map(\.first) == [1, 3])
    #expect(found.crossing.map(\.labelsDiffer) == [true, true])
  }

  @Test func rowsWithEqualHashesAreToldApartByTheirValues() throws {
    // Not to be had from the hash itself: the comparison is what decides.
    let rows = Rows(SharedStorage<Float>([1, 2, 1, 2, 1, 3]), featureCount: 2)
    let distances = RowDistances.squared(
      of: [RowPair(first: 0, second: 1), RowPair(first: 0, second: 2)], in: rows)
    #expect(distances == [0, 1])
  }

  /// Noisy copies at known distances, against every pair of rows.
  @Test(arguments: [true, false]) func nearRowsAreThoseThatAllPairsSay(_ isTable: Bool) throws {
    var numbers = MadeNumbers(seed: 5)
    let (count, width) = (240, 48)
    var rows = (0..<count).map { _ in numbers.floats(width) }
    // Columns of a table are compared in units of their own.
    let scales = (0..<width).map { isTable ? Float([1, 1000][$0 % 2]) : 1 }
    for row in 0..<60 {
      let noise = Float(0.02 + 0.003 * Double(row))
      rows[count - 60 + row] = zip(rows[row], numbers.floats(width)).map { $0 + noise * $1 }
    }
    rows = rows.map { zip($0, scales).map { $0 * $1 } }
    let all = try dataset(rows, rows.indices.map { $0 % 3 }, table: isTable)
    let (training, test) = (all.samples(at: Array(0..<180)), all.samples(at: Array(180..<240)))
    let found = try RowDuplicates(in: training, test: test, nearness: 0.1)

    var means: [Double] = []
    var factors: [Double] = []
    for j in 0..<width {
      let column = rows.map { Double($0[j]) }
      let mean: Double = column.reduce(0, +) / Double(count)
      let square: Double = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      means.append(mean)
      factors.append(isTable ? 1 / (square / Double(count)).squareRoot() : 1)
    }
    func squared(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for j in 0..<width {
        let difference = (a[j] - b[j]) * factors[j]
        sum += difference * difference
      }
      return sum
    }
    let exact = rows.map { $0.map(Double.init) }
    var expected: [Int: (Int, Double)] = [:]
    for test in 180..<240 {
      for training in 0..<180 {
        let scale = (squared(exact[test], means) + squared(exact[training], means)) / 2
        let distance = (squared(exact[test], exact[training]) / scale).squareRoot()
        if distance <= 0.1, distance < expected[test - 180]?.1 ?? 1 {
          expected[test - 180] = (training, distance)
        }
      }
    }
    #expect(expected.count > 15 && expected.count < 45)
    // Everything that is told is so, and of pairs at the limit a fifth of a percent may be missed.
    #expect(found.testCopyCount == 0 && found.crossing.count >= expected.count - 1)
    for pair in found.crossing {
      let (row, distance) = try #require(expected[pair.second])
      #expect(row == pair.first && abs(distance - pair.distance) < 1e-6)
    }
    #expect(found.missProbability < 0.0025)
  }

  @Test func rowsThatAreAllAlikeTakeNoSquareOfTime() throws {
    var numbers = MadeNumbers(seed: 2)
    let base = numbers.floats(16)
    let rows = (0..<3000).map { row in base.map { $0 + (row % 2 == 0 ? 0 : 1e-4) * numbers.next() } }
    let data = try dataset(rows, rows.indices.map { $0 % 2 })
    let found = try RowDuplicates(in: data, nearness: 0.1)
    #expect(found.copyCount == 1499 && found.conflicts.isEmpty)
    #expect(found.near.count <= 1501 * 16 * RowSketches.bandCount)
  }

  @Test func nearnessOutOfRangeIsRefused() throws {
    let data = try dataset([[1, 2], [3, 4]], [0, 1])
    for nearness in [-0.1, 0.3, .nan] {
      #expect(throws: ConfigurationError.self) { try RowDuplicates(in: data, nearness: nearness) }
    }
  }

  private func rules(_ columns: [[Float]], _ labels: [Int]) throws -> [ColumnRule] {
    let rows = labels.indices.map { row in columns.map { $0[row] } }
    let data = try Dataset(
      features: Features(rows: rows, input: .table(featureNames: columns.indices.map { "c\($0)" })),
      labels: labels)
    return ColumnRule.all(
      in: data, preparation: nil, foldIndices: labels.indices.map { $0 % 5 }, foldCount: 5)
  }

  @Test func aColumnThatTellsTheClassIsFoundAndOthersAreNot() throws {
    var numbers = MadeNumbers(seed: 4)
    let count = 600
    let labels = (0..<count).map { $0 * 7 % 11 % 3 }
    let noise = numbers.floats(count)
    var order = Array(0..<UInt32(count))
    var generator = RandomGenerator(seed: 1, stream: .sample)
    generator.shuffle(&order)
    let found = try rules(
      [
        labels.map { Float([5, -1, 3][$0]) },  // a code of the class
        zip(labels, noise).map { Float([0, 10, 20][$0]) + $1 },  // a measurement made afterwards
        noise, order.map { Float($0) },  // chance, and numbers of the rows in an order of chance
        [Float](repeating: 2, count: count),  // constant
        labels.enumerated().map { Float($0 % 10 == 0 ? ($1 + 1) % 3 : $1) },  // good, and no leak
      ], labels)
    #expect(found.map(\.column) == ["c0", "c1", "c2", "c3", "c5"])
    #expect(found.filter(\.isSuspicious).map(\.column) == ["c0", "c1"])
    #expect(found[0].accuracy == 1)
    #expect(found[2].skill < 0.1 && found[3].skill < 0.1)
    #expect(abs(found[4].accuracy - 0.9) < 1e-12)
  }

  @Test func theIrisesHaveNoTellingColumn() throws {
    let data = try IrisRows.dataset()
    let found = ColumnRule.all(
      in: data, preparation: nil, foldIndices: (0..<150).map { $0 % 5 }, foldCount: 5)
    // Petal width alone is right on about 95 of 100.
    #expect(found.count == 4 && found[3].accuracy > 0.93 && found[3].accuracy < 0.97)
    #expect(found.allSatisfy { !$0.isSuspicious && abs($0.baseAccuracy - 1.0 / 3) < 0.01 })
  }
}
