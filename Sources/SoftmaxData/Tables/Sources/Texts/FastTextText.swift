// fastText's lines as delimited text: each line is a row of a text and its class.

import SoftmaxFiles

/// The delimited text of fastText's lines, with a line of names before it. White space of ASCII separates words; the label may
/// stand anywhere on its line and is no word of the text. A line without one has an empty label; a blank line is no row.
struct FastTextText: LineSource {
  let origin: String? = "fastText's lines"
  let content: TextContent?

  private(set) var lines: LineWindow
  private let columns: TextColumns
  var output = CellOutput()
  private var hasNames = false

  /// Reads the beginning.
  ///
  /// - Throws: `FileError` where reading fails, for UTF-16 too.
  init(
    _ input: ChunkedInput, _ options: TableOptions, _ sizes: ReadingSizes,
    _ columns: TextColumns = TextColumns()
  ) throws(FileError) {
    lines = try LineWindow(
      input, sizes, skipping: options.skippedLineCount, remedy: "write one text on each line")
    self.columns = columns
    content = TextContent(column: columns.text)
  }

  /// Writes the row of the next line; false at the end.
  mutating func writeRow() throws(FileError) -> Bool {
    guard let range = try lines.next() else { return false }
    if !hasNames {
      output.append(Array(columns.text.utf8), keepsSpaces: true)
      output.endCells(1)
      output.append(Array(columns.label.utf8), keepsSpaces: true)
      output.endLines()
      hasNames = true
    }
    if !lines.isBlank(range) {
      let (text, label) = try parts(of: lines.bytes[lines.place(of: range)])
      output.append(text, keepsSpaces: true)
      output.endCells(1)
      output.append(label, keepsSpaces: true)
    }
    output.endLines()
    lines.use(range)
    return true
  }

  /// The text of a line, and its class, which is empty where it has none.
  private func parts(of line: ArraySlice<UInt8>) throws(FileError) -> (text: [UInt8], label: [UInt8]) {
    var label: ArraySlice<UInt8>?
    for word in line.split(whereSeparator: Self.isSpace) where FastTextFormat.isLabelled(word) {
      guard word.count > FastTextFormat.prefix.count else {
        throw problem("the label has no name", "write it behind \(Self.shown(FastTextFormat.prefix))")
      }
      if let label {
        throw problem(
          "the line has two labels, \(Self.shown(label)) and \(Self.shown(word)), expected one: a text is of one class",
          "write the line once, with one label")
      }
      label = word
    }
    guard let label else { return (Self.trimmed(line), []) }
    let (before, after) = (Self.trimmed(line[..<label.startIndex]), Self.trimmed(line[label.endIndex...]))
    let space = before.isEmpty || after.isEmpty ? [] : [UInt8(ascii: " ")]
    return (before + space + after, Array(label.dropFirst(FastTextFormat.prefix.count)))
  }

  private func problem(_ problem: String, _ remedy: String) -> FileError {
    FileError(.badData, path: name, position: .line(lines.number), problem: problem, remedy: remedy)
  }

  private static func shown(_ word: some Collection<UInt8>) -> String {
    CellText.shown(String(decoding: word, as: UTF8.self))
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = line.drop(while: isSpace)
    let end = bytes.lastIndex { !isSpace($0) }
    return end.map { Array(bytes[...$0]) } ?? []
  }
}
