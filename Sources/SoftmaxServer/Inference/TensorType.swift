// The element types of the Open Inference Protocol's tensors.

package import SoftmaxFiles

/// What the elements of a tensor are, by the protocol's names.
package enum TensorType: String, Sendable, Hashable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "UINT8"
  case uint16 = "UINT16"
  case uint32 = "UINT32"
  case uint64 = "UINT64"
  case int8 = "INT8"
  case int16 = "INT16"
  case int32 = "INT32"
  case int64 = "INT64"
  case fp16 = "FP16"
  case fp32 = "FP32"
  case fp64 = "FP64"
  /// Texts.
  case bytes = "BYTES"

  /// The same as an array's element type; nil for texts, whose lengths differ.
  package var arrayType: ArrayElementType? {
    switch self {
    case .bool: .bool
    case .uint8: .unsigned(width: 1)
    case .uint16: .unsigned(width: 2)
    case .uint32: .unsigned(width: 4)
    case .uint64: .unsigned(width: 8)
    case .int8: .signed(width: 1)
    case .int16: .signed(width: 2)
    case .int32: .signed(width: 4)
    case .int64: .signed(width: 8)
    case .fp16: .float16
    case .fp32: .float32
    case .fp64: .float64
    case .bytes: nil
    }
  }

  /// The whole numbers that it holds; nil where it holds others.
  var wholeNumbers: ClosedRange<Double>? {
    switch self {
    case .bool: 0...1
    case .uint8: 0...255
    case .uint16: 0...65535
    case .uint32: 0...4_294_967_295
    // Up to here all whole numbers are exact in Float64.
    case .uint64: 0...9_007_199_254_740_992
    case .int8: -128...127
    case .int16: -32768...32767
    case .int32: -2_147_483_648...2_147_483_647
    case .int64: -9_007_199_254_740_992...9_007_199_254_740_992
    case .fp16, .fp32, .fp64, .bytes: nil
    }
  }

  /// The bytes of `number`, the least significant first.
  func append(_ number: Double, to bytes: inout [UInt8]) {
    switch self {
    case .bool, .uint8: bytes.append(UInt8(number))
    case .uint16: bytes.append(littleEndian: UInt16(number))
    case .uint32: bytes.append(littleEndian: UInt32(number))
    case .uint64: bytes.append(littleEndian: UInt64(number))
    case .int8: bytes.append(UInt8(bitPattern: Int8(number)))
    case .int16: bytes.append(littleEndian: Int16(number))
    case .int32: bytes.append(littleEndian: Int32(number))
    case .int64: bytes.append(littleEndian: Int64(number))
    // Sixteen bits are not written in JSON (see `InferenceRequest`).
    case .fp16, .fp32: bytes.append(littleEndian: Float(number).bitPattern)
    case .fp64: bytes.append(littleEndian: number.bitPattern)
    case .bytes: break
    }
  }
}

extension [UInt8] {
  /// Adds a number's bytes, the least significant first.
  package mutating func append(littleEndian number: some FixedWidthInteger) {
    var rest = number
    for _ in 0..<(number.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
