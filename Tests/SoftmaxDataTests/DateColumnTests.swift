// Columns of dates as features.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct DateColumnTests {
  private func options(
    _ kind: ColumnKind = .date, ignored: [String] = [], missing: Bool = false
  ) -> TableOptions {
    TableOptions(
      kinds: ["seen": kind], label: .none, ignored: ignored, refusesMissing: !missing, centresFarColumns: false)
  }

  @Test func aDateBecomesDaysWeekdayAndMonth() throws {
    let table = try TableFile("x,seen\n1,2024-01-31\n2,2024-02-01\n").table(options())
    #expect(table.columns.map(\.name) == ["x", "seen.days", "seen.weekday", "seen.month"])
    #expect(table.values == [1, 19753, 2, 19754])
    #expect(table.words(0) == ["wednesday", "thursday"] && table.words(1) == ["january", "february"])
    #expect(table.columns[1].date == DatePart(column: "seen", part: .days))
  }

  @Test func timesAddAnHourAndTimesAloneAreNothingElse() throws {
    let both = try TableFile("seen\n31/01/2024 06:00\n01/02/2024\n").table(options())
    #expect(both.columns.map(\.name) == ["seen.days", "seen.weekday", "seen.month", "seen.hour"])
    #expect(both.values == [19753.25, 19754] && both.words(2) == ["6", "0"])
    let alone = try TableFile("x,seen\n1,6:30 pm\n2,18:10\n").table(options())
    #expect(alone.columns.map(\.name) == ["x", "seen.hour"] && alone.words(0) == ["18", "18"])
  }

  @Test func missingDatesAreMissingInEveryPart() throws {
    let table = try TableFile("x,seen\n1,\n2,2024-02-01\n").table(options(missing: true))
    #expect(table.values[1].isNaN && table.values[3] == 19754)
    #expect(table.words(0) == [nil, "thursday"] && table.words(1) == [nil, "february"])
  }

  @Test func daysThatLieFarFromTheirBeginningAreCountedFromOneOfThem() throws {
    let rows = (0..<40).map { "2024-01-31 \($0 / 10 + 10):0\($0 % 10)\n" }.joined()
    var options = options()
    options.centresFarColumns = true
    let table = try TableFile("seen\n" + rows).table(options)
    guard case .number(let origin) = table.columns[0].kind else { Issue.record("no number"); return }
    #expect(abs(origin - 19753.5) < 0.2)
    // To a tenth of a second.
    #expect(abs(Double(table.values[0]) + origin - (19753 + 10.0 / 24)) < 1e-6)
  }

  @Test func whatStandsFirstIsFoundOutWhereOneDateTellsIt() throws {
    let day = try TableFile("seen\n03/04/2024\n31/04/2024\n".replacing("31/04", with: "30/04")).table(options())
    #expect(day.words(1) == ["april", "april"])
    let month = try TableFile("seen\n03/04/2024\n04/30/2024\n").table(options())
    #expect(month.words(1) == ["march", "april"])
    let said = try TableFile("seen\n03/04/2024\n").table(options(.dateMonthFirst))
    #expect(said.words(1) == ["march"])
  }

  @Test func whatCannotBeToldIsRefusedWithBothAnswers() throws {
    let unclear = try TableFile("seen\n03/04/2024\n")
    #expect(
      unclear.error(options())
        == "t.csv: line 1: column 'seen' is said to be dates and does not tell days from months ('03/04/2024'); "
        + "`TableOptions.kinds[\"seen\"] = .dateDayFirst` if the day stands first, "
        + "`TableOptions.kinds[\"seen\"] = .dateMonthFirst` if the month does")
    #expect(
      unclear.error().contains(
        "looks like dates or times ('03/04/2024'); `TableOptions.kinds[\"seen\"] = .dateDayFirst` if the day"))
    #expect(
      try TableFile("seen\n31/04/2024\n04/30/2024\n").error(options()).contains(
        "has some with the day first ('31/04/2024') and some with the month first ('04/30/2024')"))
    #expect(try TableFile("seen\nred\n").error(options()).contains("is said to be dates and has none"))
  }

  @Test func aLaterCellThatIsNoDateIsNamed() throws {
    let rows = (1...30).map { "2024-01-\($0)\n" }.joined()
    #expect(
      try TableFile("seen\n" + rows + "soon\n").error(options())
        == "t.csv: line 32, column 'seen': 'soon' is no date; write it as 2024-01-31, with 10:30 behind it if there "
        + "is a time")
    #expect(
      try TableFile("seen\n" + rows + "2024-02-30\n").error(options()).contains(
        "line 32, column 'seen': '2024-02-30' is no day of the calendar"))
    // The first rows end before it.
    let sizes = ReadingSizes(prefix: 200, chunk: 1 << 18, longestRow: 1000)
    #expect(
      try TableFile("seen\n" + rows + "03/04/2024\n").error(options(), sizes: sizes).contains(
        "line 32, column 'seen': '03/04/2024' may have the day first or the month"))
    #expect(try TableFile("seen\n" + rows + "10:30\n").error(options()).contains("is a time without a date"))
    // A date that comes after times alone would be lost.
    let times = (1...30).map { "10:\($0 + 10)\n" }.joined()
    #expect(
      try TableFile("seen\n" + times + "2024-01-31 10:30\n").error(options(), sizes: sizes).contains(
        "line 32, column 'seen': '2024-01-31 10:30' has a date, and the first rows have times alone"))
  }

  @Test func partsCanBeIgnoredOneByOne() throws {
    let file = try TableFile("x,seen\n1,2024-01-31\n")
    #expect(
      try file.table(options(ignored: ["seen.days", "seen.month"])).columns.map(\.name) == [
        "x", "seen.weekday",
      ])
    #expect(
      file.error(options(ignored: ["seen.days", "seen.month", "seen.weekday"])).contains("all of its parts"))
    #expect(
      try TableFile("seen.days,seen\n1,2024-01-31\n").error(options()).contains(
        "makes a column 'seen.days', which is there already"))
  }

  @Test func aModelReadsDatesAsItsTrainingTableHadThem() throws {
    let training = try TableFile("x,seen,y\n1,03/04/2024,a\n2,30/04/2024,b\n")
    var options = options()
    options.label = .last
    let preparation = try Preparation(learnedOn: training.table(options))
    #expect(
      preparation.input.featureNames == [
        "x", "seen.days", "seen.weekday=tuesday", "seen.weekday=wednesday", "seen.month=april",
      ])
    // Other columns around it, another place; the first number is the day though nothing here says so.
    let later = try TableFile("seen,z,x\n03/04/2024,1,5\n").table(
      TableOptions(label: .none), expecting: preparation.tableColumns)
    #expect(later.values == [5, 19816] && later.words(1) == ["april"])
    #expect(
      try TableFile("z,x\n1,5\n").error(TableOptions(label: .none), expecting: preparation.tableColumns)
        .contains(
          "the column 'seen' is missing"))
  }

  @Test func countingDaysIsNoKeyOfRows() throws {
    let rows = (1...30).map { "2024-01-\($0),\($0 % 2)\n" }.joined()
    let table = try TableFile("seen,x\n" + rows).table(options())
    #expect(table.rowCounters() == [] && table.nearlyKeys() == [])
  }

  @Test func aSummaryHasTheFirstDateAndTheLastAndNamesWhatIsNone() throws {
    let file = try TableFile("seen,y\n2024-02-01,a\n2023-12-31,b\nsoon,b\n,a\n")
    var options = options(missing: true)
    options.label = .last
    options.kinds["seen"] = .date
    let column = try TableSummary(contentsOf: file.path, options: options).columns[0]
    #expect(column.kind == .date && column.dates == "2023-12-31"..."2024-02-01" && column.missingCount == 1)
    #expect(column.refusal?.message.contains("line 4, column 'seen': 'soon' is no date") == true)
  }
}
