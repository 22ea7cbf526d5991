// A delimited text as tables: all of it, or batch by batch in constant memory.

public import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression
import SoftmaxRemedies

/// Reads delimited text (RFC 4180; plain or gzip; a file, a pipe, or `-` for standard input).
///
/// The first mebibyte decides what the columns are: numbers where at least nine tenths of the cells that are not missing
/// are numbers, booleans where all are true, false, yes or no (or all t or f), else categories. A column of dates, or of
/// numbers as people write them (1,234.5, 12 %, $5), is an error, and so is a later row that contradicts what was decided.
/// Missing are empty cells, and in any case the words NA, N/A, NaN, null and ?, or those of `TableOptions.missingWords`.
/// Numbers are written as `TableOptions.numberNotation` says. Spaces around cells do not count, inside quotes they do. Blank lines are skipped; in a table of one column they are missing cells.
public struct TableReader: ~Copyable {
  private var text: DelimitedText
  private var scanner: RowScanner
  private var sink: RowSink
  private let layout: TableLayout
  private let rowEstimate: Int
  // The first line, where it was taken for a row because a number is in it.
  private let uncertainLine: Int?
  private let fileHasHeader: Bool
  // Texts that are files are found by these, and not by lines.
  private let hasLines: Bool
  // Where the table is several files: which, how they are read, and which comes next.
  private var files: TableFiles?
  private var fileOptions = TableOptions()
  private var nextFile: Int?
  // How many rows there were at the end of each file.
  private var fileEnds: [Int] = []
  private let tableName: String?
  // Where the table is kept that is read whole.
  private var cache: TableCache?
  // How many rows of a kept table were passed over.
  private var keptUnlabelledCount: Int?
  // What ended reading: rows that were begun are not taken up again.
  private var failure: FileError?

  /// Opens a text and finds out what its columns are.
  ///
  /// With `expecting`, the columns of a model, these are found by name in any order, and others ignored; their kinds, origins
  /// and categories are used. Where they are called `column 1` and so on and the text has no header, they are found by place.
  ///
  /// - Throws: `FileError` naming the line, the column and what to try.
  public init(
    contentsOf path: String, options: TableOptions = TableOptions(), expecting: [TableColumn]? = nil
  ) throws(FileError) {
    var sizes = ReadingSizes()
    // Nothing has to be found out, so that the first rows of a pipe need not wait for more.
    if expecting != nil {
      sizes.prefix = 1 << 12
      sizes.endsPrefixWithLine = true
    }
    try self.init(
      TableSources.open(options.files?.paths.first ?? path, options, sizes, expecting: expecting),
      options: options, expecting: expecting, sizes: sizes, name: options.files == nil ? nil : path)
    files = options.files
    fileOptions.hasHeader = fileHasHeader
    cache = files == nil ? TableCache(path: path, options, layout) : nil
  }

  /// Reads the beginning of a text that is open.
  init(
    _ input: any TextSource, options: TableOptions, expecting: [TableColumn]? = nil,
    sizes: ReadingSizes = ReadingSizes(), name: String? = nil
  ) throws(FileError) {
    tableName = name
    fileOptions = options
    var text = try DelimitedText.open(input, sizes: sizes)
    let options = text.options(options, isExpected: expecting != nil)
    let content = text.content
    let beginning = try TableBeginning(&text, options, expecting)
    let layout = try TableLayout(
      names: beginning.names, surveys: beginning.surveys, options: options, expecting: expecting,
      path: text.name,
      line: beginning.firstLine, unnamed: beginning.unnamed)
    self.text = text
    self.layout = layout
    passedOver = content?.passedOver
    hasLines = content?.placeColumn == nil
    unnamedColumns = Set(beginning.unnamed.map { beginning.names[$0] })
    let readsNumbers =
      options.numberNotation == .plain && !MissingCells(options.missingWords).hasNumbers
      && beginning.delimiter != DelimiterChoice.space
    scanner = RowScanner(
      delimiter: beginning.delimiter, tasks: layout.uses.map { $0.task(readsNumbers: readsNumbers) },
      numberCount: layout.numberCount)
    sink = RowSink(layout, options)
    rowEstimate = beginning.rowEstimate * max(1, options.files?.own.count ?? 1)
    fileHasHeader = beginning.hasHeader
    uncertainLine =
      !beginning.hasHeader && options.hasHeader == nil && expecting == nil ? beginning.firstLine : nil
  }

