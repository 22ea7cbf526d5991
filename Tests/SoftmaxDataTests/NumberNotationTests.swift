// Numbers with decimal commas and marks between thousands.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct NumberNotationTests {
  private func options(_ decimal: Character, _ thousands: Character? = nil) throws -> TableOptions {
    var options = TableOptions(label: .none)
    options.numberNotation = try #require(NumberNotation(decimalMark: decimal, thousandsMark: thousands))
    return options
  }

  @Test(arguments: [
    (",", nil, "1,5", 1.5), (",", nil, "-0,25", -0.25), (",", nil, "1,5e3", 1500), (",", nil, ",5", 0.5),
    (",", nil, "1234", 1234), (",", ".", "1.234,5", 1234.5), (",", ".", "1.234.567", 1_234_567),
    (",", ".", "+12.345", 12345), (".", ",", "1,234.5", 1234.5), (".", ",", "12,34,567", 1_234_567),
    (".", "'", "1'234.5", 1234.5), (".", "'", "1’234.5", 1234.5), (",", " ", "1 234,5", 1234.5),
    (",", " ", "1\u{a0}234,5", 1234.5), (",", " ", "1\u{202f}234", 1234), (".", "_", "1_000", 1000),
  ])
  func marksAreRead(_ decimal: Character, _ thousands: Character?, _ text: String, _ expected: Double) throws {
    let notation = try #require(NumberNotation(decimalMark: decimal, thousandsMark: thousands))
    #expect(NumberReader(notation).number(Array(text.utf8).span) == expected)
  }

  @Test(arguments: [
    (",", nil, "1.5"), (",", nil, "1.234,5"), (",", ".", "1.5"), (",", ".", "0.118"), (",", ".", "1234.567"),
    (",", ".", "1.234.56"), (",", ".", "1,2,3"), (",", ".", "1,234.5"), (".", ",", "1,5"), (".", ",", ",123"),
    (".", ",", "1,,234"), (".", " ", "1 23"), (",", nil, ","), (",", nil, ""), (",", ".", "."),
    (".", ",", "123,"),
    (".", "'", "12'34'567x"),
  ])
  func whatIsNotWrittenSoIsNoNumber(_ decimal: Character, _ thousands: Character?, _ text: String) throws {
    let notation = try #require(NumberNotation(decimalMark: decimal, thousandsMark: thousands))
    #expect(NumberReader(notation).number(Array(text.utf8).span) == nil)
  }

  @Test func marksThatCannotBeAreNone() {
    #expect(NumberNotation(decimalMark: ",", thousandsMark: ",") == nil)
    #expect(NumberNotation(decimalMark: ";") == nil && NumberNotation(thousandsMark: "-") == nil)
  }

  @Test func aTableOfDecimalCommasHasTheBitsOfOneOfPoints() throws {
    let numbers = ["0.1", "-1234.5", "3.4e5", "1e-3", "12345.678"]
    let plain = try TableFile("a;b\n" + numbers.map { "\($0);x\n" }.joined()).table()
    let commas = try TableFile(
      "a;b\n" + numbers.map { $0.replacing(".", with: ",") + ";x\n" }.joined()
    ).table(options(","))
    #expect(commas.values.map(\.bitPattern) == plain.values.map(\.bitPattern))
    #expect(commas.numberNotation.decimalMark == ",")
    // Quoted cells may stand between commas.
    #expect(try TableFile("a,b\n\"1,5\",x\n").table(options(",")).values == [1.5])
  }

  @Test(arguments: [
    (
      "1,5\n2,25\n",
      "with a decimal comma ('1,5'); `TableOptions.numberNotation` with the decimal mark \",\" reads them"
    ),
    ("1.234,5\n2.000,0\n", "the decimal mark \",\" and \".\" between thousands reads them"),
    ("1,234.5\n2,000.0\n", "the decimal mark \".\" and \",\" between thousands reads them"),
    ("1 234,5\n2 000,0\n", "the decimal mark \",\" and \" \" between thousands reads them"),
    ("8,412\n9,100\n", "with the decimal mark \",\" reads 8,412 as 8.412, "),
  ])
  func aRefusedColumnNamesTheNotationThatReadsIt(_ text: String, _ part: String) throws {
    let error = try TableFile("a;b\n" + text.replacing("\n", with: ";x\n")).error()
    #expect(error.contains(part), "\(error)")
  }

  @Test func aPointAmongDecimalCommasIsNotGuessed() throws {
    let rows = (0..<20).map { "\($0),5;x\n" }.joined()
    let error = try TableFile("a;b\n" + rows + "1.5;x\n").error(options(","))
    #expect(
      error.contains("line 22, column 'a': '1.5' is no number; write a decimal comma here too, or "), "\(error)"
    )
  }

  @Test func weightsAndOffsetsAreWrittenAlike() throws {
    var options = try options(",")
    options.weight = "w"
    #expect(try TableFile("a;w\n1,5;0,5\n2,5;1,25\n").table(options).weights == [0.5, 1.25])
  }

  @Test func aModelRemembersTheNotation() throws {
    var options = try options(",", ".")
    options.label = .last
    let preparation = try Preparation(learnedOn: TableFile("a;y\n1.234,5;p\n2,5;q\n").table(options))
    #expect(preparation.numberNotation == options.numberNotation)
    let file = try TableFile("a;y\n3.000,25;p\n")
    let later = try Table(contentsOf: file.path, for: preparation)
    #expect(later.values == [3000.25])
  }

  @Test func measurementsWithDecimalCommasAreNoClasses() throws {
    let labels = (0..<30).map { "\($0),5" }
    let notation = try #require(NumberNotation(decimalMark: ","))
    #expect(RegressionLabels.areLikely(labels, rowCount: 1000, notation: notation))
    #expect(!RegressionLabels.areLikely(labels, rowCount: 1000))
  }
}
