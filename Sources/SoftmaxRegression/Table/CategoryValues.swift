// A column of words, each word kept once.

/// Values as indices into the list of those that occur.
public struct CategoryValues: Sendable, Hashable {
  /// For each row the index of its value, below `names.count`.
  public let codes: [UInt32]
  /// The values, in the order in which they were met.
  public let names: [String]

  /// Values by index.
  package init(codes: [UInt32], names: [String]) {
    self.codes = codes
    self.names = names
  }
}
