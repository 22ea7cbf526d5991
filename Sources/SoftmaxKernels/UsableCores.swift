// How many threads can run at once: what the machine has, less what this process may not use.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The cores that this process may use: affinity and container quota counted. At least 1.
package enum UsableCores {
  /// The number now; asked of the system once.
  package static let count: Int = {
    #if os(Linux)
      let quota = CPUQuota.cores(readingFile: text(ofFile:))
      return max(
        1, min(affinityCount(inStatus: text(ofFile: "/proc/self/status")) ?? onlineCount, quota ?? Int.max))
    #else
      return max(1, onlineCount)
    #endif
  }()

  private static var onlineCount: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The cores in the affinity mask that /proc/self/status tells as hexadecimal digits; nil where it does not.
  package static func affinityCount(inStatus text: String?) -> Int? {
    let name = "Cpus_allowed:"
    guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    let digits = line.dropFirst(name.count).compactMap(\.hexDigitValue)
    let count = digits.reduce(0) { $0 + $1.nonzeroBitCount }
    return count > 0 ? count : nil
  }

  /// A small file of the system's; nil where there is none.
  private static func text(ofFile path: String) -> String? {
    let file = unsafe open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
