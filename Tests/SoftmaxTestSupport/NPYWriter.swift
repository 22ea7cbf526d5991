// .npy files for tests, right and wrong.

/// Makes .npy files byte by byte.
package enum NPYWriter {
  /// A file with any header text; by default the data begins on a boundary of 64 bytes, as NumPy has it.
  package static func file(
    header: String, data: [UInt8], version: UInt8 = 1, alignment: Int = 64
  ) -> [UInt8] {
    let lengthWidth = version == 1 ? 2 : 4
    var text = Array(header.utf8)
    while (8 + lengthWidth + text.count + 1) % alignment != 0 { text.append(0x20) }
    text.append(0x0a)
    let length = (0..<lengthWidth).map { UInt8(text.count >> (8 * $0) & 255) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
  }

  /// The dictionary of a header, as NumPy writes it.
  package static func header(_ type: String, shape: [Int], fortranOrder: Bool = false) -> String {
    let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return
      "{'descr': '\(type)', 'fortran_order': \(fortranOrder ? "True" : "False"), 'shape': (\(dimensions)), }"
  }

  /// A file of an array whose elements stand in `data` as they are.
  package static func file(_ type: String, shape: [Int], data: [UInt8], fortranOrder: Bool = false) -> [UInt8] {
    file(header: header(type, shape: shape, fortranOrder: fortranOrder), data: data)
  }

  /// Float32, little-endian, row by row.
  package static func floats(_ values: [Float], shape: [Int]) -> [UInt8] {
    file("<f4", shape: shape, data: values.flatMap { bytes(of: $0.bitPattern) })
  }

  /// Int64, little-endian, in one dimension.
  package static func integers(_ values: [Int64]) -> [UInt8] {
    file("<i8", shape: [values.count], data: values.flatMap { bytes(of: $0) })
  }

  /// A number's bytes, the least significant first unless `isBigEndian`.
  package static func bytes(of value: some FixedWidthInteger, isBigEndian: Bool = false) -> [UInt8] {
    let bytes = (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isBigEndian ? bytes.reversed() : bytes
  }
}
