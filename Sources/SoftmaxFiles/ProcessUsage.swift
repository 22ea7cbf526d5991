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

  /// `VmHWM:     1234 kB` in what Linux tells of a process; nil where there is no such line.
  package static func peakMemoryBytes(inStatus text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 3, words[2] == "kB", let count = Int(words[1]), count >= 0, count < Int.max / 1024
      else { return nil }
      return count * 1024
    }
    return nil
  }
}
