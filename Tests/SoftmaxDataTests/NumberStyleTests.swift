// Dates and times of workbooks: which numbers are some, and which they are.

import Foundation
import Testing

@testable import SoftmaxData

@Suite struct NumberStyleTests {
  @Test(arguments: [
    ("General", NumberStyle.number), ("0.00", .number), ("#,##0;[Red]-#,##0", .number), ("0.00E+00", .number),
    ("_-* #,##0.00\\ \"€\"_-", .number), ("0 \"days\"", .number), ("0\\d", .number), ("@", .number),
    ("", .number),
    ("Standard", .number), ("[Red]0", .number), ("[$-409]0", .number), ("yyyy\\-mm\\-dd", .date),
    ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", .date), ("dd/mm/yy;@", .date), ("mmm", .date),
    ("h:mm AM/PM", .time),
    ("ss.000", .time), ("mm:ss", .time), ("[h]:mm:ss", .elapsed), ("[MM]:SS", .elapsed),
    ("d.m.yy h:mm", .dateTime),
    ("YYYY-MM-DD\"T\"HH:MM:SS", .dateTime), ("\"open", .number), ("[h", .elapsed), ("\\", .number),
  ])
  func formatsSayWhatNumbersAre(code: String, style: NumberStyle) {
    #expect(NumberStyle(code: code) == style, "\(code)")
  }

  @Test func formatsWithoutACodeAreKnownByNumber() {
    for id in [14, 15, 16, 17, 27, 31, 36] { #expect(NumberStyle(builtIn: id) == .date) }
    for id in [18, 19, 20, 21, 45, 47] { #expect(NumberStyle(builtIn: id) == .time) }
    #expect(NumberStyle(builtIn: 22) == .dateTime && NumberStyle(builtIn: 46) == .elapsed)
    for id in [0, 1, 9, 11, 37, 48, 49, -1, 5000] { #expect(NumberStyle(builtIn: id) == .number) }
  }

  @Test(arguments: [
    (1.0, "1900-01-01"), (59, "1900-02-28"), (60, "1900-02-29"), (61, "1900-03-01"), (25569, "1970-01-01"),
    (36585, "2000-02-29"), (45352, "2024-03-01"), (2_958_465, "9999-12-31"),
    (45352.4375, "2024-03-01 10:30:00"),
    (45352.99999999999, "2024-03-02"), (45352.000000011574, "2024-03-01 00:00:00.001"),
  ])
  func daysAreThoseOfExcel(number: Double, text: String) {
    #expect(SerialDate(number, from1904: false)?.text(.date) == text)
  }

  @Test func daysAreThoseOfTheCalendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let first = try #require(calendar.date(from: DateComponents(year: 1904, month: 1, day: 1)))
    for day in stride(from: 0, to: 2_957_000, by: 997) {
      let date = try #require(calendar.date(byAdding: .day, value: day, to: first))
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let text = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      #expect(SerialDate(Double(day), from1904: true)?.text(.date) == text)
      #expect(SerialDate(Double(day + 1462), from1904: false)?.text(.date) == text)
    }
  }

  @Test func timesHaveDaysOnlyWhereThereAreSome() {
    #expect(SerialDate(0.75, from1904: false)?.text(.time) == "18:00:00")
    #expect(SerialDate(0.75, from1904: true)?.text(.time) == "18:00:00")
    #expect(SerialDate(45352.75, from1904: false)?.text(.time) == "2024-03-01 18:00:00")
    #expect(SerialDate(45352, from1904: false)?.text(.dateTime) == "2024-03-01 00:00:00")
    #expect(SerialDate(2.25, from1904: true)?.text(.elapsed) == "54:00:00")
  }

  @Test(arguments: [-1, -0.001, 2_958_466, 1e300, .infinity, .nan])
  func whatIsNoDayIsNone(number: Double) {
    #expect(SerialDate(number, from1904: false) == nil)
  }
}
