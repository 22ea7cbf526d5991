// Bytes that are to be written, held against those that lie somewhere.

package import SoftmaxKernels

extension ByteRope {
  /// Whether the bytes are those of `other`.
  package func matches(_ other: SharedStorage<UInt8>) -> Bool { change(from: other, limit: 0) != nil }

  /// The only bytes that differ from `old`, which stand there in the place of as many or fewer: what comes before and behind
  /// them is the same. Empty: all are the same; nil: more than `limit` of them differ, or there are fewer bytes than in `old`.
  /// Complexity: O(bytes), without a copy.
  package func change(from old: SharedStorage<UInt8>, limit: Int) -> [UInt8]? {
    let growth = count - old.count
    guard (0...limit).contains(growth) else { return nil }
    var first: Int?
    var changed: [UInt8] = []
    var place = 0
    var isSame = true
    forEachChunk { chunk in
      guard isSame else { return }
      old.withSpan { old in
        var position = 0
        if first == nil {
          position = Self.equalCount(chunk.span, 0, old, place)
          if position < chunk.count { first = place + position }
        }
        if let first, position < chunk.count {
          // As much as may differ is looked at below.
          let next = min(max(position, first + limit - place), chunk.count)
          changed += chunk[position..<next]
          let equal = Self.equalCount(chunk.span, next, old, min(place + next - growth, old.count))
          isSame = equal == chunk.count - next
        }
      }
      place += chunk.count
    }
    guard isSame, let first else { return isSame ? [] : nil }
    old.withSpan { old in
      var end = first + changed.count - growth
      while end > first, changed.count > growth, changed.last == old[end - 1] {
        changed.removeLast()
        end -= 1
      }
    }
    return changed
  }

  /// How many bytes from a place of each on are the same.
  private static func equalCount(_ a: Span<UInt8>, _ first: Int, _ b: Span<UInt8>, _ second: Int) -> Int {
    let count = min(a.count - first, b.count - second)
    var place = 0
    while place + 8 <= count, a.word(at: first + place) == b.word(at: second + place) { place += 8 }
    while place < count, a[first + place] == b[second + place] { place += 1 }
    return place
  }
}
