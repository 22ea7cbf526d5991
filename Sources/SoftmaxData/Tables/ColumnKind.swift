// What a user says that a column is.

/// The kind of a column, where it is not to be found out.
public enum ColumnKind: String, Sendable, Hashable, CaseIterable {
  /// Numbers.
  case number
  /// Yes or no: true, false, yes, no, t, f, 1 and 0, in any case.
  case boolean
  /// Words, of which there are at most 65,536.
  case category
  /// Not used.
  case ignore
}
