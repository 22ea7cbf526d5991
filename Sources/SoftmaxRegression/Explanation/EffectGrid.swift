// At which values a column's effect is looked at.

import SoftmaxKernels

/// The values of a column that samples have: of numbers some between the least and the largest, else all.
struct EffectGrid {
  let column: EffectColumn
  let features: Features

  /// Rows that are looked at together.
  private static let runCount = 4096

  /// The values, a missing one last. Of numbers that are more than `count` different ones about so many are taken that are
  /// whole multiples of 1, 2 or 5 times a power of ten, and the least and the largest.
  func values(_ count: Int) -> [TableValue] {
    let missing: [TableValue] = column.knowsMissing ? [.missing] : []
    switch column.prepared.column.kind {
    case .boolean: return [.boolean(false), .boolean(true)] + missing
    case .category(let names): return names.map { .category($0) } + missing
    case .number(let origin):
      return numbers(count, origin).map { .number($0) } + missing
    case .text: return []
    }
  }

  private func numbers(_ count: Int, _ origin: Double) -> [Double] {
    let found = found(count)
    if let distinct = found.distinct { return distinct.sorted().map { EffectColumn.number($0, origin) } }
    let (least, most) = (Double(found.least), Double(found.most))
    let step = Self.roundStep((most - least) / Double(count - 1))
    let (first, last) = ((least / step).rounded(.up), (most / step).rounded(.down))
    var inner: [Double] = []
    // Powers of ten below 1 are divisors, which are exact.
    for index in 0...Int(max(0, last - first)) {
      let value = step < 1 ? (first + Double(index)) / (1 / step).rounded() : (first + Double(index)) * step
      if value > least, value < most { inner.append(value + origin) }
    }
    return [EffectColumn.number(found.least, origin)] + inner + [EffectColumn.number(found.most, origin)]
  }

  private static func roundStep(_ rough: Double) -> Double {
    var power = 1.0
    while power * 10 <= rough { power *= 10 }
    while power > rough, power > 1e-300 { power /= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) } ?? 10 * power
  }

  /// What the samples have that are not missing; `distinct` where there are at most `limit` different ones.
  private func found(_ limit: Int) -> (least: Float, most: Float, distinct: Set<Float>?) {
    var (least, most) = (Float.infinity, -Float.infinity)
    var distinct: Set<Float>? = []
    let places = [column.first] + (column.indicator.map { [$0] } ?? [])
    // What stands in the place of a missing value is none that anybody has measured.
    let mean = column.knowsMissing ? Float(column.prepared.means[0]) : nil
    let block = WorkBuffer<Float>(uninitializedCount: Self.runCount * places.count)
    for first in stride(from: 0, to: features.sampleCount, by: Self.runCount) {
      let rows = first..<min(first + Self.runCount, features.sampleCount)
      features.rows.gather(
        columns: places, of: .range(rows),
        into: MatrixBlock(block, stride: places.count, rowCount: rows.count, columnCount: places.count))
      block.withSpan(0..<rows.count * places.count) { values in
        for row in 0..<rows.count {
          let value = values[row * places.count]
          if places.count == 2 ? values[row * 2 + 1] == 1 : value == mean { continue }
          least = min(least, value)
          most = max(most, value)
          if distinct?.insert(value).inserted == true, (distinct?.count ?? 0) > limit { distinct = nil }
        }
      }
    }
    guard least <= most else {
      // No sample has a value.
      let middle = Float(column.prepared.means[0])
      return (middle, middle, [middle])
    }
    return (least, most, distinct)
  }
}
