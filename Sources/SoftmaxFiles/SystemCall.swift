// The system's own words for a failed call.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the C library says of failed calls.
package enum SystemCall {
  /// The last call's error number.
  package static var lastError: Int32 { errno }

  /// The system's text for an error number, such as "No such file or directory".
  package static func message(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// Repeats a call that a signal interrupted.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
