// What becomes of a cell without a value.

/// How missing cells of feature columns are treated.
public enum MissingValues: String, Sendable, Hashable, CaseIterable {
  /// They are refused.
  case error
  /// The features take their means over the training rows: a number its mean, a category the shares of the categories.
  case mean
  /// The same, and where training rows lack a value the column gives one feature more, 1 where it is missing. With a
  /// base the column's other features are 0 there.
  case indicator
  /// Rows with one are left out before anything is learned (`Table.withoutMissing`), and refused later: the model says
  /// nothing of such rows.
  case drop

  /// Whether a row with a missing cell can be no sample.
  package var refusesRows: Bool { self == .error || self == .drop }
}
