// One model against another that contains it, in the form that programs read.

import SoftmaxFormats
import SoftmaxRegression

/// Two nested models as `softmax compare --nested --json` writes them.
public struct NestedDocument: Encodable, Sendable {
  struct Model: Encodable, Sendable {
    let model: String
    let parameterCount: Int
    let logLikelihood: Double
    let aic: Nullable<Double>
    let bic: Nullable<Double>
  }

  let comparison: String
  let small: Model
  let large: Model
  let classes: [String]
  let observationCount: Int
  /// Columns of the larger model that the smaller one lacks.
  let addedColumns: [String]
  let addsIntercept: Bool
  let likelihoodRatio: StatisticsDocument.LikelihoodRatio

  init(_ result: NestedResult) {
    let models = result.models
    comparison = "nested"
    small = Model(result.small, models.small)
    large = Model(result.large, models.large)
    classes = models.large.classNames
    observationCount = models.large.observationCount
    addedColumns = models.addedColumns
    addsIntercept = models.addsIntercept
    likelihoodRatio = StatisticsDocument.LikelihoodRatio(models.test)
  }
}

extension NestedDocument.Model {
  fileprivate init(_ path: String, _ statistics: ModelStatistics) {
    self.init(
      model: path, parameterCount: statistics.parameterCount, logLikelihood: statistics.logLikelihood,
      aic: Nullable(finite: statistics.aic), bic: Nullable(finite: statistics.bic))
  }
}
