// Dates as people write them, to days, weekdays, months and hours.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct DateTextTests {
  private func days(_ text: String, _ order: DatePart.Order? = nil) -> Double? {
    try? DateText(Array(text.utf8).span).days(order)
  }

  private func values(_ text: String, _ order: DatePart.Order? = nil) -> [String?] {
    guard let values = try? DateValues(Array(text.utf8).span, order) else { return [] }
    return [.weekday, .month, .hour].map(values.word)
  }

  /// Figures of Python's datetime: days from 1970-01-01, and weekdays from Monday.
  @Test(arguments: [
    (1, 1, 1, -719162, 0), (1600, 2, 29, -135081, 1), (1969, 12, 31, -1, 2), (1970, 1, 1, 0, 3),
    (2000, 2, 29, 11016, 1), (2024, 2, 29, 19782, 3), (2024, 3, 1, 19783, 4), (2100, 3, 1, 47541, 0),
    (9999, 12, 31, 2_932_896, 4),
  ])
  func theCalendarIsThatOfPython(_ year: Int, _ month: Int, _ day: Int, _ number: Int, _ weekday: Int) {
    #expect(DateText.dayNumber(year, month, day) == number)
    #expect(DateText.weekday(year, month, day) == weekday)
    let iso = DateText.iso(number)
    #expect(days(iso) == Double(number))
    #expect(iso.split(separator: "-").map { Int($0) } == [year, month, day])
  }

  @Test func everyDayOfFourHundredYearsIsTheOneAfterThatBefore() {
    // As often as the calendar repeats itself.
    for number in -1...146_097 { #expect(days(DateText.iso(number)) == Double(number)) }
  }

  @Test(arguments: [
    "2024-01-31", "2024/01/31", "2024.1.31", "20240131", "31.01.2024", "31. 1. 2024", "31 Jan 2024",
    "31-Jan-2024",
    "31-jan-24", "January 31, 2024", "Jan 31 2024", "Wed, 31 Jan 2024", "Wednesday, January 31, 2024",
    "2024-Jan-31",
    "31.1.24",
  ])
  func oneDayIsWrittenInManyWays(_ text: String) {
    #expect(days(text) == 19753)
    #expect(values(text) == ["wednesday", "january", nil])
  }

  @Test func theOrderOfDayAndMonthIsNotGuessed() {
    #expect(days("03/04/2024", .dayFirst) == days("2024-04-03"))
    #expect(days("03/04/2024", .monthFirst) == days("2024-03-04"))
    #expect(throws: DateText.Problem.unknownOrder) { try DateText(Array("03/04/2024".utf8).span).days(nil) }
    #expect(throws: DateText.Problem.noSuchDay(.monthFirst)) {
      try DateText(Array("31/01/2024".utf8).span).days(.monthFirst)
    }
  }

  @Test(arguments: [
    ("2024-01-31 06:00", 19753.25, "6"), ("2024-01-31T06:00:00Z", 19753.25, "6"),
    ("2024-01-31T18:00:00.500+12:00", 19753.25 + 0.5 / 86_400, "18"), ("31/01/2024 6:00 PM", 19753.75, "18"),
    ("31/01/2024, 12:00 AM", 19753, "0"), ("2024-01-31 24:00", 19754, "0"),
    ("2024-01-30 18:00-1200", 19753.25, "18"),
    ("20240131T0600", nil, nil), ("2024-01-31 25:00", nil, nil), ("2024-01-31 13:00 PM", nil, nil),
    ("2024-01-31 06:60", nil, nil), ("2024-01-31 06:00 somewhere", nil, nil),
  ])
  func timesAreFractionsOfDaysAndZonesCount(_ text: String, _ expected: Double?, _ hour: String?) {
    #expect(days(text, .dayFirst) == expected)
    #expect(values(text, .dayFirst).last ?? nil == hour)
  }

  @Test func aTimeAloneHasAnHourAndNoDay() {
    #expect(values("18:05") == [nil, nil, "18"] && values("6:05:09 pm") == [nil, nil, "18"])
    #expect(days("18:05") == nil)
  }

  @Test(arguments: [
    "", "-", "2024", "2024-13-01", "2024-02-30", "2023-02-29", "1.2.3.4", "1/2", "Mai 5, 2024", "31 Foo 2024",
    "2024-01-31x", "0000-01-01", "12345-01-01", "99999999", "May", "May 2024", "١٢/٠١/٢٠٢٤", "Mon", "1-1-1",
    "2024--01-31", String(repeating: "1", count: 300), "31/01-2024", "2024-1-1T", "2024-01-31 06:00+99:00",
  ])
  func whatIsNoDateIsNone(_ text: String) {
    #expect(days(text, .dayFirst) == nil && values(text, .dayFirst).allSatisfy { $0 == nil })
  }
}
