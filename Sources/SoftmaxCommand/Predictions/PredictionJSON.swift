// Predictions as one JSON document.

/// One JSON document, written row by row so that it need not fit into memory.
struct PredictionJSON: PredictionWriter {
  private let rows: PredictionJSONLines
  private let model: String
  private let data: String
  private let count: Int
  private let layout: PredictionLayout
  private var isFirst = true

  init(_ layout: PredictionLayout, model: String, data: String, count: Int) {
    self.rows = PredictionJSONLines(layout)
    self.layout = layout
    self.model = model
    self.data = data
    self.count = count
  }

  var header: String {
    func text(_ value: some Encodable) -> String { (try? JSONOutput.text(value)) ?? "null" }
    return
      "{\"classes\":\(text(layout.classNames)),\"data\":\(text(data)),\"model\":\(text(model)),"
      + "\"sampleCount\":\(count),\"predictions\":["
  }
  var footer: String { "\n]}\n" }

  mutating func row(_ prediction: Prediction) throws -> String {
    defer { isFirst = false }
    return (isFirst ? "\n" : ",\n") + String(try rows.row(prediction).dropLast())
  }
}
