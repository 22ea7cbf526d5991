// One cell of a table, as a program writes it.

/// A value of a table's row: a number, yes or no, a word, or none. Literals make it: `31`, `"basic"`, `true`, `nil`.
public enum TableValue: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// Yes or no.
  case boolean(Bool)
  /// One of a column's categories.
  case category(String)
  /// No value.
  case missing
}

extension TableValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// A whole number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
}

extension TableValue: ExpressibleByStringLiteral {
  /// A category.
  public init(stringLiteral value: String) { self = .category(value) }
}

extension TableValue: ExpressibleByBooleanLiteral {
  /// Yes or no.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension TableValue: ExpressibleByNilLiteral {
  /// No value.
  public init(nilLiteral: ()) { self = .missing }
}
