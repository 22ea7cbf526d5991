// Colours of charts that follow the page around them.

/// A colour of `Theme` that a page may replace: what it is for, its CSS custom property, and what it is in the light and in
/// the dark. Colours of data (cells of a matrix, pictures) are not among them: they mean the same on every page.
package enum PageColor: String, Sendable, Hashable, CaseIterable {
  /// Behind everything.
  case background
  /// Text.
  case ink
  /// Text of less weight.
  case muted
  /// Axes and frames.
  case line
  /// Grid lines.
  case grid
  /// What is wrong.
  case wrong
  /// The first line of a plot.
  case firstSeries = "series-1"
  /// The second line of a plot.
  case secondSeries = "series-2"
  /// The third line of a plot.
  case thirdSeries = "series-3"
  /// The fourth line of a plot.
  case fourthSeries = "series-4"

  /// What names of CSS's custom properties begin with. It stands alone, so that nothing here looks like a flag, which no
  /// library has.
  private static let customProperty = String(repeating: "-", count: 2)

  /// The name of its CSS custom property.
  package var property: String { "\(Self.customProperty)chart-\(rawValue)" }

  /// What it is in a file of its own, and on a light page.
  package var light: Color {
    switch self {
    case .background: Theme.background
    case .ink: Theme.ink
    case .muted: Theme.muted
    case .line: Theme.line
    case .grid: Theme.grid
    case .wrong: Theme.wrong
    case .firstSeries: Theme.series[0]
    case .secondSeries: Theme.series[1]
    case .thirdSeries: Theme.series[2]
    case .fourthSeries: Theme.series[3]
    }
  }

  /// What it is on a dark page.
  package var dark: Color {
    switch self {
    case .background: Color(0x14181D)
    case .ink: Color(0xE6EDF3)
    case .muted: Color(0xA3ADB8)
    case .line: Color(0x77818C)
    case .grid: Color(0x2F363E)
    case .wrong: Color(0xFF9A66)
    case .firstSeries: Color(0x5FB4EE)
    case .secondSeries: Color(0xF5944A)
    case .thirdSeries: Color(0x3FC595)
    case .fourthSeries: Color(0xDB93C6)
    }
  }

  /// All of them as declarations of CSS, to stand in a rule: `--chart-background:#ffffff;...`.
  package static func declarations(isDark: Bool) -> String {
    allCases.map { "\($0.property):\((isDark ? $0.dark : $0.light).hex);" }.joined()
  }

  /// The role of a colour; nil for one of data.
  init?(_ color: Color) {
    guard let role = Self.roles[color] else { return nil }
    self = role
  }

  private static let roles = Dictionary(uniqueKeysWithValues: allCases.map { ($0.light, $0) })
}
