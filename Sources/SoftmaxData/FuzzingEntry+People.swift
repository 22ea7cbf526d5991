// What the fuzz tests run of tables as people keep them: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// A delimited text behind three bytes: how its numbers are written, which column has dates and which frequencies, and how
  /// it is cut into chunks. Cut otherwise it has to be the same table or the same error, and its summary has as many rows.
  public static func people(_ bytes: [UInt8]) throws {
    guard bytes.count >= 3 else { return }
    let text = Array(bytes[3...])
    var options = TableOptions(
      hasHeader: bytes[0] & 0x80 != 0 ? true : nil, label: .none, refusesMissing: false)
    let notations: [(Character, Character?)] = [
      (".", nil), (",", nil), (",", "."), (".", ","), (",", " "), (".", "'"), (".", "_"), (",", "'"),
    ]
    let (decimal, thousands) = notations[Int(bytes[0] & 7)]
    options.numberNotation = NumberNotation(decimalMark: decimal, thousandsMark: thousands) ?? .plain
    options.skippedLineCount = Int(bytes[0] >> 3 & 3)
    let kinds: [ColumnKind] = [.number, .date, .dateDayFirst, .dateMonthFirst]
    options.kinds = ["2": kinds[Int(bytes[1] & 3)]]
    if bytes[1] & 4 != 0 { options.frequency = "3" }
    if bytes[1] & 8 != 0 { options.ignored = ["b.days", "b.hour"] }

    func read(_ chunk: Int) -> Result<Table, FileError> {
      Result { () throws(FileError) in
        let input = try ChunkedInput(text, name: "fuzz", expansionStart: 1 << 16)
        var reader = try TableReader(
          input, options: options, sizes: ReadingSizes(prefix: 1 << 13, chunk: chunk, longestRow: 1 << 16))
        return try reader.readAll()
      }
    }
    // Each row at most some thousand times, so that a run is short.
    guard !hasLargeNumbers(text) else { return }
    let (whole, parts) = (read(1 << 13), read(1 + Int(bytes[2])))
    switch (whole, parts) {
    case (.success(let whole), .success(let parts)):
      precondition(whole.columns == parts.columns && whole.codes == parts.codes, "chunks change the table")
      precondition(
        whole.numbers.array.map(\.bitPattern) == parts.numbers.array.map(\.bitPattern), "chunks change numbers")
      precondition((0..<whole.rowCount).allSatisfy { whole.lines?.line(of: $0) != nil }, "a row without a line")
    case (.failure(let whole), .failure(let parts)):
      precondition(
        text.starts(with: [0x1f, 0x8b]) || whole == parts, "chunks change the error: \(whole), \(parts)")
    default: precondition(text.starts(with: [0x1f, 0x8b]), "chunks decide whether there is an error")
    }
    try checkParts(of: try whole.get())
  }

  private static func hasLargeNumbers(_ text: [UInt8]) -> Bool {
    var digits = 0
    for byte in text {
      digits =
        byte &- UInt8(ascii: "0") < 10 ? digits + 1 : digits > 0 && ",.'_ ".utf8.contains(byte) ? digits : 0
      if digits > 4, text.count > 64 { return true }
      if digits > 6 { return true }
    }
    return false
  }

  /// The parts of dates are words of the calendar, and days and weekdays go together.
  private static func checkParts(of table: Table) throws {
    var place = 0
    var index = 0
    var days: [Double]?
    for column in table.columns {
      guard case .category(let names) = column.kind else {
        if column.date?.part == .days, case .number(let origin) = column.kind {
          let width = table.numberColumnCount
          days = table.numbers.withSpan { values in
            (0..<table.rowCount).map { Double(values[$0 * width + place]) + origin }
          }
        }
        place += 1
        continue
      }
      defer { index += 1 }
      guard let date = column.date else { continue }
      let words: [String] =
        switch date.part {
        case .weekday: DateText.weekdays
        case .month: DateText.months
        default: (0..<24).map { String($0) }
        }
      precondition(names.allSatisfy(words.contains), "a part that is no word of the calendar")
      guard date.part == .weekday, let days, origin(of: table) == 0 else { continue }
      for row in 0..<table.rowCount where !days[row].isNaN {
        // A zone moves a day by at most one.
        let weekday = Int(days[row].rounded(.down)) + 3 + 7 * 200_000
        let found = DateText.weekdays.firstIndex(of: names[Int(table.codes[index][row])]) ?? -9
        let apart = (found - weekday % 7 + 7) % 7
        precondition([0, 1, 6].contains(apart), "a weekday of another day")
      }
    }
  }

  /// What days are counted from, which Float32 rounds.
  private static func origin(of table: Table) -> Double {
    for column in table.columns where column.date?.part == .days {
      if case .number(let origin) = column.kind { return origin }
    }
    return 0
  }
}
