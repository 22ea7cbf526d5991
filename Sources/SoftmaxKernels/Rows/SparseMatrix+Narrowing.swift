// Values that need less room than a Float32 each.

extension SparseMatrix {
  /// The same entries, with values as narrow as all of them allow: none where each is 1, bytes where each is a whole number
  /// from 0 to 255. Complexity: O(entries).
  package var narrowed: SparseMatrix {
    guard case .floats(let floats) = values else { return self }
    let narrow: Values? = floats.withSpan { floats in
      var (areOnes, areBytes) = (true, true)
      for i in floats.indices {
        let value = floats[i]
        areOnes = areOnes && value == 1
        // Minus zero is no byte.
        areBytes = value >= 0 && value <= 255 && value == value.rounded(.towardZero) && value.sign == .plus
        guard areBytes else { return nil }
      }
      if areOnes { return .ones }
      return .bytes(
        SharedStorage(count: floats.count, initial: 0) { bytes in
          for i in floats.indices { bytes[i] = UInt8(floats[i]) }
        })
    }
    guard let narrow else { return self }
    return SparseMatrix(columnCount: columnCount, rowStarts: rowStarts, columns: columns, values: narrow)
  }
}
