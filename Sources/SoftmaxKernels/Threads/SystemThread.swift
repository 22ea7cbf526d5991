// Threads of the system's: started, or refused with the system's reason.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system gave fewer threads than were asked for.
package struct ThreadFailure: Error, Hashable {
  /// How many were asked for, the caller's own left out, and how many came.
  package let wanted: Int
  package let started: Int
  /// The system's error number.
  package let code: Int32

  package init(wanted: Int, started: Int, code: Int32) {
    self.wanted = wanted
    self.started = started
    self.code = code
  }
}

/// Plain threads, without a library in between that would wait where the system refuses one.
package enum SystemThread {
  /// Runs a body on a thread of its own; 0, or the system's error number.
  package typealias Starter = @Sendable (_ body: @escaping @Sendable () -> Void) -> Int32

  /// Starts a thread that runs `body` and ends.
  package static let start: Starter = { body in
    final class Box {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = unsafe Unmanaged.passRetained(Box(body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = unsafe pthread_create(
      &thread, nil,
      { context in
        #if canImport(Darwin)
          unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
        #else
          if let context = unsafe context {
            unsafe Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
          }
        #endif
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      unsafe box.release()
      return status
    }
    #if canImport(Darwin)
      if let thread = unsafe thread { unsafe pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
    return 0
  }

  /// Has the calling thread sleep, about so long.
  package static func sleep(nanoseconds: Int) {
    var time = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    unsafe nanosleep(&time, nil)
  }

  /// Finds out whether the system starts a thread now, by starting one that ends at once.
  ///
  /// For what has threads of its own and waits for ever where it gets none, such as a download or another program's
  /// run.
  ///
  /// - Throws: `ThreadFailure`.
  package static func check(_ starter: Starter = start) throws(ThreadFailure) {
    let code = starter {}
    guard code == 0 else { throw ThreadFailure(wanted: 1, started: 0, code: code) }
  }
}
