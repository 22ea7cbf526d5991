// What this process has taken from the system.

import SoftmaxKernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The resources of this process.
package enum ProcessUsage {
  /// The most memory that was resident at once, in bytes.
  package static var peakMemoryBytes: Int {
    // On Linux a process that was started by a larger one begins with that one's ru_maxrss; this is its own.
    if let text = SystemText.ofFile("/proc/self/status"), let own = peakMemoryBytes(inStatus: text) {
      return own
    }
    var usage = rusage()
    #if canImport(Darwin)
      guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return Int(usage.ru_maxrss)
    #else
      guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
      // Linux counts in KiB.
      return Int(usage.ru_maxrss) * 1024
    #endif
  }

  /// The memory that is resident now, in bytes; where the system does not say, the most that was.
  package static var memoryBytes: Int {
    SystemText.ofFile("/proc/self/status").flatMap { memoryBytes(inStatus: $0, "VmRSS:") } ?? peakMemoryBytes
  }

  /// The seconds that all processors worked for this process.
  package static var processorSeconds: Double {
    var usage = rusage()
    #if canImport(Darwin)
      guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
    #else
      guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// `VmHWM:     1234 kB` in what Linux tells of a process; nil where there is no such line.
  package static func peakMemoryBytes(inStatus text: String) -> Int? { memoryBytes(inStatus: text, "VmHWM:") }

  private static func memoryBytes(inStatus text: String, _ title: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(title) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 3, words[2] == "kB", let count = Int(words[1]), count >= 0, count < Int.max / 1024
      else { return nil }
      return count * 1024
    }
    return nil
  }
}
