// One model against another that contains it, as people read it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

enum NestedText {
  /// The lines.
  static func text(_ result: NestedResult) -> String {
    let models = result.models
    var table = TextTable([
      ("model", .left), ("parameters", .right), ("log likelihood", .right), ("AIC", .right), ("BIC", .right),
    ])
    for (path, statistics) in [(result.small, models.small), (result.large, models.large)] {
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
