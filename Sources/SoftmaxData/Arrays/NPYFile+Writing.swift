// Writing .npy files.

import SoftmaxFiles

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
    let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (\(dimensions)), }".utf8)
    let beginning = [0x93] + Array("NUMPY".utf8) + [1, 0]
    while (beginning.count + 2 + header.count + 1) % 64 != 0 { header.append(UInt8(ascii: " ")) }
    header.append(UInt8(ascii: "\n"))
    return beginning + LittleEndian.bytes(of: UInt16(header.count)) + header
      + values.flatMap { LittleEndian.bytes(of: $0.bitPattern) }
  }
}
