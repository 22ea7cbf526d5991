// What this process has used, and may use.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

enum ProcessTime {
  private static var usage: rusage {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage
  }

  /// Seconds of CPU of all threads, the system's part included: to the nanosecond, which `getrusage` is not.
  static var cpu: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static var peakMiB: Int {
    #if os(Linux)
      Int(usage.ru_maxrss) >> 10
    #else
      Int(usage.ru_maxrss) >> 20
    #endif
  }

  /// Has the system end this process when it has used so much.
  static func limit(atSeconds seconds: Double) {
    var limit = rlimit(rlim_cur: rlim_t(seconds.rounded(.up)), rlim_max: rlim_t(seconds.rounded(.up)) + 1)
    #if os(Linux)
      setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    #else
      setrlimit(RLIMIT_CPU, &limit)
    #endif
  }
}
