// What one column of a sample adds to a logit gap.

/// The contribution of all features that are one column to a person: of a category's indicators, of a number and the feature
/// that says that it is missing, of the parts of a date, of the products of two columns, of a pixel's channels.
public struct ColumnContribution: Sendable, Hashable {
  /// The column's name, of products both (`age:plan`), of a picture the place (`pixel 3, 4`: row and column, from 0 on).
  public let column: String
  /// What the sample has there: `basic`, `31`, `missing`, of products both (`31 x basic`).
  public let value: String
  /// The model's features that are counted.
  public let features: [Int]
  /// The sum of their contributions.
  public let contribution: Double

  /// `plan = basic`.
  public var text: String { "\(column) = \(value)" }
}
