// What one column of a table becomes.

/// A column and the features made of it: a number or a boolean one, a category one for each of its names.
public struct PreparedColumn: Sendable, Hashable {
  /// The column's name and kind; a category's names are those of the training rows, sorted.
  public let column: TableColumn
  /// The means of its features, without the indicator's, over the training rows that have a value.
  public let means: [Double]
  /// Whether one more feature says that the value is missing.
  public let hasIndicator: Bool

  package init(column: TableColumn, means: [Double], hasIndicator: Bool) {
    self.column = column
    self.means = means
    self.hasIndicator = hasIndicator
  }

  /// The number of its features.
  public var featureCount: Int { means.count + (hasIndicator ? 1 : 0) }

  /// The number of its features but the one that says that the value is missing.
  package var valueCount: Int { featureCount - (hasIndicator ? 1 : 0) }

  /// The names of its features: `age`, `seconds - 1700000000`, `colour=red`, `age missing`.
  public var featureNames: [String] {
    let indicator = hasIndicator ? ["\(column.name) missing"] : []
    switch column.kind {
    case .number(let origin) where origin != 0:
      let whole = Int(exactly: origin).map(String.init) ?? "\(origin)"
      return [origin > 0 ? "\(column.name) - \(whole)" : "\(column.name) + \(whole.dropFirst())"] + indicator
    case .number, .boolean: return [column.name] + indicator
    case .category(let names): return names.map { "\(column.name)=\($0)" } + indicator
    }
  }

  /// Whether so many categories in so many rows tell rows apart and not classes: more than ten, and than half the rows.
  package static func isNearlyKey(categoryCount: Int, rowCount: Int) -> Bool {
    categoryCount > max(10, rowCount / 2)
  }
}
