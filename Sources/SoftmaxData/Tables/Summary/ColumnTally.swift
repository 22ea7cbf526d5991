// What the cells of one column are, counted while the rows go by, and the first that a fit would refuse.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxText

/// The figures of one column so far.
struct ColumnTally {
  /// What is counted.
  enum Figures: Hashable {
    case numbers
    case booleans
    case words
    case dates(DatePart.Order?)
    case texts
  }

  /// Cells that a fit would refuse.
  struct Fault {
    /// The line of the first, counted from 1.
    let line: Int
    /// What is wrong with it, and what to try.
    let problem: String
    let advice: Advice?
    /// How many there are.
    var count = 1
  }

  let figures: Figures
  private(set) var missingCount = 0
  private(set) var numbers = NumberTally()
  private(set) var booleanCount = 0
  private(set) var trueCount = 0
  private(set) var words: WordTally
  private(set) var texts = TextTally()
  /// The days from the first to the last, counted from the beginning of 1970.
  private(set) var dates: ClosedRange<Int>?
  private(set) var fault: Fault?

  private let name: String
  private let use: ColumnUse
  // What numbers are counted from, where they are a feature.
  private let origin: Double
  private let missingWords: MissingWords
  private let refusesMissing: Bool
  private let missing: MissingCells
  let reader: NumberReader

  /// A tally of the column with this name, whose cells look like `finding` in the first rows; `limit`: the most different words
  /// that are counted.
  init(
    _ name: String, _ use: ColumnUse, _ finding: ColumnSurvey.Finding, wordLimit: Int, _ options: TableOptions
  ) {
    self.name = name
    self.use = use
    missingWords = options.missingWords
    refusesMissing = options.refusesMissing
    missing = MissingCells(options.missingWords)
    reader = NumberReader(options.numberNotation)
    words = WordTally(limit: wordLimit)
    var origin = 0.0
    switch (use.role, use.feature) {
    case (.label, _), (.part, _), (.group, _), (.fold, _), (.none, .category): figures = .words
    case (.weight, _), (.offset, _), (.frequency, _): figures = .numbers
    case (.none, .number(_, let featureOrigin)):
      figures = .numbers
      origin = featureOrigin
    case (.none, .boolean): figures = .booleans
    case (.none, .date(let dates)): figures = .dates(dates.order)
    case (.none, .text): figures = .texts
    case (.none, .none), (.ignored, _):
      switch finding {
      case .number: figures = .numbers
      case .boolean: figures = .booleans
      default: figures = .words
      }
    }
    self.origin = origin
  }

  /// Adds a cell on this line, without spaces around it where it is not quoted, of a row that stands `times` times.
  mutating func add(_ text: Span<UInt8>, line: Int, times: Int = 1) {
    if use.role == .frequency { return addFrequency(text, line: line) }
    if figures == .texts {
      if let problem = texts.add(text, times: times) {
        note(line, problem.description, "convert the file to UTF-8")
      }
      return
    }
    let isMissingNumber = missing.hasNumbers && missing.contains(text)
    if figures == .numbers, !isMissingNumber, let number = reader.number(text) {
      return add(number, text, line: line, times: times)
    }
    if isMissingNumber || missing.contains(text) {
      missingCount += times
      let role = use.role
      switch role {
      case .none, .ignored: return
      case .label: return note(line, "the label is missing", TableAdvice.missingLabel)
      case .weight, .frequency, .part, .group, .fold, .offset:
        return note(line, "\(role.rawValue) is missing", "leave such rows out, or fill the cells in")
      }
    }
    switch figures {
    case .numbers: note(line, text, isNo: "number")
    case .booleans:
      let value = CellWords.boolean(text) ?? CellWords.shortBoolean(text) ?? CellWords.digitBoolean(text)
      guard let value else { return note(line, text, isNo: "boolean") }
      booleanCount += times
      if value { trueCount += times }
    case .words: words.add(text, times: times)
    case .texts: break
    case .dates(let order):
      do throws(DateText.Problem) {
        // Of times alone there is no first.
        guard let days = try DateText(text).days(order).map({ Int($0.rounded(.down)) }) else { return }
        dates = min(dates?.lowerBound ?? days, days)...max(dates?.upperBound ?? days, days)
      } catch {
        let (problem, remedy) = DateUse.problem(error, CellText.shown(text), order: order)
        note(line, problem, Advice(remedy))
      }
    }
  }

  /// How often rows were seen is counted itself by rows of the file.
  private mutating func addFrequency(_ text: Span<UInt8>, line: Int) {
    switch RowFrequency.count(text, missing, reader) {
    case .success(let count): numbers.add(Double(count))
    case .failure(let fault):
      if missing.contains(text) { missingCount += 1 }
      note(line, fault.problem, fault.advice)
    }
  }

  private mutating func add(_ number: Double, _ text: Span<UInt8>, line: Int, times: Int) {
    if use.role == .weight, number < 0 {
      note(line, "the weight \(CellText.shown(text)) is negative", "weights are numbers that are not negative")
    }
    if Float(number - origin).isFinite { return numbers.add(number, times: times) }
    // Weights stay Float64.
    guard use.role == .weight, number.isFinite else {
      return note(
        line, "\(CellText.shown(text)) overflows Float32, whose largest number is 3.4e38", "use larger units")
    }
  }

  private mutating func note(_ line: Int, _ text: Span<UInt8>, isNo kind: String) {
    // Only the first is told.
    guard fault == nil else { return note(line, "", nil) }
    let shown = CellText.shown(text)
    if use.role == .weight {
      note(line, "the weight \(shown) is no number", "weights are numbers that are not negative")
    } else if CellWords.isInfinity(text) {
      note(line, "\(shown) is infinite", "leave the cell empty if its value is not known")
    } else if let list = MissingStandIn.list(missingWords, with: text) {
      note(
        line, "\(shown) is no \(kind)",
        "\(.readAsMissing(list))\(refusesMissing ? " \(.imputeMissing)" : "") if it means a missing cell, or \(.treatColumns([name], as: .category)) if these are "
          + "categories, or \(.ignoreColumns([name]))")
    } else if let advice = FormattedNumber.advice(on: text, readAs: reader.notation) {
      note(line, "\(shown) is no \(kind)", advice)
    } else {
      note(
        line, "\(shown) is no \(kind)",
        "\(.treatColumns([name], as: .category)) if these are categories, or \(.ignoreColumns([name]))")
    }
  }

  /// Counts a cell that a fit would refuse; the first is kept. Nothing is refused in columns that are not used.
  private mutating func note(_ line: Int, _ problem: @autoclosure () -> String, _ advice: Advice?) {
    guard use.role != .ignored, use.role != .none || use.feature != .none else { return }
    if fault == nil {
      fault = Fault(line: line, problem: problem(), advice: advice)
    } else {
      fault?.count += 1
    }
  }
}
