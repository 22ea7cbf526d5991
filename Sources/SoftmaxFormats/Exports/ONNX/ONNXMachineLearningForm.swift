// A model in the operators of ai.onnx.ml: for tools that know a linear classifier.

import SoftmaxFiles
import SoftmaxRegression

/// Builds the graph: Imputer, OneHotEncoder and LinearClassifier, as tools of machine learning write them.
///
/// A missing category is a category of its own, the empty text, whose weights are what it adds to the logits. Where missing
/// cells are refused all probabilities are NaN; where categories are that training did not have, running the graph fails.
struct ONNXMachineLearningForm {
  let model: PortableModel
  let options: ExportOptions
  private var builder = ONNXGraphBuilder(name: "softmax_regression", reserved: ONNXOutputs.all)
  /// The features' columns of weights, [rows] each.
  private var weights: [[Float]] = []
  private var bias: [Double]
  private var refuses = false

  /// The most categories of a table in this form, because each becomes a number of every sample.
  static let mostCategories = 4096

  init(_ model: PortableModel, _ options: ExportOptions) {
    (self.model, self.options) = (model, options)
    bias = model.bias.map(Double.init)
  }

  /// The graph.
  mutating func graph() -> ONNXGraph {
    if let table = model.input.table {
      let features = features(of: table)
      let rows = (0..<model.rowCount).flatMap { row in weights.map { $0[row] } }
      addClassifier(features, rows[...])
    } else {
      var features = builder.dense(model, .float)
      if case .image(_, let maximum) = model.input, maximum != 1 {
        // A Scaler would multiply by 1 / maximum, which Float32 does not have exactly.
        features = builder.node(
          "Div", [features, builder.constant("maximum", .float, [], [maximum])], to: "intensities")
      }
      addClassifier(features, model.weights[...])
    }
    return builder.graph
  }

  private mutating func addClassifier(_ features: String, _ coefficients: ArraySlice<Float>) {
    // Without merged classes each has one row, which may be another than its number.
    let order = model.groups.map { $0[0] }
    let isOrdered = order == Array(0..<model.rowCount)
    let width = coefficients.count / model.rowCount
    let sorted =
      isOrdered ? coefficients : order.flatMap { coefficients[$0 * width..<($0 + 1) * width] }[...]
    let names = ONNXGraphBuilder.names(model, options)
    let labels: ONNXAttribute =
      switch names {
      case .texts(let texts): ONNXAttribute("classlabels_strings", .texts(texts))
      case .integers(let integers): ONNXAttribute("classlabels_ints", .integers(integers))
      }
    let told = refuses ? builder.unique("told_class") : ONNXOutputs.label
    builder.append(
      "LinearClassifier", [features], [told, ONNXOutputs.probabilities],
      [
        ONNXAttribute("coefficients", .floats(sorted)),
        ONNXAttribute("intercepts", .floats(order.map { Float(bias[$0]) }[...])), labels,
        ONNXAttribute("multi_class", .integer(1)), ONNXAttribute("post_transform", .text("SOFTMAX")),
      ], domain: ONNXNode.machineLearning)
    builder.output(
      ONNXOutputs.probabilities, .float, [model.classCount], documentation: "The probability of each class.")
    builder.label(told, of: names, refusing: refuses)
  }

  // MARK: Tables

  private mutating func features(of table: PortableTable) -> String {
    let cells = builder.cells(of: table, .float)
    var parts: [String] = []
    if let numbers = cells.numbers { addNumbers(numbers, cells, table, to: &parts) }
    for (place, column) in table.columns.enumerated() where column.categories != nil {
      addCategories(of: column, cells.inputs[place], table, to: &parts)
    }
    return builder.joined(parts, "features")
  }

  private func column(_ feature: Int) -> [Float] {
    (0..<model.rowCount).map { model.weights[$0 * model.featureCount + feature] }
  }

  private mutating func addNumbers(
    _ numbers: String, _ cells: ONNXCells, _ table: PortableTable, to parts: inout [String]
  ) {
    let columns = cells.order.map { table.columns[$0] }
    for one in columns {
      let own = column(one.firstFeature)
      // 1 - value: the weight's sign changes, and the bias takes the 1.
      weights.append(one.isReversed ? own.map { -$0 } : own)
      if one.isReversed { for row in bias.indices { bias[row] += Double(own[row]) } }
    }
    refuses = refuses || table.refusesMissing
    guard !table.refusesMissing else { return parts.append(numbers) }
    let values = columns.map { one in
      let value = one.missingFeatures.first ?? 0
      return one.isReversed ? 1 - value : value
    }
    parts.append(
      builder.node(
        "Imputer", [numbers], to: "filled",
        [
          ONNXAttribute("imputed_value_floats", .floats(values[...])),
          ONNXAttribute("replaced_value_float", .float(.nan)),
        ], domain: ONNXNode.machineLearning))
    let marked = columns.indices.filter { columns[$0].hasIndicator }
    guard !marked.isEmpty else { return }
    let missing = builder.node("IsNaN", [builder.columns(marked, of: numbers, "marked")], to: "is_missing")
    parts.append(builder.cast(missing, to: .float, "indicators"))
    for place in marked { weights.append(column(columns[place].firstFeature + 1)) }
  }

  private mutating func addCategories(
    of column: PortableColumn, _ input: String, _ table: PortableTable, to parts: inout [String]
  ) {
    var names = column.categories ?? []
    let none = [Float](repeating: 0, count: model.rowCount)
    for place in column.featureOfCategory {
      weights.append(place.map { self.column(column.firstFeature + $0) } ?? none)
    }
    if !table.refusesMissing {
      names.append("")
      var sums = [Double](repeating: 0, count: model.rowCount)
      for (place, value) in column.missingFeatures.enumerated() {
        for (row, weight) in self.column(column.firstFeature + place).enumerated() {
          sums[row] += Double(value) * Double(weight)
        }
      }
      if column.hasIndicator {
        for (row, weight) in self.column(column.firstFeature + column.valueCount).enumerated() {
          sums[row] += Double(weight)
        }
      }
      weights.append(sums.map { Float($0) })
    }
    let encoded = builder.node(
      "OneHotEncoder", [input], to: "encoded",
      [
        ONNXAttribute("cats_strings", .texts(names)),
        ONNXAttribute("zeros", .integer(table.refusesUnseen ? 0 : 1)),
      ], domain: ONNXNode.machineLearning)
    let shape = builder.constant("row_shape", [2], [-1, names.count])
    parts.append(builder.node("Reshape", [encoded, shape], to: "categories"))
    // An empty text would be an unseen category, which passes: it becomes NaN, whose product with 0 is NaN too.
    guard table.refusesMissing, !table.refusesUnseen else { return }
    refuses = true
    parts.append(
      builder.node(
        "LabelEncoder", [input], to: "refusal",
        [
          ONNXAttribute("keys_strings", .texts([""])), ONNXAttribute("values_floats", .floats([.nan])),
          ONNXAttribute("default_float", .float(0)),
        ], domain: ONNXNode.machineLearning))
    weights.append(none)
  }
}
