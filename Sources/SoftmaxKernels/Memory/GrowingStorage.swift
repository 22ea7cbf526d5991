// Numbers whose count is known only at the end, without a second copy of them.

/// Collects elements and becomes a `SharedStorage` of them where they lie.
///
/// Memory that was reserved and not used costs nothing where the system gives out pages as they are written.
@safe package struct GrowingStorage<Element: BitwiseCopyable & Sendable>: ~Copyable {
  private var allocation: AlignedAllocation
  private var capacity: Int
  package private(set) var count = 0

  /// Room for `capacity` elements to begin with.
  package init(capacity: Int) {
    self.capacity = max(capacity, 16)
    allocation = AlignedAllocation(largeByteCount: self.capacity * MemoryLayout<Element>.stride)
  }

  /// Adds elements.
  package mutating func append(_ elements: Span<Element>) {
    reserve(elements.count)
    unsafe elements.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      let target = unsafe allocation.start.advanced(by: count * MemoryLayout<Element>.stride)
      unsafe target.initializeMemory(as: Element.self, from: base, count: source.count)
    }
    allocation.pages?.use(elements.count * MemoryLayout<Element>.stride)
    count += elements.count
  }

  /// Calls `body` with all elements so far.
  package mutating func withMutableSpan<Result>(_ body: (inout MutableSpan<Element>) -> Result) -> Result {
    let start = unsafe allocation.start.assumingMemoryBound(to: Element.self)
    var span = unsafe MutableSpan(_unsafeStart: start, count: count)
    return body(&span)
  }

  /// The elements, where they lie.
  package consuming func finish() -> SharedStorage<Element> {
    let start = unsafe allocation.start.assumingMemoryBound(to: Element.self)
    return unsafe SharedStorage(
      owner: allocation, start: UnsafePointer(start), count: count, pages: allocation.pages)
  }

  /// The bytes that appending so many elements takes, beside those that are there; 0 where there is room.
  package func growth(for more: Int) -> Int {
    count + more > capacity ? enlarged(by: more) * MemoryLayout<Element>.stride : 0
  }

  private static var copiedAtOnce: Int { 1 << 20 }

  private func enlarged(by more: Int) -> Int { max(count + more, capacity + capacity / 2) }

  private mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = enlarged(by: more)
    let larger = AlignedAllocation(largeByteCount: capacity * MemoryLayout<Element>.stride)
    let byteCount = count * MemoryLayout<Element>.stride
    // A part at a time, for what lies in a file.
    for first in stride(from: 0, to: byteCount, by: Self.copiedAtOnce) {
      let part = min(Self.copiedAtOnce, byteCount - first)
      unsafe (larger.start + first).copyMemory(from: allocation.start + first, byteCount: part)
      larger.pages?.use(part)
      allocation.pages?.use(part)
    }
    allocation = larger
  }
}
