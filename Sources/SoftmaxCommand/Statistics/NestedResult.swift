// What softmax compare --nested prints.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct NestedResult {
  private let models: NestedModels
  private let small: String
  private let large: String

  /// The models, and the files that they came from.
  init(_ models: NestedModels, small: String, large: String) {
    self.models = models
    self.small = small
    self.large = large
  }

  // MARK: For programs

  struct Document: Encodable {
    struct Model: Encodable {
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
  }

  var document: Document {
    Document(
      comparison: "nested", small: Self.model(small, models.small), large: Self.model(large, models.large),
      classes: models.large.classNames, observationCount: models.large.observationCount,
      addedColumns: models.addedColumns, addsIntercept: models.addsIntercept,
      likelihoodRatio: StatisticsDocument.LikelihoodRatio(models.test))
  }

  private static func model(_ path: String, _ statistics: ModelStatistics) -> Document.Model {
    Document.Model(
      model: path, parameterCount: statistics.parameterCount, logLikelihood: statistics.logLikelihood,
      aic: Nullable(finite: statistics.aic), bic: Nullable(finite: statistics.bic))
  }

  // MARK: For people

  var text: String {
    var table = TextTable([
      ("model", .left), ("parameters", .right), ("log likelihood", .right), ("AIC", .right), ("BIC", .right),
    ])
    for (path, statistics) in [(small, models.small), (large, models.large)] {
      table.add([
        path, Wording.count(statistics.parameterCount), StatisticsText.decimal(statistics.logLikelihood),
        StatisticsText.decimal(statistics.aic), StatisticsText.decimal(statistics.bic),
      ])
    }
    let test = models.test
    let shown = models.addedColumns.prefix(12).map { $0.printable(limit: 40) }
    let rest = models.addedColumns.count - shown.count
    let added =
      (models.addsIntercept ? ["the intercepts"] : []) + shown
      + (rest > 0 ? ["\(Wording.count(rest)) more"] : [])
    return "\(Wording.counted(models.large.observationCount, "observation")), "
      + "\(Wording.counted(models.large.classNames.count, "class", "classes")).\n\n" + table.text
      + "\nAdded: \(added.joined(separator: ", ")).\nLikelihood ratio: chi-square "
      + "\(StatisticsText.decimal(test.chiSquare)), \(Wording.counted(test.degreesOfFreedom, "degree")) of freedom, p "
      + "\(StatisticsText.probability(test.pValue)).\n"
  }
}
