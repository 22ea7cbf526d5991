// Numbers as people read them.

/// Numbers as text with as many digits as say something, so that what is small is not taken for nothing.
package enum NumberText {
  /// So many significant digits: `0.378`, `12.3`, `0.00412`, `3.00e-5`. Below a million no digit before the point is left
  /// out.
  package static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return "\(value)" }
    guard value != 0 else { return "0" }
    var exponent = 0
    var scaled = value.magnitude
    while scaled >= 10 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 1 {
      scaled *= 10
      exponent -= 1
    }
    // 9.996 is 10.0 in three digits, and has one more before the point.
    let power = (1..<max(digits, 1)).reduce(1.0) { product, _ in product * 10 }
    if (scaled * power).rounded() >= 10 * power {
      scaled /= 10
      exponent += 1
    }
    if (-4...5).contains(exponent) {
      return FixedDecimal(value, places: max(0, digits - 1 - exponent)).description
    }
    return (value < 0 ? "-" : "") + "\(FixedDecimal(scaled, places: digits - 1))e\(exponent)"
  }

  /// So many decimals: `0.784`. Of numbers that would have none or hardly any digit then, three significant digits.
  package static func decimal(_ value: Double, places: Int) -> String {
    let least = max(0.001, (0..<places).reduce(1.0) { quotient, _ in quotient / 10 })
    return value == 0 || value.magnitude >= least
      ? FixedDecimal(value, places: places).description : significant(value)
  }

  /// A share such as an accuracy: `0.848`. 1 is written for all alone, and 0 for none: 0.9997 has four decimals.
  package static func share(_ value: Double, places: Int = 3) -> String {
    bounded(value, below: 1, places: places)
  }

  /// A share in percent, without the sign: `19.8`; 100 for all alone, and 0 for none.
  package static func percent(_ share: Double, places: Int = 1) -> String {
    bounded(share * 100, below: 100, places: places)
  }

  /// Float64 has no more decimals below 1.
  private static let mostPlaces = 15

  private static func bounded(_ value: Double, below limit: Double, places: Int) -> String {
    let usual = FixedDecimal(value, places: places).description
    if value > 0, Double(usual) == 0 { return significant(value) }
    guard value < limit, Double(usual) == limit else { return usual }
    for more in places...max(places, mostPlaces) {
      let text = FixedDecimal(value, places: more).description
      if Double(text) != limit { return text }
    }
    return "\(value)"
  }
}
