// The parts of one date.

import SoftmaxFiles
import SoftmaxRegression

/// What a cell of dates says.
struct DateValues {
  /// Days since the beginning of 1970; nil for a time alone.
  private(set) var days: Double?
  private var weekday: Int?
  private var month: Int?
  private var hour: Int?

  /// Nothing.
  init() {}

  /// The parts of a date, or a time; weekday, month and hour are those that are written, whatever the zone.
  ///
  /// - Throws: What is wrong with it.
  init(_ text: Span<UInt8>, _ order: DatePart.Order?) throws(DateText.Problem) {
    let date = try DateText(text)
    days = try date.days(order)
    if let day = try date.date(order) {
      weekday = DateText.weekday(day.year, day.month, day.day)
      month = day.month - 1
    }
    // Midnight at the end of a day.
    hour = date.time.map { $0.hour % 24 }
  }

  /// A part as a category.
  func word(_ part: DatePart.Part) -> String? {
    switch part {
    case .days: nil
    case .weekday: weekday.map { DateText.weekdays[$0] }
    case .month: month.map { DateText.months[$0] }
    case .hour: hour.map { String($0) }
    }
  }
}
