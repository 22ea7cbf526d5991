// Mutable numbers that kernels write and several threads share.

/// A run of elements on a 64-byte boundary, allocated once.
///
/// Sendable although it is mutable: the caller that hands it to a `WorkerTeam` makes sure that members touch different
/// parts between two of the team's barriers, which order everything else.
@safe package final class WorkBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  package let count: Int
  /// For the kernels' wrappers: valid while this object lives.
  @unsafe @usableFromInline let start: UnsafeMutablePointer<Element>

  /// `count` elements, all `value`.
  @inlinable
  package convenience init(count: Int, repeating value: Element) {
    self.init(uninitializedCount: count)
    unsafe start.initialize(repeating: value, count: count)
  }

  /// `count` elements whose bytes are all 0: zeros of any kind of number, in unspecialised code too.
  @inlinable
  package convenience init(zeroedCount count: Int) {
    self.init(uninitializedCount: count)
    unsafe UnsafeMutableRawPointer(start).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Element>.stride)
  }

  /// `count` elements that are written before they are read.
  @inlinable
  package init(uninitializedCount count: Int) {
    self.count = count
    let byteCount = max(count * MemoryLayout<Element>.stride, 1)
    let isLarge = byteCount >= LargePages.threshold
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLarge ? LargePages.size : 64)
    if isLarge { unsafe LargePages.advise(memory, byteCount: byteCount) }
    unsafe start = memory.bindMemory(to: Element.self, capacity: count)
  }

  /// A copy of `elements`.
  @inlinable
  package convenience init(_ elements: [Element], default value: Element) {
    self.init(count: elements.count, repeating: value)
    replace(with: elements)
  }

  deinit {
    unsafe start.deallocate()
  }

  @inlinable
  package subscript(_ index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "index out of bounds")
      return unsafe start[index]
    }
    set {
      precondition(index >= 0 && index < count, "index out of bounds")
      unsafe start[index] = newValue
    }
  }

  /// Overwrites the elements at `range`.
  @inlinable
  package func fill(_ range: Range<Int>, with value: Element) {
    check(range)
    unsafe (start + range.lowerBound).update(repeating: value, count: range.count)
  }

  /// Overwrites all elements.
  @inlinable
  package func replace(with elements: [Element]) {
    precondition(elements.count == count, "as many elements as there are places")
    unsafe elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { unsafe start.update(from: base, count: count) }
    }
  }

  /// Overwrites as many elements from `place` on as `range` has by those of another buffer at `range`.
  package func copy(_ range: Range<Int>, of source: WorkBuffer, to place: Int) {
    source.check(range)
    check(place..<place + range.count)
    unsafe (start + place).update(from: source.start + range.lowerBound, count: range.count)
    withExtendedLifetime(source) {}
  }

  /// Calls `body` with the elements at `range`.
  @inlinable
  package func withSpan<Result>(_ range: Range<Int>, _ body: (Span<Element>) -> Result) -> Result {
    check(range)
    defer { withExtendedLifetime(self) {} }
    return body(unsafe Span(_unsafeStart: start + range.lowerBound, count: range.count))
  }

  /// Calls `body` with all elements, to be changed.
  @inlinable
  package func withMutableSpan<Result>(_ body: (inout MutableSpan<Element>) -> Result) -> Result {
    defer { withExtendedLifetime(self) {} }
    var span = unsafe MutableSpan(_unsafeStart: start, count: count)
    return body(&span)
  }

  /// A copy as an array.
  @inlinable
  package var array: [Element] {
    defer { withExtendedLifetime(self) {} }
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  @inlinable
  package func check(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
  }
}

// Where the type is known, so that filling is a plain loop of stores in every build.
extension WorkBuffer where Element == Float {
  /// Sets the elements at `range` to 0.
  package func clear(_ range: Range<Int>) {
    check(range)
    unsafe (start + range.lowerBound).update(repeating: 0, count: range.count)
  }
}
