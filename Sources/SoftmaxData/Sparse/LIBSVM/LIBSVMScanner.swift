// The words of LIBSVM's text, as many as there are of it, one chunk after the other.

import SoftmaxFiles
import SoftmaxKernels

/// Takes labels and entries from a text and makes rows of them.
struct LIBSVMScanner: ~Copyable {
  private enum State {
    case label
    case entries
    case comment
  }

  private let path: String
  private let options: LIBSVMReader.Options
  private let longest: Int
  private let parser = DecimalParser.shared
  private var state = State.label
  private var line = 1
  private var rows: SparseRowCollector
  private var words = CategoryIndex()
  private var codes: [UInt32] = []
  private var hasZeroIndex = false
  private var queryRowCount = 0
  private var hasQuery = false
  // The first line with an index beyond the columns, and that index, where indices begin at 0 and at 1.
  private var beyond: [(line: Int, index: Int)?] = [nil, nil]

  /// `longest`: a word of so many bytes is too long.
  init(path: String, options: LIBSVMReader.Options, longest: Int) {
    self.path = path
    self.longest = longest
    self.options = options
    rows = SparseRowCollector(path: path)
  }

  /// What is wrong at the line that is read.
  var problem: LIBSVMProblem { LIBSVMProblem(path: path, line: line) }

  /// Takes all words that are whole; `isLast`: nothing follows the text.
  ///
  /// - Returns: How many bytes were used.
  /// - Throws: `FileError` naming the line.
  mutating func take(_ text: Span<UInt8>, isLast: Bool) throws(FileError) -> Int {
    var position = 0
    while true {
      if state == .comment {
        while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        guard position < text.count else { return position }
        state = .label
      }
      while position < text.count, Self.isSpace(text[position]) { position += 1 }
      if state == .entries {
        let start = position
        let endsRow = Self.takeEntries(
          text, from: &position, &rows.row.columns, &rows.row.values, &rows.row.count, parser)
        if endsRow {
          try endRow()
          line += 1
          state = .label
        }
        if position > start { continue }
      }
      guard position < text.count else { return position }
      switch text[position] {
      case UInt8(ascii: "\n"):
        if state == .entries { try endRow() }
        line += 1
        state = .label
        position += 1
      case UInt8(ascii: "#"):
        if state == .entries { try endRow() }
        state = .comment
      default:
        let end = Self.wordEnd(text, from: position)
        guard end - position < longest else { throw problem.ofLongWord(limit: longest) }
        guard end < text.count || isLast else { return position }
        let word = text.extracting(position..<end)
        if state == .label { try takeLabel(word) } else { try takeEntry(word) }
        position = end
      }
    }
  }

