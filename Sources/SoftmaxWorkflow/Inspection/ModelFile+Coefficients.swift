// A file's coefficients, with the standard deviations that the file knows.

import SoftmaxFormats
import SoftmaxRegression

extension ModelFile {
  /// The model's coefficients.
  var coefficients: ModelCoefficients { ModelCoefficients(model, standardDeviations: standardDeviations) }

  /// The standard deviation of each feature in training: those that the fit standardised by. Without them only those of
  /// booleans and categories are known, from their shares, where no cell was missing.
  private var standardDeviations: [Double?] {
    let unknown = [Double?](repeating: nil, count: model.featureCount)
    if let stored = card.training?.standardization?.standardDeviations, stored.count == model.featureCount {
      return stored
    }
    guard let preparation, preparation.missing.refusesRows else { return unknown }
    let known = preparation.columns.flatMap { column -> [Double?] in
      if column.text != nil { return [Double?](repeating: nil, count: column.featureCount) }
      if case .number = column.column.kind { return [nil] }
      return column.means.map { max(0, $0 * (1 - $0)).squareRoot() }
    }
    return known + unknown.dropFirst(known.count)
  }
}
