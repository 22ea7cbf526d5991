// The one order in which the sums of chunks are added.

/// A binary tree over the leaves 0 ..< `leafCount`: a node of level l covers 2^l leaves, from a multiple of 2^l on, or
/// as many of them as there are. A node's sum is its left half's plus its right half's.
package struct ChunkTree: Sendable, Hashable {
  package let leafCount: Int

  package struct Node: Sendable, Hashable {
    package let level: Int
    package let index: Int

    package init(level: Int, index: Int) {
      self.level = level
      self.index = index
    }

    var parent: Node { Node(level: level + 1, index: index >> 1) }
    var isLeft: Bool { index & 1 == 0 }
    var halves: (left: Node, right: Node) {
      (Node(level: level - 1, index: 2 * index), Node(level: level - 1, index: 2 * index + 1))
    }
  }

  package init(leafCount: Int) {
    precondition(leafCount > 0, "a tree has a leaf")
    self.leafCount = leafCount
  }

  /// Levels above the leaves: the most additions that a leaf's sum goes through.
  package var height: Int {
    var height = 0
    while 1 << height < leafCount { height += 1 }
    return height
  }

  var root: Node { Node(level: height, index: 0) }

  func leaves(of node: Node) -> Range<Int> {
    let first = min(node.index << node.level, leafCount)
    return first..<min((node.index + 1) << node.level, leafCount)
  }

  /// The other half of the node's parent; nil where that has no leaves, so that the node's sum is its parent's.
  func sibling(of node: Node) -> Node? {
    let other = Node(level: node.level, index: node.index ^ 1)
    return leaves(of: other).isEmpty ? nil : other
  }

  /// The fewest nodes that cover `leaves` and nothing else, from left to right: at most two of each level.
  package func nodes(covering leaves: Range<Int>) -> [Node] {
    func cover(_ node: Node) -> [Node] {
      let own = self.leaves(of: node)
      if own.isEmpty || !own.overlaps(leaves) { return [] }
      if leaves.contains(own.lowerBound), leaves.contains(own.upperBound - 1) { return [node] }
      return cover(node.halves.left) + cover(node.halves.right)
    }
    return cover(root)
  }
}
