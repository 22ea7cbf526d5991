// Protocol buffers, written by hand: a few messages need no generated code.

/// The fields of one message, in the order in which they are written.
///
/// Reference: the encoding's description on protobuf.dev. Fields of the default value may be left out by the caller; this
/// writes what it is given.
package struct ProtobufWriter: Sendable {
  /// The message's bytes so far.
  package private(set) var rope = ByteRope()

  package init() {}

  /// A whole number, an enumeration's case or a truth value. Negative numbers take ten bytes, as the format has them.
  package mutating func integer(_ field: Int, _ value: Int) {
    tag(field, .varint)
    rope.append(Self.varint(UInt64(bitPattern: Int64(value))))
  }

  package mutating func float(_ field: Int, _ value: Float) {
    tag(field, .fixed32)
    rope.append(LittleEndian.bytes(of: value.bitPattern))
  }

  package mutating func double(_ field: Int, _ value: Double) {
    tag(field, .fixed64)
    rope.append(LittleEndian.bytes(of: value.bitPattern))
  }

  package mutating func string(_ field: Int, _ text: String) { bytes(field, Array(text.utf8)) }

  package mutating func bytes(_ field: Int, _ bytes: [UInt8]) { rope(field, ByteRope(bytes)) }

  /// A field of bytes, which may be another message.
  package mutating func rope(_ field: Int, _ content: ByteRope) {
    tag(field, .delimited)
    rope.append(Self.varint(UInt64(content.count)))
    rope.append(content)
  }

  /// A message inside this one.
  package mutating func message(_ field: Int, _ fill: (inout ProtobufWriter) -> Void) {
    var writer = ProtobufWriter()
    fill(&writer)
    rope(field, writer.rope)
  }

  /// Whole numbers, packed.
  package mutating func integers(_ field: Int, _ values: [Int]) {
    guard !values.isEmpty else { return }
    bytes(field, values.flatMap { Self.varint(UInt64(bitPattern: Int64($0))) })
  }

  /// Float32 numbers, packed: they are not copied.
  package mutating func floats(_ field: Int, _ values: ArraySlice<Float>) {
    guard !values.isEmpty else { return }
    var content = ByteRope()
    content.append(values)
    rope(field, content)
  }

  /// Float64 numbers, packed: they are not copied.
  package mutating func doubles(_ field: Int, _ values: ArraySlice<Double>) {
    guard !values.isEmpty else { return }
    var content = ByteRope()
    content.append(values)
    rope(field, content)
  }

  private mutating func tag(_ field: Int, _ type: ProtobufField.WireType) {
    rope.append(Self.varint(UInt64(field) << 3 | UInt64(type.rawValue)))
  }

  static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }
}
