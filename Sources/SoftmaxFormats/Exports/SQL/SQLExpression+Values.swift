// What expressions of SQL are in rows.

import Foundation

extension SQLExpression {
  /// The values in rows. What SQL refuses, such as a text in a product, is NULL. Complexity: O(expressions x rows).
  func column(in rows: SQLRows) -> SQLColumn {
    switch self {
    case .input(let place): rows.inputs[place]
    case .column(let place): rows.columns[place]
    case .value(let value): .constant(value)
    case .sum(let items): Self.sum(items, rows)
    case .binary(let kind, let first, let second):
      Self.column(kind, first.column(in: rows), second.column(in: rows), rows.count)
    case .isNull(let expression): expression.mapped(rows) { .number($0 == .null ? 1 : 0) }
    case .not(let expression): expression.mapped(rows) { $0.number.map { .number($0 == 0 ? 1 : 0) } ?? .null }
    case .negative(let expression): expression.mapped(rows) { $0.number.map { .number(-$0) } ?? .null }
    case .exponential(let expression): expression.mapped(rows) { $0.number.map { .number(exp($0)) } ?? .null }
    case .coalesce(let items): Self.firstKnown(items, rows)
    case .cast(let expression, let toText): Self.cast(expression.column(in: rows), toText: toText)
    case .choice(let subject, let cases, let other): Self.choice(subject?.column(in: rows), cases, other, rows)
    }
  }

  private func mapped(_ rows: SQLRows, _ function: (SQLValue) -> SQLValue) -> SQLColumn {
    let column = column(in: rows)
    if case .constant(let value) = column { return .constant(function(value)) }
    return SQLColumn((0..<rows.count).map { function(column[$0]) })
  }

  private static func sum(_ items: [SQLExpression], _ rows: SQLRows) -> SQLColumn {
    var sums = [Double](repeating: 0, count: rows.count)
    var nulls: Set<Int> = []
    for item in items {
      switch item.column(in: rows) {
      case .constant(.number(let number)): for row in sums.indices { sums[row] += number }
      case .constant: return .constant(.null)
      case .numbers(let numbers): for row in sums.indices { sums[row] += numbers[row] }
      case .values(let values):
        for row in sums.indices {
          if let number = values[row].number { sums[row] += number } else { nulls.insert(row) }
        }
      }
    }
    if nulls.isEmpty { return .numbers(sums) }
    return .values(sums.enumerated().map { nulls.contains($0) ? .null : .number($1) })
  }

  private static func column(
    _ kind: SQLOperator, _ first: SQLColumn, _ second: SQLColumn, _ count: Int
  ) -> SQLColumn {
    switch (kind, first, second) {
    // Nearly all that a model computes.
    case (.times, .numbers(let a), .constant(.number(let b))): .numbers(a.map { $0 * b })
    case (_, .constant(let a), .constant(let b)): .constant(value(kind, a, b))
    default: SQLColumn((0..<count).map { value(kind, first[$0], second[$0]) })
    }
  }

  /// In each row the first that is not NULL.
  private static func firstKnown(_ items: [SQLExpression], _ rows: SQLRows) -> SQLColumn {
    var found = [SQLValue](repeating: .null, count: rows.count)
    for (place, item) in items.enumerated() {
      let column = item.column(in: rows)
      if place == 0, case .numbers = column { return column }
      for row in found.indices where found[row] == .null { found[row] = column[row] }
    }
    return SQLColumn(found)
  }

  private static func cast(_ column: SQLColumn, toText: Bool) -> SQLColumn {
    func value(_ value: SQLValue) -> SQLValue {
      switch value {
      case .number where !toText: value
      case .text where toText: value
      default: .null
      }
    }
    switch column {
    case .constant(let constant): return .constant(value(constant))
    case .numbers: return toText ? .constant(.null) : column
    case .values(let values): return SQLColumn(values.map(value))
    }
  }

  private static func choice(
    _ subject: SQLColumn?, _ cases: [(when: SQLExpression, then: SQLExpression)], _ other: SQLExpression?,
    _ rows: SQLRows
  ) -> SQLColumn {
    var found = [SQLValue](repeating: .null, count: rows.count)
    // The rows for which no case held yet.
    var left = Array(0..<rows.count)
    for (when, then) in cases where !left.isEmpty {
      let condition = when.column(in: rows)
      func holds(_ row: Int) -> Bool {
        guard let subject else { return condition[row].number ?? 0 != 0 }
        return value(.equal, subject[row], condition[row]).number == 1
      }
      let chosen = left.filter(holds)
      guard !chosen.isEmpty else { continue }
      let values = then.column(in: rows)
      for row in chosen { found[row] = values[row] }
      left = left.filter { !holds($0) }
    }
    if let other, !left.isEmpty {
      let values = other.column(in: rows)
      for row in left { found[row] = values[row] }
    }
    return SQLColumn(found)
  }

  private static func value(_ kind: SQLOperator, _ first: SQLValue, _ second: SQLValue) -> SQLValue {
    switch (first, second) {
    case (.number(let a), .number(let b)):
      switch kind {
      case .minus: .number(a - b)
      case .times: .number(a * b)
      case .divided: .number(a / b)
      case .equal: .number(a == b ? 1 : 0)
      case .less: .number(a < b ? 1 : 0)
      case .notLess: .number(a >= b ? 1 : 0)
      }
    case (.text(let a), .text(let b)) where kind == .equal: .number(a == b ? 1 : 0)
    default: .null
    }
  }
}
