// The order in which chunks are added.

@testable import SoftmaxKernels
import SoftmaxTestSupport
import Synchronization
import Testing

@Suite struct ChunkTreeTests {
  /// What the tree says of these leaves, by its definition.
  private func sum(_ leaves: [Double], _ range: Range<Int>? = nil) -> Double {
    let range = range ?? 0..<leaves.count
    guard range.count > 1 else { return leaves[range.lowerBound] }
    var left = 1
    while 2 * left < range.count { left *= 2 }
    let middle = range.lowerBound + left
    return sum(leaves, range.lowerBound..<middle) + sum(leaves, middle..<range.upperBound)
  }

  /// Numbers of which each order of additions gives another sum.
  private func leaves(_ count: Int) -> [Double] {
    var numbers = MadeNumbers(seed: 7)
    return (0..<count).map { _ in Double(numbers.next()) * (numbers.next() > 0 ? 1e8 : 1e-8) }
  }

  @Test(arguments: 1...40)
  func fewNodesCoverARangeAndNothingElse(_ count: Int) {
    let tree = ChunkTree(leafCount: count)
    for first in 0...count {
      for end in first...count {
        let nodes = tree.nodes(covering: first..<end)
        let covered = nodes.flatMap { Array(tree.leaves(of: $0)) }
        #expect(covered == Array(first..<end))
        #expect(nodes.count <= max(1, 2 * tree.height))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 31, 64, 65])
  func chunksMayComeInAnyOrder(_ count: Int) {
    let leaves = leaves(count)
    let tree = ChunkTree(leafCount: count)
    for seed in 0..<10 as Range<UInt64> {
      var numbers = MadeNumbers(seed: seed)
      let order = (0..<count).map { ($0, numbers.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
      let nodes = TreeNodes<Double>(tree, own: 0..<count, count: 1, .sum)
      for leaf in order {
        let buffer = nodes.buffer()
        buffer[0] = leaves[leaf]
        nodes.put(buffer, at: leaf)
      }
      #expect(nodes.finished().map { $0[0] } == [sum(leaves)])
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 31, 64, 65])
  func oneAfterAnotherTheyHaveTheSameSum(_ count: Int) {
    let leaves = leaves(count)
    let tree = ChunkTree(leafCount: count)
    var stack = TreeStack(tree, own: 0..<count)
    var held: [Double] = []
    for leaf in 0..<count {
      #expect(stack.count == held.count && held.count < TreeStack.depth(tree))
      held.append(leaves[leaf])
      stack.push(leaf: leaf) { depth in
        held[depth] += held.removeLast()
      }
    }
    #expect(held == [sum(leaves)])
  }

  @Test func theLargerTheSumsTheFewerAreThereAtOnce() {
    let shape = LayerShape(classCount: 10, featureCount: 400)
    var last = shape.float64ChunkRowCount
    #expect(shape.float64ChunkRowCount(summing: shape.weightCount) == last)
    for exponent in 18...28 {
      let length = shape.float64ChunkRowCount(summing: 1 << exponent)
      #expect(length >= last && length.nonzeroBitCount == 1 && length <= 1 << 20)
      last = length
      // A node for each level, one for the last chunk and one that is made: never more than half a gibibyte of sums up to
      // 32 MiB, and one sum beyond 256 MiB, of 100,000 rows.
      let chunks = (100_000 + length - 1) / length
      let nodes = ChunkTree(leafCount: chunks).height + 2
      let bytes = nodes << (exponent + 3)
      if exponent <= 22 { #expect(bytes <= 1 << 29, "\(exponent)") }
      if exponent >= 25 { #expect(chunks == 1) }
    }
  }

  @Test func lengthsOfChunksDependOnTheShapeAndHoldWholeTiles() {
    for classCount in [1, 2, 3, 10, 16, 17, 33, 100, 1000, 5000] {
      for featureCount in [1, 4, 64, 784, 4096, 20_000] {
        let shape = LayerShape(classCount: classCount, featureCount: featureCount)
        for length in [shape.chunkRowCount, shape.float64ChunkRowCount, shape.pairChunkRowCount] {
          #expect(length.nonzeroBitCount == 1 && length >= 512 && length <= 1 << 20)
        }
      }
    }
  }
}
