// A column of a table.

/// The name and the kind of a column.
public struct TableColumn: Sendable, Hashable {
  /// What its cells are.
  public enum Kind: Sendable, Hashable {
    /// Numbers, counted from `origin`: 0, or for columns that lie far from it for their spread (times, say) a number among
    /// them, so that Float32 keeps what varies.
    case number(origin: Double)
    /// Yes or no.
    case boolean
    /// One of these, as they are written.
    case category([String])
    /// Texts, of which words are features.
    case text

    package var isCategory: Bool {
      if case .category = self { true } else { false }
    }

    /// Whether its cells are among `Table.numbers`.
    package var isNumeric: Bool {
      switch self {
      case .number, .boolean: true
      case .category, .text: false
      }
    }
  }

  /// Its name: the header's, or `column 3` where there is none.
  public let name: String
  /// What its cells are.
  public let kind: Kind
  /// The dates that it is a part of; nil for a column that its file has itself.
  public let date: DatePart?

  /// A column.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
    date = nil
  }

  /// A part of a column of dates, whose name it has.
  public init(date: DatePart, kind: Kind) {
    name = date.name
    self.kind = kind
    self.date = date
  }

  /// The column that a file has to have for it.
  package var source: String { date?.column ?? name }

  /// The same column with another kind.
  package func with(_ kind: Kind) -> TableColumn {
    date.map { TableColumn(date: $0, kind: kind) } ?? TableColumn(name: name, kind: kind)
  }
}
