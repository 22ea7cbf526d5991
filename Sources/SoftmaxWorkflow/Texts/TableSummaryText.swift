// What is in a table, as people read it.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport
import SoftmaxRemedies

struct TableSummaryText {
  let summary: TableSummary
  let wording: RemedyWording

  /// Columns beyond this many are in JSON.
  private static let columnLimit = 40
  /// The columns of a terminal that narrow tables keep to.
  private static let width = 80
  private static let nameLimit = 24
  private static let cellLimit = 12

  /// The lines.
  var text: String {
    var text = headline + "\n\n" + columns + "\n" + firstRows
    if let classes = summary.classes {
      text += SummaryText.classes(classes, rows: "rows", rowCount: summary.rowCount)
    }
    return text + SummaryText.warnings(summary.warnings, wording)
  }

  // MARK: Parts

  private var headline: String {
    let delimiter =
      switch summary.delimiter {
      case ",": "commas"
      case ";": "semicolons"
      case "\t": "tabs"
      case "|": "bars"
      default: "'\(summary.delimiter)'"
      }
    if let origin = summary.origin {
      return
        "\(summary.name.printablePath), \(origin): \(Wording.counted(summary.rowCount, "row")), "
        + "\(Wording.counted(summary.columns.count, "column"))\(summary.hasHeader ? "" : ", no header")"
    }
    return
      "\(summary.name.printablePath): \(Wording.counted(summary.rowCount, "row")), "
      + "\(Wording.counted(summary.columns.count, "column")), \(summary.hasHeader ? "a header" : "no header"), "
      + "separated by \(delimiter)"
  }

  private var columns: String {
    let shown = summary.columns.prefix(Self.columnLimit)
    let cells = shown.map { column in
      (
        name: column.name.printable(limit: Self.nameLimit), what: Self.what(column),
        missing: Wording.count(column.missingCount)
      )
    }
    let used = [
      ["column"] + cells.map(\.name), ["type"] + cells.map(\.what), ["missing"] + cells.map(\.missing),
    ].reduce(0) { $0 + ($1.map(TerminalText.width).max() ?? 0) + 2 }
    let left = max(Self.width - 1 - used, 20)
    var table = TextTable([("column", .left), ("type", .left), ("missing", .right), ("values", .left)])
    for (column, cell) in zip(shown, cells) {
      table.add([cell.name, cell.what, cell.missing, Self.values(column).printable(limit: left)])
    }
    let rest = summary.columns.count - shown.count
    guard rest > 0 else { return table.text }
    let more: Advice =
      "and \(Wording.counted(rest, "more column", "more columns")): \(.set(.document)) has all\n"
    return table.text + more.text(in: wording)
  }

  private static func what(_ column: TableSummary.Column) -> String {
    let kind =
      switch column.kind {
      case .decimalComma: "decimal comma"
      case .formattedNumber: "formatted number"
      default: column.kind.rawValue
      }
    let what = column.role == .feature ? kind : column.role.rawValue
    return column.refusal == nil ? what : what + ", refused"
  }

  private static func values(_ column: TableSummary.Column) -> String {
    if let numbers = column.numbers {
      let range = "\(SummaryText.number(numbers.minimum)) to \(SummaryText.number(numbers.maximum))"
      return range
        + ", mean \(SummaryText.figure(numbers.mean)), std. dev. \(SummaryText.figure(numbers.standardDeviation))"
    }
    if let share = column.trueShare { return "\(NumberText.percent(share)) % true" }
    if let dates = column.dates { return "\(dates.lowerBound) to \(dates.upperBound)" }
    if let texts = column.texts { return texts.text }
    guard let words = column.words else { return "" }
    let isLabel = column.role == .label
    let plural = isLabel ? "classes" : "values"
    guard !words.hasMore else { return "more than \(Wording.count(words.distinctCount)) \(plural)" }
    let count = Wording.counted(words.distinctCount, isLabel ? "class" : "value", plural)
    // Classes have a table of their own.
    guard !isLabel else { return count }
    return count + ": " + words.listed.map { "\($0.name) \(Wording.count($0.count))" }.joined(separator: ", ")
      + (words.otherCount > 0 ? ", …" : "")
  }

  /// As many columns of the first rows as fit.
  private var firstRows: String {
    let rows = [summary.columns.map(\.name)] + summary.firstRows
    var shown: [[String]] = Array(repeating: [], count: rows.count)
    var used = 0
    for column in summary.columns.indices {
      let cells = rows.map { $0[column].printable(limit: Self.cellLimit) }
      let width = cells.map(TerminalText.width).max() ?? 0
      // Room is kept for the sign that there are more.
      let room = column == summary.columns.count - 1 ? 0 : 3
      guard column == 0 || used + width + room < Self.width else { break }
      used += width + 2
      for row in rows.indices { shown[row].append(cells[row]) }
    }
    if shown[0].count < summary.columns.count {
      for row in rows.indices { shown[row].append("…") }
    }
    var table = TextTable(shown[0].map { ($0, .left) })
    for row in shown.dropFirst() { table.add(row) }
    return table.text
  }
}

extension TableSummary.Column.Texts {
  /// `2 to 1,204 bytes, mean 310.2; Latin 98 %; 3 blank, 12 repeated`.
  fileprivate var text: String {
    let lengths =
      "\(Wording.count(shortest)) to \(Wording.count(longest)) bytes, mean \(SummaryText.figure(meanLength))"
    let scripts = scripts.prefix(3).map { "\($0.name) \(NumberText.percent($0.share)) %" }
    let odd = [(blankCount, "blank"), (repeatedCount, "repeated")].filter { $0.0 > 0 }.map {
      "\(Wording.count($0.0)) \($0.1)"
    }
    return ([lengths] + [scripts, odd].filter { !$0.isEmpty }.map { $0.joined(separator: ", ") })
      .joined(separator: "; ")
  }
}
