// Values that describe themselves, collected as columns.

/// The cells of encoded values, property by property.
enum EncodedRows {
  /// The columns that rows have, in the order in which their properties are met.
  ///
  /// - Parameters:
  ///   - rows: The values.
  ///   - excluded: Properties that are not looked at.
  ///   - needed: The properties that are looked at; nil: all.
  /// - Returns: The columns. One without any value is one of numbers, unless its type is known.
  /// - Throws: `TableError`, and what `encode(to:)` throws.
  static func columns(
    of rows: [some Encodable], leavingOut excluded: Set<String> = [], needing needed: Set<String>? = nil
  ) throws -> [Table.Column] {
    var names: [String] = []
    var cells: [String: [TableValue]] = [:]
    var kinds: [String: CellKind] = [:]
    for (index, row) in rows.enumerated() {
      let encoded = EncodedRow { name in !excluded.contains(name) && needed?.contains(name) != false }
      try row.encode(to: RecordEncoder(row: encoded))
      for cell in encoded.cells {
        if cells[cell.name] == nil { names.append(cell.name) }
        if let kind = cell.kind {
          let known = kinds[cell.name] ?? kind
          guard kind == known else {
            throw TableError.mixedColumn(
              row: index + 1, column: cell.name, expected: known.rawValue, found: kind.rawValue)
          }
          kinds[cell.name] = kind
        }
        var column = cells[cell.name] ?? []
        // Rows before may have left the property out.
        column += [TableValue](repeating: .missing, count: index - column.count) + [cell.value]
        cells[cell.name] = column
      }
    }
    return names.map { name in
      var column = cells[name] ?? []
      column += [TableValue](repeating: .missing, count: rows.count - column.count)
      return Table.Column(name, column, of: kinds[name] ?? .number)
    }
  }
}

/// What a cell holds.
enum CellKind: String, Sendable, Hashable {
  case number = "a number"
  case boolean = "yes or no"
  case category = "a word"

  /// That of a type whose value is missing; nil where it cannot be told.
  init?(_ type: any Any.Type) {
    switch type {
    case is String.Type: self = .category
    case is Bool.Type: self = .boolean
    case is any BinaryFloatingPoint.Type, is any BinaryInteger.Type: self = .number
    default: return nil
    }
  }

  /// That of a value; nil for a missing one.
  init?(_ value: TableValue) {
    switch value {
    case .number: self = .number
    case .boolean: self = .boolean
    case .category: self = .category
    case .missing: return nil
    }
  }
}

/// The cells of one value.
final class EncodedRow {
  private(set) var cells: [(name: String, value: TableValue, kind: CellKind?)] = []
  private var names: Set<String> = []
  private let isNeeded: (String) -> Bool

  init(isNeeded: @escaping (String) -> Bool) { self.isNeeded = isNeeded }

  /// Adds a cell that is needed; `value` is asked for no other.
  func add(_ name: String, kind: CellKind? = nil, _ value: () throws -> TableValue) throws {
    guard isNeeded(name) else { return }
    guard names.insert(name).inserted else { throw TableError.duplicateColumn(name: name) }
    let cell = try value()
    cells.append((name, cell, CellKind(cell) ?? kind))
  }
}

extension Table.Column {
  /// A column of values of one kind, or missing ones.
  fileprivate init(_ name: String, _ values: [TableValue], of kind: CellKind) {
    switch kind {
    case .number: self.init(name, values.map { if case .number(let number) = $0 { number } else { nil } })
    case .boolean: self.init(name, values.map { if case .boolean(let value) = $0 { value } else { nil } })
    case .category: self.init(name, values.map { if case .category(let word) = $0 { word } else { nil } })
    }
  }
}
