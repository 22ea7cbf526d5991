// Predictions as a table for people.

import SoftmaxRegression

/// Aligned columns; printed as a whole, because the widths depend on all rows.
package struct PredictionTable: PredictionWriter {
  private let layout: PredictionLayout
  private var table: TextTable

  package init(_ layout: PredictionLayout) {
    self.layout = layout
    let left: Set<String> = ["true", "predicted", "set", "rejected"]
    table = TextTable(
      layout.titles.enumerated().map { place, title in
        let isText = place < layout.keyNames.count || left.contains(title) || title.hasPrefix("predicted_")
        return (title, isText ? .left : .right)
      })
  }

  package var header: String { "" }
  package var footer: String { table.text }

  package mutating func row(_ prediction: PredictedSample) -> String {
    table.add(
      layout.cells(prediction, list: { $0.joined(separator: ", ") }) {
        FixedDecimal(Double($0), places: 3).description
      })
    return ""
  }
}
