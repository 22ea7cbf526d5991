// What exchanges between ranks use again and again.

import Synchronization

/// Plans of trees, and buffers: an iteration makes many exchanges of the same sizes.
final class ExchangeRoom: Sendable {
  enum Role: Hashable {
    case sent
    case received
  }

  private struct Key: Hashable {
    let role: Role
    let element: ObjectIdentifier
  }

  private struct Held {
    var plans: [[Range<Int>]: TreePlan] = [:]
    var buffers: [Key: any AnyObject & Sendable] = [:]
  }

  private let held = Mutex(Held())

  /// Larger ones are made anew each time: making them costs little beside filling them.
  private static let largestByteCount = 16 << 20

  /// The plan for `tree`, whose leaves are shared in this way.
  func plan(_ tree: ChunkTree, shares: [Range<Int>]) -> TreePlan {
    held.withLock { held in
      if let found = held.plans[shares] { return found }
      let plan = TreePlan(tree, shares: shares)
      held.plans[shares] = plan
      return plan
    }
  }

  /// Calls `body` with a buffer of at least `count` elements.
  func with<Element: TreeScalar, Result>(
    _ role: Role, count: Int, _ body: (WorkBuffer<Element>) -> Result
  ) -> Result {
    let key = Key(role: role, element: ObjectIdentifier(Element.self))
    let found = held.withLock { $0.buffers.removeValue(forKey: key) } as? WorkBuffer<Element>
    let buffer = found.flatMap { $0.count >= count ? $0 : nil } ?? WorkBuffer(uninitializedCount: count)
    defer {
      if buffer.count * MemoryLayout<Element>.stride <= Self.largestByteCount {
        held.withLock { $0.buffers[key] = buffer }
      }
    }
    return body(buffer)
  }
}
