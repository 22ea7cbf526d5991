// What this process has taken from the system.

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
}
