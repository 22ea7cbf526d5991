// A column that says how often each row was seen.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct RowFrequencyTests {
  private func options(_ change: (inout TableOptions) -> Void = { _ in }) -> TableOptions {
    var options = TableOptions(label: .named("y"), refusesMissing: false)
    options.frequency = "n"
    change(&options)
    return options
  }

  private let text = "x,c,n,y\n1,red,2,a\n,blue,0,b\n3,,1,b\n4,red,3,a\n"
  private let rows = "x,c,y\n1,red,a\n1,red,a\n3,,b\n4,red,a\n4,red,a\n4,red,a\n"

  @Test func aTableIsTheOneThatHasEachRowSoOften() throws {
    let (counted, written) = try (
      TableFile(text).table(options()),
      TableFile(rows).table(options { $0.frequency = nil })
    )
    #expect(counted.rowCount == 6 && counted.columns == written.columns)
    #expect(counted.values == written.values && counted.words(0) == written.words(0))
    #expect(counted.labels?.codes == written.labels?.codes && counted.labels?.names == written.labels?.names)
  }

  @Test func everythingBesideARowStandsAsOften() throws {
    let file = try TableFile("x,n,w,g,f,o,k,y\n1,2,0.5,p,1,7,i,a\n2,1,1.5,q,2,8,j,b\n")
    let table = try file.table(
      options {
        ($0.weight, $0.group, $0.fold, $0.keys) = ("w", "g", "f", ["k"])
        $0.offsets = [OffsetColumn(className: "a", column: "o")]
      })
    #expect(table.weights == [0.5, 0.5, 1.5] && table.groups?.codes == [0, 0, 1])
    #expect(table.folds?.codes == [0, 0, 1] && table.keys[0].cells == ["i", "i", "j"])
    #expect(table.offsets?.sampleCount == 3)
  }

  @Test(arguments: [
    ("1.5", "the frequency is '1.5', expected a whole number that is not negative"),
    ("-1", "the frequency is '-1', expected a whole number that is not negative"),
    ("many", "the frequency is 'many', expected a whole number"), ("", "the frequency is missing ('')"),
    ("NA", "the frequency is missing ('NA')"), ("1e40", "the frequency is '1e40'"),
    ("inf", "the frequency is 'inf'"),
    ("9007199254740992", "so many rows do not find room"),
  ])
  func whatIsNoSuchNumberIsRefusedWhereItStands(_ cell: String, _ problem: String) throws {
    let error = try TableFile("x,n,y\n1,1,a\n2,\(cell),b\n").error(options())
    #expect(error.hasPrefix("t.csv: line 3, column 'n': ") && error.contains(problem), "\(error)")
  }

  @Test func aSummaryCountsRowsAsOftenAsTheyWereSeen() throws {
    let file = try TableFile(text)
    let summary = try TableSummary(contentsOf: file.path, options: options())
    #expect(summary.rowCount == 6)
    #expect(summary.columns.map(\.role) == [.feature, .feature, .frequency, .label])
    let numbers = try #require(summary.columns[0].numbers)
    // 1, 1, 3, 4, 4, 4: mean 17 / 6 and mean square 59 / 6.
    #expect(abs(numbers.mean - 17.0 / 6) < 1e-12 && numbers.count == 6 && numbers.maximum == 4)
    #expect(abs(numbers.standardDeviation - (59.0 / 6 - 289.0 / 36).squareRoot()) < 1e-12)
    #expect(summary.columns[1].missingCount == 1 && summary.columns[0].missingCount == 0)
    #expect(summary.classes?.listed.map(\.count) == [5, 1])
    let bad = try TableFile(text.replacing("red,3", with: "red,x"))
    let warnings = try TableSummary(contentsOf: bad.path, options: options()).warnings
    #expect(
      warnings.contains { $0.stopsTraining && $0.message.contains("line 5, column 'n': the frequency is 'x'") })
  }

  @Test func rowsWithoutALabelAreCountedAsOften() throws {
    let file = try TableFile("x,n,y\n1,3,\n2,2,b\n")
    var reader = try TableReader(contentsOf: file.path, options: options { $0.leavesOutUnlabelled = true })
    let table = try reader.readAll()
    #expect(table.rowCount == 2 && reader.unlabelledCount == 3)
  }
}
