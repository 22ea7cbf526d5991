// Files in memory of which only a part stays there.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The pages of a mapped file: after so many bytes were read all of them are given back, and come again from the file
/// when they are looked at.
///
/// Whoever reads or writes much of the file says so, after each part of it. Nothing is lost where somebody does not: the
/// process then only has more of the file in memory.
@safe package final class PageWindow: Sendable {
  private nonisolated(unsafe) let start: UnsafeMutableRawPointer
  private let byteCount: Int
  private let window: Int
  private let used = Atomic<Int>(0)
  private let block = Atomic<Int>(-1)

  /// - Parameters:
  ///   - start: Where the mapping begins: on a page.
  ///   - byteCount: Its length.
  ///   - window: How many bytes of it are in memory at most, about.
  @unsafe package init(start: UnsafeMutableRawPointer, byteCount: Int, window: Int) {
    unsafe self.start = start
    self.byteCount = byteCount
    self.window = window
  }

  /// Bytes were read or written, about in order.
  func use(_ count: Int) { _ = giveBack(after: count) }

  /// Rows were read that lie anywhere within so many bytes: with each of them the system may bring its neighbourhood.
  func useScattered(_ rowCount: Int, within byteCount: Int) {
    _ = giveBack(after: min(byteCount, rowCount * Self.neighbourhood) + Self.neighbourhood)
  }

  /// Rows of a block are about to be read, all of which are before those of another: one block is in memory at a time.
  func enter(block: Int) {
    guard self.block.exchange(block, ordering: .relaxed) != block else { return }
    _ = unsafe madvise(start, byteCount, MADV_DONTNEED)
  }

  /// What Linux may bring with a page that is looked at: a large one.
  private static let neighbourhood = 2 << 20

  /// Bytes were read in order. The next ones, from `end` on, are asked for early.
  @unsafe func use(_ count: Int, upTo end: UnsafeRawPointer) {
    guard giveBack(after: count) else { return }
    let page = Self.pageSize
    let offset = unsafe (UnsafeRawPointer(start).distance(to: end)) / page * page
    guard offset >= 0, offset < byteCount else { return }
    _ = unsafe madvise(start + offset, min(window, byteCount - offset), MADV_WILLNEED)
  }

  /// Whether all pages were given back, as enough was read.
  private func giveBack(after count: Int) -> Bool {
    // One of the threads crosses the line, and starts anew for all.
    let sum = used.add(count, ordering: .relaxed).newValue
    guard sum >= window, used.compareExchange(expected: sum, desired: 0, ordering: .relaxed).exchanged else {
      return false
    }
    return unsafe madvise(start, byteCount, MADV_DONTNEED) == 0
  }

  private static let pageSize = max(Int(sysconf(Int32(_SC_PAGESIZE))), 4096)
}
