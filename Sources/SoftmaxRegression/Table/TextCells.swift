// The texts of a column.

/// Texts in UTF-8, one after the other.
package struct TextCells: Sendable, Hashable {
  private var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []

  package init() {}

  package init(_ texts: [String]) {
    for text in texts { append(Array(text.utf8).span) }
  }

  /// The number of texts.
  package var count: Int { ends.count }

  /// The bytes of all texts.
  package var byteCount: Int { bytes.count }

  /// Adds a text.
  package mutating func append(_ text: Span<UInt8>) {
    // One by one, so that room grows in proportion: room for each text alone would copy all of them for each.
    for i in text.indices { bytes.append(text[i]) }
    ends.append(bytes.count)
  }

  /// Adds the last text again.
  package mutating func repeatLast(_ times: Int) {
    guard !ends.isEmpty else { return }
    for _ in 0..<times {
      bytes += bytes[range(ends.count - 1)]
      ends.append(bytes.count)
    }
  }

  /// Calls `body` with the bytes of a row's text.
  package func withText<Result, Failure: Error>(
    of row: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes.span.extracting(range(row)))
  }

  /// A row's text; what is no UTF-8 in it is replaced.
  package func text(of row: Int) -> String { String(decoding: bytes[range(row)], as: UTF8.self) }

  /// Whether a row's text has nothing but white space.
  package func isBlank(_ row: Int) -> Bool {
    bytes[range(row)].allSatisfy { $0 == 32 || (9...13).contains($0) }
  }

  private func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  /// The texts of these rows.
  package func keeping(rows: [Int]) -> TextCells {
    var kept = TextCells()
    for row in rows { kept.append(bytes.span.extracting(range(row))) }
    return kept
  }
}
