// What a sample has in the user's columns, in words.

/// The cells of one sample: those of its row where there is a table, else what its features tell.
struct SampleCells {
  static let missing = "missing"
  /// A category that the model does not know: its features are all 0.
  static let unknown = "(unknown)"

  /// The row's cells by the names of its columns; empty where features tell them.
  private let cells: [String: Cell]

  /// What features tell.
  init() { cells = [:] }

  /// The cells of a table's row.
  init(_ table: Table, row: Int) {
    cells = Dictionary(
      table.columnViews.map { Self.cell(of: $0, table, row) }, uniquingKeysWith: { first, _ in first })
  }

  /// What the sample has in the columns of a group.
  func text(of group: FeatureGroup, _ values: [Double]) -> String {
    guard !group.parts.isEmpty else {
      return group.features.map { Self.text(Float(values[$0])) }.joined(separator: ", ")
    }
    let isDate = group.parts.allSatisfy {
      $0.column.column.date != nil && $0.column.column.source == group.name
    }
    let texts = group.parts.map { part in
      let text = value(of: part, values)
      return isDate ? Self.text(text, ofDate: part.column.column.date) : text.text
    }
    return texts.joined(separator: isDate ? ", " : " x ")
  }

  /// A cell: its text, and its number where it is one.
  private struct Cell {
    let text: String
    var number: Double?
  }

  private func value(of part: FeatureGroup.Part, _ values: [Double]) -> Cell {
    cells[part.column.column.name] ?? Self.cell(of: part, values)
  }

  // MARK: From a table

  private static func cell(of view: TableColumnView, _ table: Table, _ row: Int) -> (String, Cell) {
    switch view {
    case .numbers(let column, let place):
      let value = table.numbers.withSpan { $0[row * table.numberColumnCount + place] }
      if value.isNaN { return (column.name, Cell(text: missing)) }
      guard case .number(let origin) = column.kind else {
        return (column.name, Cell(text: word(value != 0)))
      }
      return (column.name, number(value, origin))
    case .codes(let column, let names, let codes):
      let code = codes[row]
      if code == Table.missingCode { return (column.name, Cell(text: missing)) }
      return (column.name, Cell(text: code < names.count ? names[Int(code)] : unknown))
    case .texts(let column, let cells): return (column.name, Cell(text: cells.text(of: row)))
    }
  }

  // MARK: From features

  private static func cell(of part: FeatureGroup.Part, _ values: [Double]) -> Cell {
    let column = part.column
    if column.hasIndicator, values[part.first + column.valueCount] == 1 { return Cell(text: missing) }
    let own = values[part.first..<part.first + column.valueCount]
    switch column.column.kind {
    case .number(let origin): return number(Float(values[part.first]), origin)
    case .boolean:
      let value = values[part.first]
      // A share is what stands in the place of a missing value.
      guard value == 0 || value == 1 else { return Cell(text: missing) }
      return Cell(text: word((value == 1) != column.isReversed))
    case .category(let names):
      let coded = names.filter { $0 != column.base }
      if let place = own.firstIndex(of: 1) { return Cell(text: coded[place - part.first]) }
      if own.contains(where: { $0 != 0 }) { return Cell(text: missing) }
      return Cell(text: column.base ?? unknown)
    // Its words are features of their own.
    case .text: return Cell(text: "")
    }
  }

  // MARK: Words

  private static func word(_ isTrue: Bool) -> String {
    isTrue ? PreparedColumn.trueName : PreparedColumn.falseName
  }

  private static func number(_ value: Float, _ origin: Double) -> Cell {
    let number = Double(value) + origin
    return Cell(text: origin == 0 ? text(value) : TableValue.text(of: number), number: number)
  }

  /// `31`, `2.5`: as many digits as tell the Float32.
  private static func text(_ value: Float) -> String {
    abs(value) < 1e9 ? Int(exactly: value).map(String.init) ?? "\(value)" : "\(value)"
  }

  /// The parts of a date as they are read beside each other: `2024-04-03`, `wednesday`, `hour 13`.
  private static func text(_ cell: Cell, ofDate date: DatePart?) -> String {
    switch date?.part {
    case .days: cell.number.map { CivilDate(dayNumber: $0.rounded(.down)).description } ?? cell.text
    case .hour where cell.text != missing: "hour \(cell.text)"
    default: cell.text
    }
  }
}

extension TableValue {
  /// A number without a point where it is whole.
  static func text(of number: Double) -> String {
    abs(number) < 1e15 ? Int(exactly: number).map(String.init) ?? "\(number)" : "\(number)"
  }

  /// The value in words: `31`, `yes`, `basic`, `missing`.
  public var text: String {
    switch self {
    case .number(let number): Self.text(of: number)
    case .boolean(let value): value ? PreparedColumn.trueName : PreparedColumn.falseName
    case .category(let name): name
    case .missing: SampleCells.missing
    }
  }
}
