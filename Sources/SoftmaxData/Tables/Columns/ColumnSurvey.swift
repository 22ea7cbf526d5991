// What the cells of a column look like in the first rows, which decides its type.

import SoftmaxRegression

/// Counts of what the cells of one column are.
struct ColumnSurvey {
  private var present = 0
  private var numberCount = 0
  private var booleanCount = 0
  private var shortBooleanCount = 0
  private var timeCount = 0
  private var markedCount = 0
  // The first mark that leaves no doubt, else the first.
  private var mark: FormattedNumber?
  private var timeExample = ""
  /// What its dates look like.
  private(set) var dates = DateSurvey()
  private var markedExample = ""
  // The numbers, where an origin is looked for.
  private let keepsNumbers: Bool
  private var numbers: [Double] = []
  private let missing: MissingCells
  private let reader: NumberReader

  init(keepsNumbers: Bool, missing: MissingCells, numbers: NumberReader) {
    self.keepsNumbers = keepsNumbers
    self.missing = missing
    reader = numbers
  }

  /// Adds a cell, without spaces around it where it is not quoted.
  mutating func add(_ text: Span<UInt8>) {
    if missing.hasNumbers, missing.contains(text) { return }
    if let number = reader.number(text) {
      (present, numberCount) = (present + 1, numberCount + 1)
      // 20240131.
      if text.count == 8 { dates.add(text) }
      if keepsNumbers, number.isFinite { numbers.append(number) }
      return
    }
    if missing.contains(text) { return }
    present += 1
    if CellWords.isInfinity(text) {
      numberCount += 1
    } else if CellWords.boolean(text) != nil {
      booleanCount += 1
    } else if CellWords.shortBoolean(text) != nil {
      shortBooleanCount += 1
    } else {
      if dates.add(text) || CellWords.looksLikeTime(text) {
        timeCount += 1
        if timeExample.isEmpty { timeExample = CellText.shown(text) }
      }
      if let found = FormattedNumber(text) {
        markedCount += 1
        if mark == nil || (mark == .unclearComma && found != .unclearComma) {
          mark = found
          markedExample = CellText.shown(text)
        }
      }
    }
  }

  /// What the column is, or why that cannot be said.
  enum Finding: Hashable {
    case number
    case boolean
    case category
    /// Nothing but missing cells.
    case empty
    /// Dates or times, such as this one.
    case times(String)
    /// Numbers with marks that only people read, such as this one.
    case formattedNumbers(FormattedNumber, example: String)
  }

  /// Nine tenths of the cells that are not missing make a column one of numbers, dates or times.
  var finding: Finding {
    func isMost(_ count: Int) -> Bool { count * 10 >= present * 9 }
    if present == 0 { return .empty }
    if isMost(numberCount) { return .number }
    if booleanCount == present || shortBooleanCount == present { return .boolean }
    if isMost(timeCount) { return .times(timeExample) }
    // Small numbers have no separators; but a few cells do not decide for a column.
    if let mark, markedCount * 10 >= present, isMost(numberCount + markedCount) {
      return .formattedNumbers(mark, example: markedExample)
    }
    return .category
  }

  /// What the numbers are to be counted from: 0, unless they lie further from it than 1024 of their standard
  /// deviations; then a short number near their median, or the first of them.
  var origin: Double { ColumnOrigin.of(numbers) }
}
