// What a user says that a column is.

/// The kind of a column, where it is not to be found out.
public enum ColumnKind: String, Sendable, Hashable, CaseIterable {
  /// Numbers.
  case number
  /// Yes or no: true, false, yes, no, t, f, 1 and 0, in any case.
  case boolean
  /// Words, of which there are at most 65,536.
  case category
  /// Dates or times of day, of which days, weekday, month and hour are made (`DatePart`). The first rows say whether the day
  /// or the month stands first in such as 03/04/2024.
  case date
  /// The same with the day first: 3 April.
  case dateDayFirst = "date-dmy"
  /// The same with the month first: 4 March.
  case dateMonthFirst = "date-mdy"
  /// Texts, of which words are features.
  case text
  /// Not used.
  case ignore

  /// Whether these are dates.
  var isDate: Bool { self == .date || self == .dateDayFirst || self == .dateMonthFirst }
}
