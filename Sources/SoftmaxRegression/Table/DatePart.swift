// What a column of dates gives to a model.

/// A part of dates that is a column of its own: days and hours say when, weekday and month what time of the week or year.
public struct DatePart: Sendable, Hashable {
  /// Which part.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// Days since the beginning of 1970, with the time of day as their fraction: a number.
    case days
    /// `monday` to `sunday`: a category.
    case weekday
    /// `january` to `december`: a category.
    case month
    /// The hour, `0` to `23`: a category.
    case hour
  }

  /// What stands first in dates such as 03/04/2024.
  public enum Order: String, Sendable, Hashable, CaseIterable {
    /// 3 April.
    case dayFirst
    /// 4 March.
    case monthFirst
  }

  /// The column of dates.
  public let column: String
  /// Which part of them.
  public let part: Part
  /// What stands first in them; nil where none has to be told from the other.
  public let order: Order?

  /// A part of a column's dates.
  public init(column: String, part: Part, order: Order? = nil) {
    self.column = column
    self.part = part
    self.order = order
  }

  /// What the part is called: `seen.weekday`.
  public var name: String { "\(column).\(part.rawValue)" }
}
