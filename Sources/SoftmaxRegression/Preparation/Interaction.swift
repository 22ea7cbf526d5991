// Two columns that count together.

/// The products of two columns' features: a number's with a number's, or with each category of a category column, or each
/// category of one with each of the other. A number may be paired with itself, which makes its square.
///
/// Products are of the features as they are: a number less its origin, a missing value being its column's mean. Features
/// that say that a value is missing are in none.
public struct Interaction: Sendable, Hashable {
  /// The name of the first column.
  public let first: String
  /// The name of the second column; the features of the first change slowest.
  public let second: String

  /// The products of two columns, by name.
  public init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }

  /// What it is called: `age:plan`.
  public var name: String { "\(first):\(second)" }

  /// The pair that a text means among these columns, whose names may have colons in them; nil where it means none.
  package init?(_ text: String, among columns: [String]) {
    let names = Set(columns)
    let bytes = Array(text.utf8)
    for place in bytes.indices where bytes[place] == UInt8(ascii: ":") {
      guard let first = String(validating: bytes[..<place], as: UTF8.self),
        let second = String(validating: bytes[(place + 1)...], as: UTF8.self),
        names.contains(first), names.contains(second)
      else { continue }
      self.init(first, second)
      return
    }
    return nil
  }

  /// Whether it is the same pair, in whatever order.
  func isSame(as other: Interaction) -> Bool {
    self == other || (first == other.second && second == other.first)
  }
}

extension Preparation {
  /// What is wrong with an interaction of prepared columns; nil where nothing is.
  package static func problem(of interaction: Interaction, among columns: [PreparedColumn]) -> String? {
    for name in [interaction.first, interaction.second] {
      guard let column = columns.first(where: { $0.column.name == name }) else {
        return "there is no column '\(name)' to make products of"
      }
      if column.text != nil { return "column '\(name)' holds texts, of which no products are made" }
    }
    guard interaction.first == interaction.second else { return nil }
    let isNumber = columns.contains { column in
      guard column.column.name == interaction.first, case .number = column.column.kind else { return false }
      return true
    }
    return isNumber ? nil : "column '\(interaction.first)' is no number, whose square would say something new"
  }

  /// The names of an interaction's features: `age:plan=basic`.
  package func featureNames(of interaction: Interaction) -> [String] {
    let (first, second) = (valueNames(interaction.first), valueNames(interaction.second))
    return first.flatMap { a in second.map { "\(a):\($0)" } }
  }

  /// The names of a column's features but the one that says that the value is missing.
  private func valueNames(_ name: String) -> [String] {
    columns.first { $0.column.name == name }.map { Array($0.featureNames.prefix($0.valueCount)) } ?? []
  }

  /// Where the features of a column begin, and how many there are but the one that says that the value is missing.
  func values(of name: String) -> Range<Int> {
    var first = 0
    for column in columns {
      if column.column.name == name { return first..<first + column.valueCount }
      first += column.featureCount
    }
    return 0..<0
  }
}
