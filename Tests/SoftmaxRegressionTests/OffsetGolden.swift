// R's fits with offsets: Tests/Fixtures/offsets.R makes the file.

import SoftmaxRegression
import SoftmaxTestSupport

/// MASS' housing with made offsets, and what glmnet, nnet and VGAM find.
struct OffsetGolden: Decodable, Sendable {
  /// A fit of glmnet to columns as they are.
  struct Penalised: Decodable, Sendable {
    let lambda: Double
    let alpha: Double
    let objective: Double
    /// [classes x features].
    let weights: [Double]
    let bias: [Double]
  }

  let classNames: [String]
  let featureNames: [String]
  /// [samples x features].
  let features: [Float]
  let labels: [UInt32]
  let weights: [Double]
  /// [samples x classes].
  let offsets: [Double]
  /// VGAM's: against the first class, class by class, the intercept first.
  let estimates: [Double]
  let covariance: [Double]
  let logLikelihood: Double
  let nullLogLikelihood: Double
  let nullEstimates: [Double]
  let estimatesWithoutIntercept: [Double]
  let logLikelihoodWithoutIntercept: Double
  let multinomEstimates: [Double]
  let multinomDeviance: Double
  let multinomNullDeviance: Double
  /// Where glmnet's own path begins.
  let largestLambda: Double
  let penalised: [Penalised]

  static let housing = GoldenFile("offsets.json").required(as: OffsetGolden.self)

  /// The samples, weighted by how often they were seen; without offsets where they are to be left out.
  func dataset(hasOffsets: Bool = true) throws -> Dataset {
    let data = try Dataset(
      name: "housing", features: Features(features, input: .table(featureNames: featureNames)),
      classIndices: labels,
      classes: ClassVocabulary(names: classNames)
    )
    let all = hasOffsets ? try data.offset(by: SampleOffsets(offsets, classNames: classNames)) : data
    return try all.weighted(by: weights)
  }

  /// The people that they are: each sample as often as it was seen.
  func people(hasOffsets: Bool = true) throws -> Dataset {
    try dataset(hasOffsets: hasOffsets).unweighted.repeated(by: weights.map { Int($0) })
  }
}
