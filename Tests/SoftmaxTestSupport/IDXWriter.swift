// IDX files for tests, right and wrong.

/// Makes IDX files byte by byte.
package enum IDXWriter {
  /// A header with any type code and dimensions, then `elements`.
  package static func file(type: UInt8 = 0x08, dimensions: [UInt32], elements: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap { bigEndian($0) } + elements
  }

  package static func images(count: Int, height: Int, width: Int, seed: UInt64 = 3) -> [UInt8] {
    var numbers = MadeNumbers(seed: seed)
    return file(
      dimensions: [UInt32(count), UInt32(height), UInt32(width)],
      elements: numbers.bytes(count * height * width))
  }

  package static func labels(_ labels: [UInt8]) -> [UInt8] {
    file(dimensions: [UInt32(labels.count)], elements: labels)
  }

  package static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
  }
}
