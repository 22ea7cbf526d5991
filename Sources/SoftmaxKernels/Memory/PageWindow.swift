// Files in memory of which only a part stays there.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The pages of a mapped file: after so many bytes of all of a job's files were read all pages are given back, and come
/// again from the file when they are looked at.
///
/// Whoever reads or writes much of the file says so, after each part of it. Nothing is lost where somebody does not: the
/// process then only has more of the file in memory.
@safe package final class PageWindow: Sendable {
  private nonisolated(unsafe) let start: UnsafeMutableRawPointer
  private let byteCount: Int
  private let budget: MemoryBudget
  private let block = Atomic<Int>(-1)

  /// - Parameters:
  ///   - start: Where the mapping begins: on a page.
  ///   - byteCount: Its length.
  ///   - budget: What says how much may be in memory.
  @unsafe package init(start: UnsafeMutableRawPointer, byteCount: Int, _ budget: MemoryBudget) {
    unsafe self.start = start
    self.byteCount = byteCount
    self.budget = budget
    // Where the file system has large pages, fewer of them come and go.
    unsafe LargePages.advise(start, byteCount: byteCount)
    budget.add(self)
  }

  deinit { budget.remove(self) }

  /// Gives all pages back. What was written to them is in the file.
  func giveBack() { _ = unsafe madvise(start, byteCount, MADV_DONTNEED) }

  /// Bytes were read or written, about in order.
  func use(_ count: Int) { _ = budget.use(count) }

  /// So many rows, or other runs, were read that lie anywhere within so many bytes: with each of them the system may bring
  /// its neighbourhood.
  func useScattered(_ count: Int, within byteCount: Int) {
    _ = budget.use(min(byteCount, count * Self.neighbourhood) + Self.neighbourhood)
  }

  /// Rows of a block are about to be read, all of which are before those of another: one block is in memory at a time.
  func enter(block: Int) {
    guard self.block.exchange(block, ordering: .relaxed) != block else { return }
    giveBack()
  }

  /// What Linux may bring with a page that is looked at: a large one.
  private static let neighbourhood = 2 << 20

  /// Bytes were read in order. The next ones, from `end` on, are asked for early.
  @unsafe func use(_ count: Int, upTo end: UnsafeRawPointer) {
    guard budget.use(count) else { return }
    let page = Self.pageSize
    let offset = unsafe (UnsafeRawPointer(start).distance(to: end)) / page * page
    guard offset >= 0, offset < byteCount else { return }
    _ = unsafe madvise(start + offset, min(budget.window, byteCount - offset), MADV_WILLNEED)
  }

  private static let pageSize = max(Int(sysconf(Int32(_SC_PAGESIZE))), 4096)
}
