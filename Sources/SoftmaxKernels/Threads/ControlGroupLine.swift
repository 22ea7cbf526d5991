// Which control groups of Linux a process is in.

/// A line of /proc/self/cgroup: `hierarchy-ID:controllers:path`.
struct ControlGroupLine {
  /// Whether the hierarchy is that of version 2, which has all controllers.
  let isVersion2: Bool
  /// The controllers of a hierarchy of version 1.
  let controllers: [Substring]
  /// The group's path and those of the groups above it: "/a/b" gives "/a/b", "/a" and "".
  let groups: [String]

  /// Nil for what is no such line.
  init?(_ line: Substring) {
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return nil }
    isVersion2 = fields[0] == "0" && fields[1].isEmpty
    controllers = fields[1].split(separator: ",")
    let names = fields[2].split(separator: "/")
    groups = (0...names.count).reversed().map { count in names[..<count].map { "/\($0)" }.joined() }
  }
}
