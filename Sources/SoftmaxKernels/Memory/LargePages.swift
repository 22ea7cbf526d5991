// Memory that is read across its rows, in pages that are worth their place in the processor's tables.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Asks Linux for pages of 2 MB, where it gives them to those who ask; elsewhere nothing happens.
package enum LargePages {
  /// The bytes of a page, to which memory has to be aligned.
  package static let size = 2 << 20
  /// Smaller buffers would waste more than they win.
  package static let threshold = 8 << 20

  /// Advises before the memory is first touched.
  @unsafe package static func advise(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      // MADV_HUGEPAGE; where it is refused, pages stay small.
      _ = unsafe madvise(memory, byteCount, 14)
    #endif
  }
}
