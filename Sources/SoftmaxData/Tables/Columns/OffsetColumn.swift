// A column that has the offsets of a class.

import SoftmaxRegression

/// A class, and the column whose numbers are added to its logits.
public struct OffsetColumn: Sendable, Hashable {
  /// The class.
  public let className: String
  /// The column.
  public let column: String

  /// A class's column.
  public init(className: String, column: String) {
    self.className = className
    self.column = column
  }
}

extension TableOptions {
  /// Has offsets be read from the columns of a model's training table, by class.
  package mutating func takeOffsets(asInTraining columns: [String: String]) {
    offsets = columns.sorted { $0.key < $1.key }.map { OffsetColumn(className: $0.key, column: $0.value) }
    areOffsetsKnown = true
  }
}