  /// The features, in the order of the file, or those expected in theirs. Categories are those met so far.
  public var columns: [TableColumn] { sink.columns }

  /// The columns whose kind was named, and not found out.
  package var namedColumns: Set<String> { Set(layout.namedColumns.map { layout.names[$0] }) }

  /// The columns to which the first row gives no name, where it names others.
  package let unnamedColumns: Set<String>

  /// What lies beside the texts of a folder and is no text: how many, and the first of them.
  package let passedOver: (count: Int, first: String)?

  /// The name of the column of labels, where there is one.
  public var labelColumn: String? { layout.labelName }

  /// How many rows were passed over because they had no label, of those that were read.
  public var unlabelledCount: Int { keptUnlabelledCount ?? sink.unlabelledCount }

  /// The name of the column of weights, where there is one.
  package var weightColumn: String? { layout.weightName }

  /// The name of the column that says how often rows were seen, where there is one.
  package var frequencyColumn: String? { layout.frequencyName }

  /// The names of the columns of offsets, by class.
  package func offsetColumns(_ options: [OffsetColumn]) -> [String: String] {
    Dictionary(
      zip(options, layout.offsetColumns).map { ($0.className, layout.names[$1]) }, uniquingKeysWith: { $1 })
  }

  /// The next rows, at most `rowLimit` (and at least one) of them; nil at the end. From a pipe come those that are there.
  /// Categories keep their numbers from batch to batch, and each table has the list so far.
  ///
  /// - Throws: `FileError` naming the line, the column and what to try.
  public mutating func next(rowLimit: Int) throws(FileError) -> Table? {
    try read(rowLimit: max(rowLimit, 1), waits: false)
    return sink.count > 0
      ? sink.takeTable(name: tableName ?? text.name, hasLines: hasLines && !isSeveralFiles) : nil
  }

  /// All rows that are left.
  ///
  /// - Throws: `FileError` naming the line, the column and what to try.
  public mutating func readAll() throws(FileError) -> Table {
    guard let cache, sink.count == 0, failure == nil,
      MemoryBudget.current?.movesOut(numberBytes(ofRows: rowEstimate)) == true
    else {
      return try readRest()
    }
    let place = try cache.place()
    if let (table, count) = cache.table(
      at: place, name: text.name, sink.missingWords, sink.numberNotation)
    {
      keptUnlabelledCount = count
      return table
    }
    let table = try readRest()
    return cache.keep(table, unlabelledCount: unlabelledCount, at: place) ?? table
  }

  private mutating func readRest() throws(FileError) -> Table {
    try read(rowLimit: .max, waits: true)
    guard files != nil else { return sink.takeTable(name: text.name, hasLines: hasLines) }
    let counts = zip(fileEnds, [0] + fileEnds).map { $0 - $1 }
    let communicator = SharedJob.readers
    return sink.takeTable(name: tableName ?? text.name, hasLines: hasLines && !isSeveralFiles)
      .united(by: communicator, keepingFeatures: layout.isExpected)
      .divided(RowSharing(ownCounts: counts, among: communicator))
  }

