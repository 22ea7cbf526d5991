// The fields of a document of PMML: what a model takes, and what becomes of it.

import SoftmaxFiles
import SoftmaxRegression

/// Fields, derived fields and the predictors of every row of weights.
///
/// Categories are predictors of their own. A missing category has what the means add to a logit, as the coefficient of a
/// derived field that is 1 where the cell is missing: a `CategoricalPredictor` adds nothing there.
struct PMMLFields {
  struct Column {
    var name: String
    /// Nil for numbers.
    var categories: [String]?
    var refusesMissing = false
    var refusesUnseen = false
    /// What takes the place of a missing number; nil where a derived field does it.
    var replacement: Double?
  }

  /// How a derived field is computed. `missing` takes the place of a missing value.
  enum Formula {
    case copy(String, missing: Double?)
    case less(String, origin: Double, missing: Double?)
    case reversed(String, missing: Double?)
    case isMissing(String)
    case isCategory(String, String, missing: Double?)
    case product(String, String)
  }

  struct Derived {
    var name: String
    var formula: Formula
  }

  /// A field, or one category of it, and the sum of weights that is its coefficient.
  struct Predictor {
    var field: String
    var category: String?
    var terms: [(feature: Int, factor: Double)]
  }

  private(set) var columns: [Column] = []
  private(set) var derived: [Derived] = []
  private(set) var predictors: [Predictor] = []
  let label: String
  let prediction: String
  /// The names of the outputs that hold the classes' probabilities.
  let probabilities: [String]
  private var names: FreeNames
  /// Of columns of numbers the field that holds the value as the model takes it.
  private var valueFields: [String] = []

  init(_ model: PortableModel) {
    let count = model.featureCount
    names = FreeNames(model.input.table?.columns.map(\.name) ?? (1...count).map { "x\($0)" })
    label = names.take(model.file.preparation?.labelColumn ?? "class")
    prediction = names.take(Self.prediction(of: label))
    var free = names
    probabilities = model.classNames.map { free.take(Self.probability(of: $0)) }
    names = free
    switch model.input {
    case .table(let table): addTable(table)
    case .image(_, let maximum):
      for feature in 0..<count { addNumber("x\(feature + 1)", feature, factor: 1 / maximum) }
    case .vector(_, let origins):
      for feature in 0..<count {
        let name = "x\(feature + 1)"
        let origin = origins?[feature] ?? 0
        if origin == 0 {
          addNumber(name, feature, factor: 1)
        } else {
          columns.append(Column(name: name))
          let field = derive("\(name) less origin", .less(name, origin: origin, missing: nil))
          predictors.append(Predictor(field: field, category: nil, terms: [(feature, 1)]))
        }
      }
    }
  }

  /// The wanted name of the output that is the class.
  static func prediction(of label: String) -> String { "predicted \(label)" }

  /// The wanted name of the output that is a class's probability.
  static func probability(of name: String) -> String { "probability(\(name))" }

  private mutating func addNumber(_ name: String, _ feature: Int, factor: Double) {
    columns.append(Column(name: name))
    predictors.append(Predictor(field: name, category: nil, terms: [(feature, factor)]))
  }

  private mutating func derive(_ wanted: String, _ formula: Formula) -> String {
    let name = names.take(wanted)
    derived.append(Derived(name: name, formula: formula))
    return name
  }

  // MARK: Tables

  private mutating func addTable(_ table: PortableTable) {
    for column in table.columns {
      if column.categories == nil { addNumber(column, table) } else { addCategories(column, table) }
    }
    for product in table.interactions { addProducts(product, table) }
  }

  private mutating func addNumber(_ column: PortableColumn, _ table: PortableTable) {
    let missing = table.refusesMissing ? nil : Double(column.missingFeatures.first ?? 0)
    var added = Column(name: column.name, refusesMissing: table.refusesMissing)
    var field = column.name
    if column.isReversed {
      field = derive("\(column.name) reversed", .reversed(column.name, missing: missing))
    } else if column.origin != 0 {
      field = derive("\(column.name) less origin", .less(column.name, origin: column.origin, missing: missing))
    } else if column.hasIndicator, !table.refusesMissing {
      // The indicator has to see that it is missing.
      field = derive("\(column.name) filled", .copy(column.name, missing: missing))
    } else {
      added.replacement = missing
    }
    columns.append(added)
    valueFields.append(field)
    predictors.append(Predictor(field: field, category: nil, terms: [(column.firstFeature, 1)]))
    guard column.hasIndicator, !table.refusesMissing else { return }
    let indicator = derive("\(column.name) missing", .isMissing(column.name))
    predictors.append(
      Predictor(field: indicator, category: nil, terms: [(column.firstFeature + column.valueCount, 1)]))
  }

  private mutating func addCategories(_ column: PortableColumn, _ table: PortableTable) {
    let categories = column.categories ?? []
    columns.append(
      Column(
        name: column.name, categories: categories, refusesMissing: table.refusesMissing,
        refusesUnseen: table.refusesUnseen))
    valueFields.append(column.name)
    for (category, place) in zip(categories, column.featureOfCategory) {
      guard let place else { continue }
      predictors.append(
        Predictor(field: column.name, category: category, terms: [(column.firstFeature + place, 1)]))
    }
    guard !table.refusesMissing else { return }
    var terms: [(feature: Int, factor: Double)] = []
    for (place, mean) in column.missingFeatures.enumerated() where mean != 0 {
      terms.append((column.firstFeature + place, Double(mean)))
    }
    if column.hasIndicator { terms.append((column.firstFeature + column.valueCount, 1)) }
    guard !terms.isEmpty else { return }
    let field = derive("\(column.name) missing", .isMissing(column.name))
    predictors.append(Predictor(field: field, category: nil, terms: terms))
  }

  private mutating func addProducts(_ product: PortableInteraction, _ table: PortableTable) {
    let first = values(of: product.first, table)
    let second = product.first == product.second ? first : values(of: product.second, table)
    var feature = product.firstFeature
    for a in first {
      for b in second {
        let field = derive("\(a) * \(b)", .product(a, b))
        predictors.append(Predictor(field: field, category: nil, terms: [(feature, 1)]))
        feature += 1
      }
    }
  }

  /// The fields of a column's value features: one of a number, one for each category but the base.
  private mutating func values(of place: Int, _ table: PortableTable) -> [String] {
    let column = table.columns[place]
    guard let categories = column.categories else { return [valueFields[place]] }
    var fields: [String] = []
    for (category, feature) in zip(categories, column.featureOfCategory) {
      guard let feature else { continue }
      let missing = table.refusesMissing ? nil : Double(column.missingFeatures[feature])
      fields.append(
        derive("\(column.name)=\(category)", .isCategory(column.name, category, missing: missing)))
    }
    return fields
  }
}
