// Immutable numbers in memory that many values can share: an aligned allocation of ours, or a mapped file.

/// A read-only run of elements, kept alive by whoever owns the memory.
@safe package struct SharedStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Sendable because nothing writes to the memory after `init`, and the owner frees it only when
  // the last copy of this value is gone.
  let owner: AnyObject
  private let start: UnsafePointer<Element>
  package let count: Int
  /// Where the elements lie in a file of which a part at a time is in memory.
  let pages: PageWindow?

  /// Memory that lies elsewhere, such as a mapped file.
  ///
  /// `start` must point to `count` elements, aligned for `Element`, that stay as they are for as long as
  /// `owner` lives. `pages` are those of the file that they lie in, where only a part of it is to be in memory.
  @unsafe package init(
    owner: AnyObject, start: UnsafePointer<Element>, count: Int, pages: PageWindow? = nil
  ) {
    unsafe self.start = start
    self.owner = owner
    self.count = count
    self.pages = pages
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

  /// `count` elements that `fill` writes, a block after the other; they are 0 until then. So many elements as a budget does
  /// not let into memory lie in a file.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - unit: Elements that stay together, such as a row's: each block has a whole number of them.
  ///   - fill: Writes the elements at a range, and none after them.
  package init(
    count: Int, unit: Int, fill: (inout MutableSpan<Element>, Range<Int>) throws -> Void
  ) rethrows {
    let allocation = AlignedAllocation(largeByteCount: count * MemoryLayout<Element>.stride)
    let target = unsafe allocation.start.bindMemory(to: Element.self, capacity: count)
    let length = Self.blockLength(unit: unit)
    var span = unsafe MutableSpan(_unsafeStart: target, count: count)
    for first in stride(from: 0, to: count, by: length) {
      let block = first..<min(first + length, count)
      let byteCount = block.count * MemoryLayout<Element>.stride
      if allocation.pages == nil {
        unsafe UnsafeMutableRawPointer(target + first).initializeMemory(
          as: UInt8.self, repeating: 0, count: byteCount)
      }
      try fill(&span, block)
      allocation.pages?.use(byteCount)
    }
    unsafe self.init(
      owner: allocation, start: UnsafePointer(target), count: count, pages: allocation.pages)
  }

  /// The elements of a block: about 1 MiB, and whole units.
  private static func blockLength(unit: Int) -> Int {
    max(1, (1 << 20) / max(1, MemoryLayout<Element>.stride * unit)) * max(1, unit)
  }

  /// All elements, a block of whole units after the other: what much data is read by, so that a part of it is in memory at
  /// a time where it lies in a file.
  package func forEachBlock<Failure: Error>(
    unit: Int = 1, _ body: (Span<Element>, Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    defer { withExtendedLifetime(owner) {} }
    let length = Self.blockLength(unit: unit)
    for first in stride(from: 0, to: count, by: length) {
      let block = first..<min(first + length, count)
      try body(unsafe Span(_unsafeStart: start + first, count: block.count), block)
      use(block)
    }
  }

  /// The elements at `range` were read.
  func use(_ range: Range<Int>) {
    guard let pages else { return }
    unsafe pages.use(
      range.count * MemoryLayout<Element>.stride, upTo: UnsafeRawPointer(start + range.upperBound))
  }

  /// So many runs of elements were read that lie anywhere.
  package func usedScattered(_ count: Int) {
    pages?.useScattered(count, within: self.count * MemoryLayout<Element>.stride)
  }

  /// So many elements were read, about in order.
  package func used(_ count: Int) { pages?.use(count * MemoryLayout<Element>.stride) }

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
      owner: owner, start: start + range.lowerBound, count: range.count, pages: pages)
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
  /// Where the memory lies in a file because a budget asks for it.
  private let file: FileAllocation?
  private let byteCount: Int
  private let budget: MemoryBudget?

  /// Memory that is not set to anything.
  convenience init(byteCount: Int) {
    self.init(byteCount: byteCount, file: nil)
  }

  /// Memory that lies in a file where the job's budget says so; nil: in memory.
  convenience init(largeByteCount byteCount: Int) {
    let budget = MemoryBudget.current
    let file = budget.flatMap { $0.movesOut(byteCount) ? FileAllocation(byteCount: byteCount, $0) : nil }
    self.init(byteCount: byteCount, file: file)
  }

  private init(byteCount: Int, file: FileAllocation?) {
    self.byteCount = byteCount
    self.file = file
    if let file {
      unsafe start = file.start
      budget = nil
    } else {
      unsafe start = .allocate(byteCount: max(byteCount, 1), alignment: 64)
      budget = MemoryBudget.current
      budget?.hold(byteCount)
    }
  }

  /// What has to be told of reading and writing; nil for memory that is no file.
  var pages: PageWindow? { file?.pages }

  deinit {
    guard file == nil else { return }
    unsafe start.deallocate()
    budget?.hold(-byteCount)
  }
}
