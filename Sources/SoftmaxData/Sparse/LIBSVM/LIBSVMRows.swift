// LIBSVM's text some rows at a time, for a model that says how its columns are counted.

package import SoftmaxFiles
import SoftmaxKernels
package import SoftmaxRegression

/// Reads rows as they are asked for, so that a text may have any length: memory grows with none but the labels' number.
package struct LIBSVMRows: ~Copyable {
  /// Some rows.
  package struct Batch: Sendable {
    package let features: Features
    /// The place of each row's label among `labelNames`.
    package let labels: [UInt32]
    /// What the classes of all labels so far are called.
    package let labelNames: [String]
    /// How many rows came before.
    package let firstIndex: Int
  }

  private let leastRows: Int
  private var window: TextWindow
  private var scanner: LIBSVMScanner
  private let columnCount: Int
  private let base: IndexBase
  private var rowCount = 0
  private var names: [String] = []

  /// The text's name, for messages.
  package var name: String { window.name }

  /// - Parameters:
  ///   - input: The text.
  ///   - options: The base and the columns, both of them known.
  ///   - sizes: How the text is read.
  ///   - leastRows: A batch ends at the chunk of text that has so many rows or more.
  /// - Throws: `FileError`.
  init(
    _ input: ChunkedInput, options: LIBSVMReader.Options, sizes: TextWindow.Sizes = TextWindow.Sizes(),
    leastRows: Int = 1024
  ) throws(FileError) {
    guard case .known(let base) = options.base, let columnCount = options.columnCount else {
      preconditionFailure("rows one after another need a known base and known columns")
    }
    self.leastRows = max(1, leastRows)
    window = try TextWindow(input, sizes: sizes)
    scanner = LIBSVMScanner(path: window.name, options: options, longest: sizes.longest)
    (self.columnCount, self.base) = (columnCount, base)
  }

  private static func take(
    from window: borrowing TextWindow, by scanner: inout LIBSVMScanner
  ) throws(FileError) -> Int {
    try scanner.take(window.buffer.span.extracting(window.start..<window.end), isLast: window.isAtEnd)
  }

  /// The next rows; nil at the end.
  ///
  /// - Throws: `FileError` naming the line of what does not fit, and for a text without rows.
  package mutating func next() throws(FileError) -> Batch? {
    var hasMore = true
    repeat {
      let used = try Self.take(from: window, by: &scanner)
      window.use(used)
      hasMore = try window.refill()
    } while hasMore && scanner.endedCount < leastRows
    if !hasMore { try scanner.endText() }
    guard scanner.endedCount > 0 else {
      guard rowCount > 0 else { throw scanner.problem.ofNoRows() }
      return nil
    }
    let (matrix, labels) = try scanner.takeRows(columnCount: columnCount, base: base)
    let known = scanner.labelNames
    if known.count > names.count { names = SparseLabels(names: known, codes: []).classNames }
    defer { rowCount += matrix.rowCount }
    return Batch(
      features: SparseData(matrix: matrix, indexBase: base).features, labels: labels, labelNames: names,
      firstIndex: rowCount)
  }
}
