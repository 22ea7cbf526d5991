// Where offsets are, as a request says it.

public import SoftmaxData

/// Known parts of the samples' logits: where they are.
public struct OffsetRequest: Sendable {
  /// A table's columns, each of one class.
  public var columns: [OffsetColumn] = []
  /// An array beside the features, or a .npy file, of data that is no table.
  public var place: String?

  /// Nothing.
  public init() {}

  /// Columns of a table.
  public init(columns: [OffsetColumn]) { self.columns = columns }

  /// An array or a file.
  public init(place: String) { self.place = place }

  /// Whether nothing is asked for.
  public var isEmpty: Bool { columns.isEmpty && place == nil }
}
