// Whether all numbers of a matrix are finite.

extension FeatureMatrix {
  /// The first element that is NaN or infinite, in the order of the rows. Complexity: O(count).
  package var firstNotFinite: (sample: Int, feature: Int, value: Float)? {
    guard case .float32(let storage) = elements else { return nil }
    return storage.withSpan { span in
      // In blocks without a branch inside, which the compiler can do in vectors.
      for first in stride(from: 0, to: span.count, by: 4096) {
        let block = span.extracting(first..<min(first + 4096, span.count))
        var largest: UInt32 = 0
        for i in block.indices { largest = max(largest, block[i].bitPattern & 0x7fff_ffff) }
        guard largest >= Float.infinity.bitPattern else { continue }
        for i in block.indices where !block[i].isFinite {
          return ((first + i) / featureCount, (first + i) % featureCount, block[i])
        }
      }
      return nil
    }
  }
}
