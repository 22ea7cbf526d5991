// A column that is set to values, and the features that move with it.

/// Where a column is among a model's features.
struct EffectColumn {
  /// A product that one of the column's features is in.
  struct Product {
    /// The product.
    let feature: Int
    /// Which of the column's features, counted from its first one.
    let own: Int
    /// The feature that it is multiplied by; nil: itself.
    let partner: Int?
  }

  let name: String
  /// What it becomes; of a model that knows no table, a number.
  let prepared: PreparedColumn
  /// Its first feature.
  let first: Int
  /// The products that it is in.
  let products: [Product]
  let missing: MissingValues
  let unseen: UnseenCategories

  /// The column of this name.
  ///
  /// - Throws: `ExplanationError` for a name that is none of the model's, and for a model that has no columns.
  init(_ name: String, of input: InputDescription, _ preparation: Preparation?) throws(ExplanationError) {
    self.name = name
    guard let preparation else {
      guard input.kind == .table else { throw .noColumns }
      let names = ModelStatistics.terms(of: input, hasIntercept: false)
      guard let place = names.firstIndex(of: name) else { throw Self.unknown(name, among: names) }
      prepared = PreparedColumn(
        column: TableColumn(name: name, kind: .number(origin: 0)), means: [0], hasIndicator: false)
      (first, products, missing, unseen) = (place, [], .error, .error)
      return
    }
    (missing, unseen) = (preparation.missing, preparation.unseen)
    var place = 0
    var found: (PreparedColumn, Int)?
    for column in preparation.columns {
      if column.column.name == name { found = (column, place) }
      place += column.featureCount
    }
    guard let found else { throw Self.problem(of: name, preparation) }
    guard found.0.text == nil else { throw .textColumn(name) }
    (prepared, first) = found
    var products: [Product] = []
    for interaction in preparation.interactions {
      let (left, right) = (
        preparation.values(of: interaction.first), preparation.values(of: interaction.second)
      )
      for (a, i) in left.enumerated() {
        for (b, j) in right.enumerated() {
          let feature = place + a * right.count + b
          if interaction.first == name {
            products.append(Product(feature: feature, own: a, partner: interaction.second == name ? nil : j))
          } else if interaction.second == name {
            products.append(Product(feature: feature, own: b, partner: i))
          }
        }
      }
      place += left.count * right.count
    }
    self.products = products
  }

  /// The features that the column itself becomes, and the one that says that it is missing.
  var features: Range<Int> { first..<first + prepared.featureCount }
  /// The feature that says that the value is missing.
  var indicator: Int? { prepared.hasIndicator ? first + prepared.valueCount : nil }

  /// Whether the model can be given no value.
  var knowsMissing: Bool { prepared.hasIndicator || !missing.refusesRows }

  /// What the column's features are at a value.
  ///
  /// - Throws: `ExplanationError.badValue` for what the column cannot be.
  func setting(_ value: TableValue) throws(ExplanationError) -> EffectSetting {
    func bad(_ expected: String) -> ExplanationError {
      .badValue(value.text, column: name, expected: expected)
    }
    if value == .missing {
      guard knowsMissing else { throw bad("a value, because the model refuses rows without one") }
      let means = prepared.isMissingAlone ? [] : prepared.means.map { Double(Float($0)) }
      return EffectSetting(
        value: value, features: means.enumerated().map { ($0, $1) }, isMissing: prepared.hasIndicator)
    }
    switch (prepared.column.kind, value) {
    case (.number(let origin), .number(let number)):
      let moved = Float(number - origin)
      guard moved.isFinite else { throw bad("a number that Float32 can hold") }
      return EffectSetting(value: value, features: [(0, Double(moved))], isMissing: false)
    case (.boolean, .boolean(let isTrue)):
      return EffectSetting(
        value: value, features: isTrue != prepared.isReversed ? [(0, 1)] : [], isMissing: false)
    case (.category(let names), .category(let word)):
      if word == prepared.base { return EffectSetting(value: value, features: [], isMissing: false) }
      guard let place = names.filter({ $0 != prepared.base }).firstIndex(of: word) else {
        guard unseen == .zeros else { throw bad("one of its categories") }
        return EffectSetting(value: value, features: [], isMissing: false)
      }
      return EffectSetting(value: value, features: [(place, 1)], isMissing: false)
    default: throw bad(prepared.column.kind.text)
    }
  }

  /// What a sample's features say that it has in the column; nil for a category that the model does not know, and where it
  /// may be missing.
  func value(in values: [Double]) -> TableValue? {
    if let indicator, values[indicator] == 1 { return .missing }
    let own = values[first..<first + prepared.valueCount]
    switch prepared.column.kind {
    case .number(let origin):
      let isMean = knowsMissing && !prepared.hasIndicator && Float(values[first]) == Float(prepared.means[0])
      return isMean ? nil : .number(Self.number(Float(values[first]), origin))
    case .boolean:
      guard own.allSatisfy({ $0 == 0 || $0 == 1 }) else { return nil }
      return .boolean((values[first] == 1) != prepared.isReversed)
    case .category(let names):
      let coded = names.filter { $0 != prepared.base }
      if let place = own.firstIndex(of: 1) { return .category(coded[place - first]) }
      return own.allSatisfy { $0 == 0 } ? prepared.base.map { .category($0) } : nil
    case .text: return nil
    }
  }

  /// A number as the user has it: of a Float32 that nothing was subtracted from the shortest text's, which becomes the same
  /// Float32 again.
  static func number(_ value: Float, _ origin: Double) -> Double {
    origin == 0 ? Double("\(value)") ?? Double(value) : Double(value) + origin
  }

  // MARK: Names

  private static func problem(of name: String, _ preparation: Preparation) -> ExplanationError {
    let parts = preparation.columns.filter { $0.column.date?.column == name }.map(\.column.name)
    if !parts.isEmpty { return .datesOf(name, parts: parts) }
    if let product = preparation.interactions.first(where: { $0.name == name }) {
      return .productOf(name, first: product.first, second: product.second)
    }
    return unknown(name, among: preparation.columns.map(\.column.name))
  }

  /// More names are not told.
  private static let mostNames = 12

  private static func unknown(_ name: String, among names: [String]) -> ExplanationError {
    if let nearest = NearestName.nearest(to: name, among: names) {
      return .unknownColumn(name, nearest: [nearest])
    }
    return .unknownColumn(name, nearest: Array(names.prefix(mostNames)))
  }
}

/// A column's features at one of its values.
struct EffectSetting {
  let value: TableValue
  /// Those that are not 0, counted from the column's first, with their values.
  let features: [(place: Int, value: Double)]
  /// Whether the feature that says that the value is missing is 1.
  let isMissing: Bool
}
