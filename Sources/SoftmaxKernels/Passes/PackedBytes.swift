// Bytes as numbers, for who moves nothing else.

/// Six bytes a number, which is whole and below 2^48: it goes unchanged through whatever takes a Float64.
enum PackedBytes {
  private static let width = 6

  /// The number of bytes, and the bytes.
  static func numbers(_ bytes: [UInt8]) -> [Double] {
    [Double(bytes.count)]
      + stride(from: 0, to: bytes.count, by: width).map { first in
        let word = (0..<width).reduce(0) { word, offset in
          word << 8 | (first + offset < bytes.count ? Int(bytes[first + offset]) : 0)
        }
        return Double(word)
      }
  }

  /// The bytes again.
  static func bytes(_ numbers: [Double]) -> [UInt8] {
    guard let count = numbers.first else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(count) + width)
    for number in numbers.dropFirst() {
      let word = Int(number)
      for offset in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * offset))) }
    }
    return Array(bytes.prefix(Int(count)))
  }
}
