// The processor time that a container may use, from the control groups of Linux.

/// The quota of this process's control group and the groups above it, in whole cores.
///
/// Reference: the kernel's documentation of cpu.max (version 2) and of cpu.cfs_quota_us (version 1).
package enum CPUQuota {
  /// The smallest quota on the way to the root, rounded up; nil where there is none. `readingFile` gives the text
  /// of a file, nil where there is no such file.
  package static func cores(readingFile text: (String) -> String?) -> Int? {
    var smallest: Double?
    func count(_ quota: Double?) {
      guard let quota else { return }
      smallest = min(quota, smallest ?? quota)
    }
    for line in (text("/proc/self/cgroup") ?? "").split(separator: "\n") {
      guard let line = ControlGroupLine(line) else { continue }
      for group in line.groups {
        if line.isVersion2 {
          count(text("/sys/fs/cgroup\(group)/cpu.max").flatMap(version2))
        } else if line.controllers.contains("cpu") {
          let folder = "/sys/fs/cgroup/cpu\(group)"
          count(version1(text("\(folder)/cpu.cfs_quota_us"), text("\(folder)/cpu.cfs_period_us")))
        }
      }
    }
    return smallest.map { max(1, Int($0.rounded(.up))) }
  }

  /// "200000 100000" is two cores, "max 100000" none of our business.
  private static func version2(_ text: String) -> Double? {
    let fields = text.split(whereSeparator: \.isWhitespace)
    guard fields.count == 2 else { return nil }
    return cores(quota: Double(fields[0]), period: Double(fields[1]))
  }

  /// A quota of -1 is none.
  private static func version1(_ quota: String?, _ period: String?) -> Double? {
    func number(_ text: String?) -> Double? {
      text?.split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    }
    return cores(quota: number(quota), period: number(period))
  }

  private static func cores(quota: Double?, period: Double?) -> Double? {
    guard let quota, let period, quota > 0, period > 0, quota.isFinite else { return nil }
    return min(quota / period, 1e6)
  }
}
