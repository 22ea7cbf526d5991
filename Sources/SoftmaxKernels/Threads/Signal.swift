// A counter that threads wait on: briefly awake, then asleep.

internal import CSoftmaxKernels
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A number that only grows. Whoever waits for it to grow spins first, because a barrier between two halves of a
/// minibatch is shorter than waking a thread, and sleeps then, so that an idle team costs nothing.
@safe final class Signal: Sendable {
  private let value = Atomic<Int>(0)
  private let sleeperCount = Atomic<Int>(0)
  private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>

  /// How long to spin: several times what a barrier takes where all threads run, a fraction of a time slice.
  private static let spinNanoseconds = 60_000

  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// The number as it stands; what was written before it grew can be read after this.
  var current: Int { value.load(ordering: .acquiring) }

  /// Adds one and wakes everybody.
  func advance() {
    value.add(1, ordering: .sequentiallyConsistent)
    // A sleeper counts itself before it looks at the value for the last time: one of the two sees the other.
    guard sleeperCount.load(ordering: .sequentiallyConsistent) > 0 else { return }
    unsafe pthread_mutex_lock(mutex)
    unsafe pthread_cond_broadcast(condition)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Returns when the number is larger than `old`, with the nanoseconds that took; 0 where it was next to nothing.
  @discardableResult
  func wait(beyond old: Int) -> Int {
    if isBeyond(old) { return 0 }
    let start = Self.nanoseconds
    var waited = 0
    repeat {
      if isBeyond(old) { return waited }
      waited = Self.nanoseconds - start
    } while waited < Self.spinNanoseconds
    unsafe pthread_mutex_lock(mutex)
    sleeperCount.add(1, ordering: .sequentiallyConsistent)
    while value.load(ordering: .sequentiallyConsistent) <= old {
      unsafe pthread_cond_wait(condition, mutex)
    }
    sleeperCount.subtract(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_unlock(mutex)
    return Self.nanoseconds - start
  }

  /// Whether the number is larger than `old`, asked for a few microseconds.
  private func isBeyond(_ old: Int) -> Bool {
    for _ in 0..<32 {
      if current > old { return true }
      smk_pause()
    }
    return false
  }

  /// A clock that only goes forward.
  static var nanoseconds: Int {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Int(now.tv_sec) * 1_000_000_000 + Int(now.tv_nsec)
  }
}
