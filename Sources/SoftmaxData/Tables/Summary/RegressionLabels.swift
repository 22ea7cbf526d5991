// Labels that are measurements, and no classes.

package import SoftmaxRegression

/// Tells labels of a regression from classes.
package enum RegressionLabels {
  /// Whether these are more than five numbers, and have fractions or occur too seldom to be classes: less than ten times each
  /// where there are more than 20, less than 8 times where more than 10, and less than twice otherwise.
  ///
  /// - Parameters:
  ///   - labels: The different labels.
  ///   - rowCount: How many rows have them.
  ///   - notation: How their file writes numbers.
  /// - Returns: Whether every number would be a class.
  package static func areLikely(
    _ labels: [String], rowCount: Int, notation: NumberNotation = .plain
  ) -> Bool {
    guard labels.count > 5 else { return false }
    let reader = NumberReader(notation)
    var hasFractions = false
    for label in labels {
      let bytes = Array(label.utf8)
      guard let number = reader.number(bytes.span) else { return false }
      hasFractions = hasFractions || number != number.rounded()
    }
    let enough = labels.count > 20 ? 10 : labels.count > 10 ? 8 : 2
    return hasFractions || labels.count * enough > rowCount
  }
}
