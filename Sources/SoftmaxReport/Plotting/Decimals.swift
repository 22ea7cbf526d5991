// Numbers as text in pictures.

import SoftmaxRegression

/// Numbers with a fixed number of decimals, and a minus sign that is one.
enum Decimals {
  static func text(_ value: Double, places: Int) -> String {
    FixedDecimal(value, places: places).description.replacing("-", with: "\u{2212}")
  }

  /// Three significant digits.
  static func significant(_ value: Double) -> String {
    NumberText.significant(value).replacing("-", with: "\u{2212}")
  }

  /// `98.3 %`.
  static func percent(_ share: Double, places: Int = 1) -> String {
    NumberText.percent(share, places: places).replacing("-", with: "\u{2212}") + " %"
  }

  /// A number of samples, or a sum of their weights: `10,000`, `12.25`.
  static func amount(_ value: Double) -> String {
    Int(exactly: value).map(count)
      ?? (value < 1e9 ? text(value, places: value < 100 ? 2 : 1) : "\(Float(value))")
  }

  /// `10,000`.
  static func count(_ value: Int) -> String {
    var text = ""
    for (place, digit) in String(value).reversed().enumerated() {
      if place > 0, place % 3 == 0, digit != "-" { text = "," + text }
      text = String(digit) + text
    }
    return text
  }
}
