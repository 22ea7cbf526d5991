// From a number of days to a date.

/// A date of the Gregorian calendar, from the days since the beginning of 1970 (after Hinnant's `civil_from_days`).
struct CivilDate: CustomStringConvertible {
  let description: String

  /// Dates beyond the year 9999, and before the year 0, keep their number.
  init(dayNumber: Double) {
    guard dayNumber >= -719_528, dayNumber <= 2_932_896 else {
      description = "day \(dayNumber)"
      return
    }
    let days = Int(dayNumber) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let day = days - era * 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let calendarMonth = month < 10 ? month + 3 : month - 9
    let calendarYear = year + era * 400 + (calendarMonth <= 2 ? 1 : 0)
    func padded(_ value: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
    }
    description =
      "\(padded(calendarYear, 4))-\(padded(calendarMonth, 2))-\(padded(dayOfYear - (153 * month + 2) / 5 + 1, 2))"
  }
}
