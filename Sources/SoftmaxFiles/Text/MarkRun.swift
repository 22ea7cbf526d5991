// Combining marks without an end, on which text that looks short takes for ever.

/// The standard library compares, hashes and sorts text by its canonical form, in time that grows with the square of the
/// number of marks on one character: seconds for 40,000 of them. Names that are looked up are therefore checked when they
/// are read.
package enum MarkRun {
  /// The most marks on one character. Unicode's stream-safe form (UAX 15) has 30, and no language needs more than a few.
  package static let most = 255
  package static let problem = "more than \(most) combining marks follow one another, which is no text"
  package static let remedy = "take them out"

  /// Where a run of more marks begins in UTF-8 text, or nil. Complexity: O(length).
  package static func firstFault(_ text: Span<UInt8>) -> Int? {
    guard text.count > 2 * most else { return nil }
    // Marks are not ASCII, and two bytes long at least.
    var start = 0
    for position in text.indices {
      guard text[position] < 0x80 else { continue }
      if position - start > 2 * most, let fault = fault(text.extracting(start..<position)) {
        return start + fault
      }
      start = position + 1
    }
    return text.count - start > 2 * most ? fault(text.extracting(start..<text.count)).map { start + $0 } : nil
  }

  /// The same of a string.
  package static func isLong(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return firstFault(bytes.span) != nil
  }

  private static func fault(_ text: Span<UInt8>) -> Int? {
    var (run, runStart, position) = (0, 0, 0)
    for scalar in String(decoding: text.indices.map { text[$0] }, as: UTF8.self).unicodeScalars {
      if scalar.properties.canonicalCombiningClass == .notReordered {
        run = 0
      } else {
        if run == 0 { runStart = position }
        run += 1
        if run > most { return runStart }
      }
      position += UTF8.width(scalar)
    }
    return nil
  }
}
