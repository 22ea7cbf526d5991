// What becomes of a category that training did not know.

/// How categories that no training row had are treated in scoring.
public enum UnseenCategories: String, Sendable, Hashable, CaseIterable {
  /// They are refused.
  case error
  /// The features of all the column's categories are 0, as they are for a base, where there is one.
  case zeros
}
