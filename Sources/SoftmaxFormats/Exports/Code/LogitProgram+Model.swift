// A model's program.

import SoftmaxRegression
import SoftmaxText

extension LogitProgram {
  /// The program of a model. What several weights add up to is added in Float64 and rounded to Float32 once.
  init(_ model: PortableModel) {
    classNames = model.classNames
    var classOfRow = [Int](repeating: 0, count: model.rowCount)
    for (place, rows) in model.groups.enumerated() {
      for row in rows { classOfRow[row] = place }
    }
    self.classOfRow = classOfRow
    bias = model.bias
    switch model.input {
    case .image(_, let maximum):
      input = .picture(maximum: maximum)
      blocks = Self.transposed(model)
    case .vector(let count, let origins):
      input = .vector(origins: origins ?? [Double](repeating: 0, count: count))
      blocks = Self.transposed(model)
    case .table(let table):
      var maker = BlockMaker(model)
      var terms: [Term] = []
      for (place, column) in table.columns.enumerated() {
        terms.append(Term(first: place, second: Term.alone))
        maker.append(column)
        if column.hasIndicator, column.isNumber {
          terms.append(Term(first: place, second: Term.indicator))
          maker.append([(column.firstFeature + column.valueCount, 1)])
        }
      }
      for product in table.interactions {
        terms.append(Term(first: product.first, second: product.second))
        maker.append(product, table)
      }
      blocks = maker.blocks
      input = .table(
        Table(
          columns: table.columns.map(Column.init), terms: terms, refusesMissing: table.refusesMissing,
          refusesUnseen: table.refusesUnseen))
    }
  }

  /// The weights, those of one feature beside each other.
  private static func transposed(_ model: PortableModel) -> [Float] {
    let (rows, width) = (model.rowCount, model.featureCount)
    var blocks = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      for (place, weight) in model.weights(ofRow: row).enumerated() { blocks[place * rows + row] = weight }
    }
    return blocks
  }
}

extension LogitProgram.Column {
  fileprivate init(_ column: PortableColumn) {
    name = column.name
    origin = column.origin
    categories = column.categories ?? []
    text = column.text
    if !column.isNumber {
      (kind, mean) = (column.text == nil ? .category : .text, 0)
    } else {
      kind = column.isReversed ? .reversedBoolean : column.isBoolean ? .boolean : .number
      mean = column.missingFeatures.first ?? 0
    }
  }
}

/// Makes blocks of a model's weights.
private struct BlockMaker {
  private let model: PortableModel
  private(set) var blocks: [Float] = []

  /// Features with the values that they have.
  typealias Values = [(feature: Int, value: Float)]

  init(_ model: PortableModel) { self.model = model }

  /// Adds the sum of the weights of features times their values.
  mutating func append(_ values: Values) {
    let width = model.featureCount
    for row in 0..<model.rowCount {
      var sum = 0.0
      for (feature, value) in values { sum += Double(value) * Double(model.weights[row * width + feature]) }
      blocks.append(Float(sum))
    }
  }

  /// Adds the blocks of a column alone.
  mutating func append(_ column: PortableColumn) {
    let indicator: Values =
      column.hasIndicator && column.categories != nil
      ? [(column.firstFeature + column.valueCount, Float(1))] : []
    for (place, values) in Self.choices(of: column).enumerated() {
      let isMissing = place == column.categories?.count
      append(values.map { (column.firstFeature + $0.feature, $0.value) } + (isMissing ? indicator : []))
    }
  }

  /// Adds the blocks of a product.
  mutating func append(_ product: PortableInteraction, _ table: PortableTable) {
    let (a, b) = (table.columns[product.first], table.columns[product.second])
    let others = Self.choices(of: b)
    for first in Self.choices(of: a) {
      for second in others {
        append(
          first.flatMap { one in
            second.map {
              (product.firstFeature + one.feature * b.valueCount + $0.feature, one.value * $0.value)
            }
          })
      }
    }
  }

  /// For each block of a column the values of its features, without the indicator; a number's own is a factor.
  private static func choices(of column: PortableColumn) -> [Values] {
    if let text = column.text { return (0..<text.columnCount).map { [($0, Float(1))] } }
    guard column.categories != nil else { return [[(0, Float(1))]] }
    let known = column.featureOfCategory.map { place -> Values in place.map { [($0, Float(1))] } ?? [] }
    let missing = column.missingFeatures.enumerated().filter { $0.element != 0 }
    let ofMissing: Values = missing.map { ($0.offset, $0.element) }
    return known + [ofMissing, []]
  }
}
