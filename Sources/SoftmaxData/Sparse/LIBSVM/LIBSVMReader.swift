// LIBSVM's and svmlight's text: a label and entries on each line.

package import SoftmaxFiles

/// Reads `label [qid:n] index:value ... # comment`, plain or gzip, from files and pipes.
///
/// Labels are texts, as they are written. Columns come in any order and are sorted; entries that are 0 are left out. Blank
/// lines and comments are passed over. The text is taken word by word, so that a row may have any length.
package enum LIBSVMReader {
  /// Where a file's indices begin.
  package enum BaseChoice: Sendable, Hashable {
    /// At 0 where an index 0 is anywhere in the file, else at 1.
    case automatic
    /// As they do in the data that a model was trained on.
    case known(IndexBase)
  }

  /// How a file is to be read.
  package struct Options: Sendable, Hashable {
    /// Where indices begin.
    package var base = BaseChoice.automatic
    /// The columns of a known model: the matrix has as many, and entries in others are told of and left out. Nil: as many as
    /// the greatest index says.
    package var columnCount: Int?

    package init(base: BaseChoice = .automatic, columnCount: Int? = nil) {
      (self.base, self.columnCount) = (base, columnCount)
    }
  }

  /// The greatest index that is read.
  package static let greatestIndex = Int(Int32.max) - 1

  /// Reads a file, or standard input for `-`.
  ///
  /// - Throws: `FileError` naming the line of whatever does not fit. Complexity: O(length), and O(n log n) for rows of n entries
  ///   that are not in order.
  package static func read(_ path: String, options: Options = Options()) throws(FileError) -> SparseData {
    try read(ChunkedInput(path), options: options)
  }

  /// Reads what an input delivers.
  package static func read(
    _ input: ChunkedInput, options: Options = Options()
  ) throws(FileError) -> SparseData {
    try read(input, options: options, sizes: TextWindow.Sizes())
  }

  static func read(
    _ input: ChunkedInput, options: Options, sizes: TextWindow.Sizes
  ) throws(FileError) -> SparseData {
    var window = try TextWindow(input, sizes: sizes)
    var scanner = LIBSVMScanner(path: window.name, options: options, longest: sizes.longest)
    repeat {
      window.use(
        try scanner.take(
          window.buffer.span.extracting(window.start..<window.end), isLast: window.isAtEnd))
    } while try window.refill()
    return try scanner.finish()
  }

  /// Whether a file's first bytes look like this format: on the first line that is no comment, a label without a colon and then
  /// `index:value` or `qid:n`. Rows without entries do not tell.
  package static func recognises(_ beginning: [UInt8]) -> Bool {
    let lines = beginning.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    for line in lines.prefix(100) {
      let content = line.prefix { $0 != UInt8(ascii: "#") }
      let words = content.split { LIBSVMScanner.isSpace($0) }
      guard let label = words.first else { continue }
      guard words.count > 1 else { continue }
      let parts = words[1].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard !label.contains(UInt8(ascii: ":")), parts.count == 2, !parts[1].isEmpty else { return false }
      return parts[0].elementsEqual("qid".utf8)
        || !parts[0].isEmpty && parts[0].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
    return false
  }
}
