// Hard problems with their optima, computed with 200 digits: Tests/Fixtures/certificate_problems.py makes the file.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

/// A problem, its optimum, and the objective at some Float32 parameters.
struct CertificateGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Point: Decodable, Sendable {
    let weights: [Double]
    let bias: [Double]
    /// F, with 30 digits.
    let objective: String
    /// F - F*, with 30 digits.
    let excess: String

    var parameters: Parameters {
      Parameters(weights: weights.map { Float($0) }, bias: bias.map { Float($0) })
    }
  }

  let name: String
  let featureCount: Int
  let classCount: Int
  let rows: [Double]
  let labels: [UInt32]
  let sampleWeights: [Double]?
  let l2Penalty: Double
  let l1Penalty: Double
  let hasBias: Bool
  let isStandardized: Bool
  let optimum: String
  let points: [Point]

  var testDescription: String { name }

  func dataset() throws -> Dataset {
    let data = try Dataset(
      features: Features(rows.map { Float($0) }, input: .vector(featureCount: featureCount)),
      classIndices: labels, classes: ClassVocabulary(of: 0..<classCount))
    return try sampleWeights.map { try data.weighted(by: $0) } ?? data
  }

  private struct Document: Decodable {
    let digits: Int
    let problems: [CertificateGolden]
  }

  static let all = GoldenFile("certificates.json").required(as: Document.self).problems
}
