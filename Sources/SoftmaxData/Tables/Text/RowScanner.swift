// One row of delimited text (RFC 4180) at a time: numbers as they are met, other cells as ranges.

import SoftmaxFiles

/// Finds the cells of a row, and reads those of number columns on the way.
///
/// Storage is kept from row to row, so that nothing is allocated for a cell or a row.
struct RowScanner {
  /// What is done with the cells of a column.
  enum Task: Hashable {
    /// Where they lie is noted.
    case find
    /// Nothing.
    case skip
    /// A number less `origin` goes to `slot` of the row's numbers; what is none is noted like others.
    case number(slot: Int, origin: Double)
  }

  /// How the scan of a row ended.
  enum Outcome: Hashable {
    /// The next row begins at `next`.
    case row(next: Int)
    /// The bytes end first, in a quoted cell that begins at `openQuote` or elsewhere.
    case incomplete(openQuote: Int?)
    /// Something follows the closing quote of this column's cell, at this byte.
    case textAfterQuote(column: Int, at: Int)
  }

  let delimiter: UInt8
  /// By column; those beyond are noted.
  let tasks: [Task]
  /// How many columns the row has.
  private(set) var cellCount = 0
  /// Where the cells that were noted lie, by column.
  private(set) var cells: [TextCell]
  /// The columns that were noted.
  private(set) var found: [Int] = []
  /// The numbers of the row.
  var numbers: [Float]
  /// How many line feeds lie inside cells.
  private(set) var innerLines = 0
  // Cells beyond this are counted and not kept.
  private let mostCells: Int
  private let parser = DecimalParser.shared
  // By column: the slot of a number that is counted from 0, else -1.
  private let shortSlots: [Int]

  /// For rows of a known number of columns.
  init(delimiter: UInt8, tasks: [Task], numberCount: Int) {
    self.delimiter = delimiter
    self.tasks = tasks
    cells = Array(repeating: TextCell(start: 0, end: 0), count: tasks.count)
    numbers = Array(repeating: 0, count: numberCount)
    mostCells = tasks.count
    shortSlots = tasks.map { if case .number(let slot, 0) = $0 { slot } else { -1 } }
  }

  /// For rows of any number of columns, all of them noted.
  init(delimiter: UInt8) {
    self.delimiter = delimiter
    tasks = []
    cells = []
    numbers = []
    mostCells = .max
    shortSlots = []
  }

  /// Whether any number of delimiters is one, and those around a row are none: spaces.
  private var joinsDelimiters: Bool { delimiter == DelimiterChoice.space }

  /// The first place from `start` on that is no delimiter, where several are one.
  private func afterDelimiters(_ text: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while joinsDelimiters, position < text.count, text[position] == delimiter { position += 1 }
    return position
  }

  /// Scans the row that begins at `start`, which is before the end of `text`; `isLast`: nothing follows `text`.
  mutating func scan(_ text: Span<UInt8>, from start: Int, isLast: Bool) -> Outcome {
    found.removeAll(keepingCapacity: true)
    innerLines = 0
    var position = afterDelimiters(text, from: start)
    var column = 0
    let delimiters = UInt64(delimiter) &* Self.lowBits
    while true {
      var isWanted = true
      if column < tasks.count {
        switch tasks[column] {
        case .find: break
        case .skip: isWanted = false
        case .number(let slot, let origin):
          let firstColumn = column
          if takeShortNumbers(text, &column, &position) {
            cellCount = column
            return .row(next: position)
          }
          if column > firstColumn { continue }
          if let number = parser.parse(text, from: position), number.end < text.count {
            let value = Float(number.value - origin)
            let next = text[number.end]
            if value.isFinite {
              if next == delimiter {
                numbers[slot] = value
                column += 1
                position = number.end + 1
                continue
              }
              if next == UInt8(ascii: "\n") {
                numbers[slot] = value
                cellCount = column + 1
                return .row(next: number.end + 1)
              }
              if next == UInt8(ascii: "\r"), number.end + 1 < text.count,
                text[number.end + 1] == UInt8(ascii: "\n")
              {
                numbers[slot] = value
                cellCount = column + 1
                return .row(next: number.end + 2)
              }
            }
          }
        }
      }
      var cell = TextCell(start: Int32(position), end: Int32(position))
      var end = position
      let quote = afterSpaces(text, from: position)
      if quote < text.count, text[quote] == UInt8(ascii: "\"") {
        guard let closing = closingQuote(text, from: quote + 1, isLast: isLast, &cell) else {
          return .incomplete(openQuote: quote)
        }
        cell.isQuoted = true
        cell.start = Int32(quote + 1)
        cell.end = Int32(closing)
        end = afterSpaces(text, from: closing + 1)
      } else {
        end = Self.cellEnd(text, from: position, delimiter: delimiter, delimiters)
        cell.end = Int32(end)
      }
      // The end of the cell must be the end of a row or of the text, or a delimiter.
      var next = end
      var endsRow = false
      if end == text.count {
        guard isLast else { return .incomplete(openQuote: nil) }
        endsRow = true
      } else if text[end] == delimiter {
        next = afterDelimiters(text, from: end + 1)
        if joinsDelimiters {
          // Behind the last cell, spaces are nothing.
          guard next < text.count || isLast else { return .incomplete(openQuote: nil) }
          if let end = lineEnd(text, from: next, isLast: isLast) {
            guard let end else { return .incomplete(openQuote: nil) }
            (next, endsRow) = (end, true)
          }
        }
      } else if text[end] == UInt8(ascii: "\n") {
        next = end + 1
        endsRow = true
      } else if text[end] == UInt8(ascii: "\r"),
        end + 1 < text.count ? text[end + 1] == UInt8(ascii: "\n") : isLast
      {
        next = min(end + 2, text.count)
        endsRow = true
      } else if text[end] == UInt8(ascii: "\r"), end + 1 == text.count {
        return .incomplete(openQuote: nil)
      } else {
        return .textAfterQuote(column: column, at: end)
      }
      if endsRow, !cell.isQuoted, cell.end > cell.start, text[Int(cell.end) - 1] == UInt8(ascii: "\r") {
        cell.end -= 1
      }
      if isWanted, column < mostCells {
        if column < cells.count { cells[column] = cell } else { cells.append(cell) }
        found.append(column)
      }
      column += 1
      position = next
      if endsRow {
        cellCount = column
        return .row(next: next)
      }
    }
  }

