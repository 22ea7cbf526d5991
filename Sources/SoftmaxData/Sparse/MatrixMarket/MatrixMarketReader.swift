// NIST's Matrix Market: a matrix as text, without labels.

package import SoftmaxFiles

/// Reads `.mtx` files, plain or gzip, from files and pipes: a header, comments, the size, and an entry on each line.
///
/// Coordinate files list entries in any order, array files all of them column by column. Symmetric and skew-symmetric matrices
/// are expanded. Rows of the matrix are samples. Entries that are 0 are left out.
package enum MatrixMarketReader {
  private static let magic = Array("%%MatrixMarket".utf8)

  /// Reads a file, or standard input for `-`.
  ///
  /// - Throws: `FileError` naming the line of whatever does not fit. Complexity: O(rows + length) where columns come in order.
  package static func read(_ path: String) throws(FileError) -> SparseData { try read(ChunkedInput(path)) }

  /// Reads what an input delivers.
  package static func read(_ input: ChunkedInput) throws(FileError) -> SparseData {
    try read(input, sizes: TextWindow.Sizes())
  }

  static func read(_ input: ChunkedInput, sizes: TextWindow.Sizes) throws(FileError) -> SparseData {
    var window = try TextWindow(input, sizes: sizes)
    var scanner = MatrixMarketScanner(path: window.name, longest: sizes.longest)
    repeat {
      window.use(
        try scanner.take(
          window.buffer.span.extracting(window.start..<window.end), isLast: window.isAtEnd))
    } while try window.refill()
    return try scanner.finish()
  }

  /// Whether a file's first bytes are those of this format.
  package static func recognises(_ beginning: [UInt8]) -> Bool {
    let mark: [UInt8] = beginning.starts(with: [0xef, 0xbb, 0xbf]) ? [0xef, 0xbb, 0xbf] : []
    return beginning.dropFirst(mark.count).lazy.map(lowercased).starts(with: magic.lazy.map(lowercased))
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }
}
