// The coefficients along a path of penalties as a table.

import SoftmaxData
package import SoftmaxRegression

/// CSV, because what reads it is R, pandas or a spreadsheet. A row for each class of each penalty; the numbers are those of
/// the models, written so that reading them gives the same Float32.
package enum CoefficientTable {
  /// The coefficients of penalties that were tried, in the user's units.
  package static func content(_ found: CoefficientPath, scores: [PenaltyScore], hasBias: Bool) -> [UInt8] {
    guard let model = found.models.first else { return [] }
    let terms = ModelStatistics.terms(of: model.input, hasIntercept: hasBias)
    let blend = scores.contains { $0.blend != nil } ? ["blend"] : []
    var bytes = Array(
      CSVLine.text(["penalty", "strength", "l1Penalty", "l2Penalty"] + blend + ["class"] + terms).utf8)
    for (model, score) in zip(found.models, scores) {
      let first =
        [score.family.name, "\(score.strength)", "\(score.l1Penalty)", "\(score.l2Penalty)"]
        + (score.blend.map { ["\($0)"] } ?? [])
      for (k, name) in model.layerClasses.names.enumerated() {
        let own = model.weights[k * model.featureCount..<(k + 1) * model.featureCount].map { "\($0)" }
        bytes += CSVLine.text(first + [name] + (hasBias ? ["\(model.bias[k])"] : []) + own).utf8
      }
    }
    return bytes
  }
}
