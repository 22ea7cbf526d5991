// The files that were opened last.

/// What files were when they were opened by a name, for so many names: a process that runs for long, or reads thousands of files,
/// forgets those that it opened first.
struct RecentFiles: Sendable {
  let limit: Int
  private(set) var statuses: [String: FileStatus] = [:]
  /// Names in the order of their opening, from `first` on; one that was opened again or forgotten stands there in vain.
  private var names: [(name: String, number: Int)] = []
  private var first = 0
  private var numbers: [String: Int] = [:]
  private var count = 0

  init(limit: Int) {
    self.limit = limit
  }

  mutating func remember(_ name: String, _ status: FileStatus) {
    count += 1
    statuses[name] = status
    numbers[name] = count
    names.append((name, count))
    while statuses.count > limit {
      let oldest = names[first]
      first += 1
      if numbers[oldest.name] == oldest.number { forget(oldest.name) }
    }
    if names.count > 4 * limit {
      names = names[first...].filter { numbers[$0.name] == $0.number }
      first = 0
    }
  }

  mutating func forget(_ name: String) {
    statuses[name] = nil
    numbers[name] = nil
  }
}
