// Mean squares of features.

import SoftmaxKernels

extension FeatureMatrix {
  /// The mean of each feature's square, with `scale` in place of the matrix's. Complexity: O(samples x features).
  func meanSquares(scale: Double) -> [Double] {
    let factor = scale * scale / Double(sampleCount)
    switch elements {
    case .uint8(let storage):
      var sums = [UInt32](repeating: 0, count: featureCount)
      var totals = [Double](repeating: 0, count: featureCount)
      storage.withSpan { span in
        for sample in 0..<sampleCount {
          let first = sample * featureCount
          for j in 0..<featureCount {
            let value = UInt32(span[first + j])
            sums[j] &+= value &* value
          }
          // 60,000 squares of bytes fit into 32 bits.
          guard sample % 60_000 == 59_999 || sample == sampleCount - 1 else { continue }
          for j in 0..<featureCount {
            totals[j] += Double(sums[j])
            sums[j] = 0
          }
        }
      }
      return totals.map { $0 * factor }
    case .float32(let storage):
      var totals = [Double](repeating: 0, count: featureCount)
      storage.withSpan { span in
        for sample in 0..<sampleCount {
          let first = sample * featureCount
          for j in 0..<featureCount { totals[j] += Double(span[first + j]) * Double(span[first + j]) }
        }
      }
      return totals.map { $0 * factor }
    }
  }
}
