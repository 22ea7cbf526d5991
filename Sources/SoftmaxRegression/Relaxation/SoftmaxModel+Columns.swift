// A model's features: which of them count, a model of some of them, and back.

extension SoftmaxModel {
  /// The features with a weight other than 0 for one class at least, in order. Complexity: O(weights).
  package var usedFeatures: [Int] {
    (0..<featureCount).filter { j in
      (0..<parameters.classCount).contains { weights[$0 * featureCount + j] != 0 }
    }
  }

  /// The model of these features alone: the same for samples whose others are 0.
  package func keeping(_ columns: [Int]) -> SoftmaxModel {
    guard columns.count < featureCount else { return self }
    let own = (0..<parameters.classCount).flatMap { k in columns.map { weights[k * featureCount + $0] } }
    return SoftmaxModel(
      parameters: Parameters(weights: own, bias: bias), classes: layerClasses, input: input.keeping(columns),
      needsOffsets: needsOffsets, outputs: outputs)
  }

  /// The model of samples that have more features, of which these are `columns`: the others' weights are 0.
  func spread(over columns: [Int], of input: InputDescription) -> SoftmaxModel {
    guard columns.count < input.featureCount else { return self }
    var whole = [Float](repeating: 0, count: parameters.classCount * input.featureCount)
    for k in 0..<parameters.classCount {
      for (c, column) in columns.enumerated() {
        whole[k * input.featureCount + column] = weights[k * featureCount + c]
      }
    }
    return SoftmaxModel(
      parameters: Parameters(weights: whole, bias: bias), classes: layerClasses, input: input,
      needsOffsets: needsOffsets, outputs: outputs)
  }
}
