// Which rows of a table are the training, validation and test set.

import SoftmaxData
import SoftmaxFiles
import struct SoftmaxKernels.RowSharing
import SoftmaxRegression

/// The rows of each part, ascending.
struct TableDivision {
  /// What is learned from.
  private(set) var training: [Int]
  /// What a column has put aside for scoring.
  private(set) var test: [Int]?
  /// What a column, or a share, has put aside to be looked at meanwhile.
  private(set) var heldOut: [Int]?

  /// The rows as the table's column of parts has them: all of them for training where there is none.
  ///
  /// - Throws: `WorkflowError` for other words than train, test and validation, for parts that are not there, and for a
  ///   group in more than one of them.
  init(_ table: Table, column: String?) throws {
    guard let parts = table.parts, let column else {
      training = Array(0..<table.rowCount)
      return
    }
    let kinds = try parts.names.map { name in
      guard let part = TablePart(name) else {
        throw WorkflowError.badData(
          "\(table.name): column '\(column)' has '\(name.printable(limit: 40))': expected train, test or validation in "
            + "every row")
      }
      return part
    }
    var rows: [TablePart: [Int]] = [:]
    for (row, code) in parts.codes.enumerated() { rows[kinds[Int(code)], default: []].append(row) }
    if table.sharing.holdsEverywhere(rows[.training] == nil) {
      throw WorkflowError.badData(
        "\(table.name): column '\(column)' says train in no row, so that there is nothing to learn from")
    }
    training = rows[.training] ?? []
    test = Self.rows(rows[.test], of: table)
    heldOut = Self.rows(rows[.validation], of: table)
    if let groups = table.groups {
      try Self.check(groups, [training, test ?? [], heldOut ?? []], table, column)
    }
  }

  /// A part's rows; nil where no process has any.
  private static func rows(_ own: [Int]?, of table: Table) -> [Int]? {
    table.sharing.holdsEverywhere(own == nil) ? nil : own ?? []
  }

  /// Keeps a share of the training rows out, which is drawn from those of all processes.
  mutating func keepOut(
    _ holdout: Holdout, classIndices: [UInt32], classCount: Int, groups: [UInt32]?, seed: UInt64,
    _ sharing: RowSharing
  ) throws {
    let split = try holdout.divide(
      classIndices: sharing.gathered(training.map { classIndices[$0] }), classCount: classCount,
      groups: groups.map { groups in sharing.gathered(training.map { groups[$0] }) }, seed: seed)
    let parts = sharing.selecting(training).parts
    let own = parts.firstRow..<parts.firstRow + training.count
    func rows(_ places: [Int]) -> [Int] {
      places.filter(own.contains).map { training[$0 - own.lowerBound] }
    }
    (training, heldOut) = (rows(split.kept), rows(split.heldOut))
  }

  /// What rows for scoring are called, and those that are looked at meanwhile: a share of the rest, or a part that a column
  /// names.
  static func names(of table: Table, isShare: Bool) -> (test: String, heldOut: String) {
    ("\(table.name):test", isShare ? "\(table.name) holdout" : "\(table.name):validation")
  }

  private static func check(
    _ groups: CategoryValues, _ parts: [[Int]], _ table: Table, _ column: String
  ) throws {
    var partOf = [Int?](repeating: nil, count: groups.names.count)
    for (part, rows) in parts.enumerated() {
      for row in rows {
        let group = Int(groups.codes[row])
        if let other = partOf[group], other != part {
          throw WorkflowError.badData(
            "\(table.name): column '\(column)' puts rows of the group '\(groups.names[group].printable(limit: 40))' into "
              + "two parts: a group must stay together")
        }
        partOf[group] = part
      }
    }
  }
}
