// The bytes of a delimited text as they come in, with what of it is not yet used.

import SoftmaxFiles

/// A window on a text: rows are taken from its beginning, and it is refilled at its end.
struct DelimitedText: ~Copyable {
  /// What the text is called in messages.
  var name: String { input.name }
  /// What the original is and where in it the table is; nil for delimited text.
  var origin: String? { input.origin }
  /// What the original says of its texts, where it has nothing else.
  var content: TextContent? { input.content }
  /// The bytes from `start` to `end` are what is not yet used.
  private(set) var buffer: [UInt8]
  var start = 0
  private(set) var end = 0
  /// Whether nothing follows them.
  private(set) var isAtEnd = false
  /// Where the row that is looked at begins, counted from `start`.
  var rowOffset = 0
  /// The line, counted from 1, on which it begins; 0 for a line of names that the original does not have.
  var line: Int
  /// Whether they are all ASCII without NUL, so that rows need no check.
  private(set) var isPlain = true

  let sizes: ReadingSizes
  private var input: any TextSource
  private var marksLength = 0

  /// Reads a text's first bytes, as many as decide the types of columns.
  ///
  /// - Throws: `FileError`, for UTF-16 too.
  static func open(_ input: any TextSource, sizes: ReadingSizes) throws(FileError) -> DelimitedText {
    var text = DelimitedText(input, sizes)
    try text.readBeginning()
    return text
  }

  private init(_ input: any TextSource, _ sizes: ReadingSizes) {
    line = input.firstLine
    self.input = input
    self.sizes = sizes
    buffer = [UInt8](repeating: 0, count: max(sizes.prefix, sizes.chunk, 16))
  }

  /// Passes over all that is left.
  mutating func skipRest() {
    (start, isAtEnd) = (end, true)
  }

  /// How it is to be read, as the original has it; `isExpected`: a model says what its columns are.
  func options(_ options: TableOptions, isExpected: Bool = false) -> TableOptions {
    var options = options
    if let delimiter = input.delimiter { options.delimiter = delimiter }
    if let hasHeader = input.hasHeader { options.hasHeader = hasHeader }
    options.skippedLineCount -= input.skippedLineCount
    guard let texts = input.content else { return options }
    if !isExpected, options.kinds[texts.column] == nil { options.kinds[texts.column] = .text }
    if let place = texts.placeColumn, !options.keys.contains(place) { options.keys.append(place) }
    return options
  }

  /// How many lines of the original a row is that was scanned.
  func lineCount(of scanner: RowScanner) -> Int { 1 + (input.countsInnerLines ? scanner.innerLines : 0) }

  /// How many lines of the original end in these bytes of a row.
  func lineCount(in bytes: Span<UInt8>) -> Int {
    input.countsInnerLines ? bytes.indices.count { bytes[$0] == UInt8(ascii: "\n") } : 0
  }

  private mutating func readBeginning() throws(FileError) {
    while end < sizes.prefix, !isAtEnd, !(sizes.endsPrefixWithLine && hasWholeLine) {
      try read(upTo: sizes.prefix - end)
    }
    marksLength = try TextEncoding.markLength(buffer.span.extracting(first: min(end, 4)), path: name)
    start = marksLength
    isPlain = TextValidity.isPlain(buffer.span.extracting(start..<end))
  }

  /// Whether there is a line with something in it, and its end; quoted line ends are none.
  private var hasWholeLine: Bool {
    var (isQuoted, hasText) = (false, false)
    var isInWord = false
    for byte in buffer[..<end] {
      switch byte {
      case UInt8(ascii: "\n") where hasText && !isQuoted: return true
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "\""):
        // Inside a word it opens nothing.
        if isQuoted || !isInWord { isQuoted.toggle() }
        hasText = true
      default: hasText = true
      }
      isInWord = byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter || byte &- UInt8(ascii: "0") < 10
    }
    return false
  }

  /// Whether lines end in CR alone, in a beginning that is all there, or as long as it will be.
  var hasOldLineEnds: Bool {
    guard isAtEnd || end >= sizes.prefix else { return false }
    var (isQuoted, hasReturn) = (false, false)
    for position in start..<end {
      switch buffer[position] {
      case UInt8(ascii: "\n"): return false
      case UInt8(ascii: "\""): isQuoted.toggle()
      // The LF of the last one may be still to come.
      case UInt8(ascii: "\r") where !isQuoted && (position < end - 1 || isAtEnd): hasReturn = true
      default: break
      }
    }
    return hasReturn
  }

  /// Whether more text would have to be waited for.
  var wouldWait: Bool { input.wouldWait }

  /// How many bytes the text has in all: exactly where all of it is here, else about, or nil where nothing is known.
  var estimatedSize: Int? {
    if isAtEnd { return input.deliveredCount - marksLength }
    return input.estimatedCount
  }

  /// Reads more, after a row that is not whole yet; `openQuote` is where in it a quoted cell begins that is not closed.
  ///
  /// - Throws: `FileError` where reading fails, or the row is longer than the limit.
  mutating func refill(openQuote: Int?) throws(FileError) {
    let waiting = end - start
    try checkLength(waiting - rowOffset, openQuote: openQuote)
    if start > 0 {
      for offset in 0..<waiting { buffer[offset] = buffer[start + offset] }
      (start, end) = (0, waiting)
    }
    // A long row is looked at again only when as much again is there, so that the work stays proportional.
    var wanted = waiting < 1 << 16 ? 1 : waiting
    if buffer.count < waiting + sizes.chunk {
      buffer += [UInt8](repeating: 0, count: max(waiting, sizes.chunk))
    }
    var isStillPlain = TextValidity.isPlain(buffer.span.extracting(0..<waiting))
    while wanted > 0, !isAtEnd {
      let before = end
      try read(upTo: min(sizes.chunk, buffer.count - end))
      wanted -= end - before
      isStillPlain = TextValidity.isPlain(buffer.span.extracting(before..<end)) && isStillPlain
      if end == buffer.count { break }
    }
    isPlain = isStillPlain
  }

  /// Checks the length of a row, or of what there is of it, with its line end.
  ///
  /// - Throws: `FileError` where it is longer than the limit.
  func checkLength(_ count: Int, openQuote: Int? = nil) throws(FileError) {
    guard count > sizes.longestRow + 1 else { return }
    throw FileError(
      .badData, path: name, position: .line(openQuote.map { line(of: $0) } ?? line),
      problem: openQuote == nil
        ? "this row is longer than \(sizes.longestRow) bytes, the limit"
        : "a quote opens here and does not close within \(sizes.longestRow) bytes",
      remedy: openQuote == nil ? "check that lines end in LF or CRLF" : "close it, or remove it")
  }

  /// The line on which a byte of the window lies.
  func line(of position: Int) -> Int {
    let first = start + rowOffset
    return line + lineCount(in: buffer.span.extracting(first..<max(position, first)))
  }

  private mutating func read(upTo count: Int) throws(FileError) {
    let taken = try input.read(into: &buffer, at: end, count: min(count, sizes.chunk))
    end += taken
    if taken == 0 { isAtEnd = true }
  }
}
