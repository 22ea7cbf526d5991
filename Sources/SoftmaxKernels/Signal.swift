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

  /// Returns when the number is larger than `old`.
  func wait(beyond old: Int) {
    if current > old { return }
    var start = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &start)
    var now = start
    repeat {
      for _ in 0..<32 {
        if current > old { return }
        smk_pause()
      }
      unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    } while (now.tv_sec - start.tv_sec) * 1_000_000_000 + (now.tv_nsec - start.tv_nsec) < Self.spinNanoseconds
    unsafe pthread_mutex_lock(mutex)
    sleeperCount.add(1, ordering: .sequentiallyConsistent)
    while value.load(ordering: .sequentiallyConsistent) <= old {
      unsafe pthread_cond_wait(condition, mutex)
    }
    sleeperCount.subtract(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_unlock(mutex)
  }
}
