// The nodes of a tree while chunks come in, in any order.

import Synchronization

/// Takes the numbers of chunks and keeps those of as few nodes as they make.
///
/// The thread that brings the second half of a node adds both, so that no thread waits. Buffers are used again: there are no more
/// of them than members at work, and two for each level.
final class TreeNodes<Element: TreeScalar>: Sendable {
  private let tree: ChunkTree
  private let count: Int
  private let combination: TreeCombination
  /// The nodes that cover the chunks at hand, in order.
  let ends: [ChunkTree.Node]
  private let endSet: Set<ChunkTree.Node>

  private struct Held {
    var waiting: [ChunkTree.Node: WorkBuffer<Element>] = [:]
    var free: [WorkBuffer<Element>] = []
  }
  private let held = Mutex(Held())

  /// For the chunks `own` of the tree; a node has `count` numbers.
  init(_ tree: ChunkTree, own: Range<Int>, count: Int, _ combination: TreeCombination) {
    self.tree = tree
    self.count = count
    self.combination = combination
    ends = tree.nodes(covering: own)
    endSet = Set(ends)
  }

  /// A buffer for a chunk, which holds what changes nothing.
  func buffer() -> WorkBuffer<Element> {
    let found = held.withLock { $0.free.popLast() } ?? WorkBuffer<Element>(uninitializedCount: count)
    Element.reset(combination, found, at: 0..<count)
    return found
  }

  /// Takes a chunk's numbers.
  func put(_ buffer: WorkBuffer<Element>, at leaf: Int) {
    var (node, buffer) = (ChunkTree.Node(level: 0, index: leaf), buffer)
    while !endSet.contains(node) {
      guard let sibling = tree.sibling(of: node) else {
        node = node.parent
        continue
      }
      let (own, mine) = (node, buffer)
      let other = held.withLock { held -> WorkBuffer<Element>? in
        if let found = held.waiting.removeValue(forKey: sibling) { return found }
        held.waiting[own] = mine
        return nil
      }
      guard let other else { return }
      let (left, right) = node.isLeft ? (buffer, other) : (other, buffer)
      Element.combine(combination, right, into: left, at: 0..<count)
      held.withLock { $0.free.append(right) }
      (node, buffer) = (node.parent, left)
    }
    let (own, mine) = (node, buffer)
    held.withLock { $0.waiting[own] = mine }
  }

  /// The numbers of `ends`, when all chunks at hand have come.
  func finished() -> [WorkBuffer<Element>] {
    held.withLock { held in
      ends.map { node in
        guard let found = held.waiting[node] else { preconditionFailure("a chunk is missing") }
        return found
      }
    }
  }
}
