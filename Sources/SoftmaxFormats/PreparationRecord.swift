// How columns become features, as a model file keeps it.

public import SoftmaxRegression

/// A `Preparation` in JSON.
public struct PreparationRecord: Codable, Sendable, Hashable {
  /// A column.
  public struct Column: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// `number`, `boolean` or `category`.
    public let kind: String
    /// What is subtracted from its numbers; nil for 0.
    public let origin: Double?
    /// Its categories, in the order of their features.
    public let categories: [String]?
    /// The category, `no` or `yes` that the features are held against, and that has none of its own; nil where there is
    /// none.
    public let base: String?
    /// The mean of each feature over the training rows: what a missing value is.
    public let means: [Double]
    /// Whether one more feature says that the value is missing; nil where none does.
    public let hasIndicator: Bool?
  }

  /// The columns, in the order of their features.
  public let columns: [Column]
  /// The names of each pair of columns whose products are features too; nil for none.
  public let interactions: [[String]]?
  /// `error`, `mean`, `indicator` or `drop`.
  public let missing: String
  /// The texts of cells that are missing values, beside the empty one, ASCII letters small; nil in older files: na, n/a,
  /// nan, null, none and ?.
  public let missingWords: [String]?
  /// `error` or `zeros`.
  public let unseen: String
  /// The name of the label column, where there was one.
  public let labelColumn: String?

  /// The record of a preparation.
  public init(_ preparation: Preparation) {
    columns = preparation.columns.map(Column.init)
    interactions =
      preparation.interactions.isEmpty ? nil : preparation.interactions.map { [$0.first, $0.second] }
    missing = preparation.missing.rawValue
    missingWords = preparation.missingWords == .ofOlderModels ? nil : preparation.missingWords.words
    unseen = preparation.unseen.rawValue
    labelColumn = preparation.labelColumn
  }

  /// The preparation; nil where the record contradicts itself or is not that of samples like `input`.
  func preparation(of input: InputDescription) -> Preparation? {
    guard let missing = MissingValues(rawValue: missing), let unseen = UnseenCategories(rawValue: unseen) else {
      return nil
    }
    let prepared = columns.compactMap(\.column)
    guard prepared.count == columns.count, Set(columns.map(\.name)).count == columns.count else { return nil }
    let pairs = (interactions ?? []).compactMap { $0.count == 2 ? Interaction($0[0], $0[1]) : nil }
    guard pairs.count == interactions?.count ?? 0,
      pairs.allSatisfy({ Preparation.problem(of: $0, among: prepared) == nil })
    else { return nil }
    let preparation = Preparation(
      columns: prepared, interactions: pairs, missing: missing, unseen: unseen, labelColumn: labelColumn,
      missingWords: missingWords.map { MissingWords($0) } ?? .ofOlderModels)
    // Before names are made of them: a card could ask for more than memory holds.
    guard preparation.featureCount == input.featureCount else { return nil }
    return preparation.input == input ? preparation : nil
  }
}

extension PreparationRecord.Column {
  fileprivate init(_ prepared: PreparedColumn) {
    name = prepared.column.name
    switch prepared.column.kind {
    case .number(let origin):
      (kind, self.origin, categories) = ("number", origin == 0 ? nil : origin, nil)
    case .boolean: (kind, origin, categories) = ("boolean", nil, nil)
    case .category(let names): (kind, origin, categories) = ("category", nil, names)
    }
    base = prepared.base
    means = prepared.means
    hasIndicator = prepared.hasIndicator ? true : nil
  }

  /// The column; nil where the record contradicts itself.
  fileprivate var column: PreparedColumn? {
    let kind: TableColumn.Kind
    switch (self.kind, categories) {
    case ("number", nil): kind = .number(origin: origin ?? 0)
    case ("boolean", nil) where origin == nil: kind = .boolean
    case ("category", let names?) where origin == nil: kind = .category(names)
    default: return nil
    }
    guard hasKnownBase, means.count == featureCount, origin?.isFinite ?? true,
      means.allSatisfy({ Float($0).isFinite }), Set(categories ?? []).count == categories?.count ?? 0
    else { return nil }
    return PreparedColumn(
      column: TableColumn(name: name, kind: kind), means: means, hasIndicator: hasIndicator ?? false, base: base
    )
  }

  /// The features that it makes, without the indicator.
  var featureCount: Int { categories.map { $0.count - (base == nil ? 0 : 1) } ?? 1 }

  /// Whether there is no base, or one that such a column can have.
  var hasKnownBase: Bool {
    guard let base else { return true }
    switch kind {
    case "category": return categories?.contains(base) ?? false
    case "boolean": return base == PreparedColumn.falseName || base == PreparedColumn.trueName
    default: return false
    }
  }
}
