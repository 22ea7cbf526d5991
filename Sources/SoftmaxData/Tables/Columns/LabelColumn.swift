// Where the labels of a table are.

/// Which column holds the labels.
public enum LabelColumn: Sendable, Hashable {
  /// The last column that is nothing else.
  case last
  /// The column of this name, or at this position (counted from 1) where none is called so.
  case named(String)
  /// The column of this name, where there is one; otherwise there are no labels. A missing label is the empty word.
  case optional(String)
  /// None.
  case none
}
