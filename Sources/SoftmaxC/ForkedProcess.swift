// Calls in a process that fork has made.

import SoftmaxKernels
import Synchronization

/// Runs calls on threads of their own where the process came out of a fork.
///
/// Swift's locks note which thread holds them by a number that each thread finds out once. The thread that fork has copied
/// keeps its parent's, and the system ends the process when another thread waits for a lock that it holds. A new thread has a
/// number of its own.
enum ForkedProcess {
  private static let isChild = Atomic<Bool>(false)

  /// To be called in the process that fork has made, before anything else is.
  static func begin() {
    WorkerTeam.startAnew()
    isChild.store(true, ordering: .releasing)
  }

  /// Does some work, and returns when it is done.
  static func run(_ work: () -> Void) {
    guard isChild.load(ordering: .acquiring) else { return work() }
    withoutActuallyEscaping(work) { work in
      let carried = Carried(work: work)
      let isStarted = SystemThread.start {
        carried.work()
        carried.isDone.store(true, ordering: .releasing)
      }
      guard isStarted == 0 else { return work() }
      // No lock is safe here. Long calls are looked at a thousand times a second.
      var pause = 20_000
      while !carried.isDone.load(ordering: .acquiring) {
        SystemThread.sleep(nanoseconds: pause)
        pause = min(2 * pause, 1_000_000)
      }
    }
  }

  /// Work whose caller waits for it, so that what it uses is one thread's at a time.
  private final class Carried: @unchecked Sendable {
    let work: () -> Void
    let isDone = Atomic<Bool>(false)

    init(work: @escaping () -> Void) { self.work = work }
  }
}
