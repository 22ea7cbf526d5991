// The covariances of coefficients as a table.

import SoftmaxData
package import SoftmaxRegression

/// CSV with the names of the coefficients.
package enum CovarianceTable {
  /// A line for each coefficient: its class, its term, and its covariance with each, named class:term.
  package static func text(_ covariance: CoefficientCovariance) -> String {
    let coefficients = covariance.coefficients
    let titles = ["class", "term"] + coefficients.map { "\($0.className):\($0.term)" }
    return CSVLine.text(titles, isSafe: true)
      + coefficients.indices.map { i in
        CSVLine.text(
          [coefficients[i].className, coefficients[i].term]
            + coefficients.indices.map { "\(covariance[i, $0])" }, isSafe: true)
      }.joined()
  }
}
