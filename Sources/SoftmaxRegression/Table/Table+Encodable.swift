// A table of values of a program's own type.

extension Table {
  /// A table with a row for each value and a column for each of its properties.
  ///
  ///     struct Customer: Codable {
  ///       var age: Double?
  ///       var plan: String
  ///       var stays: Bool
  ///     }
  ///     let table = try Table(rows: customers, label: "stays")
  ///
  /// Numbers, booleans and strings become cells as they are, enumerations by their raw value, `nil` a missing cell. A column
  /// is called as the property's coding key.
  ///
  /// - Parameters:
  ///   - name: What messages call it.
  ///   - rows: The values.
  ///   - label: The property with the label; nil: none.
  ///   - weight: The property that says how much each row counts: a number from 0 on. Nil: all alike.
  ///   - group: The property whose equal values are one group.
  ///   - fold: The property that says which fold of a cross-validation each row is in.
  ///   - keys: Properties that no features are made of, for `keys`.
  ///   - excluded: Properties that have no columns.
  /// - Throws: `TableError`: among others where a property is a value of several parts, such as an array. What the values'
  ///   own `encode(to:)` throws.
  /// - Complexity: O(rows x properties).
  public init<Row: Encodable>(
    name: String = "table", rows: [Row], label: String? = nil, weight: String? = nil, group: String? = nil,
    fold: String? = nil, keys: [String] = [], leavingOut excluded: Set<String> = []
  ) throws {
    try self.init(
      name: name, columns: EncodedRows.columns(of: rows, leavingOut: excluded), label: label, weight: weight,
      group: group, fold: fold, keys: keys)
  }

  /// A table of values for a model that was fitted to another table: as `init(name:columns:for:)`, of the properties that
  /// the model needs.
  ///
  /// - Parameters:
  ///   - name: What messages call it.
  ///   - rows: The values.
  ///   - preparation: That of the training table.
  /// - Throws: `TableError`, and what the values' own `encode(to:)` throws.
  public init<Row: Encodable>(name: String = "table", rows: [Row], for preparation: Preparation) throws {
    let needed = Set(preparation.tableColumns.map(\.name) + [preparation.labelColumn].compactMap(\.self))
    try self.init(
      name: name, columns: EncodedRows.columns(of: rows, needing: needed), for: preparation)
  }
}
