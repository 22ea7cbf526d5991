// Dates and times as people write them.

import SoftmaxFiles
import SoftmaxRegression

/// A date, a time of day, or both: `2024-01-31`, `31/01/2024`, `31.01.2024`, `31 Jan 2024`, `January 31, 2024`, `20240131`,
/// with `10:30`, `T10:30:00Z`, `10:30 pm` behind it or such a time alone. Months are numbers or English words.
struct DateText: Hashable {
  /// The day of a date.
  enum Day: Hashable {
    case known(year: Int, month: Int, day: Int)
    /// 03/04/2024: which of the two is the month is not written.
    case either(first: Int, second: Int, year: Int)
  }

  /// A time of day, as it is written.
  struct Time: Hashable {
    var hour: Int
    var minute: Int
    var second = 0.0
    /// How many minutes it is ahead of universal time, where that is written.
    var offset: Int?
  }

  /// Why a text is no date that can be used.
  enum Problem: Error, Hashable {
    case noDate
    /// 03/04/2024, in a column of which it is not known.
    case unknownOrder
    /// 31/02/2024, or 13 for a month; with the order in which it was read.
    case noSuchDay(DatePart.Order?)
  }

  private(set) var day: Day?
  private(set) var time: Time?

  /// - Throws: `noDate`.
  init(_ text: Span<UInt8>) throws(Problem) {
    // A weekday, a month, a day, a year, a time and a zone have fewer letters.
    guard text.count <= 60 else { throw .noDate }
    var scanner = DateScanner(text)
    if let time = scanner.time() {
      self.time = time
    } else {
      day = try scanner.day()
      if scanner.isAtEnd { return }
      guard scanner.skipToTime(), let time = scanner.time() else { throw .noDate }
      self.time = time
    }
    guard scanner.isAtEnd else { throw .noDate }
  }

  /// The first of the year, the month and the day of month, in the order in which the column's dates are.
  ///
  /// - Throws: `unknownOrder`, `noSuchDay`.
  func date(_ order: DatePart.Order?) throws(Problem) -> (year: Int, month: Int, day: Int)? {
    let date: (year: Int, month: Int, day: Int)
    switch (day, order) {
    case (nil, _): return nil
    case (.known(let year, let month, let day), _): date = (year, month, day)
    case (.either(let first, let second, let year), .dayFirst): date = (year, second, first)
    case (.either(let first, let second, let year), .monthFirst): date = (year, first, second)
    case (.either, nil): throw .unknownOrder
    }
    guard (1...12).contains(date.month), (1...9999).contains(date.year),
      (1...Self.dayCount(date.year, date.month)).contains(date.day)
    else {
      if case .either = day { throw .noSuchDay(order) }
      throw .noSuchDay(nil)
    }
    return date
  }

  /// Days from the beginning of 1970, of universal time where a zone is written; nil for a time alone.
  ///
  /// - Throws: As `date` does.
  func days(_ order: DatePart.Order?) throws(Problem) -> Double? {
    guard let date = try date(order) else { return nil }
    let whole = Double(Self.dayNumber(date.year, date.month, date.day))
    guard let time else { return whole }
    let minutes = Double(time.hour * 60 + time.minute - (time.offset ?? 0))
    return whole + (minutes * 60 + time.second) / 86_400
  }

  // MARK: The calendar

  /// Days from 1970-01-01, in the Gregorian calendar also before it was in use.
  static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years begin in March here, so that the leap day is their last.
    let shifted = month <= 2 ? year - 1 : year
    let monthOfYear = (month + 9) % 12
    let leapDays = shifted / 4 - shifted / 100 + shifted / 400
    // Months from March on have 153 days in every five.
    let dayOfYear = (153 * monthOfYear + 2) / 5 + day - 1
    return shifted * 365 + leapDays + dayOfYear - 719_468
  }

  /// 0 for Monday.
  static func weekday(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // The first of 1970 was a Thursday; years begin with 1.
    (dayNumber(year, month, day) + 3 + 7 * 200_000) % 7
  }

  private static func dayCount(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// A day number as `2024-01-31`.
  static func iso(_ dayNumber: Int) -> String {
    // A guess that is at most a year off.
    var year = 1970 + Int((Double(dayNumber) / 365.2425).rounded(.down))
    while Self.dayNumber(year, 1, 1) > dayNumber { year -= 1 }
    while Self.dayNumber(year + 1, 1, 1) <= dayNumber { year += 1 }
    var month = 12
    while Self.dayNumber(year, month, 1) > dayNumber { month -= 1 }
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let day = dayNumber - Self.dayNumber(year, month, 1) + 1
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// The words of categories, in their order.
  static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]
}
