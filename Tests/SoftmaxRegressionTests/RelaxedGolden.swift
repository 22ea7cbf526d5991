// Relaxed fits as glmnet makes them: Tests/Fixtures/relaxed_fits.R makes the file.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

/// What glmnet's relax = TRUE came to on MASS' birthwt.
struct RelaxedGolden: Decodable {
  struct Fit: Decodable {
    let lambda: Double
    /// [classes x (1 + columns)], the bias first, of the raw columns.
    let penalised: [Double]
    let refit: [Double]
    /// gamma 0.25.
    let quarter: [Double]
    let refitLogLoss: Double
    let quarterLogLoss: Double
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    /// Of the rows' columns those that are features.
    let columns: [Int]
    let labels: [Int]
    let alpha: Double
    let factors: [Double]?
    let fits: [Fit]

    var testDescription: String { name }
  }

  /// What cv.glmnet found.
  struct Validation: Decodable {
    let `case`: String
    let lambdas: [Double]
    /// Of each sample the number of its fold.
    let folds: [UInt32]
    /// Log losses and their standard errors over the folds: for gamma 0, 0.25, 0.5, 0.75 and 1 those of every lambda.
    let means: [Double]
    let errors: [Double]
    /// Lambda and gamma.
    let best: [Double]
    let oneStandardError: [Double]
  }

  let validation: Validation
  /// Row by row.
  let features: [Double]
  let cases: [Case]

  static let all = GoldenFile("relaxed-fits.json").required(as: RelaxedGolden.self)

  /// The samples of a case.
  static func dataset(_ shape: Case) throws -> Dataset {
    let features = all.features
    let width = features.count / shape.labels.count
    let values = shape.labels.indices.flatMap { row in shape.columns.map { Float(features[row * width + $0]) } }
    return try Dataset(
      features: Features(values, input: .table(featureNames: shape.columns.map { "x\($0)" })),
      labels: shape.labels)
  }

  /// Coefficients less those of the first class: what all classes have in common changes nothing.
  static func differences(_ coefficients: [Double], classCount: Int) -> [Double] {
    let count = coefficients.count / classCount
    return coefficients.indices.map { coefficients[$0] - coefficients[$0 % count] }
  }

  /// A model's coefficients in the golden's order.
  static func coefficients(_ model: SoftmaxModel) -> [Double] {
    (0..<model.classCount).flatMap { (k: Int) -> [Double] in
      let own = model.weights[k * model.featureCount..<(k + 1) * model.featureCount]
      return [Double(model.bias[k])] + own.map { Double($0) }
    }
  }
}
