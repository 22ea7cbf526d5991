// What the features of arrays are counted from.

public import SoftmaxRegression

/// What is subtracted from features, in Float64, before they become Float32: `InputDescription.origins`.
public enum FeatureOrigins: Sendable, Hashable {
  /// Nothing: the numbers are those that any other file would give.
  case none
  /// Of arrays whose numbers have more digits than Float32, each column that lies far from 0 for its spread is counted from
  /// a number among its own, as a table's are.
  case found
  /// These numbers, those that a model was fitted with.
  case given([Double])

  /// Those that samples like these have.
  public init(of input: InputDescription) {
    self = input.origins.map { .given($0) } ?? .none
  }
}
