// Sums over rows have the same bits whoever computes a chunk.

@testable import SoftmaxKernels
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct RowPassTests {
  /// Rows of each part: some empty, some no multiple of anything.
  static let parts = [100, 0, 33, 1, 257, 64, 0, 512, 7, 90]

  private var rowCount: Int { Self.parts.reduce(0, +) }

  private func values() -> [Double] {
    var numbers = MadeNumbers(seed: 9)
    return (0..<rowCount).map { _ in Double(numbers.next()) * (numbers.next() > 0 ? 1e8 : 1e-8) }
  }

  private func engine(_ threads: Int) -> Engine {
    Engine(kernels: .best, team: .shared(size: threads, isPatient: true))
  }

  /// Parts as evenly dealt out as their number allows.
  private func shares(_ size: Int) -> [Range<Int>] {
    (0..<size).map { Self.parts.count * $0 / size..<Self.parts.count * ($0 + 1) / size }
  }

  /// Three numbers: a sum, its negative, and the number of rows.
  private func sums(_ pass: RowPass, _ values: [Double], isTogether: Bool) -> [Double] {
    let own = Array(values[pass.parts.firstRow..<pass.parts.firstRow + pass.parts.ownRowCount])
    // Large enough for a team.
    let work = 1 << 30
    if isTogether {
      return pass.reduceTogether(count: 3, chunkLength: 32, stepWork: work) { _ in
      } add: { chunk, member, _, sums in
        guard member.index == member.count - 1 else { return }
        for row in chunk.rows {
          sums[0] += own[row]
          sums[1] -= own[row]
          sums[2] += 1
        }
      }.array
    }
    return pass.reduce(count: 3, chunkLength: 32, work: work) {
    } add: { (chunk: RowChunk, _: Void, sums: WorkBuffer<Double>) in
      for row in chunk.rows {
        sums[0] += own[row]
        sums[1] -= own[row]
        sums[2] += 1
      }
    }.array
  }

  @Test(arguments: [false, true])
  func threadsAndRanksDoNotChangeASum(_ isTogether: Bool) throws {
    let values = values()
    let parts = RowParts(counts: Self.parts, shares: shares(1), rank: 0)
    let expected = sums(
      RowPass(parts: parts, communicator: LocalCommunicator(), engine: engine(1)), values, isTogether: false)
    #expect(expected[2] == Double(rowCount) && expected[1] == -expected[0])
    for threads in [1, 2, 3, 5] {
      let pass = RowPass(parts: parts, communicator: LocalCommunicator(), engine: engine(threads))
      #expect(sums(pass, values, isTogether: isTogether) == expected, "\(threads) threads")
    }
    for size in [1, 2, 3, 5, 8] {
      let shares = shares(size)
      let found = try Ranks.run(size) { communicator in
        sums(
          RowPass(
            parts: RowParts(counts: Self.parts, shares: shares, rank: communicator.rank),
            communicator: communicator, engine: Engine(kernels: .best, team: .solo)),
          values, isTogether: isTogether)
      }
      #expect(found == Array(repeating: expected, count: size), "\(size) ranks")
    }
  }

  @Test func unitsHaveSumsOfTheirOwn() throws {
    let values = values()
    @Sendable func sums(_ pass: RowPass) -> [[Float]] {
      let own = values[pass.parts.firstRow..<pass.parts.firstRow + pass.parts.ownRowCount].map { Float($0) }
      let found = Slots<[Float]>(count: 4)
      pass.reduceUnits([2, 0, 3, 1], counts: [1, 2, 3, 1], chunkLength: 16, work: 1 << 30) {
      } add: { unit, chunk, _, sums in
        for row in chunk.rows { sums[unit % 3] += own[row] * Float(unit + 1) }
      } finish: { unit, sums in
        found.put((0..<[1, 2, 3, 1][unit]).map { sums[$0] }, at: unit)
      }
      return found.values
    }
    let parts = RowParts(counts: Self.parts, shares: shares(1), rank: 0)
    let expected = sums(RowPass(parts: parts, communicator: LocalCommunicator(), engine: engine(1)))
    // The same tree as any other sum's.
    let all = Float(values.reduce(0, +))
    for (unit, numbers) in expected.enumerated() {
      #expect(numbers.count == [1, 2, 3, 1][unit])
      let sum = numbers[unit % 3 < numbers.count ? unit % 3 : 0]
      #expect(abs(sum - all * Float(unit + 1)) <= 1e-4 * abs(all) * Float(unit + 1))
    }
    #expect(sums(RowPass(parts: parts, communicator: LocalCommunicator(), engine: engine(3))) == expected)
    for size in [2, 3, 5, 8] {
      let shares = shares(size)
      let found = try Ranks.run(size) { communicator in
        sums(
          RowPass(
            parts: RowParts(counts: Self.parts, shares: shares, rank: communicator.rank),
            communicator: communicator, engine: Engine(kernels: .best, team: .solo)))
      }
      #expect(found == Array(repeating: expected, count: size), "\(size) ranks")
    }
  }

  @Test func whatTheRootSaysEveryRankHears() throws {
    for size in [1, 2, 5] {
      for root in 0..<size {
        let found = try Ranks.run(size) { communicator in
          communicator.broadcast([Double(communicator.rank), 7], from: root)
        }
        #expect(found == Array(repeating: [Double(root), 7], count: size))
      }
    }
    #expect(LocalCommunicator().broadcast([3], from: 0) == [3] && LocalCommunicator().gather([4]) == [[4]])
  }

  @Test func whereThereAreNoRowsThereIsNothing() {
    let pass = RowPass(rowCount: 0, engine: engine(2))
    for (combination, value) in [
      (TreeCombination.sum, 0.0), (.least, .infinity), (.greatest, -Double.infinity),
    ] {
      let found: WorkBuffer<Double> = pass.reduce(combination, count: 2, chunkLength: 16, work: 1) {
      } add: { _, _, _ in
      }
      #expect(found.array == [value, value])
    }
  }

  @Test func aSumThatLeavesTheRangeOfNumbersIsInfinite() {
    let pass = RowPass(rowCount: 64, engine: engine(1))
    let found: WorkBuffer<Double> = pass.reduce(count: 1, chunkLength: 16, work: 64) {
    } add: { chunk, _, sums in
      for _ in chunk.rows { sums[0] += 1e307 }
    }
    #expect(found[0] == .infinity)
  }

  @Test func aRowsPlaceBeginsAGroupInEachPart() {
    let parts = RowParts(counts: Self.parts, shares: shares(3), rank: 1)
    for length in [16, 48, 1024] {
      let chunks = parts.chunks(ofRows: length)
      var rows: [Int] = []
      for index in chunks.own {
        let chunk = chunks.chunk(index)
        #expect(chunk.place % LayerShape.rowUnit == 0 && chunk.place >= chunk.rows.lowerBound)
        #expect(!chunk.rows.isEmpty && chunk.rows.count <= length)
        rows += Array(chunk.rows)
      }
      #expect(rows == Array(0..<parts.ownRowCount))
    }
  }
}
