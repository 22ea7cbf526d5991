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

  /// Reads up to `count` bytes into `buffer` from `start` on; how many came, 0 at the end, or -1.
  static func read(into buffer: inout [UInt8], at start: Int, count: Int, from descriptor: Int32) -> Int {
    unsafe buffer.withUnsafeMutableBytes { target in
      retrying { unsafe systemRead(descriptor, target.baseAddress.map { unsafe $0 + start }, count) }
    }
  }

  /// Whether a read has something at once: bytes, the end, or an error. True where the system does not say.
  static func isReady(_ descriptor: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, 0) != 0
  }

  /// Writes the bytes from `start` on; how many the system took, or -1.
  static func write(_ bytes: [UInt8], from start: Int, to descriptor: Int32) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      retrying {
        unsafe systemWrite(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
    }
  }
}

/// `write` of the C library, which the method above would hide.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}

/// `read`, likewise.
private func systemRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, start, count)
}
