// What a fit refuses in a table, with a code that the page has words for.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxWorkflow

extension TableView {
  /// Whether a fit refuses the table for it. Labels that look like quantities are refused where nobody has named them.
  func stopsTraining(_ warning: DataWarning) -> Bool {
    warning.stopsTraining || (warning.kind == .looksLikeRegression && settings.label == nil)
  }

  func problems(_ rows: TableRows) -> [TableViewProblem] {
    summary.warnings.filter(stopsTraining).flatMap { warning in
      // Where such rows are left out, only a table is refused of which none is left.
      if warning.kind == .missingCells, settings.missing != .drop {
        return warning.columns.map { missing($0, rows) }
      }
      return [problem(warning, rows)]
    }
  }

  private func problem(_ warning: DataWarning, _ rows: TableRows) -> TableViewProblem {
    var problem = TableViewProblem(
      message: data.told(warning.message), remedy: warning.advice.map { data.told($0.text(in: .page)) },
      column: warning.columns.first)
    problem.line = CellPlace.line(in: warning.message)
    let column = summary.columns.first { $0.name == problem.column }
    let text = cell(of: column, line: problem.line, rows)
    problem.code = code(of: warning, column, line: problem.line, text)
    problem.values = [
      ("column", problem.column ?? ""), ("text", text ?? column.flatMap(example) ?? ""),
      ("line", problem.line.map(String.init) ?? ""),
      ("count", "\(column?.words?.distinctCount ?? 0)"),
    ].filter { !$0.1.isEmpty }
    problem.fixes = warning.remedies.compactMap(fix)
    if warning.kind == .looksLikeRegression, let name = problem.column {
      problem.fixes.append(.init(title: "Each number is a class", label: name))
    }
    return problem
  }

  // MARK: Codes

  private func code(
    of warning: DataWarning, _ column: TableSummary.Column?, line: Int?, _ text: String?
  ) -> String? {
    warning.kind == .refusedColumn
      ? column.flatMap { code(of: $0, line: line, text) } : DataNote.code(of: warning)
  }

  private func code(of column: TableSummary.Column, line: Int?, _ text: String?) -> String? {
    if line != nil {
      if column.role == .label { return text.map(isMissing) == true ? "missing-label" : nil }
      guard text.map(isMissing) != true else { return nil }
      switch column.kind {
      case .number: return "not-a-number"
      case .boolean: return "not-a-boolean"
      case .date: return "not-a-date"
      case .category, .text, .decimalComma, .formattedNumber, .empty: return nil
      }
    }
    if column.words?.hasMore == true {
      return column.role == .label ? "too-many-labels" : "too-many-categories"
    }
    switch column.kind {
    case .empty: return "empty-column"
    case .date: return "dates"
    case .decimalComma: return "decimal-comma"
    case .formattedNumber: return "formatted-number"
    case .category: return "empty-beginning"
    case .number, .boolean, .text: return nil
    }
  }

  private func cell(of column: TableSummary.Column?, line: Int?, _ rows: TableRows) -> String? {
    guard let column, let line, let row = rows.row(line: line, columnCount: summary.columns.count) else {
      return nil
    }
    return row.cells[column.position - 1]
  }

  private func example(_ column: TableSummary.Column) -> String? {
    let place = column.position - 1
    return summary.firstRows.lazy.compactMap { $0.indices.contains(place) ? $0[place] : nil }
      .first { !$0.isEmpty }?.printable(limit: 40)
  }

  // MARK: Fixes

  private func chosen(_ key: String) -> String? { data.table.first { $0.key == key }?.text }

  private func fix(_ remedy: Remedy) -> TableViewProblem.Fix? {
    switch remedy {
    case .readAsMissing(let words):
      let known = chosen("naValues")
      let all = [known].compactMap(\.self) + (known == nil ? MissingWords.usual.words : []) + words
      return .init(title: "Count it as missing", table: [("naValues", all.joined(separator: ","))])
    case .ignoreColumns(let names): return names.first.map(leavingOut)
    case .treatColumns(let names, let kind):
      guard let name = names.first, !name.contains(",") else { return nil }
      let kinds = [chosen("columns"), "\(name)=\(kind.rawValue)"].compactMap(\.self).joined(separator: ",")
      return .init(title: "Take it as \(kind.rawValue)", table: [("columns", kinds)])
    case .readNumbers(let decimal, let thousands):
      return .init(
        title: "Decimal mark \(decimal)",
        table: [("decimal", String(decimal))]
          + (thousands.map { [("thousands", $0 == " " ? "space" : String($0))] } ?? []))
    case .leaveOutUnlabelledRows:
      return .init(title: "Leave rows without a label out", table: [("unlabelled", "drop")])
    case .imputeMissing where settings.missing == .drop:
      return .init(title: "Mean", table: [("missing", "mean")])
    default: return nil
    }
  }

  private func leavingOut(_ column: String) -> TableViewProblem.Fix {
    .init(
      title: "Leave the column out",
      table: [("ignore", [chosen("ignore"), column].compactMap(\.self).joined(separator: ","))])
  }

  // MARK: Missing cells

  private func missing(_ column: String, _ rows: TableRows) -> TableViewProblem {
    let found = summary.columns.first { $0.name == column }
    let count = found?.missingCount ?? 0
    var problem = TableViewProblem(
      message: "\(count) \(count == 1 ? "cell is" : "cells are") missing in the column '\(column)'",
      remedy: "Put the mean in their place, mark them, leave their rows out, or leave the column out.",
      column: column)
    (problem.code, problem.values) = ("missing", [("column", column), ("count", "\(count)")])
    problem.fixes = [
      .init(title: "Mean", table: [("missing", "mean")]),
      .init(title: "Mean and a mark", table: [("missing", "indicator")]),
      .init(title: "Drop rows", table: [("missing", "drop")]), leavingOut(column),
    ]
    if let found {
      problem.line = rows.firstLine(
        column: found.position - 1, columnCount: summary.columns.count, after: headerLine, isMissing: isMissing)
    }
    return problem
  }

  func isMissing(_ cell: String) -> Bool {
    cell.isEmpty || settings.missingWords.words.contains(cell.lowercased())
  }

  var headerLine: Int { source.skippedLineCount + (summary.hasHeader ? 1 : 0) }
}
