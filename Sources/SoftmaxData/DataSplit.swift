/// A part of a dataset.
public enum DataSplit: String, Sendable, Hashable, CaseIterable {
  /// The part to learn from.
  case train
  /// The part held out for scoring.
  case test
  /// Both parts together.
  case all
}
