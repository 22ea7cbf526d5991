// The last resort where memory runs out in the middle of work: an error of ours instead of a crash report.

import CSoftmaxFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What happens when the language's runtime gives up.
///
/// What needs much memory asks `MemoryRoom` first. Everything else takes memory from Swift's runtime, which cannot
/// report that there is none: it prints for how many bytes it was asked, and aborts.
package enum MemoryExhaustion {
  /// Has all threads share one heap where addresses are limited. From now on an abort prints `message` after the runtime's own, and ends the process with `exitCode`.
  ///
  /// - Parameters:
  ///   - message: Ends with a line end.
  ///   - exitCode: What the shell sees.
  package static func endProcess(printing message: String, exitCode: Int32) {
    smf_share_heap_where_addresses_are_limited()
    // The handler may not take memory: what it writes lies ready, and stays for as long as the process.
    let bytes = Array(message.utf8)
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = unsafe copy.initialize(from: bytes)
    unsafe (text, code) = (UnsafeBufferPointer(copy), exitCode)
    var action = SignalAction.calling { _ in
      unsafe _ = write(2, text.baseAddress, text.count)
      unsafe _exit(code)
    }
    unsafe sigaction(SIGABRT, &action, nil)
  }
}

// Written once, before the handler is there.
private nonisolated(unsafe) var text = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
private nonisolated(unsafe) var code: Int32 = 1
