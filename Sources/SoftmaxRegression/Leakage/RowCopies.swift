// Rows that are equal.

import SoftmaxKernels

/// For each row the first one with the same values, both zeros being one.
struct RowCopies: Sendable, Hashable {
  /// The first row with the values of each row; its own index where there is none before it.
  let first: [Int]

  /// Rows whose hashes are equal are compared. Complexity: O(rows x features + rows x log rows).
  init(of features: Features) {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(features.sampleCount)
    RowHash.forEach(of: features) { hashes.append($0) }
    var first = Array(hashes.indices)
    let order = hashes.indices.sorted { (hashes[$0], $0) < (hashes[$1], $1) }
    // Of each run of equal hashes the rows that are not settled, against the first of them; other values among them take
    // another round.
    var waiting: [RowPair] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, hashes[order[end]] == hashes[order[start]] { end += 1 }
      waiting += order[start + 1..<max(end, start + 1)].map { RowPair(first: order[start], second: $0) }
      start = end
    }
    while !waiting.isEmpty {
      let distances = RowDistances.squared(of: waiting, in: features.rows)
      var others: [Int: Int] = [:]
      var next: [RowPair] = []
      for (pair, distance) in zip(waiting, distances) {
        if distance == 0 {
          first[pair.second] = pair.first
        } else if let leader = others[pair.first] {
          next.append(RowPair(first: leader, second: pair.second))
        } else {
          others[pair.first] = pair.second
        }
      }
      waiting = next
    }
    self.first = first
  }

  /// How many rows have an equal one before them.
  var copyCount: Int { first.indices.count { first[$0] != $0 } }

  /// The rows of each group of equal ones that has more than one, ascending, in the order of their first rows.
  var groups: [[Int]] {
    var members: [Int: [Int]] = [:]
    for row in first.indices where first[row] != row { members[first[row], default: [first[row]]].append(row) }
    return members.keys.sorted().map { members[$0] ?? [] }
  }

  /// Groups of rows that are equal, or in one of these groups, or bound together by rows of both kinds.
  func joined(with groups: [UInt32]?) -> [UInt32] {
    guard let groups else { return first.map { UInt32($0) } }
    var parent = Array(first.indices)
    func root(_ row: Int) -> Int {
      var row = row
      while parent[row] != row {
        parent[row] = parent[parent[row]]
        row = parent[row]
      }
      return row
    }
    func join(_ a: Int, _ b: Int) {
      let (a, b) = (root(a), root(b))
      parent[max(a, b)] = min(a, b)
    }
    var firstOfGroup: [UInt32: Int] = [:]
    for row in first.indices {
      join(row, first[row])
      if let other = firstOfGroup[groups[row]] { join(row, other) } else { firstOfGroup[groups[row]] = row }
    }
    return first.indices.map { UInt32(root($0)) }
  }
}
