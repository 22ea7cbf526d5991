// scikit-learn's fits of two and three classes, at values of its C: Tests/Fixtures/two_classes.py makes the file.

import Foundation

/// A fit of scikit-learn's LogisticRegression on standardised columns.
package struct TwoClassGolden: Decodable, Sendable, CustomStringConvertible {
  package let name: String
  package let data: String
  package let c: Double
  package let l1Ratio: Double
  /// Whether sample i has the weight i % 3 + 0.5.
  package let isWeighted: Bool
  /// The factor of each class.
  package let classWeights: [Double]?
  /// scikit-learn's objective, divided by C times the sum of the weights.
  package let objective: Double
  package let nonzeroCount: Int
  /// [rows x features]: one row for two classes.
  package let coefficients: [Double]
  /// The last class's probability of the first 20 samples.
  package let firstProbabilities: [Double]

  package var description: String { name }

  /// 569 tumours with 30 numbers and a label each: 0 is malignant, 1 benign. W. Wolberg, O. Mangasarian, N. Street and W.
  /// Street, Breast Cancer Wisconsin (Diagnostic), UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY
  /// 4.0; the copy that scikit-learn 1.9.1 carries. The rows as they are written there.
  package static func breastCancerRows() throws -> [Substring] {
    try String(contentsOf: folder.appendingPathComponent("breast_cancer.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map(\.self)
  }

  package static func all() throws -> [TwoClassGolden] {
    let data = try Data(contentsOf: folder.appendingPathComponent("breast_cancer.json"))
    return try JSONDecoder().decode([TwoClassGolden].self, from: data)
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("SoftmaxRegressionTests/Goldens")
}
