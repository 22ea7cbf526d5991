// Labels that are measurements, and no classes.

/// Tells labels of a regression from classes.
package enum RegressionLabels {
  /// Whether these are more than 20 numbers, and have fractions or occur less than ten times each.
  ///
  /// - Parameters:
  ///   - labels: The different labels.
  ///   - rowCount: How many rows have them.
  /// - Returns: Whether every number would be a class.
  package static func areLikely(_ labels: [String], rowCount: Int) -> Bool {
    guard labels.count > 20 else { return false }
    var hasFractions = false
    for label in labels {
      let bytes = Array(label.utf8)
      guard let number = DecimalParser.shared.number(bytes.span) else { return false }
      hasFractions = hasFractions || number != number.rounded()
    }
    return hasFractions || labels.count * 10 > rowCount
  }
}
