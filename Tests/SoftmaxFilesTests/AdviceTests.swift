// Sentences that say what to try: one sentence, and each front end's names in it.

import SoftmaxFiles
import SoftmaxRemedies
import Testing

@Suite struct AdviceTests {
  private let short = RemedyWording { remedy in remedy == .chooseLabel ? "label" : "other" }
  private let typed = RemedyWording(showsPlaceholders: true) { remedy in
    remedy == .chooseLabel ? "-l" : "-o"
  }

  @Test func eachFrontEndHasItsOwnNamesInTheSameSentence() {
    let advice: Advice = "try \(.chooseLabel, placeholder: "NAME"), or \(.imputeMissing) for \(12) cells"
    #expect(advice.text(in: short) == "try label, or other for 12 cells")
    #expect(advice.text(in: typed) == "try -l NAME, or -o for 12 cells")
    #expect(advice.description == "try `TableOptions.label`, or `MissingValues.mean` for 12 cells")
    #expect(advice.remedies == [.chooseLabel, .imputeMissing])
  }

  @Test func adviceWithoutASettingIsARemedyInWords() {
    let advice = Advice("get the file again")
    #expect(advice == "get the file \("again")")
    #expect(advice.remedies == [.text("get the file again")])
    #expect(advice.text(in: typed) == "get the file again")
    #expect(Advice("").remedies.isEmpty)
  }

  @Test func aRemedyCanBeExchangedForAnother() {
    let advice: Advice = "first, \("name it")" + " (\(.nameLabelFile))"
    let other = advice.replacing(.nameLabelFile, with: .chooseLabel)
    #expect(other.text(in: short) == "first, name it (label)")
    #expect(other.remedies == [.chooseLabel])
    #expect(advice.remedies == [.nameLabelFile])
  }

  /// Names come out of files: a terminal must obey none of them.
  @Test func namesInTheLibrarysWordsAreSafeToShow() {
    let advice: Advice = "\(.ignoreColumns(["a\u{1b}[31m", "say \"b\""]))"
    #expect(advice.description == #"`TableOptions.ignored = ["a\u{1b}[31m", "say \"b\""]`"#)
    let long: Advice = "\(.treatColumns([String(repeating: "x", count: 1000)], as: .number))"
    #expect(long.description.count < 100)
    let many: Advice = "\(.ignoreColumns((0..<1000).map { "c\($0)" }))"
    #expect(many.description.hasSuffix("\"c9\", …]`"))
  }

  @Test func anErrorIsTheSameButForTheWordsOfItsAdvice() {
    let error = FileError(
      .badData, path: "t.csv", position: .line(3), problem: "no label",
      advice: "check \(.chooseLabel, placeholder: "NAME")")
    #expect(error.message(in: typed) == "t.csv: line 3: no label; check -l NAME")
    #expect(error.description == "t.csv: line 3: no label; check `TableOptions.label`")
    #expect(error.remedy == "check `TableOptions.label`")
    #expect(error.remedies == [.chooseLabel])
  }
}
