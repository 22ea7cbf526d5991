// What cannot be explained.

/// Why there is no explanation. Samples are counted from 0.
public enum ExplanationError: Error, Hashable, CustomStringConvertible {
  /// There are fewer samples; what they are called, where they have a name.
  case noSuchSample(Int, count: Int, data: String? = nil)
  /// The model has no class of this name.
  case unknownClass(String, nearest: String?)
  /// A class was to be held against itself.
  case sameClass(String)
  /// There is no other class to hold one against.
  case singleClass(String)
  /// A baseline has to have a number for each feature.
  case baselineCount(expected: Int, found: Int)
  /// An effect is that of a column, and the model's samples are no rows of a table.
  case noColumns
  /// The model has no such column; some of those that it has.
  case unknownColumn(String, nearest: [String])
  /// A column of dates, whose parts are columns of the model.
  case datesOf(String, parts: [String])
  /// A product of two columns, which nobody can set by itself.
  case productOf(String, first: String, second: String)
  /// A column of texts, which have no values to go through.
  case textColumn(String)
  /// A value that the column cannot have.
  case badValue(String, column: String, expected: String)
  /// A curve has at least two points.
  case pointCount(Int)

  /// One line: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .noSuchSample(let sample, let count, let data):
      "\(data.map { "\($0) has" } ?? "there is") no sample \(sample): there \(count == 1 ? "is 1" : "are \(count)"), "
        + "counted from 0" + (count > 0 ? ", so that the last one is \(count - 1)" : "")
    case .unknownClass(let name, let nearest):
      "the model has no class '\(name)'" + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .sameClass(let name):
      "the class '\(name)' cannot be held against itself: name another one, or leave it to the model"
    case .singleClass(let name): "the model knows one class, '\(name)', which nothing can be held against"
    case .baselineCount(let expected, let found):
      "the baseline has \(found) numbers, expected one for each of the model's \(expected) features"
    case .noColumns: "an effect is that of a table's column, and the model was not trained on a table"
    case .unknownColumn(let name, let nearest):
      "the model has no column '\(name)'"
        + (nearest.isEmpty ? "" : "; it has " + nearest.map { "'\($0)'" }.joined(separator: ", "))
    case .datesOf(let name, let parts):
      "'\(name)' is a column of dates: name one of its parts, "
        + parts.map { "'\($0)'" }.joined(separator: ", ")
    case .productOf(let name, let first, let second):
      "'\(name)' is a product of columns, which changes with them: name '\(first)'"
        + (first == second ? "" : " or '\(second)'")
    case .textColumn(let name):
      "column '\(name)' holds texts, which have no values to go through: look at its words among the coefficients"
    case .badValue(let value, let column, let expected):
      "column '\(column)' cannot be '\(value)': expected \(expected)"
    case .pointCount(let count): "a curve of \(count) points is none: at least 2, at most \(Self.mostPoints)"
    }
  }

  /// The most points of a curve that nobody has given values for.
  package static let mostPoints = 10_000
}
