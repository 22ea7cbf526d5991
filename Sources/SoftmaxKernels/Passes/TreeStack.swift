// The nodes of a tree while chunks come in one after another.

/// The nodes that the chunks so far make, from left to right: a binary counter.
///
/// It knows only which node lies where; the numbers of the node at depth i are whatever the caller keeps there. So
/// several members of a team may each follow it for their own part of the numbers.
struct TreeStack {
  private let tree: ChunkTree
  private let ends: Set<ChunkTree.Node>
  private var nodes: [ChunkTree.Node] = []

  init(_ tree: ChunkTree, own: Range<Int>) {
    self.tree = tree
    ends = Set(tree.nodes(covering: own))
  }

  /// Nodes that may be there at once, a new chunk included.
  static func depth(_ tree: ChunkTree) -> Int { 2 * tree.height + 2 }

  /// How many nodes there are: where the next chunk's numbers belong.
  var count: Int { nodes.count }

  /// Puts the next chunk on the stack, and calls `add` for each addition that follows, with the depth of the left node:
  /// the numbers there get those one further up.
  mutating func push(leaf: Int, add: (Int) -> Void) {
    nodes.append(ChunkTree.Node(level: 0, index: leaf))
    while let top = nodes.last, !ends.contains(top) {
      guard let sibling = tree.sibling(of: top) else {
        nodes[nodes.count - 1] = top.parent
        continue
      }
      guard nodes.count > 1, nodes[nodes.count - 2] == sibling else { return }
      nodes.removeLast()
      add(nodes.count - 1)
      nodes[nodes.count - 1] = top.parent
    }
  }
}