  /// Collects rows; unless it `waits`, only those that are there, if there are any.
  private mutating func read(rowLimit: Int, waits: Bool) throws(FileError) {
    if let failure { throw failure }
    do throws(FileError) {
      try collect(rowLimit: rowLimit, waits: waits)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func collect(rowLimit: Int, waits: Bool) throws(FileError) {
    try beginFiles()
    try reserve(min(rowLimit, rowEstimate))
    while sink.count < rowLimit {
      let (needsMore, openQuote) = try takeRows(rowLimit: rowLimit)
      if needsMore, text.isAtEnd, try openNextFile() { continue }
      guard needsMore, !text.isAtEnd, waits || sink.count == 0 || !text.wouldWait else { return }
      try checkGrowth()
      try text.refill(openQuote: openQuote)
    }
  }

  /// Lines of several files would not be told apart.
  private var isSeveralFiles: Bool { files.map { $0.paths.count > 1 } ?? false }

  /// Opens the first file that this process reads. Each of them looked at the first of all, which says what the columns are.
  ///
  /// - Throws: `FileError` where other processes see other files, and as `openNextFile`.
  private mutating func beginFiles() throws(FileError) {
    guard let files, nextFile == nil else { return }
    try files.checkAgreement(SharedJob.readers, table: tableName ?? text.name)
    nextFile = files.own.lowerBound
    if files.own.first == 0 {
      nextFile = 1
    } else if files.own.isEmpty {
      text.skipRest()
    } else {
      try open(files.own.lowerBound, of: files)
    }
  }

  /// Goes on with the next file of the table; whether there is one.
  ///
  /// - Throws: `FileError` where it cannot be read, or has other columns than the first one.
  private mutating func openNextFile() throws(FileError) -> Bool {
    guard let files, let next = nextFile, fileEnds.count < files.own.count else { return false }
    fileEnds.append(sink.count)
    guard next < files.own.upperBound else { return false }
    try open(next, of: files)
    return true
  }

  private mutating func open(_ index: Int, of files: TableFiles) throws(FileError) {
    text = try files.open(
      index, fileOptions, text.sizes, names: layout.names, delimiter: scanner.delimiter,
      isExpected: layout.isExpected)
    nextFile = index + 1
  }

  private func numberBytes(ofRows count: Int) -> Int {
    Int(min(Double(count) * Double(4 * layout.numberCount), 1e18))
  }

  /// Makes room for about so many rows.
  ///
  /// - Throws: `FileError` where not even half of them could be held: no estimate is that far off.
  private mutating func reserve(_ rowCount: Int) throws(FileError) {
    let rowBytes = sink.rowByteCount
    let numberBytes = numberBytes(ofRows: rowCount)
    try FileError.checkMemory(
      for: numberBytes / 2, "its about \(rowCount) rows", path: text.name, canMoveOut: true)
    // Numbers that lie in a file are not in memory; the rest of a row is.
    let isMovedOut = MemoryBudget.current?.movesOut(numberBytes) == true
    let ownBytes = isMovedOut ? rowBytes - 4 * layout.numberCount : rowBytes
    let bytes = Int(min(Double(rowCount) * Double(ownBytes), 1e18))
    try FileError.checkMemory(for: bytes / 2, "its about \(rowCount) rows", path: text.name)
    // No more than there is, which the system may refuse.
    let room = isMovedOut ? nil : MemoryRoom.shortage(for: bytes)?.bytes
    sink.reserve(room.map { min(rowCount, $0 / 4 * 3 / max(rowBytes, 1)) } ?? rowCount)
  }

  /// Refuses text that would not find room.
  private func checkGrowth() throws(FileError) {
    // A cell is a byte at least: the one that ends it.
    let bytes = sink.growth(forNumbers: text.sizes.chunk)
    try FileError.checkMemory(
      for: bytes, "its first \(sink.count) rows and what follows", path: text.name, position: .line(text.line),
      canMoveOut: true)
  }

  /// Takes rows from the window; whether more text is needed, and where in it a quote is open.
  private mutating func takeRows(rowLimit: Int) throws(FileError) -> (needsMore: Bool, openQuote: Int?) {
    // The same memory under another name, so that the rest of `text` can change meanwhile.
    let buffer = text.buffer
    let window = buffer.span.extracting(0..<text.end)
    var position = text.start
    while sink.count < rowLimit {
      text.start = position
      if position == window.count { return (true, nil) }
      let outcome = scanner.scan(window, from: position, isLast: text.isAtEnd)
      guard case .row(let next) = outcome else {
        if case .incomplete(let quote) = outcome, !text.isAtEnd { return (true, quote) }
        throw RowCheck.problem(outcome, text, layout.names)
      }
      try text.checkLength(next - position)
      if scanner.cellCount != layout.names.count || !text.isPlain {
        let isBlank = try RowCheck.isBlank(
          window.extracting(position..<next), scanner, text, names: layout.names)
        if isBlank {
          text.line += 1
          position = next
          continue
        }
      }
      do throws(CellProblem) {
        try sink.add(window, &scanner, line: text.line)
      } catch {
        var advice = error.advice
        if text.line == uncertainLine {
          let header: Advice = "\(.set(.header(true))) if this line names the columns"
          advice = advice.map { header + ", or " + $0 } ?? header
        }
        throw FileError(
          .badData, path: text.name,
          position: .cell(
            line: text.line(of: error.position), column: CellText.printable(layout.names[error.column])),
          problem: error.problem, advice: advice)
      }
      text.line += text.lineCount(of: scanner)
      position = next
    }
    text.start = position
    return (false, nil)
  }
}
