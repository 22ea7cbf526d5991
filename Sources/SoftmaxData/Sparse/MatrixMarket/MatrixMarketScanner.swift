// The lines of a Matrix Market file, as many as there are of it, one chunk after the other.

import SoftmaxFiles
import SoftmaxKernels

/// Takes header, size and entries from a text and makes a matrix of them.
struct MatrixMarketScanner: ~Copyable {
  private enum Stage {
    case header
    case size(MatrixMarketHeader)
    case entries(MatrixMarketHeader)
  }

  private let path: String
  private let longest: Int
  private let parser = DecimalParser.shared
  private var stage = Stage.header
  private var line = 1
  private var entries: CollectedEntries
  private var symmetry = MatrixMarketHeader.Symmetry.general
  /// How many entries have come, of how many.
  private var count = 0
  private var expectedCount = 0
  // The place of the next value of an array.
  private var (row, column) = (0, 0)
  // The line of the first entry, and after how many entries how many lines have none.
  private var firstLine = 0
  private var passed: [(count: Int, lines: Int)] = []

  /// `longest`: a line of so many bytes is too long.
  init(path: String, longest: Int) {
    self.path = path
    self.longest = longest
    entries = CollectedEntries(path: path, rowCount: 1, columnCount: 1)
  }

  /// What is wrong at the line that is read.
  var problem: MatrixMarketProblem { MatrixMarketProblem(path: path, line: line) }

  /// Takes all lines that are whole; `isLast`: nothing follows the text.
  ///
  /// - Returns: How many bytes were used.
  /// - Throws: `FileError` naming the line.
  mutating func take(_ text: Span<UInt8>, isLast: Bool) throws(FileError) -> Int {
    var position = 0
    while true {
      if case .entries(let header) = stage, header.isCoordinate, !header.isPattern {
        try takeEntries(text, &position)
      }
      var end = position
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      guard end - position < longest else { throw problem.ofLongLine(limit: longest) }
      guard end < text.count || isLast && position < text.count else { return position }
      try takeLine(text.extracting(position..<end))
      line += 1
      position = min(end + 1, text.count)
    }
  }

  /// Takes lines as most files have them, with single spaces and without an exponent, as long as they come. What is left alone,
  /// and all that is wrong, is for `takeLine`.
  @inline(never)
  private mutating func takeEntries(_ text: Span<UInt8>, _ position: inout Int) throws(FileError) {
    let parser = parser
    let (rowCount, columnCount) = (entries.rowCount, entries.columnCount)
    while count < expectedCount,
      let row = DecimalParser.shortWhole(text, from: position), text[row.end] == UInt8(ascii: " "),
      let column = DecimalParser.shortWhole(text, from: row.end &+ 1), text[column.end] == UInt8(ascii: " "),
      let number = parser.short(text, from: column.end &+ 1), text[number.end] == UInt8(ascii: "\n"),
      row.value >= 1, row.value <= rowCount, column.value >= 1, column.value <= columnCount,
      symmetry != .skewSymmetric || row.value != column.value
    {
      try add(row.value &- 1, column.value &- 1, number.value)
      line &+= 1
      position = number.end &+ 1
    }
  }

  private mutating func takeLine(_ text: Span<UInt8>) throws(FileError) {
    let words = MatrixMarketProblem.words(text)
    let isComment = words.first.map { text[$0.lowerBound] == UInt8(ascii: "%") } ?? true
    switch stage {
    case .header:
      stage = .size(try MatrixMarketHeader(text, problem))
    case .size(let header):
      guard !isComment else { return }
      try takeSize(text, header)
      stage = .entries(header)
      firstLine = line + 1
    case .entries(let header):
      guard !isComment else {
        if passed.last?.count == count {
          passed[passed.count - 1].lines += 1
        } else {
          passed.append((count, (passed.last?.lines ?? 0) + 1))
        }
        return
      }
      guard count < expectedCount else {
        throw problem.error(
          "expected the end of the file after \(expectedCount) entries, which its size states, found "
            + CellText.shown(text), "state the number of entries that there are")
      }
      try takeEntry(text, words, header)
    }
  }

