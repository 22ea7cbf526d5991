// Writing .npy files.

extension NPYFile {
  /// The bytes of an array of Float64, row by row and little-endian, as `numpy.save` writes them: version 1.0 of the format,
  /// the data beginning on a boundary of 64 bytes.
  ///
  /// - Parameters:
  ///   - values: The elements.
  ///   - shape: The dimensions, whose product is the number of elements.
  /// - Returns: The whole file.
  package static func encoded(_ values: [Double], shape: [Int]) -> [UInt8] {
    precondition(shape.reduce(1, *) == values.count, "the shape of the elements")
    return start("<f8", shape: shape) + values.flatMap { LittleEndian.bytes(of: $0.bitPattern) }
  }

  /// The same of bytes.
  package static func encoded(bytes: [UInt8], shape: [Int]) -> [UInt8] {
    precondition(shape.reduce(1, *) == bytes.count, "the shape of the elements")
    return start("|u1", shape: shape) + bytes
  }
}
