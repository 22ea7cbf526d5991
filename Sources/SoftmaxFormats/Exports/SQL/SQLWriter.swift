// Writing a model as a query.

import SoftmaxFiles
import SoftmaxRegression

/// Writes the query of a program.
struct SQLWriter {
  private let program: LogitProgram
  /// The columns of the table that is scored.
  private let names: [String]

  static let firstLine = "-- A softmax regression model in SQL."

  init(_ program: LogitProgram, columnNames: [String]) { (self.program, names) = (program, columnNames) }

  /// The file.
  func text(_ notes: ExportNotes) -> String {
    let (first, last) = SQLHead.lines(around: program.classNames)
    let head = first + CodeComment.lines(notes, after: "--") + last
    var query = ""
    var table = "samples"
    for (place, step) in steps.enumerated() {
      query += place == 0 ? "WITH " : "), "
      query += "softmax_step_\(place + 1) AS MATERIALIZED (\n  SELECT \(table).*"
      for (name, expression) in step { query += ",\n    \(expression) AS \(name)" }
      table = "softmax_step_\(place + 1)"
      query += "\n  FROM \(place == 0 ? "samples" : "softmax_step_\(place)")\n"
    }
    return head + query + ")\nSELECT \(table).*\nFROM \(table);\n"
  }

  private typealias Step = [(name: String, expression: String)]

  private var steps: [Step] {
    let rows = (1...program.rowCount)
    let logits = rows.map { "softmax_logit_\($0)" }
    var steps: [Step] = []
    if let table = program.table { steps.append(cells(of: table)) }
    steps.append(zip(logits, sums).map { ($0, $1) })
    let largest = Self.maximum(of: logits, "softmax_max", &steps)
    let exponentials = rows.map { "softmax_exp_\($0)" }
    // Numbers that are too small for exp are an error in PostgreSQL.
    steps.append(
      zip(exponentials, logits).map { name, logit in
        (
          name,
          "CASE WHEN \(logit) - \(largest) < (-700e0) THEN 0e0 ELSE exp(\(logit) - \(largest)) END"
        )
      })
    steps.append([("softmax_sum", Self.sum(exponentials))])
    let probabilities = (1...program.classNames.count).map { "softmax_probability_\($0)" }
    steps.append(
      zip(probabilities, program.groups).map { name, rows in
        (name, "\(Self.sum(rows.map { exponentials[$0] })) / softmax_sum")
      })
    var (best, candidates) = (largest, logits)
    if !program.hasRowPerClass || program.classOfRow != Array(program.classOfRow.indices) {
      (best, candidates) = (Self.maximum(of: probabilities, "softmax_most", &steps), probabilities)
    }
    let labels = zip(candidates, program.classNames).map { "WHEN \($0) = \(best) THEN \(Self.literal($1))" }
    steps.append([("softmax_label", "CASE\n      " + labels.joined(separator: "\n      ") + "\n    END")])
    return steps
  }

  /// Adds steps that find the largest of some columns, two and two, and returns its column.
  private static func maximum(of names: [String], _ prefix: String, _ steps: inout [Step]) -> String {
    var left = names
    var level = 1
    while left.count > 1 {
      var step: Step = []
      var next: [String] = []
      for first in stride(from: 0, to: left.count, by: 2) {
        guard first + 1 < left.count else {
          next.append(left[first])
          continue
        }
        let (a, b) = (left[first], left[first + 1])
        let name = "\(prefix)_\(level)_\(step.count + 1)"
        step.append((name, "CASE WHEN \(a) >= \(b) THEN \(a) ELSE \(b) END"))
        next.append(name)
      }
      steps.append(step)
      (left, level) = (next, level + 1)
    }
    return left[0]
  }

  // MARK: Cells

  /// A number or, of a category, which of its blocks counts, for each column; then which numbers are missing.
  private func cells(of table: LogitProgram.Table) -> Step {
    var step: Step = []
    for (place, column) in table.columns.enumerated() {
      step.append(("softmax_value_\(place + 1)", expression(of: column, Self.quoted(names[place]), table)))
    }
    for term in table.terms where term.second == LogitProgram.Term.indicator {
      step.append(
        (
          "softmax_missing_\(term.first + 1)",
          "CASE WHEN \(Self.quoted(names[term.first])) IS NULL THEN 1e0 ELSE 0e0 END"
        ))
    }
    return step
  }