  private mutating func takeSize(_ text: Span<UInt8>, _ header: MatrixMarketHeader) throws(FileError) {
    let size = try problem.size(text, count: header.isCoordinate ? 3 : 2)
    let (rowCount, columnCount) = (size[0], size[1])
    // The product of an array's sizes fits an Int only where they are within their limits.
    if let text = CollectedEntries.problem(rowCount: rowCount, columnCount: columnCount, entryCount: rowCount) {
      throw problem.error(text, "check the size behind the header")
    }
    guard header.symmetry == .general || rowCount == columnCount else {
      throw problem.error(
        "the matrix is \(rowCount) x \(columnCount), expected a square one, because it is symmetric",
        "write it as a general matrix")
    }
    if header.isCoordinate {
      expectedCount = size[2]
    } else {
      switch header.symmetry {
      case .general: expectedCount = rowCount * columnCount
      case .symmetric: expectedCount = rowCount * (rowCount + 1) / 2
      case .skewSymmetric:
        expectedCount = rowCount * (rowCount - 1) / 2
        row = 1
      }
    }
    if let text = CollectedEntries.problem(
      rowCount: rowCount, columnCount: columnCount, entryCount: expectedCount)
    {
      throw problem.error(text, "check the size behind the header")
    }
    symmetry = header.symmetry
    entries = CollectedEntries(
      path: path, rowCount: rowCount, columnCount: columnCount, isMirrored: symmetry != .general)
  }

  private mutating func takeEntry(
    _ text: Span<UInt8>, _ words: [Range<Int>], _ header: MatrixMarketHeader
  ) throws(FileError) {
    let wordCount = header.isCoordinate ? header.isPattern ? 2 : 3 : 1
    guard words.count == wordCount else { throw problem.ofEntry(text, header) }
    guard header.isCoordinate else {
      let value = try problem.value(text.extracting(words[0]), parser)
      let place = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
      row += 1
      if row == entries.rowCount {
        column += 1
        row =
          switch header.symmetry {
          case .general: 0
          case .symmetric: column
          case .skewSymmetric: column + 1
          }
      }
      if value == 0 { count += 1 } else { try add(place.0, place.1, value) }
      return
    }
    let row = try problem.index(text.extracting(words[0]), of: entries.rowCount, "row")
    let column = try problem.index(text.extracting(words[1]), of: entries.columnCount, "column")
    let value = header.isPattern ? 1 : try problem.value(text.extracting(words[2]), parser)
    guard symmetry != .skewSymmetric || row != column else {
      throw problem.error(
        "row \(row + 1), column \(column + 1) is on the diagonal, which is 0 in a skew-symmetric matrix",
        "leave the entry out")
    }
    try add(row, column, value)
  }

  @inline(__always)
  private mutating func add(_ row: Int32, _ column: Int32, _ value: Float) throws(FileError) {
    try entries.add(row: row, column: column, value: value)
    if symmetry != .general, row != column {
      try entries.add(row: column, column: row, value: symmetry == .symmetric ? value : -value)
    }
    count &+= 1
  }

  /// The matrix.
  ///
  /// - Throws: `FileError` where entries are missing, or two are in one place.
  consuming func finish() throws(FileError) -> SparseData {
    let path = path
    switch stage {
    case .header:
      throw FileError(
        .badData, path: path, problem: "the file is empty, expected %%MatrixMarket and the kind of matrix",
        remedy: "check that this is the file you mean")
    case .size:
      throw problem.error(
        "the file ends before the size of the matrix", "get the file again")
    case .entries: break
    }
    guard count == expectedCount else {
      throw problem.error(
        "the file ends after \(count) entries, expected \(expectedCount), as its size states",
        "get the file again, or state the number of entries that there are")
    }
    let (firstLine, passed) = (firstLine, passed)
    func line(of entry: Int) -> Int {
      firstLine + entry + (passed.last { $0.count <= entry }?.lines ?? 0)
    }
    let (matrix, droppedZeroCount) = try entries.matrix { twice in
      FileError(
        .badData, path: path, position: .line(line(of: twice.second)),
        problem: "row \(twice.row + 1), column \(twice.column + 1) stands twice, on line "
          + "\(line(of: twice.first)) too",
        remedy: "keep one of the two entries, or their sum")
    }
    var notes = SparseNotes()
    notes.droppedZeroCount = droppedZeroCount
    return SparseData(matrix: matrix, notes: notes)
  }
}
