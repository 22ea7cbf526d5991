// What scikit-learn, statsmodels and SciPy say of made predictions: Tests/Fixtures/metrics.py makes the file.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

/// Predictions with their figures.
struct MetricGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Class: Decodable, Sendable {
    let precision: Double
    let recall: Double
    let f1: Double
    let support: Double
    let rocAuc: Double?
    let averagePrecision: Double?
    let calibrationError: Double?
  }

  let name: String
  let classCount: Int
  let topK: Int
  let probabilities: [Float]
  let classIndices: [UInt32]
  let weights: [Double]?
  /// By a metric's stable name; nil where scikit-learn has none.
  let scores: [String: Double?]
  let classes: [Class]

  var testDescription: String { name }

  /// These predictions, added in batches of so many samples.
  func metrics(batch: Int = .max) throws -> ClassificationMetrics {
    var metrics = try ClassificationMetrics(classCount: classCount, topK: topK)
    for first in stride(from: 0, to: classIndices.count, by: min(batch, classIndices.count)) {
      let rows = first..<min(first + min(batch, classIndices.count), classIndices.count)
      try metrics.add(
        probabilities: Array(probabilities[rows.lowerBound * classCount..<rows.upperBound * classCount]),
        classIndices: Array(classIndices[rows]), weights: weights.map { Array($0[rows]) })
    }
    return metrics
  }

  struct McNemar: Decodable, Sendable {
    let counts: [Int]
    let exact: Bool
    let statistic: Double?
    let pValue: Double
  }

  struct Bootstrap: Decodable, Sendable {
    let probabilities: [Float]
    let others: [Float]
    let classIndices: [UInt32]
    let confidence: Double
    let intervals: [String: [Double]]
  }

  struct Percentiles: Decodable, Sendable {
    let values: [Double]
    let low: Double
    let high: Double
  }

  struct Document: Decodable, Sendable {
    let cases: [MetricGolden]
    let mcNemar: [McNemar]
    let bootstrap: Bootstrap
    let percentiles: Percentiles
  }

  static let document = GoldenFile("metrics.json").required(as: Document.self)
}
