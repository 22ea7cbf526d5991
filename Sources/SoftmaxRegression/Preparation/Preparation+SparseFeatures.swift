// From a table to features of which only those are stored that are not 0: texts, and many categories.

import SoftmaxKernels
import SoftmaxText

extension Preparation {
  /// Features that would be dense in less memory are.
  private static let leastDenseBytes = 64 << 20

  /// Whether rows take far less memory where only their entries are stored: of many categories most features are 0.
  func isSparseSmaller(rowCount: Int) -> Bool {
    let dense = 4 * Double(rowCount) * Double(featureCount)
    guard dense > Double(Self.leastDenseBytes) else { return false }
    // A category has one entry, whatever its number of names; what is missing may have one for each.
    let entries =
      columns.reduce(0) { $0 + ($1.column.kind.isCategory ? 1 : $1.featureCount) }
      + interactions.reduce(0) { $0 + featureCount(of: $1) }
    return 8 * Double(entries) * Double(rowCount) * 4 < dense
  }

  /// The features of all rows of a table, entry by entry, whether or not that takes less memory.
  func sparseFeatures(of table: Table) throws -> Features {
    try sparseFeatures(of: table, rows: Array(0..<table.rowCount), sources(in: table))
  }

  /// The features of rows, entry by entry.
  func sparseFeatures(of table: Table, rows: [Int], _ sources: [Source]) throws -> Features {
    var builder = SparseMatrixBuilder(rowCapacity: rows.count)
    var fillers = zip(columns, sources).map { SparseFiller($0, $1) }
    var row = SparseEntriesOfRow()
    var scratch = [Float](repeating: 0, count: interactions.isEmpty ? 0 : featureCount)
    for index in rows {
      row.removeAll()
      var first = 0
      for place in fillers.indices {
        try fillers[place].add(to: &row, at: first, self, table, index)
        first += columns[place].featureCount
      }
      if !interactions.isEmpty { try addProducts(to: &row, &scratch, at: first, table, index) }
      let growth = builder.growth(for: row.columns.count)
      if growth > 0 {
        try MemoryShortage.check(
          Double(growth),
          for: "the \(builder.entryCount) entries of the first \(builder.rowCount) rows and what follows",
          advice: "use fewer rows, or keep fewer words")
      }
      builder.append(columns: row.columns.span, values: row.values.span)
    }
    return Features(checked: Rows(builder.finish(columnCount: featureCount)), input: input)
  }

  /// Adds the products of features that are there.
  private func addProducts(
    to row: inout SparseEntriesOfRow, _ scratch: inout [Float], at first: Int, _ table: Table, _ index: Int
  ) throws(PreparationError) {
    for (column, value) in zip(row.columns, row.values) { scratch[Int(column)] = value }
    defer { for column in row.columns where Int(column) < first { scratch[Int(column)] = 0 } }
    var place = first
    for interaction in interactions {
      for a in values(of: interaction.first) {
        for b in values(of: interaction.second) {
          let product = Float(Double(scratch[a]) * Double(scratch[b]))
          guard product.isFinite else {
            throw .overflow(
              table: table.name, row: index + 1, line: table.lines?.line(of: index), column: interaction.name)
          }
          row.add(place, product)
          place += 1
        }
      }
    }
  }
}

/// The entries of one row, in the order of their columns.
struct SparseEntriesOfRow {
  private(set) var columns: [Int32] = []
  private(set) var values: [Float] = []

  mutating func removeAll() {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Adds an entry; 0 is none.
  mutating func add(_ column: Int, _ value: Float) {
    guard value != 0 else { return }
    columns.append(Int32(truncatingIfNeeded: column))
    values.append(value)
  }
}

/// Adds the entries of one column's features.
private struct SparseFiller {
  private let prepared: PreparedColumn
  private let source: Preparation.Source
  /// For each of the table's names the place of its feature.
  private let places: [Int?]
  private var transform: TextTransform?
  private var words = SparseTextRow()

  init(_ prepared: PreparedColumn, _ source: Preparation.Source) {
    self.prepared = prepared
    self.source = source
    transform = prepared.text.map { TextTransform($0) }
    if case .category(let known) = prepared.column.kind, case .codes(let names, _) = source {
      let coded = known.filter { $0 != prepared.base }
      let index = Dictionary(uniqueKeysWithValues: zip(coded, coded.indices))
      places = names.map { index[$0] }
    } else {
      places = []
    }
  }

  mutating func add(
    to row: inout SparseEntriesOfRow, at first: Int, _ preparation: Preparation, _ table: Table, _ index: Int
  ) throws(PreparationError) {
    switch source {
    case .numbers(let place, let shift):
      let value = table.numbers.withSpan { $0[index * table.numberColumnCount + place] }
      table.numbers.used(1)
      if value.isNaN {
        try preparation.refuseMissing(prepared, table, index)
        row.add(first, prepared.isMissingAlone ? 0 : Float(prepared.means[0]))
        if prepared.hasIndicator { row.add(first + 1, 1) }
        return
      }
      let moved = prepared.isReversed ? 1 - value : shift == 0 ? value : Float(Double(value) + shift)
      guard moved.isFinite else {
        throw .overflow(
          table: table.name, row: index + 1, line: table.lines?.line(of: index), column: prepared.column.name)
      }
      row.add(first, moved)
    case .codes(let names, let codes):
      try addCategory(codes[index], names, to: &row, at: first, preparation, table, index)
    case .texts(let cells):
      do throws(TextError) {
        try cells.withText(of: index) { (text) throws(TextError) in
          try transform?.row(of: text, into: &words)
        }
      } catch {
        throw .badText(
          table: table.name, column: prepared.column.name,
          problem: (table.lines?.line(of: index).map { "line \($0)" } ?? "row \(index + 1)") + ": \(error)"
        )
      }
      for i in words.columns.indices { row.add(first + Int(words.columns[i]), words.values[i]) }
    }
  }

  private func addCategory(
    _ code: UInt32, _ names: [String], to row: inout SparseEntriesOfRow, at first: Int,
    _ preparation: Preparation, _ table: Table, _ index: Int
  ) throws(PreparationError) {
    if code == Table.missingCode {
      try preparation.refuseMissing(prepared, table, index)
      for (k, mean) in prepared.means.enumerated() {
        row.add(first + k, prepared.isMissingAlone ? 0 : Float(mean))
      }
      if prepared.hasIndicator { row.add(first + prepared.means.count, 1) }
    } else if code < names.count, let place = places[Int(code)] {
      row.add(first + place, 1)
    } else if code < names.count, names[Int(code)] == prepared.base {
      return
    } else if preparation.unseen == .error {
      let name = code < names.count ? names[Int(code)] : ""
      var known: [String] = []
      if case .category(let all) = prepared.column.kind { known = all }
      throw .unseenCategory(
        table: table.name, row: index + 1, line: table.lines?.line(of: index), column: prepared.column.name,
        category: name, nearest: NearestName.nearest(to: name, among: known))
    }
  }
}
