// A curve in one line of text.

/// Values as a row of little bars, the least one low and the greatest high.
package enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The bars of `values`, at most `width` of them: with more values each bar is the mean of its share. What is
  /// not finite becomes a space.
  package static func text(_ values: [Double], width: Int = 40) -> String {
    guard width > 0, !values.isEmpty else { return "" }
    let count = min(width, values.count)
    let means = (0..<count).map { bar in
      let part = values[bar * values.count / count..<(bar + 1) * values.count / count]
      return part.reduce(0, +) / Double(part.count)
    }
    let finite = means.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    return String(
      means.map { value -> Character in
        guard value.isFinite else { return " " }
        guard high > low else { return bars[3] }
        return bars[min(7, Int((value - low) / (high - low) * 8))]
      })
  }
}
