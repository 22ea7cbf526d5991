// Long work for a caller that must not be held up.

import SoftmaxKernels
import Synchronization

/// Work on a thread of its own, while the task that wants its result waits without holding a thread of Swift's pool.
package enum OwnThread {
  /// Whether the task was cancelled.
  package struct Cancellation: Sendable {
    fileprivate final class Flag: Sendable {
      let isSet = Atomic<Bool>(false)
    }

    fileprivate let flag = Flag()
    /// Has the work end soon, also in the middle of a pass or a factorisation.
    fileprivate let watch = WorkWatch()

    /// - Throws: `CancellationError` where the task was cancelled.
    package func check() throws(CancellationError) {
      if flag.isSet.load(ordering: .relaxed) { throw CancellationError() }
    }
  }

  /// Runs `body` on a thread of its own.
  ///
  /// - Parameter body: The work; it asks now and then whether the task was cancelled.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws, and `TrainingError.noThread` where the system refuses a thread.
  package static func run<Value: Sendable>(_ body: @escaping @Sendable (Cancellation) throws -> Value)
    async throws
    -> Value
  {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try Task.checkCancellation()
      return try await withCheckedThrowingContinuation { continuation in
        let code = SystemThread.start {
          continuation.resume(
            with: Result {
              let value = try WorkWatch.$current.withValue(cancellation.watch) { try body(cancellation) }
              // What was left undone means nothing.
              try cancellation.check()
              return value
            })
        }
        if code != 0 { continuation.resume(throwing: TrainingError.noThread(code: Int(code))) }
      }
    } onCancel: {
      cancellation.flag.isSet.store(true, ordering: .relaxed)
      cancellation.watch.stop()
    }
  }
}
