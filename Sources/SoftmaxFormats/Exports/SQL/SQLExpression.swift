// Expressions of SQL, and their values.

import Foundation

/// A value of a database.
enum SQLValue: Equatable {
  case null
  case number(Double)
  case text(String)

  var number: Double? { if case .number(let value) = self { value } else { nil } }
}

/// An expression of those that models are written in.
indirect enum SQLExpression {
  /// A column of the table, by its place among those that are named.
  case input(Int)
  /// What a step has computed, by its place.
  case column(Int)
  case value(SQLValue)
  case binary(SQLOperator, SQLExpression, SQLExpression)
  case sum([SQLExpression])
  case isNull(SQLExpression)
  case not(SQLExpression)
  case negative(SQLExpression)
  case exponential(SQLExpression)
  case coalesce([SQLExpression])
  /// A cast: the value itself, as cells have their types.
  case cast(SQLExpression, toText: Bool)
  case choice(of: SQLExpression?, cases: [(when: SQLExpression, then: SQLExpression)], other: SQLExpression?)
}

/// The values of a row: those of the table, and those that the steps have computed so far.
struct SQLRow {
  var inputs: [SQLValue]
  var columns: [SQLValue] = []
}

/// An operator between two expressions.
enum SQLOperator: String {
  case minus = "-"
  case times = "*"
  case divided = "/"
  case equal = "="
  case less = "<"
  case notLess = ">="
}

extension SQLExpression {
  /// The value in a row. What SQL refuses, such as a text in a product, is NULL.
  func value(in row: SQLRow) -> SQLValue {
    switch self {
    case .input(let place): return row.inputs[place]
    case .column(let place): return row.columns[place]
    case .value(let value): return value
    case .sum(let items):
      var sum = 0.0
      for item in items {
        guard let number = item.value(in: row).number else { return .null }
        sum += number
      }
      return .number(sum)
    case .binary(let kind, let first, let second):
      return Self.value(kind, first.value(in: row), second.value(in: row))
    case .isNull(let expression): return .number(expression.value(in: row) == .null ? 1 : 0)
    case .not(let expression): return expression.value(in: row).number.map { .number($0 == 0 ? 1 : 0) } ?? .null
    case .negative(let expression): return expression.value(in: row).number.map { .number(-$0) } ?? .null
    case .exponential(let expression): return expression.value(in: row).number.map { .number(exp($0)) } ?? .null
    case .coalesce(let items):
      for item in items {
        let value = item.value(in: row)
        if value != .null { return value }
      }
      return .null
    case .cast(let expression, let toText):
      switch expression.value(in: row) {
      case .number(let number) where !toText: return .number(number)
      case .text(let text) where toText: return .text(text)
      default: return .null
      }
    case .choice(let subject, let cases, let other):
      let chosen = subject?.value(in: row)
      for (when, then) in cases {
        let condition = when.value(in: row)
        let holds =
          chosen.map { Self.value(.equal, $0, condition).number == 1 } ?? ((condition.number ?? 0) != 0)
        if holds { return then.value(in: row) }
      }
      return other?.value(in: row) ?? .null
    }
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

  /// The texts that the expression may be, where it is a choice of texts; else nil.
  var texts: [String]? {
    guard case .choice(_, let cases, nil) = self else { return nil }
    var texts: [String] = []
    for (_, then) in cases {
      guard case .value(.text(let text)) = then else { return nil }
      texts.append(text)
    }
    return texts
  }
}

/// A query: steps of named expressions over the columns of a table.
struct SQLQuery {
  /// The table's columns that it needs, in the order in which it names them first.
  let inputs: [String]
  /// What it computes, in order.
  let columns: [(name: String, expression: SQLExpression)]
  /// The places among the columns of the logits and probabilities, and that of the label.
  let logits: [Int]
  let probabilities: [Int]
  let label: Int
  /// The classes' names.
  let classNames: [String]
}
