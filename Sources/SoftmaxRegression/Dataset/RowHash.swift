// Hashes of rows of features.

import SoftmaxKernels

/// A hash of 48 bits for each row: equal rows have equal ones, and other rows mostly others.
package enum RowHash {
  private static let mask: UInt64 = 1 << 48 - 1

  /// A value in Float32, both zeros as one.
  @inline(__always)
  private static func bits(_ value: Double) -> UInt32 { value == 0 ? 0 : Float(value).bitPattern }

  /// Calls `body` with the hash of each row, in order. Those of sparse rows are of the entries that are not 0, and others than
  /// those of the same rows made dense. Complexity: O(rows x features), or O(entries).
  package static func forEach(of features: Features, _ body: (UInt64) -> Void) {
    if features.rows.isSparse { return forEachSparse(of: features.rows, body) }
    let width = features.featureCount
    features.rows.forEachTile { samples, values in
      for row in 0..<samples.count {
        var hash: UInt64 = 0x5851_f42d_4c95_7f2d
        var place = row * width
        let end = place + width
        while place < end {
          // Two values a step.
          let second = place + 1 < end ? bits(values[place + 1]) : 0
          let pair = UInt64(bits(values[place])) | UInt64(second) << 32
          let (high, low) = (hash ^ pair).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
          hash = (high ^ low) &+ 0xd1b5_4a32_d192_ed03
          place += 2
        }
        let (high, low) = hash.multipliedFullWidth(by: 0xda94_2042_e4dd_58b5)
        body((high ^ low) & mask)
      }
    }
  }

  private static func forEachSparse(of rows: Rows, _ body: (UInt64) -> Void) {
    let beginning: UInt64 = 0x2545_f491_4f6c_dd1d
    func finish(_ hash: UInt64) {
      let (high, low) = hash.multipliedFullWidth(by: 0xda94_2042_e4dd_58b5)
      body((high ^ low) & mask)
    }
    var (row, hash) = (0, beginning)
    rows.forEachEntry { next, column, value in
      while row < next {
        finish(hash)
        (row, hash) = (row + 1, beginning)
      }
      guard value != 0 else { return }
      let pair = UInt64(bits(value)) | UInt64(UInt32(truncatingIfNeeded: column)) << 32
      let (high, low) = (hash ^ pair).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      hash = (high ^ low) &+ 0xd1b5_4a32_d192_ed03
    }
    while row < rows.sampleCount {
      finish(hash)
      (row, hash) = (row + 1, beginning)
    }
  }
}
