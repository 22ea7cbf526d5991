// Times on the command line.

import ArgumentParser

enum TimeArgument {
  /// The units, and their seconds.
  private static let units = [("us", 1e-6), ("ms", 0.001), ("s", 1.0), ("m", 60), ("h", 3600)]
  private static let longest = 365 * 86_400.0

  /// A time from 0 on: a number and us, ms, s, m or h; without a unit, seconds.
  static func duration(_ text: String) throws -> Duration {
    let unit = units.first { text.hasSuffix($0.0) }
    let digits = text.dropLast(unit?.0.count ?? 0)
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(digits),
      number.isFinite, number >= 0, number * (unit?.1 ?? 1) <= longest
    else {
      throw ValidationError("expected a time of at most a year, such as 30s, 5m or 2h")
    }
    return .seconds(number * (unit?.1 ?? 1))
  }
}
