// A model in the operators of ai.onnx: for devices, browsers and accelerators.

import SoftmaxFiles
import SoftmaxRegression

/// Builds the graph: features, one Gemm, Softmax, and a Gather for the label's name.
///
/// A column of categories is a LabelEncoder, the only operator of ai.onnx.ml, and a Gather of rows: what the cell adds to each
/// logit, with a row for missing cells and one for categories that training did not have. Where those are refused the row is
/// NaN, and so are the probabilities.
struct ONNXOperatorsForm {
  let model: PortableModel
  let options: ExportOptions
  let type: ONNXElementType
  var builder = ONNXGraphBuilder(name: "softmax_regression", reserved: ONNXOutputs.all)

  init(_ model: PortableModel, _ options: ExportOptions) {
    (self.model, self.options) = (model, options)
    type = options.precision == .double ? .double : .float
  }

  /// The graph.
  mutating func graph() -> ONNXGraph {
    var refuses = false
    if let table = model.input.table {
      refuses = table.refusesMissing || (table.refusesUnseen && table.hasCategories)
      addLogits(of: table)
    } else {
      var features = builder.dense(model, type)
      if case .image(_, let maximum) = model.input, maximum != 1 {
        features = builder.node(
          "Div", [features, builder.constant("maximum", type, [], [maximum])], to: "intensities")
      }
      let weights = builder.constant("weights") {
        ONNXTensor($0, shape: [model.rowCount, model.featureCount], slice: model.weights[...])
      }
      let numbers = type == .double ? builder.cast(weights, to: .double, "exact_weights") : weights
      addGemm(features, numbers, to: ONNXOutputs.logits, isReserved: true)
    }
    addOutputs(refuses: refuses)
    return builder.graph
  }

  /// Features x weights^T + bias.
  @discardableResult
  mutating func addGemm(_ features: String, _ weights: String, to name: String, isReserved: Bool) -> String {
    let bias = builder.constant("bias", type, [model.rowCount], model.bias.map(Double.init))
    return builder.node(
      "Gemm", [features, weights, bias], to: name, isReserved: isReserved,
      [ONNXAttribute("transB", .integer(1))])
  }

  private mutating func addOutputs(refuses: Bool) {
    let (rows, classes) = (model.rowCount, model.classCount)
    let axis = [ONNXAttribute("axis", .integer(1))]
    // Of a row for each class in their order the logits decide, as in the model.
    var decides = ONNXOutputs.probabilities
    if model.mergesClasses {
      let layer = builder.node("Softmax", [ONNXOutputs.logits], to: "row_probabilities", axis)
      var members = [Double](repeating: 0, count: rows * classes)
      for (index, group) in model.groups.enumerated() {
        for row in group { members[row * classes + index] = 1 }
      }
      let matrix = builder.constant("rows_of_classes", type, [rows, classes], members)
      builder.node("MatMul", [layer, matrix], to: ONNXOutputs.probabilities, isReserved: true)
    } else {
      let order = model.groups.map { $0[0] }
      let isOrdered = order == Array(0..<rows)
      let layer = builder.node(
        "Softmax", [ONNXOutputs.logits], to: isOrdered ? ONNXOutputs.probabilities : "row_probabilities",
        isReserved: isOrdered, axis)
      if isOrdered {
        decides = ONNXOutputs.logits
      } else {
        let places = builder.constant("rows_of_classes", [classes], order)
        builder.node(
          "Gather", [layer, places], to: ONNXOutputs.probabilities, isReserved: true, axis)
      }
    }
    builder.output(
      ONNXOutputs.probabilities, type, [classes], documentation: "The probability of each class.")
    let best = builder.node(
      "ArgMax", [decides], to: "class_number", axis + [ONNXAttribute("keepdims", .integer(0))])
    let names = ONNXGraphBuilder.names(model, options)
    let constant =
      switch names {
      case .texts(let texts):
        builder.constant("class_names") { ONNXTensor($0, shape: [classes], texts: texts) }
      case .integers(let integers): builder.constant("class_numbers", [classes], integers)
      }
    let told = builder.node(
      "Gather", [constant, best], to: refuses ? "told_class" : ONNXOutputs.label, isReserved: !refuses,
      [ONNXAttribute("axis", .integer(0))])
    builder.label(told, of: names, refusing: refuses)
    builder.output(
      ONNXOutputs.logits, type, [rows],
      documentation: "The numbers whose softmax the probabilities are\(model.mergesClasses ? ", by rows" : "")."
    )
  }
}
