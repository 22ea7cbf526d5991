// Columns by hash, without a vocabulary.

/// How features find their columns by their hashes.
package struct HashedColumns: Sendable, Hashable {
  /// The number of columns.
  package let count: Int
  /// Whether half of all features count below 0, so that those that share a column rather take each other back.
  package let alternatesSigns: Bool

  /// - Parameters:
  ///   - count: The number of columns.
  ///   - alternatesSigns: Whether half of all features count below 0.
  /// - Throws: `TextError.badSettings` where there are no columns, or more than an index can name.
  package init(count: Int = 1 << 20, alternatesSigns: Bool = true) throws(TextError) {
    guard count >= 1, count <= Int(Int32.max) else {
      throw .badSettings("\(count) columns of hashed features: at least 1 and at most 2^31 - 1 are possible")
    }
    self.count = count
    self.alternatesSigns = alternatesSigns
  }

  /// The column of a feature, and whether it counts below 0.
  @inline(__always)
  package func place(of feature: Span<UInt8>) -> (column: Int, isNegative: Bool) {
    let hash = MurmurHash3.hash(of: feature)
    return (Self.column(of: hash, count: count), alternatesSigns && hash < 0)
  }

  /// The column of a hash: its absolute value modulo the number of columns. That of -2^31, which no signed number of 32 bits
  /// holds, is 2^31.
  ///
  /// - Parameters:
  ///   - hash: The hash.
  ///   - count: The number of columns.
  /// - Returns: The column, counted from 0.
  @inline(__always)
  static func column(of hash: Int32, count: Int) -> Int { Int(hash.magnitude) % count }
}
