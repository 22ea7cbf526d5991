// Predictions as CSV.

import SoftmaxData
import SoftmaxWorkflow

/// RFC 4180, with a header line.
struct PredictionCSV: PredictionWriter {
  private let layout: PredictionLayout
  private let isSafe: Bool

  /// `isSafe`: whether cells are kept from being run by a spreadsheet.
  init(_ layout: PredictionLayout, isSafe: Bool) {
    self.layout = layout
    self.isSafe = isSafe
  }

  var header: String { CSVLine.text(layout.titles, isSafe: isSafe) }
  var footer: String { "" }

  func row(_ prediction: PredictedSample) -> String {
    CSVLine.text(layout.cells(prediction) { "\($0)" }, isSafe: isSafe)
  }
}
