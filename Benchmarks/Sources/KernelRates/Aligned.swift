// Memory on a cache line's boundary, as the library allocates it.

final class Aligned<Element: BitwiseCopyable> {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, _ element: (Int) -> Element) {
    self.count = count
    start = UnsafeMutableRawPointer.allocate(
      byteCount: max(64, count * MemoryLayout<Element>.stride), alignment: 64
    )
    .bindMemory(to: Element.self, capacity: count)
    for i in 0..<count { (start + i).initialize(to: element(i)) }
  }

  deinit { start.deallocate() }

  func fill(with element: Element) {
    start.update(repeating: element, count: count)
  }
}
