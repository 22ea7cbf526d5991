// How all ranks' nodes of a tree become its root.

/// The nodes that ranks hold between them, from left to right, and the additions that make the root of them.
///
/// Shares are neighbours in the order of the ranks, so that the nodes of one rank stand beside each other.
struct TreePlan: Sendable {
  /// How many nodes each rank has, and the first of them.
  let counts: [Int]
  let starts: [Int]
  /// In this order; both are places among all nodes. The root is the first node then.
  private let additions: [(target: Int, source: Int)]

  /// How many nodes there are.
  var nodeCount: Int { counts.reduce(0, +) }

  init(_ tree: ChunkTree, shares: [Range<Int>]) {
    let nodes = shares.map { tree.nodes(covering: $0) }
    counts = nodes.map(\.count)
    var starts: [Int] = []
    var next = 0
    for count in counts {
      starts.append(next)
      next += count
    }
    self.starts = starts
    let all = nodes.flatMap(\.self)
    var additions: [(target: Int, source: Int)] = []
    var taken = 0
    func place(of node: ChunkTree.Node) -> Int {
      if taken < all.count, all[taken] == node {
        taken += 1
        return taken - 1
      }
      let (left, right) = node.halves
      let target = place(of: left)
      if !tree.leaves(of: right).isEmpty { additions.append((target, place(of: right))) }
      return target
    }
    let root = place(of: tree.root)
    precondition(root == 0 && taken == all.count, "nodes that cover all leaves, from left to right")
    self.additions = additions
  }

  /// Where each rank's numbers belong, where every node has `count`.
  func places(_ count: Int) -> [Range<Int>] {
    zip(starts, counts).map { start, nodes in start * count..<(start + nodes) * count }
  }

  /// Calls `body` with the places of each addition, in order.
  func forEachAddition(_ body: (_ target: Int, _ source: Int) -> Void) {
    for (target, source) in additions { body(target, source) }
  }

  /// Makes the root's `count` numbers, the first ones, of those of all nodes.
  func combine<Element: TreeScalar>(
    _ combination: TreeCombination, _ numbers: WorkBuffer<Element>, count: Int
  ) {
    forEachAddition { target, source in
      Element.combine(
        combination, numbers, from: source * count, into: numbers, at: target * count..<(target + 1) * count)
    }
  }
}
