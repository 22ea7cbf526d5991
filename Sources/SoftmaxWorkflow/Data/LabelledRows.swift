// A table's rows, those without a label passed over where that is asked for.

import SoftmaxData
import SoftmaxRegression

/// The rows of a table that are left, and how many had no label; nil where such rows are refused.
struct LabelledRows {
  let table: Table
  let unlabelledCount: Int?

  /// Reads all rows that are left.
  ///
  /// - Throws: As `TableReader.readAll`; `PreparationError.noLabels` where every row was passed over.
  init(
    _ reader: inout TableReader, leavingOutUnlabelled leavesOut: Bool,
    _ onNote: (WorkflowNote) -> Void = { _ in }
  ) throws {
    table = try reader.readAll()
    let sharing = table.sharing
    let count = sharing.total(reader.unlabelledCount)
    unlabelledCount = leavesOut ? count : nil
    guard count > 0 else { return }
    if sharing.rowCount == 0 { throw PreparationError.noLabels(table: table.name) }
    onNote(.unlabelledRowsLeftOut(count: count, rowCount: sharing.rowCount + count, data: table.name))
  }
}
