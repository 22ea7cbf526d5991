// Bytes as the numbers that they are.

extension SharedStorage<UInt8> {
  /// The bytes as little-endian Float32 where they lie, without a copy or a look at them; nil where they are not on a
  /// boundary of four bytes, no whole number of values, or the machine's order is another one.
  package var float32: SharedStorage<Float>? {
    let width = MemoryLayout<Float>.size
    guard UInt32(1).littleEndian == 1, count % width == 0,
      unsafe Int(bitPattern: unsafeStart) % MemoryLayout<Float>.alignment == 0
    else { return nil }
    let values = unsafe UnsafeRawPointer(unsafeStart).assumingMemoryBound(to: Float.self)
    return unsafe SharedStorage<Float>(owner: owner, start: values, count: count / width)
  }
}

extension SharedStorage<UInt8> {
  /// Writes as many little-endian Float32 numbers as `target` has, those from byte `first` on, whatever boundary they lie on.
  package func widenFloats(from first: Int, into target: inout [Double]) {
    let width = MemoryLayout<Float>.size
    precondition(
      first >= 0 && first <= count && target.count <= (count - first) / width, "numbers out of bounds")
    defer { withExtendedLifetime(owner) {} }
    let source = unsafe UnsafeRawPointer(unsafeStart) + first
    unsafe target.withUnsafeMutableBufferPointer { target in
      for index in 0..<target.count {
        let bits = unsafe source.loadUnaligned(fromByteOffset: width * index, as: UInt32.self)
        unsafe target[index] = Double(Float(bitPattern: UInt32(littleEndian: bits)))
      }
    }
  }
}

extension SharedStorage {
  /// Calls `body` with the elements' bytes, in the machine's order.
  func withBytes(_ body: (Span<UInt8>) -> Void) {
    defer { withExtendedLifetime(owner) {} }
    let byteCount = count * MemoryLayout<Element>.stride
    let bytes = unsafe UnsafeRawPointer(unsafeStart).assumingMemoryBound(to: UInt8.self)
    body(unsafe Span(_unsafeStart: bytes, count: byteCount))
  }
}
