// Memory's limits as Linux tells them: of the process, of its control groups, of the machine.

extension MemoryRoom {
  /// The limits on a process; nil for none.
  package struct ProcessLimits: Sendable {
    package let addressSpace: Int?
    package let dataSegment: Int?

    package init(addressSpace: Int? = nil, dataSegment: Int? = nil) {
      self.addressSpace = addressSpace
      self.dataSegment = dataSegment
    }
  }

  /// The smallest room that any limit leaves. `readingFile` gives the text of a file, nil where there is no such file.
  ///
  /// Reference: proc(5), and the kernel's documentation of control groups (memory.max of version 2,
  /// memory.limit_in_bytes of version 1).
  package init(limits: ProcessLimits, readingFile text: (String) -> String?) {
    var nearest = MemoryRoom(bytes: .max, limit: .machine)
    func note(_ bytes: Int?, _ limit: Limit) {
      guard let bytes, bytes < nearest.bytes else { return }
      nearest = MemoryRoom(bytes: max(bytes, 0), limit: limit)
    }
    let machine = Self.kilobytes(text("/proc/meminfo"))
    let swap = machine["SwapFree"] ?? 0
    note(machine["MemAvailable"].map { $0 + swap }, .machine)
    let process = Self.kilobytes(text("/proc/self/status"))
    note(limits.addressSpace.map { $0 - (process["VmSize"] ?? 0) }, .addressSpace)
    note(limits.dataSegment.map { $0 - (process["VmData"] ?? 0) }, .dataSegment)
    for line in (text("/proc/self/cgroup") ?? "").split(separator: "\n") {
      guard let line = ControlGroupLine(line) else { continue }
      for group in line.groups where line.isVersion2 {
        note(Self.version2("/sys/fs/cgroup\(group)", swap: swap, text), .controlGroup)
      }
      for group in line.groups where line.controllers.contains("memory") {
        note(Self.version1("/sys/fs/cgroup/memory\(group)", swap: swap, text), .controlGroup)
      }
    }
    self = nearest
  }

  /// What a group of version 2 leaves: its limit, less what it holds and could not drop, and what it may move to swap.
  private static func version2(_ folder: String, swap: Int, _ text: (String) -> String?) -> Int? {
    guard let limit = bytes(text("\(folder)/memory.max")), let used = bytes(text("\(folder)/memory.current"))
    else {
      return nil
    }
    let droppable = droppable(text("\(folder)/memory.stat"), prefix: "")
    let swapLeft = bytes(text("\(folder)/memory.swap.max")).map {
      $0 - (bytes(text("\(folder)/memory.swap.current")) ?? 0)
    }
    return limit - used + droppable + max(0, min(swap, swapLeft ?? swap))
  }

  /// The same in version 1, whose limits without a value are near 2^63, and whose second limit counts memory and swap.
  private static func version1(_ folder: String, swap: Int, _ text: (String) -> String?) -> Int? {
    guard let limit = bytes(text("\(folder)/memory.limit_in_bytes")), limit < 1 << 60,
      let used = bytes(text("\(folder)/memory.usage_in_bytes"))
    else { return nil }
    let droppable = droppable(text("\(folder)/memory.stat"), prefix: "total_")
    let both = bytes(text("\(folder)/memory.memsw.limit_in_bytes")).flatMap { limit in
      bytes(text("\(folder)/memory.memsw.usage_in_bytes")).map { limit - $0 + droppable }
    }
    return min(limit - used + droppable + swap, both ?? .max)
  }

  /// Pages of files, which the kernel drops when memory is wanted.
  private static func droppable(_ statistics: String?, prefix: String) -> Int {
    (statistics ?? "").split(separator: "\n").reduce(0) { sum, line in
      let fields = line.split(separator: " ")
      guard fields.count == 2, fields[0] == "\(prefix)inactive_file" || fields[0] == "\(prefix)active_file"
      else {
        return sum
      }
      return sum + (Int(fields[1]) ?? 0)
    }
  }

  /// "max" and whatever is no number are no limit.
  private static func bytes(_ text: String?) -> Int? {
    guard let value = text?.split(whereSeparator: \.isWhitespace).first.flatMap({ UInt64($0) }) else {
      return nil
    }
    return Int(min(value, UInt64(Int.max) / 4))
  }

  /// The lines of the form `name: 12 kB`, in bytes.
  static func kilobytes(_ text: String?) -> [Substring: Int] {
    var values: [Substring: Int] = [:]
    for line in (text ?? "").split(separator: "\n") {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard fields.count == 3, fields[2] == "kB", fields[0].hasSuffix(":"), let value = Int(fields[1]) else {
        continue
      }
      values[fields[0].dropLast()] = min(value, Int.max >> 12) << 10
    }
    return values
  }
}
