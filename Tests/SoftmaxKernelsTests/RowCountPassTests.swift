// Rows that are added at the end leave the nodes of those before them as they were.

@testable import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct RowCountPassTests {
  private static let chunkLength = 16

  /// Numbers of which each order of additions gives another sum.
  private static let values: [Double] = {
    var numbers = MadeNumbers(seed: 23)
    return (0..<1100).map { _ in Double(numbers.next()) * (numbers.next() > 0 ? 1e8 : 1e-8) }
  }()

  private enum Way: CaseIterable {
    case each
    case together
    case units
  }

  private func sum(_ rows: Range<Int>, _ way: Way, threads: Int = 1) -> Double {
    let pass = RowPass(
      rowCount: rows.count, engine: Engine(kernels: .best, team: .shared(size: threads, isPatient: true)))
    @Sendable func add(_ chunk: RowChunk, _ sums: WorkBuffer<Double>) {
      for row in chunk.rows { sums[0] += Self.values[rows.lowerBound + row] }
    }
    let work = 1 << 30
    switch way {
    case .each:
      return pass.reduce(count: 1, chunkLength: Self.chunkLength, work: work) {
      } add: { (chunk: RowChunk, _: Void, sums: WorkBuffer<Double>) in
        add(chunk, sums)
      }[0]
    case .together:
      return pass.reduceTogether(count: 1, chunkLength: Self.chunkLength, stepWork: work) { _ in
      } add: { (chunk: RowChunk, member: WorkerTeam.Member, _: Void, sums: WorkBuffer<Double>) in
        if member.index == 0 { add(chunk, sums) }
      }[0]
    case .units:
      let found = Slots<Double>(count: 2)
      pass.reduceUnits([1, 0], counts: [1, 1], chunkLength: Self.chunkLength, work: work) {
      } add: { (_: Int, chunk: RowChunk, _: Void, sums: WorkBuffer<Double>) in
        add(chunk, sums)
      } finish: { unit, sums in
        found.put(sums[0], at: unit)
      }
      return found.values[0]
    }
  }

  @Test func aPowerOfTwoOfChunksIsANodeOfEveryLongerPass() {
    for way in Way.allCases {
      for chunkCount in [1, 2, 4, 8, 16, 32] {
        let first = chunkCount * Self.chunkLength
        let prefix = sum(0..<first, way)
        for more in [1, 15, 16, 17, first - 1, first] where first + more <= Self.values.count {
          let whole = sum(0..<first + more, way, threads: 3)
          #expect(
            whole == prefix + sum(first..<first + more, way), "\(way), \(chunkCount) chunks and \(more) rows")
        }
      }
    }
  }

  @Test func everyNumberOfRowsHasItsOwnSumInEachWay() {
    for rowCount in [1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 49, 511, 512, 513, 1100] {
      let expected = sum(0..<rowCount, .each)
      for way in Way.allCases {
        for threads in [1, 2, 3] {
          #expect(sum(0..<rowCount, way, threads: threads) == expected, "\(rowCount) rows, \(way)")
        }
      }
    }
  }
}
