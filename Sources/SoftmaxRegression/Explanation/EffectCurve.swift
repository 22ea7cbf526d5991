// What one column does to the probabilities of all classes.

/// The probabilities of all classes with one column set to each of some values: of one sample, or the mean over samples
/// (partial dependence, Friedman, Annals of Statistics 29 (2001), 8.2), and all other columns as they are.
///
/// Products that the column is in change with it. The mean is exact: over all samples, and not over some of them.
///
///     let curve = try model.effect(of: "age", on: features, preparedBy: preparation)
///     for point in curve.points { print(point.value.text, point.probabilities) }
public struct EffectCurve: Sendable, Hashable {
  /// The probabilities at one value of the column.
  public struct Point: Sendable, Hashable {
    /// What the column is set to.
    public let value: TableValue
    /// The probability of each class, in the model's order; their sum is 1.
    public let probabilities: [Double]
  }

  /// The column's name.
  public let column: String
  /// The classes, in the model's order.
  public let classNames: [String]
  /// How many samples the probabilities are a mean over.
  public let sampleCount: Int
  /// Numbers ascending, or categories in the model's order; a missing value, where the model knows what to do with one, last.
  public let points: [Point]

  /// Whether the column holds numbers.
  public var isOfNumbers: Bool {
    points.contains { if case .number = $0.value { true } else { false } }
  }

  /// By how much the probability of each class changes between the points where it is least and where it is largest.
  public var ranges: [Double] {
    classNames.indices.map { k in
      let own = points.map { $0.probabilities[k] }
      return (own.max() ?? 0) - (own.min() ?? 0)
    }
  }
}
