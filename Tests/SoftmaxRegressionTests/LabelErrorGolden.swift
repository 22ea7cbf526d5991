// cleanlab's answers: Tests/Fixtures/label_errors.py makes the file.

import SoftmaxTestSupport

@testable import SoftmaxRegression

/// Made probabilities and labels, and what cleanlab finds in them.
struct LabelErrorGolden: Decodable, Sendable {
  let classCount: Int
  let labels: [UInt32]
  /// [samples x classes].
  let probabilities: [Float]
  /// [given x true].
  let confidentJoint: [Double]
  /// By our names of the rules, ranked by the normalised margin.
  let issues: [String: [Int]]
  let selfConfidence: [Double]
  /// (p(given) - the largest other probability + 1) / 2.
  let normalizedMargin: [Double]

  static let all: [LabelErrorGolden] = GoldenFile("label-errors.json").required()

  var predictions: OutOfFoldPredictions {
    get throws {
      OutOfFoldPredictions(
        probabilities: probabilities, classIndices: labels,
        classes: try ClassVocabulary(names: (0..<classCount).map { "class \($0)" }))
    }
  }
}
