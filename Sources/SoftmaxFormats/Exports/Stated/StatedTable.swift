// The columns of a table as the bytes of an export state them.

/// How cells become features.
struct StatedTable: Hashable {
  var columns: [StatedColumn]
  /// Pairs of places of columns, whose products are features behind those of the columns.
  var products: [[Int]]
  var refusesMissing: Bool
  var refusesUnseen: Bool

  /// The number of features; nil where a product names no column, or there are too many.
  var featureCount: Int? {
    var count = columns.reduce(0) { $0 + $1.valueCount + ($1.hasIndicator ? 1 : 0) }
    for pair in products {
      guard pair.count == 2, pair.allSatisfy(columns.indices.contains) else { return nil }
      let (size, overflow) = columns[pair[0]].valueCount.multipliedReportingOverflow(
        by: columns[pair[1]].valueCount)
      let (sum, isTooLarge) = count.addingReportingOverflow(size)
      guard !overflow, !isTooLarge else { return nil }
      count = sum
    }
    return count
  }

  /// What contradicts itself; nil where nothing does.
  var problem: String? {
    var names: Set<[UInt8]> = []
    for column in columns {
      let shown = "the column '\(column.name.prefix(80))'"
      guard names.insert(Array(column.name.utf8)).inserted else { return "\(shown) stands twice" }
      guard column.missing.count == column.valueCount else {
        return "\(shown) has \(column.missing.count) features for a missing cell, expected \(column.valueCount)"
      }
      guard column.missing.allSatisfy(\.isFinite), column.origin.isFinite else {
        return "\(shown) has a number that is not finite"
      }
    }
    return nil
  }
}

/// One column.
struct StatedColumn: Hashable {
  /// What its cells are.
  enum Kind: Hashable {
    case number
    /// 0 or 1.
    case boolean
    /// 1 for no, 0 for yes.
    case reversedBoolean
    /// A feature for each of these names, and perhaps a base, for which all are 0.
    case category([String], base: String?)
  }

  var name: String
  var kind: Kind
  /// What is subtracted from a number in Float64.
  var origin = 0.0
  /// The features of a missing cell.
  var missing: [Float]
  /// Whether one more feature says that the cell is missing.
  var hasIndicator: Bool

  /// The number of features without the indicator.
  var valueCount: Int {
    if case .category(let names, _) = kind { names.count } else { 1 }
  }
}

extension StatedTable {
  init(_ table: PortableTable) {
    columns = table.columns.map(StatedColumn.init)
    products = table.interactions.map { [$0.first, $0.second] }
    (refusesMissing, refusesUnseen) = (table.refusesMissing, table.refusesUnseen)
  }
}

extension StatedColumn {
  init(_ column: PortableColumn) {
    name = column.name
    if let categories = column.categories {
      let places = column.featureOfCategory
      kind = .category(
        zip(categories, places).filter { $0.1 != nil }.map(\.0),
        base: zip(categories, places).first { $0.1 == nil }?.0)
    } else {
      kind = column.isBoolean ? column.isReversed ? .reversedBoolean : .boolean : .number
    }
    origin = column.origin
    missing = column.missingFeatures
    hasIndicator = column.hasIndicator
  }
}
