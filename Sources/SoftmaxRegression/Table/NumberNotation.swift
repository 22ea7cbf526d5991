// How numbers are written in a table's cells.

/// The marks of numbers in a file: `1234.5` for programs, `1.234,5` in much of Europe, `1,234.5` where thousands have commas.
///
///     NumberNotation(decimalMark: ",", thousandsMark: ".")
public struct NumberNotation: Sendable, Hashable {
  /// What stands before the decimals: a point or a comma.
  public let decimalMark: Character
  /// What may stand between groups of three digits (or of two, as in India, but for the last group): a comma, a point, an
  /// apostrophe, an underscore or a space, which stands for spaces of any kind. Nil: nothing may.
  public let thousandsMark: Character?

  /// What can be either mark.
  package static let (decimalMarks, thousandsMarks): ([Character], [Character]) = (
    [".", ","], [",", ".", "'", "_", " "]
  )

  /// A notation; nil for marks that are none, and for one mark in both places.
  public init?(decimalMark: Character = ".", thousandsMark: Character? = nil) {
    guard Self.decimalMarks.contains(decimalMark), thousandsMark.map(Self.thousandsMarks.contains) ?? true,
      thousandsMark != decimalMark
    else { return nil }
    self.init(decimalMark, thousandsMark)
  }

  private init(_ decimalMark: Character, _ thousandsMark: Character?) {
    self.decimalMark = decimalMark
    self.thousandsMark = thousandsMark
  }

  /// A point before decimals and nothing between thousands.
  public static let plain = NumberNotation(".", nil)
}
