// What one column of a table becomes.

package import SoftmaxText

/// A column and the features made of it: a number or a boolean one, a category one for each of its names, or for each
/// but its base, a text one for each of its words.
public struct PreparedColumn: Sendable, Hashable {
  /// The column's name and kind; a category's names are those of the training rows, sorted.
  public let column: TableColumn
  /// The means of its features, without the indicator's, over the training rows that have a value.
  public let means: [Double]
  /// Whether one more feature says that the value is missing.
  public let hasIndicator: Bool
  /// With `TreatmentContrasts`, what the features are held against: a category, for a boolean column `no` or `yes`; all
  /// features are 0 there. Nil: there is none.
  public let base: String?

  /// How texts become features, of a text column.
  package let text: TextFeatures?

  /// What a base of booleans is called.
  package static let (falseName, trueName) = ("no", "yes")

  package init(column: TableColumn, means: [Double], hasIndicator: Bool, base: String? = nil) {
    self.column = column
    self.means = means
    self.hasIndicator = hasIndicator
    self.base = base
    text = nil
  }

  /// A text column.
  package init(column: TableColumn, text: TextFeatures) {
    self.column = column
    self.text = text
    means = []
    hasIndicator = false
    base = nil
  }

  /// A column without a base coded against one of its categories, or against no or yes.
  func coded(against base: String) -> PreparedColumn {
    let means: [Double]
    switch column.kind {
    case .category(let names): means = zip(names, self.means).filter { $0.0 != base }.map(\.1)
    case .boolean: means = base == Self.trueName ? self.means.map { 1 - $0 } : self.means
    case .number, .text: return self
    }
    return PreparedColumn(column: column, means: means, hasIndicator: hasIndicator, base: base)
  }

  /// Whether the feature of a boolean column is 1 where it says no.
  package var isReversed: Bool { column.kind == .boolean && base == Self.trueName }

  /// Whether a row without a value has the indicator alone, and not the means.
  package var isMissingAlone: Bool { base != nil && hasIndicator }

  /// The number of its features.
  public var featureCount: Int { text?.columnCount ?? means.count + (hasIndicator ? 1 : 0) }

  /// The number of its features but the one that says that the value is missing.
  package var valueCount: Int { featureCount - (hasIndicator ? 1 : 0) }

  /// The names of its features: `age`, `seconds - 1700000000`, `colour=red`, `newsletter=no`, `age missing`,
  /// `review: good`, and where words are hashed `review #12`.
  public var featureNames: [String] {
    let indicator = hasIndicator ? ["\(column.name) missing"] : []
    switch column.kind {
    case .number(let origin) where origin != 0:
      let whole = Int(exactly: origin).map(String.init) ?? "\(origin)"
      return [origin > 0 ? "\(column.name) - \(whole)" : "\(column.name) + \(whole.dropFirst())"] + indicator
    case .boolean where isReversed: return ["\(column.name)=\(Self.falseName)"] + indicator
    case .number, .boolean: return [column.name] + indicator
    case .text:
      let isHashed = text?.vocabulary == nil
      return termNames.map { isHashed ? "\(column.name) \($0)" : "\(column.name): \($0)" }
    case .category(let names):
      return names.filter { $0 != base }.map { "\(column.name)=\($0)" } + indicator
    }
  }

  /// Whether it is a text column whose words are known, and not hashed.
  package var knowsWords: Bool { text?.vocabulary != nil }

  /// The words of a text column, in the order of their features: `good`, and `#12` where words are hashed.
  package var termNames: [String] {
    guard let text else { return [] }
    return text.vocabulary.map { words in (0..<words.count).map { words[$0] } }
      ?? (0..<text.columnCount).map { "#\($0)" }
  }

  /// Whether so many categories in so many rows tell rows apart and not classes: more than ten, and than half the rows.
  package static func isNearlyKey(categoryCount: Int, rowCount: Int) -> Bool {
    categoryCount > max(10, rowCount / 2)
  }
}
