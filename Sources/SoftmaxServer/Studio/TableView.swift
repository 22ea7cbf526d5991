// A table as the page shows it: its columns, some rows, and what a fit would refuse, beside the cells it is about.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxWorkflow

/// The answer to POST /api/data for a table.
struct TableView {
  let data: ChosenData
  let settings: TableSettings
  let summary: TableSummary
  let source: DataSource

  private static let mostRows = 9

  func document() -> [UInt8] {
    let rows = TableRows(path: data.path, delimiter: summary.delimiter)
    let problems = problems(rows)
    var json = JSONWriter(capacity: 16384)
    json.object { json in
      json.member("source", data.source)
      json.member("name", DataName.short(data.name))
      json.member("kind", "table")
      json.member("sampleCount", summary.rowCount)
      StudioDataView.write(summary.classes, to: &json)
      json.member("columns") { json in
        json.array { json in for column in summary.columns { write(column, to: &json) } }
      }
      json.member("sample") { writeSample(rows, problems, to: &$0) }
      json.member("notes") { json in
        json.array { json in
          for warning in summary.warnings where !stopsTraining(warning) {
            DataNote(warning, message: data.told(warning.message)).write(to: &json)
          }
        }
      }
      json.member("problems") { json in
        json.array { json in for problem in problems { problem.write(to: &json) } }
      }
      json.member("labelCandidates") { json in
        json.array(
          of: summary.columns.filter {
            $0.words.map { !$0.hasMore && $0.distinctCount <= 20 } ?? ($0.kind == .boolean)
          }.map(\.name))
      }
    }
    return json.bytes
  }

  // MARK: Columns

  private func key(_ column: TableSummary.Column) -> DataNote? {
    guard
      let warning = summary.warnings.first(where: {
        $0.kind == .looksLikeKey && $0.columns.contains(column.name)
      })
    else { return nil }
    var note = DataNote(warning)
    note.values["column"] = .text(column.name.printable(limit: 40))
    // It stands beside the one column.
    if note.code == "looks-like-key" { note.code = "key" }
    return note
  }

  private func write(_ column: TableSummary.Column, to json: inout JSONWriter) {
    let key = column.role == .feature && settings.kinds[column.name] == nil ? key(column) : nil
    let isLeftOut = key != nil
    json.object { json in
      json.member("name", column.name)
      json.member("kind", column.kind.rawValue)
      json.member(
        "role", column.role == .label ? "label" : column.role == .feature && !isLeftOut ? "feature" : "left out"
      )
      json.member("missing", column.missingCount)
      json.member("distinct", column.words?.distinctCount ?? column.numbers.map { $0.count } ?? 0)
      if let numbers = column.numbers {
        json.member("min", numbers.minimum)
        json.member("max", numbers.maximum)
        json.member("mean", numbers.mean)
      }
      json.member("examples") { json in
        let place = column.position - 1
        let words = column.words?.listed.map(\.name) ?? []
        let first = summary.firstRows.compactMap { $0.indices.contains(place) ? $0[place] : nil }
        json.array(of: (words.isEmpty ? first : words).map { $0.printable(limit: 40) })
      }
      if let key {
        json.member("problem", key.message)
        key.writeCode(to: &json)
      }
    }
  }

  // MARK: Rows

  /// The first rows, and those with a problem.
  private func writeSample(_ rows: TableRows, _ problems: [TableViewProblem], to json: inout JSONWriter) {
    let names = summary.columns.map(\.name)
    let first = headerLine + 1
    var lines = Set(first..<first + 4)
    for problem in problems { if let line = problem.line, lines.count < Self.mostRows { lines.insert(line) } }
    var shown =
      summary.origin == nil ? lines.sorted().compactMap { rows.row(line: $0, columnCount: names.count) } : []
    if shown.isEmpty {
      shown = summary.firstRows.enumerated().map { TableRows.Row(line: first + $0, cells: $1) }
    }
    json.object { json in
      json.member("header") { $0.array(of: names) }
      json.member("rows") { json in json.array { json in for row in shown { json.array(of: row.cells) } } }
      json.member("numbers") { json in json.array { for row in shown { $0.integer(row.line) } } }
      json.member("marks") { json in
        json.array { json in
          for (place, row) in shown.enumerated() {
            for problem in problems { write(problem, place, row, names, to: &json) }
          }
        }
      }
    }
  }

  /// The mark of a cell that a problem is about; of a problem of a whole column its first one.
  private func write(
    _ problem: TableViewProblem, _ place: Int, _ row: TableRows.Row, _ names: [String],
    to json: inout JSONWriter
  ) {
    guard let column = problem.column, let index = names.firstIndex(of: column),
      row.cells.indices.contains(index)
    else { return }
    let isMeant =
      problem.code == "missing"
      ? isMissing(row.cells[index]) : problem.line.map { $0 == row.line } ?? (place == 0)
    guard isMeant else { return }
    json.object { json in
      json.member("row", place)
      json.member("column", column)
      json.member("problem", problem.code == "missing" ? "missing" : problem.message)
      if problem.code != "missing" { problem.writeCode(to: &json) }
    }
  }
}
