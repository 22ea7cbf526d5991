// Where the delimited text of a table comes from: a file of it, or one of another format that becomes it on the way.

import SoftmaxFiles

/// A stream of delimited text. Every row of the original is one line of it, so that errors name the original's lines.
protocol TextSource {
  /// What the original is called in messages.
  var name: String { get }
  /// What the original is and where in it the table is, for people; nil for delimited text.
  var origin: String? { get }
  /// What stands between cells; nil: it is to be found out.
  var delimiter: Character? { get }
  /// Whether the first line names the columns; nil: it is to be found out.
  var hasHeader: Bool? { get }
  /// The number of the first line in the original; that of the line before it where it is not there.
  var firstLine: Int { get }
  /// Whether a line break inside a cell ends a line of the original; where not, each row counts as one line.
  var countsInnerLines: Bool { get }
  /// Whether there is nothing in it but texts and what belongs to them, so that nobody has to name the columns.
  var content: TextContent? { get }
  /// How many of the original's lines were passed over because the user said so, and are not in the text.
  var skippedLineCount: Int { get }
  /// Whether the next read would wait for what a pipe does not hold yet.
  var wouldWait: Bool { get }
  /// How many bytes of text were delivered.
  var deliveredCount: Int { get }
  /// About how many come in all; nil where nothing is known.
  var estimatedCount: Int? { get }

  /// Writes up to `count` bytes into `buffer` from `start` on; how many, 0 at the end.
  ///
  /// - Throws: `FileError` where reading fails, or the original is not what it has to be.
  mutating func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int
}

extension TextSource {
  var content: TextContent? { nil }
}

/// What a source that has nothing but texts says of them.
package struct TextContent: Sendable, Hashable {
  /// The column of texts.
  let column: String
  /// The column that says where each text is from, which is passed through.
  let placeColumn: String?
  /// What lies beside the texts and is no text: how many, and the first of them.
  package var passedOver: (count: Int, first: String)? { passedOverCount > 0 ? (passedOverCount, first) : nil }

  private let passedOverCount: Int
  private let first: String

  init(column: String, placeColumn: String? = nil, passedOver: [String] = []) {
    (self.column, self.placeColumn) = (column, placeColumn)
    (passedOverCount, first) = (passedOver.count, passedOver.first ?? "")
  }
}

extension ChunkedInput: TextSource {
  var origin: String? { nil }
  var countsInnerLines: Bool { true }
  var delimiter: Character? { nil }
  var hasHeader: Bool? { nil }
  var firstLine: Int { 1 }
  var skippedLineCount: Int { 0 }

  var estimatedCount: Int? {
    guard let size = fileSize else { return nil }
    return isCompressed ? Self.estimate(of: size, consumed: consumedCount, delivered: deliveredCount) : size
  }

  /// How many bytes come out of so many, where `delivered` came out of `consumed`.
  static func estimate(of size: Int, consumed: Int, delivered: Int) -> Int {
    // A sparse file may be said to have more bytes than an Int of what comes out of them can hold.
    let estimate = Double(size) / Double(max(consumed, 1)) * Double(delivered)
    return Int(min(estimate, 1e18))
  }
}

/// A format that becomes delimited text as it is read. `TableSources` lists all of them.
protocol ConvertedFormat: SendableMetatype {
  /// Its name.
  static var format: InputFormat { get }

  /// Whether this is the beginning of such a file.
  static func recognises(_ beginning: FileBeginning) -> Bool

  /// The text of a file, of which nothing was read but `beginning`.
  ///
  /// - Throws: `FileError` where the file is none of this format.
  static func open(
    _ input: ChunkedInput, path: String, _ beginning: FileBeginning, _ options: TableOptions,
    _ sizes: ReadingSizes, _ columns: TextColumns
  ) throws(FileError) -> any TextSource
}
