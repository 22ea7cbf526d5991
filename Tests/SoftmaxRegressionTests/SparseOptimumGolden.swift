// Problems with an L1 penalty and their proved optima: Tests/Fixtures/sparse_optima.py makes the file.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

/// What an interior-point method found, proved by the dual problem to 2e-12 of F or better.
struct SparseOptimumGolden: Decodable, Sendable {
  /// A penalty and its optimum.
  struct Problem: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let data: String
    let l1Penalty: Double
    let l2Penalty: Double
    let hasBias: Bool
    let isStandardized: Bool
    let optimum: Double

    var testDescription: String { name }
  }

  /// Strengths of a kind of penalty, from the largest down, and the optimum of each; all with a bias.
  struct Path: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let data: String
    let l1Ratio: Double
    let isStandardized: Bool
    let strengths: [Double]
    let optima: [Double]

    var testDescription: String { name }
  }

  private struct Samples: Decodable, Sendable {
    let featureCount: Int
    let divisor: Double
    let rows: [Int]
    let labels: [UInt32]
  }

  let problems: [Problem]
  /// Raw columns that nearly follow from others, and a weak penalty.
  let nearlyDependent: [Problem]
  let paths: [Path]
  private let data: [String: Samples]

  static let all = GoldenFile("sparse-optima.json").required(as: SparseOptimumGolden.self)

  func dataset(_ name: String) throws -> Dataset {
    let samples = try #require(data[name])
    return try Dataset(
      features: Features(
        samples.rows.map { Float(Double($0) / samples.divisor) },
        input: .vector(featureCount: samples.featureCount)),
      classIndices: samples.labels, classes: ClassVocabulary(of: 0..<Int(samples.labels.max() ?? 0) + 1))
  }
}
