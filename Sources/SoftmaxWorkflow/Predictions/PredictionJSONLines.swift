// Predictions as a JSON object a line.

/// One JSON object a line.
package struct PredictionJSONLines: PredictionWriter {
  private let layout: PredictionLayout

  package init(_ layout: PredictionLayout) {
    self.layout = layout
  }

  struct Row: Encodable {
    struct Candidate: Encodable {
      let name: String
      let probability: Float
    }

    let index: Int
    let `true`: String?
    /// Null where it is rejected.
    let predicted: Nullable<String>
    let probability: Float
    let top: [Candidate]?
    let probabilities: [String: Float]?
    let keep: [String: String]?
    let rejected: Bool?
    let set: [String]?

    init(_ prediction: PredictedSample, _ layout: PredictionLayout) {
      let ranked = prediction.top(layout.topCount).map {
        Candidate(name: layout.classNames[$0], probability: prediction.probabilities[$0])
      }
      index = prediction.index
      `true` = prediction.trueName
      rejected = layout.isRejected(prediction)
      set = layout.set(of: prediction)
      predicted = Nullable(rejected == true ? nil : ranked[0].name)
      probability = ranked[0].probability
      top = layout.topCount > 1 ? ranked : nil
      probabilities =
        layout.showsAll
        ? Dictionary(
          uniqueKeysWithValues: Swift.zip(layout.classNames, prediction.probabilities)) : nil
      keep =
        layout.keyNames.isEmpty
        ? nil : Dictionary(uniqueKeysWithValues: Swift.zip(layout.keyNames, prediction.keys))
    }
  }

  package var header: String { "" }
  package var footer: String { "" }

  package func row(_ prediction: PredictedSample) throws -> String {
    try JSONText.text(Row(prediction, layout)) + "\n"
  }
}
