// One row of the linear layer, as explanations take it apart.

import SoftmaxKernels

/// The weights and the bias of one of the layer's classes, in Float64, with what the model's outputs do to its logit: the
/// one place where explanations read the layer.
struct LogitRow {
  let weights: [Double]
  let bias: Double
  /// What the sample's offset is multiplied by, as everything in the logit is.
  let scale: Double

  /// Row `k` of the layer; `map` is what becomes of its logits, nil: nothing.
  init(_ k: Int, of model: SoftmaxModel, _ map: OutputMap?) {
    let count = model.featureCount
    let scale = map.map { Double($0.scales[k]) } ?? 1
    self.scale = scale
    weights = model.parameters.weights[k * count..<(k + 1) * count].map { scale * Double($0) }
    bias = scale * Double(model.parameters.bias[k]) + (map.map { Double($0.shifts[k]) } ?? 0)
  }

  /// The logit of a sample.
  func logit(of values: [Double], offset: Double) -> Double {
    var sum = bias + scale * offset
    for j in values.indices { sum += weights[j] * values[j] }
    return sum
  }
}
