// Folds are a partition, as even as can be, and fixed by their seed.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StratifiedFoldsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let classCounts: [Int]
    let foldCount: Int
    var testDescription: String { "\(classCounts) in \(foldCount)" }

    /// Labels in no order.
    var labels: [UInt32] {
      var labels = classCounts.enumerated().flatMap {
        [UInt32](repeating: UInt32($0.offset), count: $0.element)
      }
      var generator = RandomGenerator(seed: 5, stream: .sample)
      generator.shuffle(&labels)
      return labels
    }

    func folds(seed: UInt64 = 0) -> StratifiedFolds {
      StratifiedFolds(classIndices: labels, classCount: classCounts.count, count: foldCount, seed: seed)
    }
  }

  static let cases = [
    Case(classCounts: [50, 50, 50], foldCount: 5), Case(classCounts: [7, 11, 2, 30], foldCount: 4),
    Case(classCounts: [3, 3], foldCount: 6), Case(classCounts: [101, 2], foldCount: 2),
    Case(classCounts: [2, 2, 2, 2, 2], foldCount: 3),
  ]

  @Test(arguments: cases)
  func everySampleIsInOneFold(_ shape: Case) {
    let folds = shape.folds()
    #expect(folds.members.count == shape.foldCount)
    #expect(folds.members.flatMap(\.self).sorted() == Array(shape.labels.indices))
    #expect(folds.members.allSatisfy { $0 == $0.sorted() && !$0.isEmpty })
  }

  @Test(arguments: cases)
  func sizesAndClassSharesDifferByOneAtMost(_ shape: Case) throws {
    let members = shape.folds().members
    let labels = shape.labels
    func spread(_ counts: [Int]) throws -> Int { try #require(counts.max()) - #require(counts.min()) }
    #expect(try spread(members.map(\.count)) <= 1)
    for k in shape.classCounts.indices {
      #expect(try spread(members.map { $0.count { labels[$0] == k } }) <= 1)
    }
  }

  @Test(arguments: cases[..<2])
  func theSeedFixesTheFolds(_ shape: Case) {
    #expect(shape.folds(seed: 3) == shape.folds(seed: 3))
    #expect(shape.folds(seed: 3) != shape.folds(seed: 4))
  }

  @Test func theFoldsOfIrisAreWhatTheyWillAlwaysBe() {
    // The same published methods written in Python 3.11: Fixtures/penalty_search.py.
    let labels = (0..<150).map { UInt32($0 / 50) }
    let folds = StratifiedFolds(classIndices: labels, classCount: 3, count: 5, seed: 0)
    #expect(
      folds.members[0] == [
        11, 15, 18, 20, 26, 29, 33, 36, 38, 46, 51, 52, 55, 62, 63, 80, 84, 88, 95, 99, 113, 114, 116, 117, 121,
        126, 129, 132, 140, 147,
      ])
  }
}
