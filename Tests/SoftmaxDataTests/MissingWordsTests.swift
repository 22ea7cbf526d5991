// Which texts are missing cells: as usual, as listed, and as older models have it.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct MissingWordsTests {
  private func options(_ words: [String], label: LabelColumn = .none) -> TableOptions {
    var options = TableOptions(label: label, refusesMissing: false)
    options.missingWords = MissingWords(words)
    return options
  }

  @Test func noneIsAWordUnlessItIsListed() throws {
    let file = try TableFile("alcohol,y\nNone,a\nsome,b\nnone,a\n,b\n")
    #expect(try file.table(options(["NA"])).words(0) == ["None", "some", "none", nil])
    #expect(
      try file.table(TableOptions(label: .none, refusesMissing: false)).words(0) == [
        "None", "some", "none", nil,
      ])
    #expect(try file.table(options(["NA", "None"])).words(0) == [nil, "some", nil, nil])
  }

  @Test func theListTakesThePlaceOfTheUsualWords() throws {
    let table = try TableFile("c,d\nNA,x\n?,x\n  ,x\nunbekannt ,x\nUNBEKANNT,x\nunbekannt.,x\n")
      .table(options(["Unbekannt"]))
    #expect(table.words(0) == ["NA", "?", nil, nil, nil, "unbekannt."])
    #expect(try TableFile("c\nNA\nb\n").table(options([])).words(0) == ["NA", "b"])
  }

  @Test func numbersCanMeanThatThereIsNone() throws {
    let file = try TableFile("n,b,c\n-999,yes,-999\n1,-999,x\n\"-999\",no,y\n-999.5,no,y\n")
    let table = try file.table(options(["-999"]))
    #expect(table.columns.map(\.kind) == [.number(origin: 0), .boolean, .category(["x", "y"])])
    #expect(table.values.map(\.isNaN) == [true, false, false, true, true, false, false, false])
    #expect(table.words(0) == [nil, "x", "y", "y"])
    // As it is written: no other form of the number is.
    #expect(try TableFile("n\n-999.0\n-999\n").table(options(["-999"])).values.map(\.isNaN) == [false, true])
  }

  @Test func numbersThatMeanNoneAreNoWeightsAndNoOffsets() throws {
    var weighted = options(["99"])
    weighted.weight = "w"
    #expect(
      try TableFile("a,w\n1,1\n2,99\n").error(weighted)
        == "t.csv: line 3, column 'w': the weight is missing ('99'); leave the row out, or fill the cell in")
    var shifted = options(["99"], label: .named("y"))
    shifted.offsets = [OffsetColumn(className: "p", column: "o")]
    #expect(
      try TableFile("a,o,y\n1,99,p\n2,0,q\n").error(shifted).contains(
        "column 'o': the offset is missing ('99')"))
  }

  @Test func aWordThatMayMeanNoneIsNamedInTheFlagThatTakesItSo() throws {
    let text = "n\n" + (1...20).map { "\($0)\n" }.joined() + "None\n"
    #expect(
      try TableFile(text).error()
        == "t.csv: line 22, column 'n': 'None' is no number; `TableOptions.missingWords = "
        + "MissingWords([\"na\", \"n/a\", \"nan\", \"null\", \"?\", \"none\"])` `MissingValues.mean` if it means a missing cell, or "
        + "`TableOptions.kinds[\"n\"] = .category` if these are categories")
  }

  @Test(arguments: [
    "n", "na", "nap", "nullify", "?", "??", "é", "12345678", "123456789", "a long one of many words",
  ])
  func everyListedTextIsFoundInAnyCaseAndNoOtherIs(_ word: String) {
    let cells = MissingCells(MissingWords([word, "Other"]))
    func isMissing(_ text: String) -> Bool {
      let bytes = Array(text.utf8)
      return cells.contains(bytes.span)
    }
    #expect(
      isMissing(word) && isMissing(word.uppercased()) == (word != "é") && isMissing("OTHER") && isMissing(""))
    #expect(!isMissing(word + "x") && !isMissing("x" + word) && !isMissing("othe"))
    #expect(cells.hasNumbers == word.allSatisfy(\.isNumber))
  }

  @Test func aListIsOfSmallLettersEachOnce() {
    #expect(MissingWords([" NA", "na", "", "  ", "N a\t"]).words == ["na", "n a"])
    #expect(MissingWords.usual.words == ["na", "n/a", "nan", "null", "?"])
  }

  @Test func scoringReadsAsTrainingDid() throws {
    let table = try TableFile("c,n,y\nNA,1,a\nx,2,b\n-,3,a\n").table(options(["-"], label: .last))
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    #expect(preparation.missingWords == MissingWords(["-"]))
    let file = try TableFile("n,c\n-,NA\n1,-\n")
    let new = try withExtendedLifetime(file) { try Table(contentsOf: file.path, for: preparation) }
    #expect(new.words(0) == ["NA", nil])
    #expect(new.values.map(\.isNaN) == [true, false])
  }

  @Test func theSummaryCountsWhatIsListed() throws {
    let file = try TableFile("n,y\n-9,a\n1,b\n2,a\n-9,b\n")
    let summary = try withExtendedLifetime(file) {
      try TableSummary(contentsOf: file.path, options: options(["-9"], label: .last))
    }
    #expect(summary.columns[0].missingCount == 2)
    #expect(summary.columns[0].numbers?.minimum == 1)
  }
}