  /// Whether a byte stands between words: a space, a tab, or a carriage return.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func wordEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < text.count, !isSpace(text[position]), text[position] != UInt8(ascii: "\n"),
      text[position] != UInt8(ascii: "#")
    {
      position += 1
    }
    return position
  }

  // MARK: Words

  private mutating func takeLabel(_ word: Span<UInt8>) throws(FileError) {
    try problem.checkLabel(word)
    if codes.count == codes.capacity {
      try FileError.checkMemory(
        for: 2 * codes.count * MemoryLayout<UInt32>.stride, "the labels, of which \(codes.count) have come,",
        path: path)
    }
    codes.append(words.code(adding: word))
    state = .entries
  }

  private mutating func takeEntry(_ word: Span<UInt8>) throws(FileError) {
    guard let colon = word.indices.first(where: { word[$0] == UInt8(ascii: ":") }) else {
      throw problem.ofEntry(word)
    }
    let value = word.extracting((colon + 1)...)
    if colon == 3, word[0] == UInt8(ascii: "q"), word[1] == UInt8(ascii: "i"), word[2] == UInt8(ascii: "d") {
      guard !value.isEmpty else { throw problem.ofEntry(word) }
      hasQuery = true
      return
    }
    let index = try problem.index(word, end: colon)
    try rows.add(index, problem.value(value, index: index, parser))
  }

  /// Takes entries as most files have them, without a sign, an exponent or a second space, as long as they come; whether the
  /// line ends there. What is left alone, and all that is wrong, is for `takeEntry`.
  @inline(never)
  private static func takeEntries(
    _ text: Span<UInt8>, from position: inout Int, _ columns: inout [Int32], _ values: inout [Float],
    _ count: inout Int, _ parser: DecimalParser
  ) -> Bool {
    var columns = columns.mutableSpan
    var values = values.mutableSpan
    while count < columns.count, count < values.count,
      let index = DecimalParser.shortWhole(text, from: position), text[index.end] == UInt8(ascii: ":")
    {
      let (value, end): (Float, Int)
      if let digit = onlyDigit(text, at: index.end &+ 1) {
        (value, end) = (digit, index.end &+ 2)
      } else if let number = parser.short(text, from: index.end &+ 1) {
        (value, end) = (number.value, number.end)
      } else {
        return false
      }
      let next = text[end]
      guard next == UInt8(ascii: " ") || next == UInt8(ascii: "\n") else { return false }
      columns[count] = index.value
      values[count] = value
      count &+= 1
      position = end &+ 1
      if next == UInt8(ascii: "\n") { return true }
    }
    return false
  }

  /// The number of one digit, behind which a space or the line's end stands: most numbers of many files.
  @inline(__always)
  private static func onlyDigit(_ text: Span<UInt8>, at position: Int) -> Float? {
    guard position < text.count &- 1 else { return nil }
    let digit = text[position] &- UInt8(ascii: "0")
    let next = text[position &+ 1]
    guard digit < 10, next == UInt8(ascii: " ") || next == UInt8(ascii: "\n") else { return nil }
    return Float(digit)
  }

  // MARK: Rows

  private mutating func endRow() throws(FileError) {
    if hasQuery { queryRowCount += 1 }
    hasQuery = false
    if let twice = rows.sort() { throw problem.ofColumnTwice(twice) }
    if rows.row.count > 0 {
      if rows.row.columns[0] == 0 {
        guard options.base != .known(.one) else { throw problem.ofIndexZero() }
        hasZeroIndex = true
      }
      if let columnCount = options.columnCount { noteBeyond(columnCount) }
    }
    try rows.endRow()
  }

  /// Keeps the line and the greatest index where an entry that is not 0 lies beyond the columns, for each base.
  private mutating func noteBeyond(_ columnCount: Int) {
    guard let last = (0..<rows.row.count).last(where: { rows.row.values[$0] != 0 }) else { return }
    let index = Int(rows.row.columns[last])
    for base in IndexBase.allCases
    where index >= columnCount + base.rawValue && beyond[base.rawValue] == nil {
      beyond[base.rawValue] = (line, index)
    }
  }

  // MARK: The result

  /// How many rows have ended, and were not taken.
  var endedCount: Int { rows.rowCount }

  /// The labels that were met so far.
  var labelNames: [String] { words.names }

  /// Ends the last row, behind which nothing stands.
  mutating func endText() throws(FileError) {
    if state == .entries { try endRow() }
    state = .label
  }

  /// The rows that have ended, without those that were taken before, and the place of each one's label among `labelNames`. Of
  /// a file whose base and columns are known.
  ///
  /// - Throws: `FileError` naming the line of an entry beyond the columns.
  mutating func takeRows(
    columnCount: Int, base: IndexBase
  ) throws(FileError) -> (matrix: SparseMatrix, labels: [UInt32]) {
    if let first = beyond[base.rawValue] {
      throw ColumnsBeyond(line: first.line, index: first.index, entryCount: 0, rowCount: 0).error(
        path: path, columnCount: columnCount, base: base)
    }
    let ended = Array(codes.prefix(rows.rowCount))
    codes.removeFirst(ended.count)
    return (try rows.takeRows(columnCount: columnCount, base: base), ended)
  }

  /// The rows.
  ///
  /// - Throws: `FileError` where there are none.
  consuming func finish() throws(FileError) -> SparseData {
    if state == .entries { try endRow() }
    guard !codes.isEmpty else { throw problem.ofNoRows() }
    let base: IndexBase =
      switch options.base {
      case .automatic: hasZeroIndex ? .zero : .one
      case .known(let base): base
      }
    var notes = SparseNotes()
    notes.droppedZeroCount = rows.droppedZeroCount
    notes.queryRowCount = queryRowCount
    let labels = SparseLabels(names: words.names, codes: codes)
    let first = beyond[base.rawValue]
    let matrix = try rows.finish(columnCount: options.columnCount ?? 1, base: base)
    guard let columnCount = options.columnCount, let first else {
      return SparseData(matrix: matrix, labels: labels, indexBase: base, notes: notes)
    }
    let (kept, entryCount, rowCount) = try matrix.keeping(columnsBelow: columnCount, path: path)
    return SparseData(
      matrix: kept, labels: labels, indexBase: base, notes: notes,
      beyond: ColumnsBeyond(
        line: first.line, index: first.index, entryCount: entryCount, rowCount: rowCount))
  }
}
