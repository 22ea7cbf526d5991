// Writing of .npy files without a copy of their elements.

extension NPYFile {
  /// An array of Float32, row by row; the elements are not copied.
  package static func rope(_ values: ArraySlice<Float>, shape: [Int]) -> ByteRope {
    precondition(shape.reduce(1, *) == values.count, "the shape of the elements")
    var rope = ByteRope(start("<f4", shape: shape))
    rope.append(values)
    return rope
  }

  /// An array of Float64, row by row; the elements are not copied.
  package static func rope(_ values: ArraySlice<Double>, shape: [Int]) -> ByteRope {
    precondition(shape.reduce(1, *) == values.count, "the shape of the elements")
    var rope = ByteRope(start("<f8", shape: shape))
    rope.append(values)
    return rope
  }

  /// An array of whole numbers, row by row.
  package static func rope(_ values: [Int], shape: [Int]) -> ByteRope {
    precondition(shape.reduce(1, *) == values.count, "the shape of the elements")
    return ByteRope(start("<i8", shape: shape) + values.flatMap { LittleEndian.bytes(of: Int64($0)) })
  }

  /// An array of yes and no in one dimension.
  package static func rope(_ values: [Bool]) -> ByteRope {
    ByteRope(start("|b1", shape: [values.count]) + values.map { $0 ? 1 : 0 })
  }

  /// An array of texts in one dimension, as Unicode scalars, each filled up with zeros to the length of the longest.
  package static func rope(_ texts: [String]) -> ByteRope {
    let length = max(texts.map { $0.unicodeScalars.count }.max() ?? 0, 1)
    var bytes = start("<U\(length)", shape: [texts.count])
    for text in texts {
      for scalar in text.unicodeScalars { bytes += LittleEndian.bytes(of: scalar.value) }
      bytes += [UInt8](repeating: 0, count: 4 * (length - text.unicodeScalars.count))
    }
    return ByteRope(bytes)
  }

  /// What stands before the elements: version 1.0 of the format; the elements begin on a boundary of 64 bytes.
  static func start(_ type: String, shape: [Int]) -> [UInt8] {
    let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(dimensions)), }".utf8)
    let beginning = [0x93] + Array("NUMPY".utf8) + [1, 0]
    while (beginning.count + 2 + header.count + 1) % 64 != 0 { header.append(UInt8(ascii: " ")) }
    header.append(UInt8(ascii: "\n"))
    return beginning + LittleEndian.bytes(of: UInt16(header.count)) + header
  }
}
