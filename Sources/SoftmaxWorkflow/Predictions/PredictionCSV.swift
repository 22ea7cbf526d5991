// Predictions as CSV.

import SoftmaxData

/// RFC 4180, with a header line.
package struct PredictionCSV: PredictionWriter {
  private let layout: PredictionLayout
  private let isSafe: Bool

  /// `isSafe`: whether cells are kept from being run by a spreadsheet.
  package init(_ layout: PredictionLayout, isSafe: Bool) {
    self.layout = layout
    self.isSafe = isSafe
  }

  package var header: String { CSVLine.text(layout.titles, isSafe: isSafe) }
  package var footer: String { "" }

  package func row(_ prediction: PredictedSample) -> String {
    CSVLine.text(layout.cells(prediction, list: Self.list) { "\($0)" }, isSafe: isSafe)
  }

  /// Names with semicolons between them; one that has a semicolon or a quotation mark stands in quotation marks, doubled
  /// within.
  package static func list(_ names: [String]) -> String {
    names.map { name in
      name.contains(";") || name.contains("\"")
        ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
    }.joined(separator: ";")
  }
}
