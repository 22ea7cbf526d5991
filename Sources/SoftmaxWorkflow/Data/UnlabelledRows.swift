// What becomes of a table's rows without a label.

/// How rows without a label are treated in training and in scores.
public enum UnlabelledRows: String, Sendable, Hashable, CaseIterable {
  /// They are refused.
  case error
  /// They are left out.
  case drop
}
