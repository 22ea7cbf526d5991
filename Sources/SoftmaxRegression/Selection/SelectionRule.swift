// The rule that takes a penalty, given the scores.

/// How a penalty is chosen from scores that have standard errors.
public enum SelectionRule: String, Sendable, Hashable, CaseIterable {
  /// The one with the best mean; of equals, the largest penalty, and of its blends the largest.
  case best
  /// The largest penalty, and of its blends the largest, whose mean is within one standard error of the best: the simplest model that is as good as
  /// can be told. Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984, 3.4.3.
  case oneStandardError = "one-se"
}
