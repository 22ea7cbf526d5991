// What the process does when a signal comes, in the words of each C library.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Makes actions for `sigaction`.
enum SignalAction {
  /// A handler runs wherever the signal finds the process: it may take neither memory nor a lock.
  typealias Handler = @convention(c) (Int32) -> Void

  /// The action that calls `handler`.
  static func calling(_ handler: Handler, flags: Int32 = 0) -> sigaction {
    var action = sigaction()
    action.sa_flags = flags
    #if canImport(Darwin)
      unsafe action.__sigaction_u.__sa_handler = handler
    #elseif canImport(Musl)
      unsafe action.__sa_handler.sa_handler = handler
    #else
      unsafe action.__sigaction_handler.sa_handler = handler
    #endif
    return action
  }
}
