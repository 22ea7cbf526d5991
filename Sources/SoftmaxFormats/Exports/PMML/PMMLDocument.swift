// A document of PMML, as it is computed.

/// The regression model of a document, its names resolved.
struct PMMLDocument {
  /// A field of the data.
  struct Field {
    var name: String
    /// The values of a category; nil for numbers.
    var categories: [String: Int]?
    /// The values in their order.
    var values: [String] = []
    /// Whether an empty text is a missing cell.
    var emptyIsMissing = false
    /// Whether a missing cell is refused, and what it becomes where it is not.
    var refusesMissing = false
    var replacement: Double?
    /// What a category is that none of the values is: refused, or like no other.
    var refusesUnseen = true
    /// Whether the mining schema names it.
    var isActive = false
  }

  indirect enum Expression {
    case constant(Double)
    case field(Int, missing: Double?)
    case isCategory(Int, Int, missing: Double?)
    case isMissing(Int)
    case choice(Expression, Expression, Expression)
    case difference(Expression, Expression, missing: Double?)
    case product(Expression, Expression, missing: Double?)
  }

  /// A term of a table: a field's value, or whether it is one of its categories, times a coefficient.
  struct Term {
    var field: Int
    var category: Int?
    var coefficient: Double
  }

  struct Table {
    var intercept: Double
    var terms: [Term]
  }

  /// The data's fields; derived ones are counted behind them.
  var fields: [Field] = []
  var derived: [Expression] = []
  /// The place of the field that is the class.
  var label = 0
  /// The names of the outputs that hold the classes' probabilities, in the same order; nil where there are no outputs.
  var probabilities: [String]?
  /// For each class its table, in the order of the label's values.
  var tables: [Table] = []
}
