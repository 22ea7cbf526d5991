// What ranks send each other for a sum, and that no way of sending changes it.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxKernels

@Suite(.serialized) struct RankPassTests {
  private static let counts = [130, 0, 33, 1, 400, 257, 0, 64]
  private static let chunkLength = 16

  private static func pass(_ communicator: any Communicator, sliceThreshold: Int?) -> RowPass {
    let size = communicator.size
    let shares = (0..<size).map { counts.count * $0 / size..<counts.count * ($0 + 1) / size }
    return RowPass(
      parts: RowParts(counts: counts, shares: shares, rank: communicator.rank), communicator: communicator,
      engine: Engine(kernels: .best, team: .solo), sliceThreshold: sliceThreshold)
  }

  /// Numbers whose sum depends on the order in which they are added.
  @Sendable private static func reduce<Element: TreeScalar>(
    _ pass: RowPass, _ combination: TreeCombination, _ count: Int, as _: Element.Type
  ) -> [Element] {
    let first = pass.parts.firstRow
    let result: WorkBuffer<Element> = pass.reduce(combination, count: count, chunkLength: chunkLength, work: 1)
    {
    } add: { (chunk: RowChunk, _: Void, numbers: WorkBuffer<Element>) in
      for row in chunk.rows {
        for place in 0..<count {
          let value = Element(((first + row) &* 7919 &+ place &* 104_729) % 2003 - 1001)
          let scaled = (first + row) % 7 == 0 ? value * 1e6 : value / 977
          switch combination {
          case .sum: numbers[place] += scaled
          case .least: numbers[place] = min(numbers[place], scaled)
          case .greatest: numbers[place] = max(numbers[place], scaled)
          }
        }
      }
    }
    return result.array
  }

  @Test(arguments: [TreeCombination.sum, .least, .greatest], [1, 15, 16, 17, 100])
  func slicesGiveTheSameBitsAsWholeNodes(_ combination: TreeCombination, _ count: Int) throws {
    let alone = Self.pass(LocalCommunicator(), sliceThreshold: nil)
    let expected = Self.reduce(alone, combination, count, as: Double.self).map(\.bitPattern)
    let single = Self.reduce(alone, combination, count, as: Float.self).map(\.bitPattern)
    for size in [2, 3, 5, 8] {
      // Below 0: slices in any case.
      for threshold in [-1_000_000, Int.max] {
        let found = try Ranks.run(size) { communicator in
          let pass = Self.pass(communicator, sliceThreshold: threshold)
          // Twice, because buffers are used again.
          _ = Self.reduce(pass, combination, count + 3, as: Double.self)
          let double = Self.reduce(pass, combination, count, as: Double.self).map(\.bitPattern)
          return (double, Self.reduce(pass, combination, count, as: Float.self).map(\.bitPattern))
        }
        for (double, float) in found {
          #expect(double == expected && float == single, "\(size) ranks, \(threshold)")
        }
      }
    }
  }

  @Test(arguments: [-1_000_000, Int.max])
  func unitsComeTogetherWithTheSameBits(_ threshold: Int) throws {
    let counts = [3, 40, 1, 17, 0, 9]
    @Sendable func units(_ pass: RowPass) -> [[UInt64]] {
      let found = Slots<[UInt64]>(count: counts.count)
      let first = pass.parts.firstRow
      pass.reduceUnits([5, 1, 3, 0, 2, 4], counts: counts, chunkLength: Self.chunkLength, work: 1) {
      } add: { (unit: Int, chunk: RowChunk, _: Void, sums: WorkBuffer<Double>) in
        for row in chunk.rows {
          for place in 0..<counts[unit] { sums[place] += 1 / Double((first + row) * (unit + 1) + place + 1) }
        }
      } finish: { unit, sums in
        found.put((0..<counts[unit]).map { sums[$0].bitPattern }, at: unit)
      }
      return found.values
    }
    let expected = units(Self.pass(LocalCommunicator(), sliceThreshold: nil))
    #expect(expected.map(\.count) == counts)
    for size in [2, 5, 8] {
      let found = try Ranks.run(size) { communicator in
        let before = communicator.traffic
        let units = units(Self.pass(communicator, sliceThreshold: threshold))
        return (units, (communicator.traffic - before).exchanges)
      }
      for (units, exchanges) in found {
        #expect(units == expected)
        #expect(exchanges == (threshold < 0 ? 2 : 1), "all units in one exchange, or two with slices")
      }
    }
  }

