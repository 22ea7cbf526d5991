// A sample's features as a person reads them: a picture's bytes, or the cells of a row.

import Foundation
import SoftmaxRegression

/// Turns features back into cells.
struct SampleTexts {
  let preparation: Preparation?
  let input: InputDescription

  /// The cells of a sample, by the names of the table's own columns.
  func cells(of features: Features, sample: Int) -> [(name: String, text: String)] {
    let row = features.row(sample)
    guard let preparation, preparation.featureCount == row.count else {
      return row.indices.map { place in
        (
          name(of: place),
          Self.number(Double(row[place]), exactly: row[place], origin: input.origins?[place] ?? 0)
        )
      }
    }
    var cells: [(name: String, text: String)] = []
    var place = 0
    for column in preparation.columns {
      let own = Array(row[place..<place + column.featureCount])
      place += column.featureCount
      cells.append((column.column.name, Self.cell(column, own)))
    }
    return Self.withDates(cells, preparation)
  }

  /// What a feature of a vector is called.
  func name(of place: Int) -> String { input.featureNames?[place] ?? "\(place + 1)" }

  private static func cell(_ column: PreparedColumn, _ values: [Float]) -> String {
    if column.hasIndicator, values.last == 1 { return "" }
    switch column.column.kind {
    case .number(let origin): return number(Double(values[0]), exactly: values[0], origin: origin)
    case .boolean:
      guard values[0] == 0 || values[0] == 1 else { return "" }
      return (values[0] == 1) != column.isReversed ? PreparedColumn.trueName : PreparedColumn.falseName
    case .category(let names):
      let shown = names.filter { $0 != column.base }
      // Shares of all of them are a cell that was missing.
      if let place = values.prefix(shown.count).firstIndex(of: 1) { return shown[place] }
      return column.base ?? ""
    // Its words do not make it again.
    case .text: return ""
    }
  }

  /// A column of dates has its date in place of its parts.
  private static func withDates(
    _ cells: [(name: String, text: String)], _ preparation: Preparation
  ) -> [(name: String, text: String)] {
    let parts = Dictionary(
      preparation.columns.compactMap { column in column.column.date.map { (column.column.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    return cells.compactMap { cell in
      guard let part = parts[cell.name] else { return cell }
      guard part.part == .days, let days = Double(cell.text), abs(days) < 1e7 else { return nil }
      let date = Date(timeIntervalSince1970: (days * 86400).rounded())
      let text = date.formatted(
        .iso8601.timeZone(separator: .omitted).dateSeparator(.dash).timeSeparator(.colon))
      return (part.column, text.hasSuffix("Z") ? String(text.dropLast()) : text)
    }
  }

  /// A number as Float32 keeps it, in the column's own units.
  static func number(_ value: Double, exactly float: Float, origin: Double) -> String {
    let number = value + origin
    if let whole = Int(exactly: number) { return "\(whole)" }
    return origin == 0 ? "\(float)" : "\(number)"
  }

  /// The bytes of a picture, row by row.
  static func picture(_ features: Features, sample: Int) -> String {
    Data(features.row(sample).map { UInt8(max(0, min(255, (Double($0) * 255).rounded()))) })
      .base64EncodedString()
  }
}