  /// Where the line ends that has nothing from `position` on: nil where it has, and nil within where the rest is to come.
  private func lineEnd(_ text: Span<UInt8>, from position: Int, isLast: Bool) -> Int?? {
    if position == text.count { return isLast ? .some(position) : .some(nil) }
    if text[position] == UInt8(ascii: "\n") { return .some(position + 1) }
    guard text[position] == UInt8(ascii: "\r") else { return nil }
    guard position + 1 < text.count else { return isLast ? .some(position + 1) : .some(nil) }
    return text[position + 1] == UInt8(ascii: "\n") ? .some(position + 2) : nil
  }

  // MARK: Numbers

  /// Takes the cells from `column` on as long as they are numbers that `DecimalParser.short` reads, and moves behind them;
  /// whether the row ends there.
  @inline(never)
  private mutating func takeShortNumbers(_ text: Span<UInt8>, _ column: inout Int, _ position: inout Int)
    -> Bool
  {
    // Copies, so that nothing of the scanner is looked at in the loop.
    let (slotsOfColumns, parser, delimiter) = (shortSlots, parser, delimiter)
    let slots = slotsOfColumns.span
    var values = numbers.mutableSpan
    while column < slots.count, slots[column] >= 0, let number = parser.short(text, from: position) {
      let next = text[number.end]
      guard next == delimiter || next == UInt8(ascii: "\n") else { return false }
      values[slots[column]] = number.value
      column &+= 1
      position = number.end &+ 1
      if next != delimiter { return true }
    }
    return false
  }

  // MARK: Ends of cells

  private static let lowBits: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// A high bit in each byte that is 0, and perhaps in such as follow it.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- lowBits) & ~word & highBits
  }

  /// The first delimiter or line feed from `start` on, or the end of the text.
  @inline(__always)
  private static func cellEnd(_ text: Span<UInt8>, from start: Int, delimiter: UInt8, _ delimiters: UInt64)
    -> Int
  {
    var position = start
    while position <= text.count - 8 {
      let word = text.word(at: position)
      let hits = zeroBytes(word ^ delimiters) | zeroBytes(word ^ (0x0a &* lowBits))
      if hits != 0 { return position + hits.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < text.count, text[position] != delimiter, text[position] != UInt8(ascii: "\n") {
      position += 1
    }
    return position
  }

  /// The first place from `start` on that is no space or tab, unless these stand between cells.
  @inline(__always)
  private func afterSpaces(_ text: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < text.count, text[position] == UInt8(ascii: " ") || text[position] == UInt8(ascii: "\t"),
      text[position] != delimiter
    {
      position += 1
    }
    return position
  }

  /// The quote that closes a cell whose text begins at `start`; nil where the text ends first.
  private mutating func closingQuote(
    _ text: Span<UInt8>, from start: Int, isLast: Bool, _ cell: inout TextCell
  ) -> Int? {
    var position = start
    while true {
      while position <= text.count - 8 {
        let word = text.word(at: position)
        let hits = Self.zeroBytes(word ^ (0x22 &* Self.lowBits)) | Self.zeroBytes(word ^ (0x0a &* Self.lowBits))
        if hits != 0 {
          position += hits.trailingZeroBitCount / 8
          break
        }
        position += 8
      }
      guard position < text.count else { return nil }
      switch text[position] {
      case UInt8(ascii: "\n"):
        innerLines += 1
        position += 1
      case UInt8(ascii: "\""):
        if position + 1 < text.count, text[position + 1] == UInt8(ascii: "\"") {
          cell.hasDoubledQuotes = true
          position += 2
        } else {
          return position + 1 < text.count || isLast ? position : nil
        }
      default:
        position += 1
      }
    }
  }
}
