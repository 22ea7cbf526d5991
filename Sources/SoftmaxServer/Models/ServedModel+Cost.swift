// How long a request takes, about.

import SoftmaxRegression

extension ServedModel {
  /// Whether a request is answered in well under a millisecond, so that others can wait for it.
  package func isQuick(_ request: InferenceRequest) -> Bool {
    let rows = request.inputs.map { $0.shape.first ?? 1 }.max() ?? 0
    // An explanation computes in Float64 and looks at all pairs of its row.
    let isExplained = request.outputs?.contains { $0.name == OutputName.contrast.rawValue } ?? false
    let products = Double(rows) * Double(model.weights.count) * (isExplained ? 32 : 1)
    return products <= 1e6
  }
}
