// Predictions as one JSON document.

import SoftmaxWorkflow

/// One JSON document, written row by row so that it need not fit into memory.
struct PredictionJSON: PredictionWriter {
  private let rows: PredictionJSONLines
  private let model: String
  private let data: String
  private let layout: PredictionLayout
  private var count = 0

  init(_ layout: PredictionLayout, model: String, data: String) {
    self.rows = PredictionJSONLines(layout)
    self.layout = layout
    self.model = model
    self.data = data
  }

  var header: String {
    func text(_ value: some Encodable) -> String { (try? JSONOutput.text(value)) ?? "null" }
    return
      "{\"classes\":\(text(layout.classNames)),\"data\":\(text(data)),\"model\":\(text(model)),\"predictions\":["
  }
  // Below the predictions, because only then their number is known.
  var footer: String { "\n],\"sampleCount\":\(count)}\n" }

  mutating func row(_ prediction: PredictedSample) throws -> String {
    defer { count += 1 }
    return (count == 0 ? "\n" : ",\n") + String(try rows.row(prediction).dropLast())
  }
}
