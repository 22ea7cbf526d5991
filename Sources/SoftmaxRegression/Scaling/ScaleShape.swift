// What a fit that is planned would work on.

/// The shape of a data set: rows x features x classes, and the bytes that a feature's value takes.
public struct ScaleShape: Sendable, Hashable {
  /// Rows of all processes.
  public let rowCount: Int
  /// Columns.
  public let featureCount: Int
  /// Classes.
  public let classCount: Int
  /// 4 for Float32, 1 for pictures.
  public let bytesPerValue: Int

  /// A shape.
  ///
  /// - Throws: `ConfigurationError` for numbers below 1 (below 2 for classes), or so large that 64 bits do not count the values.
  public init(
    rowCount: Int, featureCount: Int, classCount: Int, bytesPerValue: Int = 4
  ) throws(ConfigurationError) {
    for (name, value, least) in [
      ("rows", rowCount, 1), ("features", featureCount, 1), ("classes", classCount, 2),
    ] where value < least {
      throw ConfigurationError(
        parameter: name, value: "\(value)", requirement: "a whole number from \(least) on")
    }
    // Weights in Float64, their history and all values have to be counted.
    let weights = Double(featureCount + 1) * Double(classCount)
    guard weights < 0x1p40, Double(rowCount) * Double(featureCount) < 0x1p60 else {
      throw ConfigurationError(
        parameter: "rows", value: "\(rowCount)",
        requirement: "such that rows x features is below 2^60, and features x classes below 2^40")
    }
    (self.rowCount, self.featureCount, self.classCount) = (rowCount, featureCount, classCount)
    self.bytesPerValue = bytesPerValue
  }

  /// Weights and biases.
  var parameterCount: Int { classCount * (featureCount + 1) }
}
