// Predictions as CSV.

/// RFC 4180, with a header line.
struct PredictionCSV: PredictionWriter {
  private let layout: PredictionLayout

  init(_ layout: PredictionLayout) {
    self.layout = layout
  }

  var header: String { Self.line(layout.titles) }
  var footer: String { "" }

  func row(_ prediction: Prediction) -> String {
    Self.line(layout.cells(prediction) { "\($0)" })
  }

  private static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
