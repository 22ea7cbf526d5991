// One class's row of the linear layer, as explanations take it apart.

/// The weights and the bias of one class, in Float64.
///
/// The one place where explanations read the layer: what multiplies or moves a class's logit before probabilities are made
/// of it is to be applied here, to its weights and its bias.
struct LogitRow {
  let weights: [Double]
  let bias: Double

  init(ofClass k: Int, _ model: SoftmaxModel) {
    let count = model.featureCount
    weights = model.parameters.weights[k * count..<(k + 1) * count].map { Double($0) }
    bias = Double(model.parameters.bias[k])
  }
}
