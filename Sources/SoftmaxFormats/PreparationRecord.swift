// How columns become features, as a model file keeps it.

public import SoftmaxRegression

/// A `Preparation` in JSON.
public struct PreparationRecord: Codable, Sendable, Hashable {
  /// A column.
  public struct Column: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// `number`, `boolean`, `category` or `text`.
    public let kind: String
    /// The dates that it is a part of; nil for a column that the table has itself.
    public let date: DateRecord?
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
    /// How its texts become features; nil for a column of another kind.
    public internal(set) var text: TextRecord?
  }

  /// Dates, and the part of them that a column is.
  public struct DateRecord: Codable, Sendable, Hashable {
    /// The table's column.
    public let column: String
    /// `days`, `weekday`, `month` or `hour`.
    public let part: String
    /// `dayFirst` or `monthFirst`, where that has to be known.
    public let order: String?
  }

  /// The columns, in the order of their features.
  public internal(set) var columns: [Column]
  /// The names of each pair of columns whose products are features too; nil for none.
  public let interactions: [[String]]?
  /// `error`, `mean`, `indicator` or `drop`.
  public let missing: String
  /// The texts of cells that are missing values, beside the empty one, ASCII letters small; nil in older files: na, n/a,
  /// nan, null, none and ?.
  public let missingWords: [String]?
  /// What stands before the decimals of numbers in cells; nil: a point.
  public let decimalMark: String?
  /// What stands between their thousands; nil: nothing.
  public let thousandsMark: String?
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
    let notation = preparation.numberNotation
    decimalMark = notation.decimalMark == "." ? nil : String(notation.decimalMark)
    thousandsMark = notation.thousandsMark.map { String($0) }
    unseen = preparation.unseen.rawValue
    labelColumn = preparation.labelColumn
  }

  /// How numbers are written; nil where the marks are none.
  var notation: NumberNotation? {
    guard (decimalMark ?? ".").count == 1, let decimal = (decimalMark ?? ".").first,
      thousandsMark == nil || thousandsMark?.count == 1
    else { return nil }
    return NumberNotation(decimalMark: decimal, thousandsMark: thousandsMark?.first)
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
      missingWords: missingWords.map { MissingWords($0) } ?? .ofOlderModels,
      numberNotation: notation ?? .plain)
    // Before names are made of them: a card could ask for more than memory holds.
    guard preparation.featureCount == input.featureCount else { return nil }
    // The names of words are not stated twice.
    let isSame =
      preparation.hasTexts
      ? preparation.input.withoutNames == input.withoutNames : preparation.input == input
    return isSame ? preparation : nil
  }
}

extension PreparationRecord.Column {
  fileprivate init(_ prepared: PreparedColumn) {
    name = prepared.column.name
    date = prepared.column.date.map {
      .init(column: $0.column, part: $0.part.rawValue, order: $0.order?.rawValue)
    }
    switch prepared.column.kind {
    case .number(let origin):
      (kind, self.origin, categories) = ("number", origin == 0 ? nil : origin, nil)
    case .boolean: (kind, origin, categories) = ("boolean", nil, nil)
    case .category(let names): (kind, origin, categories) = ("category", nil, names)
    case .text: (kind, origin, categories) = ("text", nil, nil)
    }
    text = prepared.text.map { TextRecord($0) }
    base = prepared.base
    means = prepared.means
    hasIndicator = prepared.hasIndicator ? true : nil
  }

  /// The column; nil where the record contradicts itself.
  fileprivate var column: PreparedColumn? {
    if self.kind == "text" {
      guard let features = text?.features, categories == nil, origin == nil, means.isEmpty, date == nil,
        base == nil, hasIndicator == nil
      else { return nil }
      return PreparedColumn(column: TableColumn(name: name, kind: .text), text: features)
    }
    guard text == nil else { return nil }
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
    guard hasKnownDate else { return nil }
    let column = datePart.map { TableColumn(date: $0, kind: kind) } ?? TableColumn(name: name, kind: kind)
    return PreparedColumn(
      column: column, means: means, hasIndicator: hasIndicator ?? false, base: base
    )
  }

  /// The features that it makes, without the indicator.
  var featureCount: Int { categories.map { $0.count - (base == nil ? 0 : 1) } ?? 1 }

  /// The part of dates that it is, where that is one.
  private var datePart: DatePart? {
    guard let date, let part = DatePart.Part(rawValue: date.part) else { return nil }
    let order = date.order.flatMap { DatePart.Order(rawValue: $0) }
    guard order?.rawValue == date.order else { return nil }
    return DatePart(column: date.column, part: part, order: order)
  }

  /// Whether it is no part of dates, or one that has its name and kind.
  var hasKnownDate: Bool {
    guard date != nil else { return true }
    guard let datePart else { return false }
    return datePart.name == name && kind == (datePart.part == .days ? "number" : "category")
  }

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
