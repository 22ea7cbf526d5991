// One tensor of a safetensors file.

package import SoftmaxKernels

/// A named array of numbers.
package struct SafetensorsTensor: Sendable {
  /// The element types of the format, with their widths in bytes.
  package enum ElementType: String, Sendable, Hashable, CaseIterable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case int16 = "I16"
    case uint16 = "U16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case uint32 = "U32"
    case float32 = "F32"
    case int64 = "I64"
    case uint64 = "U64"
    case float64 = "F64"

    package var width: Int {
      switch self {
      case .bool, .uint8, .int8: 1
      case .int16, .uint16, .float16, .bfloat16: 2
      case .int32, .uint32, .float32: 4
      case .int64, .uint64, .float64: 8
      }
    }
  }

  package let name: String
  package let type: ElementType
  package let shape: [Int]
  /// The elements, little-endian, row-major.
  package let bytes: SharedStorage<UInt8>

  package init(name: String, type: ElementType, shape: [Int], bytes: SharedStorage<UInt8>) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of Float32.
  package init(name: String, shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "the tensor's shape")
    var content = ByteRope()
    content.append(values[...])
    self.init(name: name, type: .float32, shape: shape, bytes: SharedStorage(content.array))
  }

  /// The elements as Float32; nil for another element type.
  package var floats: [Float]? {
    guard type == .float32 else { return nil }
    return bytes.float32?.array ?? bytes.littleEndianFloats
  }
}

/// Whole numbers as bytes, least significant first.
package enum LittleEndian {
  package static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
