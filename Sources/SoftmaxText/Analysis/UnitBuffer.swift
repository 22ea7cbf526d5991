// A text, cut into the units of which n-grams are made.

/// The units of one text, side by side, so that every n-gram is one piece of the same bytes. The memory is used again for the
/// next text.
package struct UnitBuffer: Sendable {
  /// The units' bytes. Words have a space behind them.
  var bytes: [UInt8] = []
  /// Where each unit begins, and where the next one would.
  var starts: [Int] = [0]
  /// The first unit of each group across which no n-gram goes, and the number of units.
  var groups: [Int] = [0, 0]
  /// The bytes of the text from which each unit came. Empty where nobody asked.
  var origins: [Range<Int>] = []
  /// The bytes between two units of an n-gram.
  var gap = 0
  /// Whether a group that is too short for the shortest n-gram is one itself.
  var takesShortGroups = false

  /// The number of units.
  var count: Int { starts.count - 1 }

  /// Gets ready for a text of so many bytes.
  mutating func clear(for byteCount: Int) {
    // A lower case has at most half as many bytes more, a piece between white space two spaces: in sum less than twice.
    let needed = 2 * byteCount + 8
    if bytes.count < needed { bytes = [UInt8](repeating: 0, count: max(needed, 2 * bytes.count)) }
    starts.removeAll(keepingCapacity: true)
    groups.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
  }

  /// Calls `body` for each n-gram: those of a group by length, then by place.
  ///
  /// - Parameters:
  ///   - lengths: The least and the greatest number of units.
  ///   - body: Gets the n-gram's units and its bytes.
  /// - Throws: What `body` throws.
  @inline(__always)
  func forEachNGram(
    _ lengths: ClosedRange<Int>, _ body: (_ units: Range<Int>, _ bytes: Range<Int>) throws(TextError) -> Void
  ) throws(TextError) {
    for group in 0..<groups.count - 1 {
      let (first, end) = (groups[group], groups[group + 1])
      var length = lengths.lowerBound
      while length <= lengths.upperBound {
        if length >= end - first {
          // The whole group, or nothing: longer n-grams find no more.
          if end > first, length == end - first || takesShortGroups {
            try body(first..<end, starts[first]..<starts[end] - gap)
          }
          break
        }
        for unit in first...(end - length) {
          try body(unit..<unit + length, starts[unit]..<starts[unit + length] - gap)
        }
        length += 1
      }
    }
  }
}
