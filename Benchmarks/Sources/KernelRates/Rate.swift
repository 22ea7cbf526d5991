// One line of the table.

/// The rates of one operation over all turns, in G something a second, and the limit in the same turns.
struct Rate {
  let name: String
  let unit: String
  var values: [Double] = []
  /// What the machine could do in the same turn; empty where there is no such limit.
  var limits: [Double] = []

  init(_ name: String, unit: String) {
    self.name = name
    self.unit = unit
  }

  mutating func add(_ value: Double, limit: Double?) {
    values.append(value)
    if let limit { limits.append(limit) }
  }

  var line: String {
    let label = "  " + name + String(repeating: " ", count: max(1, 44 - name.count))
    let spread = "\(Self.text(values.min() ?? 0))...\(Self.text(values.max() ?? 0))"
    let share =
      limits.isEmpty ? "" : ", \(Int((100 * Self.median(zip(values, limits).map(/))).rounded())) % of the limit"
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
