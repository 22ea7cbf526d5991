// What the first rows say of a column's dates.

import SoftmaxFiles
import SoftmaxRegression

/// Counts of what dates look like, from which follows how they are read.
struct DateSurvey {
  private var dates: [DateText] = []
  private var hasDates = false
  private(set) var hasTimes = false
  // Examples of dates whose first number is no month, whose second is none, and which could be either.
  private var dayFirst: String?
  private var monthFirst: String?
  private var either: String?

  /// Adds a cell, if it is a date or a time; whether it is.
  @discardableResult
  mutating func add(_ text: Span<UInt8>) -> Bool {
    guard let date = try? DateText(text) else { return false }
    dates.append(date)
    // Programs write dates as their midnights.
    if let time = date.time, date.day == nil || time.hour % 24 != 0 || time.minute != 0 || time.second != 0 {
      hasTimes = true
    }
    guard let day = date.day else { return true }
    hasDates = true
    guard case .either(let first, let second, _) = day else { return true }
    func example(_ present: String?) -> String { present ?? CellText.shown(text) }
    if first > 12 {
      dayFirst = example(dayFirst)
    } else if second > 12 {
      monthFirst = example(monthFirst)
    } else {
      either = example(either)
    }
    return true
  }

  /// How the dates are read, or why that is not known.
  enum Finding: Hashable {
    /// Some parts of them; the order is nil where no date needs one.
    case parts([DatePart.Part], DatePart.Order?)
    /// There is neither a date nor a time.
    case nothing
    /// This one has the day first, and that one the month.
    case bothOrders(String, String)
    /// This one may have either first, as all others.
    case unknownOrder(String)
  }

  /// How the dates are read, where `order` was said or, for nil, is found out.
  func finding(_ order: DatePart.Order?) -> Finding {
    guard !dates.isEmpty else { return .nothing }
    var order = order
    if order == nil {
      switch (dayFirst, monthFirst, either) {
      case (let day?, let month?, _): return .bothOrders(day, month)
      case (_?, nil, _): order = .dayFirst
      case (nil, _?, _): order = .monthFirst
      case (nil, nil, let example?): return .unknownOrder(example)
      case (nil, nil, nil): break
      }
    }
    let parts: [DatePart.Part] = (hasDates ? [.days, .weekday, .month] : []) + (hasTimes ? [.hour] : [])
    return .parts(parts, order)
  }

  /// What days are to be counted from: see `ColumnOrigin`.
  func origin(_ order: DatePart.Order?) -> Double {
    ColumnOrigin.of(dates.compactMap { try? $0.days(order) })
  }
}
