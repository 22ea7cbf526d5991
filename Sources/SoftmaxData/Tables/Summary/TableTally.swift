// The figures of all columns of a table, row by row.

import SoftmaxFiles

/// Counts the rows of a text and what is in its columns.
struct TableTally {
  private(set) var columns: [ColumnTally]
  private(set) var rowCount = 0
  /// How many rows more have no label, where such rows are passed over.
  private(set) var unlabelledCount = 0
  private(set) var firstRows: [[String]] = []
  /// Whether the row that is looked at is one of them.
  private var isShown = false

  /// Which rows lack which cells of features, where that is asked for.
  private(set) var incomplete = MissingPatterns()

  private let names: [String]
  private let countsIncomplete: Bool
  /// The column of labels, where rows without one are passed over.
  private let neededLabel: Int?
  private let missing: MissingCells
  private let reader: NumberReader
  /// The column that says how often rows were seen, where there is one.
  private let frequency: Int?

  /// How many rows are kept to be shown.
  static let firstRowCount = 3

  init(_ layout: TableLayout, _ beginning: TableBeginning, _ options: TableOptions) {
    names = layout.names
    neededLabel = options.leavesOutUnlabelled ? layout.uses.firstIndex { $0.role == .label } : nil
    missing = MissingCells(options.missingWords)
    reader = NumberReader(options.numberNotation)
    frequency = layout.uses.firstIndex { $0.role == .frequency }
    countsIncomplete = options.countsIncompleteRows
    columns = layout.names.indices.map { column in
      let use = layout.uses[column]
      let isNamed = layout.namedColumns.contains(column)
      let limit: Int =
        switch (use.role, use.feature) {
        case (.none, .category) where isNamed: TableLayout.mostCategories
        case (.label, _), (.part, _), (.group, _), (.fold, _): TableLayout.mostCategories
        default: TableLayout.mostInferredCategories
        }
      return ColumnTally(
        layout.names[column], use, beginning.surveys[column].finding, wordLimit: limit, options)
    }
  }

  /// Adds all rows that are left.
  ///
  /// - Throws: `FileError` naming the line of what is no row.
  mutating func readRows(of text: inout DelimitedText, delimiter: UInt8) throws(FileError) {
    var scanner = RowScanner(
      delimiter: delimiter, tasks: Array(repeating: .find, count: names.count), numberCount: 0)
    while true {
      let openQuote = try takeRows(of: &text, &scanner)
      if text.isAtEnd { return }
      try text.refill(openQuote: openQuote)
    }
  }

  /// Adds the rows that are whole in the window; where a quote is open in the one that is not.
  private mutating func takeRows(
    of text: inout DelimitedText, _ scanner: inout RowScanner
  ) throws(FileError) -> Int? {
    // The same memory under another name, so that the rest of `text` can change meanwhile.
    let buffer = text.buffer
    let window = buffer.span.extracting(0..<text.end)
    while text.start < window.count {
      let outcome = scanner.scan(window, from: text.start, isLast: text.isAtEnd)
      guard case .row(let next) = outcome else {
        if case .incomplete(let quote) = outcome, !text.isAtEnd { return quote }
        throw RowCheck.problem(outcome, text, names)
      }
      try text.checkLength(next - text.start)
      let row = text.start..<next
      if try !RowCheck.isBlank(window.extracting(row), scanner, text, names: names) {
        add(window, scanner, rowStart: text.start, text)
      }
      text.line += text.lineCount(of: scanner)
      text.start = next
    }
    return nil
  }

  /// Adds the row that was scanned; it begins at a byte of the window, on the line of the text.
  private mutating func add(
    _ window: Span<UInt8>, _ scanner: RowScanner, rowStart: Int, _ text: borrowing DelimitedText
  ) {
    let times = times(of: scanner, in: window)
    if times > 0, let neededLabel, missing.contains(scanner.cells[neededLabel], in: window) {
      unlabelledCount += times
      return
    }
    isShown = firstRows.count < Self.firstRowCount
    if isShown { firstRows.append([]) }
    var lacking: [Int] = []
    for column in names.indices {
      let cell = scanner.cells[column]
      let bytes = window.extracting(Int(cell.start)..<Int(cell.end))
      let innerLines =
        scanner.innerLines == 0 ? 0 : text.lineCount(in: window.extracting(rowStart..<Int(cell.start)))
      let cellLine = text.line + innerLines
      if cell.hasDoubledQuotes {
        let single = RowSink.withoutDoubledQuotes(bytes)
        take(single.span, column: column, line: cellLine, times: times, &lacking)
      } else {
        take(
          cell.isQuoted ? bytes : bytes.extracting(bytes.trimmed), column: column, line: cellLine, times: times,
          &lacking)
      }
    }
    if !lacking.isEmpty { incomplete.add(lacking, times: times) }
    let (sum, isOver) = rowCount.addingReportingOverflow(times)
    rowCount = isOver ? .max : sum
  }

  /// How often a row was seen; once where its cell does not say.
  private func times(of scanner: RowScanner, in window: Span<UInt8>) -> Int {
    guard let frequency else { return 1 }
    let cell = scanner.cells[frequency]
    let bytes = window.extracting(Int(cell.start)..<Int(cell.end))
    let count = RowFrequency.count(cell.isQuoted ? bytes : bytes.extracting(bytes.trimmed), missing, reader)
    // What is more no table has, and sums of it are no numbers any more.
    return min((try? count.get()) ?? 1, 1 << 40)
  }

  private mutating func take(
    _ text: Span<UInt8>, column: Int, line: Int, times: Int, _ lacking: inout [Int]
  ) {
    let missingCount = columns[column].missingCount
    // A row that was not seen says nothing, but how often.
    if times > 0 || column == frequency { columns[column].add(text, line: line, times: times) }
    if countsIncomplete, columns[column].missingCount > missingCount { lacking.append(column) }
    guard isShown else { return }
    firstRows[firstRows.count - 1].append(CellText.printable(CategoryIndex.text(text.extracting(first: 1000))))
  }
}
