// The same problem in rows of every storage, and their values in Float64.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

/// A way of storing rows, filled with made numbers.
struct MadeRows: Sendable, CustomTestStringConvertible {
  enum Storage: String, CaseIterable, Sendable {
    case bytes, floats, computed, standardisedBytes, standardisedFloats, standardisedComputed
  }

  let storage: Storage
  let rows: Rows
  /// [rows x features], what each element stands for.
  let values: [Double]
  let featureCount: Int

  var testDescription: String { storage.rawValue }

  init(_ storage: Storage, rowCount: Int, featureCount: Int, seed: UInt64 = 3) {
    var numbers = MadeNumbers(seed: seed + UInt64(rowCount * 1000 + featureCount))
    self.storage = storage
    self.featureCount = featureCount
    let plain: Rows
    let raw: [Double]
    switch storage {
    case .bytes, .standardisedBytes:
      let bytes = numbers.bytes(rowCount * featureCount)
      plain = Rows(SharedStorage(bytes), featureCount: featureCount, scale: 1.0 / 255)
      raw = bytes.map { Double($0) / 255 }
    case .floats, .standardisedFloats:
      let floats = numbers.floats(rowCount * featureCount, scale: 3)
      plain = Rows(SharedStorage(floats), featureCount: featureCount)
      raw = floats.map { Double($0) }
    case .computed, .standardisedComputed:
      let floats = numbers.floats(rowCount * featureCount, scale: 3)
      plain = Rows(
        ComputedRows(rowCount: rowCount, featureCount: featureCount) { floats[$0 * featureCount + $1] })
      raw = floats.map { Double($0) }
    }
    switch storage {
    case .bytes, .floats, .computed:
      rows = plain
      values = raw
    case .standardisedBytes, .standardisedFloats, .standardisedComputed:
      let means = numbers.floats(featureCount, scale: 2).map { Double($0) }
      let standardDeviations = numbers.floats(featureCount).map { 0.3 + abs(Double($0)) }
      rows = plain.standardized(means: means, standardDeviations: standardDeviations)
      values = raw.enumerated().map { i, value in
        (value - means[i % featureCount]) / standardDeviations[i % featureCount]
      }
    }
  }

  func value(_ row: Int, _ feature: Int) -> Double { values[row * featureCount + feature] }

  func row(_ index: Int) -> [Double] { (0..<featureCount).map { value(index, $0) } }
}
