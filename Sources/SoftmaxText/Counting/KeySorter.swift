// Sorting of columns without memory of its own for each row.

/// Sorts keys by their upper halves, in memory that is used again.
struct KeySorter: Sendable {
  private var other: [UInt64] = []
  private var counts = [Int](repeating: 0, count: 256)

  /// Sorts keys by their upper halves; equal ones stay in their order. Few by insertion, many by their bytes from the lowest
  /// on.
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - limit: What all upper halves are below.
  mutating func sort(_ keys: inout [UInt64], limit: Int) {
    if keys.count <= 24 { return Self.insert(&keys) }
    if other.count < keys.count { other = [UInt64](repeating: 0, count: 2 * keys.count) }
    var shift: UInt64 = 32
    while shift < 64, limit > 1 << (shift - 32) {
      Self.pass(&keys, &other, &counts, shift)
      shift += 8
    }
  }

  /// Sorts keys by one byte.
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - other: Memory for as many.
  ///   - counts: Memory for 256 numbers.
  ///   - shift: Where in a key the byte begins.
  private static func pass(
    _ keys: inout [UInt64], _ other: inout [UInt64], _ counts: inout [Int], _ shift: UInt64
  ) {
    var keys = keys.mutableSpan
    var other = other.mutableSpan
    var counts = counts.mutableSpan
    for i in 0..<256 { counts[i] = 0 }
    for i in keys.indices { counts[Int(keys[i] >> shift & 255)] += 1 }
    var start = 0
    for i in 0..<256 {
      let count = counts[i]
      counts[i] = start
      start += count
    }
    for i in keys.indices {
      let key = keys[i]
      let digit = Int(key >> shift & 255)
      other[counts[digit]] = key
      counts[digit] += 1
    }
    for i in keys.indices { keys[i] = other[i] }
  }

  private static func insert(_ keys: inout [UInt64]) {
    var end = 1
    while end < keys.count {
      let key = keys[end]
      var place = end
      while place > 0, keys[place - 1] >> 32 > key >> 32 {
        keys[place] = keys[place - 1]
        place -= 1
      }
      keys[place] = key
      end += 1
    }
  }
}
