// A column that nothing is learned from.

/// Cells that go from the table to the predictions as they are: a customer's number, say.
public struct KeyColumn: Sendable, Hashable {
  /// The column's name.
  public let name: String
  /// The text of each row's cell.
  public let cells: [String]

  /// A column's cells.
  package init(name: String, cells: [String]) {
    self.name = name
    self.cells = cells
  }
}