  private func expression(
    of column: LogitProgram.Column, _ name: String, _ table: LogitProgram.Table
  ) -> String {
    let mean = Self.number(Double(column.mean))
    switch column.kind {
    case .number:
      let value = Self.value(name, less: column.origin)
      return table.refusesMissing ? value : "COALESCE(\(value), \(mean))"
    case .boolean, .reversedBoolean:
      let (yes, no) = column.kind == .boolean ? ("1e0", "0e0") : ("0e0", "1e0")
      return "CASE WHEN \(name) THEN \(yes) WHEN NOT \(name) THEN \(no)"
        + (table.refusesMissing ? "" : " ELSE \(mean)") + " END"
    case .category:
      let count = column.categories.count
      let missing = table.refusesMissing ? "NULL" : "\(count)"
      var lines = ["WHEN \(name) IS NULL THEN \(missing)"]
      if !column.categories.contains("") { lines.append("WHEN CAST(\(name) AS VARCHAR) = '' THEN \(missing)") }
      lines += column.categories.enumerated().map {
        "WHEN CAST(\(name) AS VARCHAR) = \(Self.literal($1)) THEN \($0)"
      }
      if !table.refusesUnseen { lines.append("ELSE \(count + 1)") }
      return "CASE\n      " + lines.joined(separator: "\n      ") + "\n    END"
    case .text: preconditionFailure("texts, which are refused")
    }
  }

  private static func value(_ name: String, less origin: Double) -> String {
    let value = "CAST(\(name) AS DOUBLE PRECISION)"
    return origin == 0 ? value : "(\(value) - \(number(origin)))"
  }

  // MARK: Logits

  /// The logit of each row.
  private var sums: [String] {
    let bias = program.bias.map { Self.number(Double($0)) }
    if let table = program.table {
      return bias.indices.map { row in Self.sum([bias[row]] + terms(of: table, row)) }
    }
    // The same in each row.
    let values = names.enumerated().map { place, name in
      if case .vector(let origins) = program.input {
        return Self.value(Self.quoted(name), less: origins[place])
      }
      return Self.value(Self.quoted(name), less: 0)
    }
    return bias.indices.map { row in
      let products = values.enumerated().map { place, value in "\(value) * \(weight(place, row))" }
      if case .picture(let maximum) = program.input {
        return "\(Self.sum(products)) / \(Self.number(maximum)) + \(bias[row])"
      }
      return Self.sum([bias[row]] + products)
    }
  }

  private func weight(_ block: Int, _ row: Int) -> String {
    Self.number(Double(program.blocks[block * program.rowCount + row]))
  }

  private func terms(of table: LogitProgram.Table, _ row: Int) -> [String] {
    var first = 0
    return table.terms.map { term in
      let size = table.size(of: term) ?? 0
      defer { first += size }
      if term.second == LogitProgram.Term.indicator {
        return "softmax_missing_\(term.first + 1) * \(weight(first, row))"
      }
      let places = [term.first] + (term.second >= 0 ? [term.second] : [])
      var factors: [String] = []
      var choice: String?
      for place in places {
        let value = "softmax_value_\(place + 1)"
        guard table.columns[place].kind == .category else {
          factors.append(value)
          continue
        }
        choice = choice.map { "\($0) * \(table.columns[place].size) + \(value)" } ?? value
      }
      guard let choice else { return (factors + [weight(first, row)]).joined(separator: " * ") }
      let cases = (0..<size).map { "WHEN \($0) THEN \(weight(first + $0, row))" }
      return (factors + ["CASE \(choice) \(cases.joined(separator: " ")) END"]).joined(separator: " * ")
    }
  }

  // MARK: Texts

  /// A sum in groups, so that it is nowhere deep.
  private static func sum(_ items: [String]) -> String {
    let width = 16
    if items.count <= width { return items.count == 1 ? items[0] : "(" + items.joined(separator: " + ") + ")" }
    let groups = stride(from: 0, to: items.count, by: width).map {
      sum(Array(items[$0..<min($0 + width, items.count)]))
    }
    return sum(groups.map { "\n      " + $0 })
  }

  /// A number that every database takes as one of double precision.
  static func number(_ value: Double) -> String {
    let text = "\(value)"
    let number = text.utf8.contains(UInt8(ascii: "e")) ? text : text + "e0"
    return value.sign == .minus ? "(\(number))" : number
  }

  static func literal(_ text: String) -> String { quoted(text, "'") }

  static func quoted(_ name: String) -> String { quoted(name, "\"") }

  /// A text between marks, of which those in it stand twice.
  private static func quoted(_ text: String, _ mark: Unicode.Scalar) -> String {
    var quoted = String(mark)
    for scalar in text.unicodeScalars {
      if scalar == mark { quoted.unicodeScalars.append(mark) }
      quoted.unicodeScalars.append(scalar)
    }
    quoted.unicodeScalars.append(mark)
    return quoted
  }
}
