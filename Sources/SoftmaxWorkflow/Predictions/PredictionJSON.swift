// Predictions as one JSON document.

/// One JSON document, written row by row so that it need not fit into memory.
package struct PredictionJSON: PredictionWriter {
  private let lines: PredictionJSONLines
  private let model: String
  private let data: String
  private let layout: PredictionLayout
  private var count = 0

  package init(_ layout: PredictionLayout, model: String, data: String) {
    self.lines = PredictionJSONLines(layout)
    self.layout = layout
    self.model = model
    self.data = data
  }

  package var header: String {
    func text(_ value: some Encodable) -> String { (try? JSONText.text(value)) ?? "null" }
    return
      "{\"classes\":\(text(layout.classNames)),\"data\":\(text(data)),\"model\":\(text(model)),\"predictions\":["
  }
  // Below the predictions, because only then their number is known.
  package var footer: String { "\n],\"sampleCount\":\(count)}\n" }

  package mutating func row(_ prediction: PredictedSample) throws -> String {
    defer { count += 1 }
    return (count == 0 ? "\n" : ",\n") + String(try lines.row(prediction).dropLast())
  }
}
