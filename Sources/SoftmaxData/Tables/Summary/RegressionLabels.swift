// Labels that are measurements, and no classes.

package import SoftmaxRegression

/// Tells labels of a regression from classes.
package enum RegressionLabels {
  /// Whether these are more than 20 numbers, and have fractions or occur less than ten times each; in a short table more than
  /// five with fractions are enough, if they occur less than four times each.
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
    guard labels.count > 20 else { return hasFractions && labels.count * 4 > rowCount }
    return hasFractions || labels.count * 10 > rowCount
  }
}
