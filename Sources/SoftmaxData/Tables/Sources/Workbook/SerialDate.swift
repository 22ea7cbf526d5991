// Days and times as the numbers that workbooks keep of them.

/// A number of days as Excel counts them.
struct SerialDate {
  /// Days of its own system, and from Excel's first day of 1900.
  private let count: Int
  private let days: Int
  private let milliseconds: Int

  private static let millisecondsOfDay = 86_400_000
  /// The day after 31 December 9999, counted from 1900.
  private static let limit = 2_958_466

  /// Nil for a number that is no day: one below 0, or beyond the year 9999.
  init?(_ number: Double, from1904: Bool) {
    // Five years and a day of a leap year that was none lie between both.
    let most = from1904 ? Self.limit - 1462 : Self.limit
    guard number >= 0, number < Double(most) else { return nil }
    let whole = number.rounded(.down)
    let rounded = Int(((number - whole) * Double(Self.millisecondsOfDay)).rounded())
    milliseconds = rounded % Self.millisecondsOfDay
    count = Int(whole) + rounded / Self.millisecondsOfDay
    days = count + (from1904 ? 1462 : 0)
  }

  /// ISO 8601's text for what a style shows: `2024-03-01`, `2024-03-01 10:30:00`, `10:30:00`.
  func text(_ style: NumberStyle) -> String {
    switch style {
    case .number, .date: milliseconds == 0 ? date : "\(date) \(time(hours: 0))"
    case .dateTime: "\(date) \(time(hours: 0))"
    case .time: count == 0 ? time(hours: 0) : "\(date) \(time(hours: 0))"
    case .elapsed: time(hours: count * 24)
    }
  }

  private var date: String {
    // Lotus took 1900 for a leap year, and Excel does too.
    if days == 60 { return "1900-02-29" }
    // Days since 1 March of the year 0 (Hinnant's civil_from_days); day 61 is 1 March 1900.
    let count = days - (days > 60 ? 61 : 60) + 693_960
    let era = count / 146_097
    let ofEra = count % 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * month + 2) / 5 + 1
    let number = month < 10 ? month + 3 : month - 9
    return "\(padded(year + era * 400 + (number <= 2 ? 1 : 0), 4))-\(padded(number, 2))-\(padded(day, 2))"
  }

  private func time(hours: Int) -> String {
    let seconds = milliseconds / 1000
    let text = "\(padded(hours + seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return milliseconds % 1000 == 0 ? text : "\(text).\(padded(milliseconds % 1000, 3))"
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
