// SciPy's scalings and NumPy's frequencies of made logits: Tests/Fixtures/calibration.py makes the file.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

struct CalibrationGolden: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let classCount: Int
    /// [samples x classes].
    let logits: [Float]
    let labels: [UInt32]
    let weights: [Double]?
    let inverseTemperature: Double
    let scales: [Double]
    let shifts: [Double]
    let logLossBefore: Double
    let logLossAfter: Double
    let brierBefore: Double
    let trainingShares: [Double]
    let shares: [Double]

    var testDescription: String { name }

    var data: Dataset {
      get throws {
        let plain = try Dataset(
          features: Features(logits, input: .vector(featureCount: classCount)), classIndices: labels,
          classes: MadeOutputs.classes(classCount))
        return try weights.map { try plain.weighted(by: $0) } ?? plain
      }
    }
  }

  let cases: [Case]

  static let made = GoldenFile("calibration.json").required(as: CalibrationGolden.self)
}

/// Models whose logits are their features, and what is done with them.
enum MadeOutputs {
  static func classes(_ count: Int) throws -> ClassVocabulary {
    try ClassVocabulary(names: (0..<count).map { "c\($0)" })
  }

  /// The identity of so many classes.
  static func model(_ count: Int) throws -> SoftmaxModel {
    SoftmaxModel(
      parameters: Parameters(
        weights: (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 },
        bias: [Float](repeating: 0, count: count)),
      classes: try classes(count), input: .vector(featureCount: count))
  }
}
