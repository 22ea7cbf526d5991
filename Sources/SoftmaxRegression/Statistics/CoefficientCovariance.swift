/// The covariances of all coefficients: those of each class less the reference class's.
///
/// Rows and columns are in the order of `ModelStatistics.coefficients()`: class by class in the model's order, the
/// reference left out, and in each the intercept, where there is one, and then the features.
public struct CoefficientCovariance: Sendable, Hashable {
  /// What a row, and the column of the same number, belongs to.
  public struct Coefficient: Sendable, Hashable {
    /// The class.
    public let className: String
    /// The feature, or `(intercept)`.
    public let term: String
  }

  /// What the rows and columns are.
  public let coefficients: [Coefficient]
  /// The class that the others are held against.
  public let referenceName: String
  /// What they were computed from.
  public let standardErrors: StandardErrors
  /// [coefficients x coefficients], row by row; symmetric to the bit, its diagonal the squares of the standard errors.
  public let values: [Double]

  init(
    classNames: [String], terms: [String], reference: Int, standardErrors: StandardErrors, values: [Double]
  ) {
    coefficients = classNames.indices.filter { $0 != reference }.flatMap { k in
      terms.map { Coefficient(className: classNames[k], term: $0) }
    }
    precondition(values.count == coefficients.count * coefficients.count, "a square matrix")
    referenceName = classNames[reference]
    self.standardErrors = standardErrors
    self.values = values
  }

  /// The covariance of two coefficients, by their places in `coefficients`.
  public subscript(_ row: Int, _ column: Int) -> Double { values[row * coefficients.count + column] }
}
