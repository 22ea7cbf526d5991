// Columns of dates among a table's features.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

extension TableLayout {
  /// How a column of dates can be taken.
  func dateAdvice(_ name: String, _ survey: DateSurvey) -> Advice {
    switch survey.finding(nil) {
    case .parts(let parts, _):
      let words = parts.map(\.rawValue)
      let list =
        words.count == 1
        ? words[0] : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
      return "\(.treatColumns([name], as: .date)) makes \(list) of it"
    case .unknownOrder: return orderAdvice(name)
    case .nothing, .bothOrders: return "write them alike, such as 2024-01-31"
    }
  }

  /// How it can be said what stands first.
  private func orderAdvice(_ name: String) -> Advice {
    "\(.treatColumns([name], as: .dateDayFirst)) if the day stands first, "
      + "\(.treatColumns([name], as: .dateMonthFirst)) if the month does"
  }

  /// The parts that are made of a column of dates, as the first rows have them.
  ///
  /// - Throws: `FileError` where there is no date, where it is not known how they are read, or where a part's name is that
  ///   of another column.
  func parts(
    of column: Int, _ order: DatePart.Order?, _ survey: DateSurvey
  ) throws(FileError) -> [DatePart] {
    let name = names[column]
    func refused(_ what: String, _ advice: Advice) -> FileError {
      problem("column \(CellText.shown(name)) is said to be dates and \(what)", advice: advice)
    }
    switch survey.finding(order) {
    case .nothing:
      throw refused(
        "has none in the first rows",
        "dates are such as 2024-01-31, 31/01/2024 or 31 Jan 2024, times such as 10:30; or \(.ignoreColumns([name]))"
      )
    case .bothOrders(let day, let month):
      throw refused(
        "has some with the day first (\(day)) and some with the month first (\(month))",
        "write them alike, such as 2024-01-31, or \(.ignoreColumns([name]))")
    case .unknownOrder(let example):
      throw refused("does not tell days from months (\(example))", orderAdvice(name))
    case .parts(let parts, let order):
      let dates = parts.map { DatePart(column: name, part: $0, order: order) }
        .filter { !ignoredParts.contains($0.name) }
      guard !dates.isEmpty else {
        throw refused("all of its parts are ignored", "\(.ignoreColumns([name])) says the same")
      }
      if let taken = dates.first(where: { names.contains($0.name) }) {
        throw refused(
          "makes a column \(CellText.shown(taken.name)), which is there already",
          "give one of them another name")
      }
      return dates
    }
  }
}
