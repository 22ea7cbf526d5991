// Which rows of a table are learned from at all.

import SoftmaxRegression

extension TableSettings {
  /// The rows of a table that these settings leave in it.
  ///
  /// Cells of columns that are left out because they are nearly keys do not matter: verifying, which does not read them,
  /// finds the same rows.
  ///
  /// - Parameters:
  ///   - table: The table as it was read.
  ///   - named: Columns whose kind was named, which are never left out.
  ///   - onNote: Hears of rows that are left out.
  /// - Returns: The rows, and how many are left out; nil where such rows are not left out.
  /// - Throws: `WorkflowError.noCompleteRow` where no row is left, `MemoryShortage`.
  func rows(
    of table: Table, named: Set<String>, _ onNote: (WorkflowNote) -> Void
  ) throws -> (table: Table, incompleteCount: Int?) {
    guard missing == .drop else { return (table, nil) }
    var ignored: Set<String> = []
    if !table.sharing.isOnePart {
      ignored = Set(table.decided { $0.nearlyKeys().map(\.name) }).subtracting(named)
      let kept = try Self.complete(table, ignoring: ignored)
      let (left, whole) = (kept.sharing.rowCount, table.sharing.rowCount)
      if left < whole { onNote(.incompleteRowsLeftOut(count: whole - left, rowCount: whole, data: table.name)) }
      return (kept, whole - left)
    }
    while true {
      let kept = try Self.complete(table, ignoring: ignored)
      let keys = Set(kept.nearlyKeys().map(\.name)).subtracting(named).subtracting(ignored)
      guard keys.isEmpty else {
        ignored.formUnion(keys)
        continue
      }
      let count = table.rowCount - kept.rowCount
      if count > 0 { onNote(.incompleteRowsLeftOut(count: count, rowCount: table.rowCount, data: table.name)) }
      return (kept, count)
    }
  }

  /// The rows of a table that have a value in every column but these.
  ///
  /// - Throws: `WorkflowError.noCompleteRow`, `MemoryShortage`.
  static func complete(_ table: Table, ignoring ignored: Set<String> = []) throws -> Table {
    let (rows, counts) = table.completeRows(ignoring: ignored)
    if table.sharing.holdsEverywhere(rows.count == table.rowCount) { return table }
    guard table.sharing.holdsEverywhere(rows.isEmpty) else { return try table.keeping(rows: rows) }
    let columns = zip(table.columns.map(\.name), counts).filter { !ignored.contains($0.0) }
    let worst = columns.reduce(columns[0]) { $1.1 > $0.1 ? $1 : $0 }
    throw WorkflowError.noCompleteRow(
      table: table.name, column: worst.0, missingCount: worst.1, rowCount: table.rowCount)
  }
}
