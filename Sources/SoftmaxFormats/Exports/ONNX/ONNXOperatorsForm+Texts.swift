// Columns of texts in the operators of ai.onnx: from counts to logits.

import SoftmaxRegression
import SoftmaxText

extension ONNXOperatorsForm {
  /// What the counts of a column's words add to the logits.
  ///
  /// - Parameters:
  ///   - text: What the counts become.
  ///   - column: The column.
  ///   - counts: The input [N, words].
  /// - Returns: A value [N, rows].
  mutating func addText(_ text: TextFeatures, of column: PortableColumn, _ counts: String) -> String {
    let weights = text.weights
    var values = counts
    if weights.isBinary {
      let isAbsent = builder.node("Equal", [values, number(0)], to: "is_absent")
      values = builder.node("Where", [isAbsent, number(0), number(1)], to: "is_there")
    } else if weights.isSublinear {
      let isThere = builder.node("Greater", [values, number(0)], to: "is_counted")
      let filled = builder.node("Where", [isThere, values, number(1)], to: "counts_above_0")
      let logarithms = builder.node("Log", [filled], to: "logarithms")
      let sums = builder.node("Add", [logarithms, number(1)], to: "logarithms_and_1")
      values = builder.node("Where", [isThere, sums, number(0)], to: "sublinear")
    }
    if let rarities = text.rarities {
      let factors = builder.constant("rarities", type, [1, rarities.count], rarities)
      values = builder.node("Mul", [values, factors], to: "rare_counts")
    }
    if let length = addLength(of: values, weights.norm) {
      // A text without words has no length.
      let isEmpty = builder.node("Equal", [length, number(0)], to: "is_empty")
      let divisor = builder.node("Where", [isEmpty, number(1), length], to: "divisor")
      values = builder.node("Div", [values, divisor], to: "words")
    }
    let width = model.featureCount
    let slice = (0..<model.rowCount).flatMap { row in
      model.weights[row * width + column.firstFeature..<row * width + column.firstFeature + column.valueCount]
    }
    let matrix = builder.constant("weights_of_words") {
      ONNXTensor($0, shape: [model.rowCount, column.valueCount], slice: slice[...])
    }
    let numbers = type == .double ? builder.cast(matrix, to: .double, "exact_weights_of_words") : matrix
    return builder.node("Gemm", [values, numbers], to: "by_words", [ONNXAttribute("transB", .integer(1))])
  }

  /// The length of each row [N, 1]; nil where rows are not divided by it.
  private mutating func addLength(of values: String, _ norm: TermWeights.Norm) -> String? {
    let parts: String
    switch norm {
    case .none: return nil
    case .l1: parts = builder.node("Abs", [values], to: "magnitudes")
    case .l2: parts = builder.node("Mul", [values, values], to: "squares")
    }
    let sums = builder.node("ReduceSum", [parts, builder.constant("along_words", [1], [1])], to: "sums")
    return norm == .l2 ? builder.node("Sqrt", [sums], to: "lengths") : sums
  }

  private mutating func number(_ value: Double) -> String {
    builder.constant(value == 0 ? "zero" : "one", type, [], [value])
  }
}
