// Immutable numbers in memory that many values can share: an aligned allocation of ours, or a mapped file.

/// A read-only run of elements, kept alive by whoever owns the memory.
@safe package struct SharedStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Sendable because nothing writes to the memory after `init`, and the owner frees it only when
  // the last copy of this value is gone.
  let owner: AnyObject
  private let start: UnsafePointer<Element>
  package let count: Int

  /// Memory that lies elsewhere, such as a mapped file.
  ///
  /// `start` must point to `count` elements, aligned for `Element`, that stay as they are for as long as
  /// `owner` lives.
  @unsafe package init(owner: AnyObject, start: UnsafePointer<Element>, count: Int) {
    unsafe self.start = start
    self.owner = owner
    self.count = count
  }

  /// A copy of `elements`, aligned for the widest vectors.
  package init(_ elements: [Element]) {
    let allocation = AlignedAllocation(byteCount: elements.count * MemoryLayout<Element>.stride)
    let target = unsafe allocation.start.bindMemory(to: Element.self, capacity: elements.count)
    unsafe elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress {
        unsafe target.initialize(from: base, count: source.count)
      }
    }
    unsafe self.init(owner: allocation, start: UnsafePointer(target), count: elements.count)
  }

  /// `count` elements that `fill` writes; they are `initial` until then.
  package init(
    count: Int, initial: Element, fill: (inout MutableSpan<Element>) throws -> Void
  ) rethrows {
    let allocation = AlignedAllocation(byteCount: count * MemoryLayout<Element>.stride)
    let target = unsafe allocation.start.bindMemory(to: Element.self, capacity: count)
    unsafe target.initialize(repeating: initial, count: count)
    var span = unsafe MutableSpan(_unsafeStart: target, count: count)
    try fill(&span)
    unsafe self.init(owner: allocation, start: UnsafePointer(target), count: count)
  }

  /// Calls `body` with all elements.
  package func withSpan<Result: ~Copyable, Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(unsafe Span(_unsafeStart: start, count: count))
  }

  /// The elements at `range`, without a copy.
  package func slice(_ range: Range<Int>) -> SharedStorage {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "slice out of bounds")
    return unsafe SharedStorage(
      owner: owner, start: start + range.lowerBound, count: range.count)
  }

  /// A copy as an array.
  package var array: [Element] {
    defer { withExtendedLifetime(owner) {} }
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// For the kernels' wrappers: valid while this value lives.
  @unsafe var unsafeStart: UnsafePointer<Element> { unsafe start }
}

/// Raw memory on a 64-byte boundary (a cache line, an AVX-512 vector), freed with the object.
@safe final class AlignedAllocation {
  let start: UnsafeMutableRawPointer

  init(byteCount: Int) {
    unsafe start = .allocate(byteCount: max(byteCount, 1), alignment: 64)
  }

  deinit {
    unsafe start.deallocate()
  }
}
