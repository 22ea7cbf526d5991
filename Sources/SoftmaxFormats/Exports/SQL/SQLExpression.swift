// Expressions of SQL.

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
