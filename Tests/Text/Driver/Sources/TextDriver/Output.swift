// What the driver found, as bytes that NumPy reads.

import Foundation
import SoftmaxText

/// Little-endian numbers, one behind the other.
struct Output {
  private(set) var data: [UInt8] = []

  mutating func append(_ numbers: [some FixedWidthInteger]) {
    for number in numbers {
      for shift in stride(from: 0, to: number.bitWidth, by: 8) {
        data.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
  }

  mutating func append(_ numbers: [Double]) { append(numbers.map(\.bitPattern)) }

  mutating func append(_ count: Int) { append([UInt64(count)]) }

  /// Words as all their bytes and their starts.
  mutating func append(_ words: WordList) {
    append(words.starts.count)
    append(words.starts)
    append(words.bytes.count)
    append(words.bytes)
  }

  mutating func append(_ row: SparseTextRow) {
    append(row.count)
    append(row.columns)
    append(row.values.map(\.bitPattern))
    append(row.exactValues)
  }
}

/// Texts of a file, each behind its length as a little-endian number of 32 bits.
func texts(in path: String) throws -> [[UInt8]] {
  let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  var texts: [[UInt8]] = []
  var place = 0
  while place + 4 <= data.count {
    let length = (0..<4).reduce(0) { $0 | Int(data[place + $1]) << (8 * $1) }
    texts.append(Array(data[place + 4..<place + 4 + length]))
    place += 4 + length
  }
  return texts
}
