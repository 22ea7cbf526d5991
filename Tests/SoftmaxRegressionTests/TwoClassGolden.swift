// scikit-learn's fits of two and three classes, at values of its C: Tests/Fixtures/two_classes.py makes the file.

import Foundation
import SoftmaxRegression
import Testing

/// A fit of scikit-learn's LogisticRegression on standardised columns.
struct TwoClassGolden: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let data: String
  let c: Double
  let l1Ratio: Double
  /// Whether sample i has the weight i % 3 + 0.5.
  let isWeighted: Bool
  /// The factor of each class.
  let classWeights: [Double]?
  /// scikit-learn's objective, divided by C times the sum of the weights.
  let objective: Double
  let nonzeroCount: Int
  /// [rows x features]: one row for two classes.
  let coefficients: [Double]
  /// The last class's probability of the first 20 samples.
  let firstProbabilities: [Double]

  var testDescription: String { name }

  /// 569 tumours with 30 numbers each: 0 is malignant, 1 benign. W. Wolberg, O. Mangasarian, N. Street and W. Street, Breast
  /// Cancer Wisconsin (Diagnostic), UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY 4.0; the
  /// copy that scikit-learn 1.9.1 carries.
  static func breastCancer() throws -> Dataset {
    let text = try String(contentsOf: folder.appendingPathComponent("breast_cancer.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let values = rows.flatMap { $0.dropLast().compactMap { Float($0) } }
    return try Dataset(
      features: Features(values, input: .table(featureCount: 30)),
      labels: rows.compactMap { $0.last.flatMap { Int($0) } })
  }

  func dataset() throws -> Dataset {
    let plain = try data == "iris" ? IrisRows.dataset() : Self.breastCancer()
    return isWeighted ? try plain.weighted(by: (0..<plain.sampleCount).map { Double($0 % 3) + 0.5 }) : plain
  }

  var factors: ClassWeights {
    guard let classWeights else { return .uniform }
    return .custom(Dictionary(uniqueKeysWithValues: classWeights.enumerated().map { ("\($0)", $1) }))
  }

  static func all() throws -> [TwoClassGolden] {
    let data = try Data(contentsOf: folder.appendingPathComponent("breast_cancer.json"))
    return try JSONDecoder().decode([TwoClassGolden].self, from: data)
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens")
}
