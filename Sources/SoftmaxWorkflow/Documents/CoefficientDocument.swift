// A model's coefficients as JSON and as CSV.

import SoftmaxData
import SoftmaxRegression

/// One coefficient as `softmax inspect --coefficients --json` writes it.
public struct CoefficientDocument: Encodable, Sendable {
  let `class`: String
  let feature: String
  let kind: String
  let column: String?
  let category: String?
  /// Row, column and, where there are several, channel.
  let pixel: [Int]?
  let coefficient: Double
  let contrast: Double
  let standardDeviation: Nullable<Double>
  let standardized: Nullable<Double>
  let estimate: Double?
  let standardError: Double?
  let z: Nullable<Double>?
  let pValue: Double?
  let interval: [Double]?
  let oddsRatio: Nullable<Double>?
  let oddsRatioInterval: [Nullable<Double>]?

  init(_ entry: CoefficientList.Entry) {
    `class` = entry.className
    feature = entry.feature
    kind = entry.source.kind.rawValue
    column = entry.source.column
    category = entry.source.category
    pixel = entry.source.pixel
    coefficient = Double(entry.weight)
    contrast = entry.contrast
    standardDeviation = Nullable(entry.standardDeviation)
    standardized = Nullable(entry.standardized)
    let statistics = entry.statistics
    estimate = statistics?.estimate
    standardError = statistics?.standardError
    z = statistics.map { Nullable(finite: $0.z) }
    pValue = statistics?.pValue
    interval = statistics.map { [$0.interval.lowerBound, $0.interval.upperBound] }
    oddsRatio = statistics.map { Nullable(finite: $0.oddsRatio) }
    oddsRatioInterval = statistics.map {
      [Nullable(finite: $0.oddsRatioInterval.lowerBound), Nullable(finite: $0.oddsRatioInterval.upperBound)]
    }
  }
}

/// CSV with a row for each class and feature. Reading a coefficient gives the model's Float32 again.
struct CoefficientCSV {
  let list: CoefficientList

  /// So many rows are written at once.
  private static let batchCount = 1024

  /// Gives the lines in pieces, the header first, until `write` says that nobody reads on.
  func write(_ write: (String) throws -> Bool) rethrows {
    var text = CSVLine.text(titles)
    var count = 0
    for entry in list.entries {
      text += CSVLine.text(cells(entry))
      count += 1
      if count == Self.batchCount {
        guard try write(text) else { return }
        (text, count) = ("", 0)
      }
    }
    if !text.isEmpty { _ = try write(text) }
  }

  private var placeTitles: [String] {
    switch list.sourceKind {
    case .feature: []
    case .pixel: ["pixelRow", "pixelColumn"] + (list.hasChannels ? ["channel"] : [])
    default: ["column", "category"]
    }
  }

  private var titles: [String] {
    ["class", "feature", "kind"] + placeTitles
      + ["coefficient", "contrast", "standardDeviation", "standardized"]
      + (list.hasStatistics
        ? [
          "estimate", "standardError", "z", "pValue", "low", "high", "oddsRatio", "oddsRatioLow",
          "oddsRatioHigh",
        ] : [])
  }

  private func cells(_ entry: CoefficientList.Entry) -> [String] {
    var cells = [entry.className, entry.feature, entry.source.kind.rawValue]
    if list.sourceKind == .pixel {
      cells += placeTitles.indices.map { place in entry.source.pixel.map { "\($0[place])" } ?? "" }
    } else if list.sourceKind != .feature {
      cells += [entry.source.column ?? "", entry.source.category ?? ""]
    }
    cells += ["\(entry.weight)", "\(entry.contrast)"]
    cells += [entry.standardDeviation, entry.standardized].map { $0.map { "\($0)" } ?? "" }
    guard list.hasStatistics else { return cells }
    guard let own = entry.statistics else { return cells + [String](repeating: "", count: 9) }
    return cells
      + [
        own.estimate, own.standardError, own.z, own.pValue, own.interval.lowerBound, own.interval.upperBound,
        own.oddsRatio, own.oddsRatioInterval.lowerBound, own.oddsRatioInterval.upperBound,
      ].map { "\($0)" }
  }
}
