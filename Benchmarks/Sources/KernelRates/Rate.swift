// One line of the table.

/// What the machine could do at best, and what sets that limit.
struct Limit {
  let value: Double
  let name: String

  /// The lower one of the peak of multiply-adds and what memory can bring: `operationsPerByte` for each byte read.
  init(peak: Double, bandwidth: Double, operationsPerByte: Double) {
    let memory = bandwidth * operationsPerByte
    (value, name) = memory < peak ? (memory, "memory") : (peak, "multiply-adds")
  }

  init(peak: Double) {
    (value, name) = (peak, "multiply-adds")
  }
}

/// The rates of one operation over all turns, in G something a second, and the limit in the same turns.
struct Rate {
  let name: String
  let unit: String
  var values: [Double] = []
  /// What the machine could do in the same turn; empty where there is no such limit.
  var limits: [Limit] = []

  init(_ name: String, unit: String) {
    self.name = name
    self.unit = unit
  }

  mutating func add(_ value: Double, limit: Limit?) {
    values.append(value)
    if let limit { limits.append(limit) }
  }

  private var percent: Int { Int((100 * Self.median(zip(values, limits).map { $0 / $1.value })).rounded()) }
  private var limit: Limit { limits.sorted { $0.value < $1.value }[limits.count / 2] }

  var line: String {
    let label = "  " + name + String(repeating: " ", count: max(1, 44 - name.count))
    let spread = "\(Self.text(values.min() ?? 0))...\(Self.text(values.max() ?? 0))"
    let share = limits.isEmpty ? "" : ", \(percent) % of \(Self.text(limit.value)), the limit of \(limit.name)"
    return "\(label)\(Self.text(Self.median(values))) \(unit) (\(spread))\(share)"
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  private static func text(_ value: Double) -> String {
    "\((value * 10).rounded() / 10)"
  }
}
