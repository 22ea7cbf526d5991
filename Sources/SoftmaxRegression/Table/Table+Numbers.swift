// A table's numbers, some rows at a time.

import SoftmaxKernels

extension Table {
  /// All columns of some rows after the other: numbers that lie in a file come from it once, and not once for each column.
  ///
  /// - Parameters:
  ///   - rows: The rows, counted from 0.
  ///   - body: Is handed the numbers [rowCount x number columns], and the places in `rows` of those that it may look at. Its
  ///     answer says whether it wants more.
  /// - Throws: What `body` throws.
  func readNumbers<Failure: Error>(
    of rows: [Int], _ body: (Span<Float>, Range<Int>) throws(Failure) -> Bool
  ) throws(Failure) {
    let width = numberColumnCount
    let length = max(1, Self.numbersAtOnce / max(1, width))
    for first in stride(from: 0, to: rows.count, by: length) {
      let part = first..<min(first + length, rows.count)
      let goesOn = try numbers.withSpan { (span: Span<Float>) throws(Failure) in try body(span, part) }
      numbers.used(part.count * width)
      if !goesOn { return }
    }
  }

  private static var numbersAtOnce: Int { 1 << 18 }
}