  @Test(arguments: [-1_000_000, Int.max])
  func trafficIsWhatWasForeseen(_ threshold: Int) throws {
    for size in [2, 3, 8] {
      let found = try Ranks.run(size) { communicator in
        let pass = Self.pass(communicator, sliceThreshold: threshold)
        _ = Self.reduce(pass, .sum, 100, as: Double.self)
        let double = communicator.traffic
        _ = Self.reduce(pass, .sum, 40, as: Float.self)
        return [
          double, communicator.traffic - double,
          pass.traffic(ofReducing: 100, chunkLength: Self.chunkLength, elementBytes: 8),
          pass.traffic(ofReducing: 40, chunkLength: Self.chunkLength, elementBytes: 4),
        ]
      }
      for counts in found { #expect(counts[0] == counts[2] && counts[1] == counts[3]) }
      // What is sent arrives.
      #expect(found.map { $0[0].sentBytes }.reduce(0, +) == found.map { $0[0].receivedBytes }.reduce(0, +))
    }
  }

  @Test func slicesSaveTrafficWhereRanksAreMany() throws {
    let traffic = try [Int.max, -1].map { threshold in
      try Ranks.run(8) { communicator in
        Self.pass(communicator, sliceThreshold: threshold)
          .traffic(ofReducing: 10_000, chunkLength: Self.chunkLength, elementBytes: 8)
      }.map(\.receivedBytes).reduce(0, +)
    }
    #expect(traffic[1] * 3 < traffic[0])
  }

  @Test func aProcessAloneSendsNothing() {
    let pass = Self.pass(LocalCommunicator(), sliceThreshold: nil)
    #expect(pass.traffic(ofReducing: 9, chunkLength: 16, elementBytes: 8) == TrafficCount())
    #expect(pass.communicator.traffic == TrafficCount())
  }

  @Test(arguments: [0, 1, 5, 6, 7, 12, 1000])
  func bytesGoThroughNumbersUnchanged(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 255) }
    #expect(PackedBytes.bytes(PackedBytes.numbers(bytes)) == bytes)
    let found = try Ranks.run(3) { $0.gather(bytes: Array(bytes.dropFirst($0.rank))) }
    #expect(found == Array(repeating: (0..<3).map { Array(bytes.dropFirst($0)) }, count: 3))
  }

  @Test func eachRankGetsItsOwnPart() throws {
    let found = try Ranks.run(3) { communicator in
      let rank = communicator.rank
      // Rank r gives rank q r + q numbers, 100 r + q.
      let counts = (0..<3).map { rank + $0 }
      let own = WorkBuffer<Float>(
        counts.enumerated().flatMap { other, count in Array(repeating: Float(100 * rank + other), count: count)
        },
        default: 0)
      func runs(_ counts: [Int]) -> [Range<Int>] {
        counts.indices.map { counts[..<$0].reduce(0, +)..<counts[...$0].reduce(0, +) }
      }
      let all = WorkBuffer<Float>(count: counts.reduce(0, +), repeating: -1)
      communicator.exchange(own, parts: runs(counts), into: all, at: runs(counts))
      return all.array
    }
    #expect(
      found == [[100, 200, 200], [1, 101, 101, 201, 201, 201], [2, 2, 102, 102, 102, 202, 202, 202, 202]])
  }

  /// The same additions as by the tree itself, for every way in which some chunks can be shared.
  @Test func aPlanAddsInTheOrderOfTheTree() {
    func text(_ tree: ChunkTree, _ node: ChunkTree.Node) -> String {
      let leaves = tree.leaves(of: node)
      if leaves.count == 1 { return "\(leaves.lowerBound)" }
      let (left, right) = node.halves
      return tree.leaves(of: right).isEmpty
        ? text(tree, left) : "(\(text(tree, left))+\(text(tree, right)))"
    }
    for leafCount in 1...19 {
      let tree = ChunkTree(leafCount: leafCount)
      for first in 0...leafCount {
        for second in first...leafCount {
          let plan = TreePlan(tree, shares: [0..<first, first..<second, second..<leafCount])
          var texts = [0..<first, first..<second, second..<leafCount].flatMap { tree.nodes(covering: $0) }
            .map { text(tree, $0) }
          #expect(plan.nodeCount == texts.count)
          plan.forEachAddition { texts[$0] = "(\(texts[$0])+\(texts[$1]))" }
          #expect(texts[0] == text(tree, tree.root))
        }
      }
    }
  }
}
