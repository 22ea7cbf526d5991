// Which parts of a file's dates go where in a row.

import SoftmaxRegression

/// What is made of a column of dates.
struct DateUse: Hashable {
  /// Where a part goes.
  enum Target: Hashable {
    /// To a place among a row's numbers, less this.
    case days(slot: Int, origin: Double)
    /// To a place among its category columns.
    case category(DatePart.Part, index: Int)
  }

  /// What stands first in dates of which it has to be known.
  let order: DatePart.Order?
  var targets: [Target] = []
  /// Whether the first rows have times and no dates, so that a later date would be lost.
  var isTimeAlone = false

  /// What is wrong with a cell, and what it should be.
  static func problem(_ problem: DateText.Problem, _ text: String, order: DatePart.Order?) -> (String, String) {
    let writing = "write it as 2024-01-31, with 10:30 behind it if there is a time"
    switch problem {
    case .noDate: return ("\(text) is no date", writing)
    case .unknownOrder:
      return ("\(text) may have the day first or the month, and no date in the first rows tells which", writing)
    case .noSuchDay(let order):
      let how =
        switch order {
        case .dayFirst: " with the day first"
        case .monthFirst: " with the month first"
        case nil: ""
        }
      return ("\(text) is no day of the calendar\(how)", writing)
    }
  }
}
