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
      let quota = CPUQuota.cores(readingFile: SystemText.ofFile)
      return max(
        1, min(affinityCount(inStatus: SystemText.ofFile("/proc/self/status")) ?? onlineCount, quota ?? Int.max)
      )
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
}
