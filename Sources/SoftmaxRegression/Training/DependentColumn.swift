// A column that others make superfluous.

/// A feature that is a sum of multiples of others, as far as Float32 can tell.
public struct DependentColumn: Sendable, Hashable {
  /// Its name, or its position counted from 0: `feature 3`.
  public let name: String
  /// The first few of the features that explain it.
  public let others: [String]
}
