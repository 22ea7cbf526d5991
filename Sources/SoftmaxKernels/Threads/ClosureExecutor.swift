// Tasks on threads that somebody else has: an event loop's, a pool's.

/// Runs tasks wherever a function runs closures.
///
/// ```swift
/// await withTaskExecutorPreference(ClosureExecutor { queue.async(execute: $0) }) { ... }
/// ```
package final class ClosureExecutor: TaskExecutor {
  private let run: @Sendable (@escaping @Sendable () -> Void) -> Void

  /// - Parameter run: Runs what it is given once, later or on another thread, never before it returns.
  package init(_ run: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) { self.run = run }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Safe: the closure holds the executor, and runs the job once.
    run { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
