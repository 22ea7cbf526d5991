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
    bias = Self.bias(k, of: model, map)
  }

  /// The weight of one feature in row `k`.
  static func weight(_ k: Int, _ feature: Int, of model: SoftmaxModel, _ map: OutputMap?) -> Double {
    (map.map { Double($0.scales[k]) } ?? 1) * Double(model.parameters.weights[k * model.featureCount + feature])
  }

  /// The bias of row `k`.
  static func bias(_ k: Int, of model: SoftmaxModel, _ map: OutputMap?) -> Double {
    let bias = Double(model.parameters.bias[k])
    return map.map { Double($0.scales[k]) * bias + Double($0.shifts[k]) } ?? bias
  }

  /// The logit of a sample.
  func logit(of values: [Double], offset: Double) -> Double {
    var sum = bias + scale * offset
    for j in values.indices { sum += weights[j] * values[j] }
    return sum
  }
}
