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
    return unsafe SharedStorage<Float>(owner: owner, start: values, count: count / width, pages: pages)
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

extension SharedStorage<UInt8> {
  /// A copy of the bytes as numbers in the machine's order; nil where they are no whole number of them.
  package func numbers<Number: BitwiseCopyable & Sendable>() -> [Number]? {
    let width = MemoryLayout<Number>.stride
    guard count % width == 0 else { return nil }
    defer { withExtendedLifetime(owner) {} }
    return unsafe [Number](unsafeUninitializedCapacity: count / width) { target, filled in
      unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
        from: UnsafeRawBufferPointer(start: unsafeStart, count: count))
      filled = count / width
    }
  }
}

extension SharedStorage {
  /// Calls `body` with copies of the elements' bytes, in the machine's order, a block after the other.
  package func forEachCopiedBlock<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    let width = MemoryLayout<Element>.stride
    try forEachBlock { (_, block) throws(Failure) in
      let bytes = unsafe UnsafeRawBufferPointer(
        start: unsafeStart + block.lowerBound, count: block.count * width)
      try body(unsafe Array(bytes))
    }
  }

  /// Calls `body` with the elements' bytes, in the machine's order, a block after the other.
  func forEachBlockOfBytes(_ body: (Span<UInt8>) -> Void) {
    let width = MemoryLayout<Element>.stride
    forEachBlock { _, block in
      let bytes = unsafe UnsafeRawPointer(unsafeStart + block.lowerBound).assumingMemoryBound(to: UInt8.self)
      body(unsafe Span(_unsafeStart: bytes, count: block.count * width))
    }
  }
}
