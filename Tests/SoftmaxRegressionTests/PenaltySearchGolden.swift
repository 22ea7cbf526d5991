// What scikit-learn says of our folds: Tests/Fixtures/penalty_search.py makes the file.

import SoftmaxTestSupport

/// Cross-validated scores of one data set: a row for each C, a number for each fold.
///
/// newton-cholesky with tol 1e-12; l2Penalty = 1 / (C n), n the samples of a fold's fit.
struct PenaltySearchGolden: Decodable, Sendable {
  let logLosses: [[Double]]
  let accuracies: [[Double]]
  /// The C of the largest mean score.
  let bestByLogLoss: Double
  let bestByAccuracy: Double
}

extension PenaltySearchGolden {
  private struct Document: Decodable {
    let inversePenalties: [Double]
    let iris: PenaltySearchGolden
    let standardisedIris: PenaltySearchGolden
    let clouds: PenaltySearchGolden
  }

  private static let document = GoldenFile("penalty-search.json").required(as: Document.self)

  /// The values of C.
  static var inversePenalties: [Double] { document.inversePenalties }

  /// LogisticRegressionCV on the irises, 120 of 150 a fit.
  static var iris: PenaltySearchGolden { document.iris }

  /// StandardScaler and LogisticRegression in a pipeline, fold by fold.
  static var standardisedIris: PenaltySearchGolden { document.standardisedIris }

  /// LogisticRegressionCV on MadeData.clouds(perClass: 40, seed: 5), 96 of 120 a fit.
  static var clouds: PenaltySearchGolden { document.clouds }
}
