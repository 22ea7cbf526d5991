// Audits as jobs: planted errors are found, the file of suspects reads back, and what cannot be audited is refused.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRemedies
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression
@testable import SoftmaxWorkflow

@Suite struct AuditRequestTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  private func request(_ data: String, _ change: (inout TrainingRequest) -> Void = { _ in }) throws
    -> AuditRequest
  {
    var training = TrainingRequest(TrainingDataRequest(try files.source(data)))
    change(&training)
    return AuditRequest(training)
  }

  /// The digits with one label in fifty replaced by another one, and which these are.
  private func digitsWithErrors(seed: UInt64) throws -> (data: Dataset, wrong: Set<Int>) {
    let digits = try Catalogue.digits.load().train
    var order = digits.classIndices.indices.map { UInt32($0) }
    var generator = RandomGenerator(seed: seed, stream: .sample)
    generator.shuffle(&order)
    let wrong = order.prefix(digits.sampleCount / 50).map { Int($0) }
    var labels = digits.classIndices
    for sample in wrong {
      labels[sample] = (labels[sample] + 1 + UInt32(generator.index(below: 9))) % 10
    }
    return (
      try Dataset(
        name: "digits", features: digits.features, classIndices: labels, classes: digits.classes), Set(wrong)
    )
  }

  @Test func plantedErrorsAreFound() throws {
    let (data, wrong) = try digitsWithErrors(seed: 1)
    let predictions = try OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier(), folds: 3)
    let learning = try ConfidentLearning(predictions)
    let found = learning.suspects()
    let hits = found.count { wrong.contains($0.sample) }
    // scikit-learn's fits and cleanlab on these digits, three seeds: recall 0.75 to 0.82, precision 0.75 to 0.96, and the
    // fourteen most suspicious ones all wrong. Another seed has other errors: two standard deviations of 28 draws less.
    #expect(Double(hits) >= 0.6 * Double(wrong.count), "\(hits) of \(wrong.count)")
    #expect(Double(hits) >= 0.6 * Double(found.count), "\(hits) of \(found.count)")
    #expect(found.prefix(14).count { wrong.contains($0.sample) } >= 13)
    #expect(predictions.folds.allSatisfy { ($0.report.certifiedGap ?? 1) <= 1e-8 * $0.report.objective })
  }

  /// Three clouds. The row of index 40 has a wrong label, and lies further out than others of its cloud: a model that has not
  /// seen it is surer of its class than of most.
  private func table(_ name: String = "t.csv", names: [String] = ["a", "b", "c"]) throws -> String {
    var numbers = MadeNumbers(seed: 3)
    let rows = (0..<120).map { row in
      let truth = row % 3
      let label = row == 40 ? names[(truth + 1) % 3] : names[truth]
      let (x, y) = (Float([0, 6, 0][truth]) + numbers.next(), Float([0, 0, 6][truth]) + numbers.next())
      if row == 40 { return "9,-2,\"row 40, first\",\"\(label.replacing("\"", with: "\"\""))\"" }
      return "\(x),\(y),\"row \(row), first\",\"\(label.replacing("\"", with: "\"\""))\""
    }
    return try files.write("x,y,note,label\n" + rows.joined(separator: "\n") + "\n", to: name)
  }

  @Test func theFileOfSuspectsReadsBack() throws {
    let names = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u{1b}[31mred, \"quoted\"\nline"]
    let path = try table(names: names)
    let request = try request(path) {
      $0.data.keys = ["note"]
      $0.data.table.features = ["x", "y"]
    }
    let result = try request.run()
    #expect(result.suspects.map(\.sample) == [40])
    // A label with a line break in it makes a third of the rows two lines long.
    let before = (0..<40).count { $0 % 3 == 2 }
    #expect(result.line(of: 40) == 42 + before)
    for isSafe in [false, true] {
      let content = SuspectTable.content(result, isSafe: isSafe)
      let file = try SuspectFile(text: String(decoding: content, as: UTF8.self), path: "s.csv")
      #expect(file.keptColumns == ["note"] && file.suspects.count == 1)
      let suspect = try #require(file.suspects.first)
      #expect(suspect.rank == 1 && suspect.index == 40 && suspect.line == 42 + before)
      #expect(suspect.keptCells == ["row 40, first"])
      #expect(suspect.given == names[2] && suspect.suggested == names[1])
      #expect(abs(suspect.margin - result.suspects[0].margin) < 1e-15)
    }
    let text = result.text()
    #expect(
      !text.contains("\u{1b}") && text.contains("Each sample is asked about by a model that has not seen it"))
    let json = try object(AuditDocument(result))
    let listed = try #require((json["suspects"] as? [[String: Any]])?.first)
    #expect(listed["index"] as? Int == 40 && listed["suggested"] as? String == names[1])
    #expect((json["folds"] as? [Any])?.count == 5 && json["suspectCount"] as? Int == 1)
  }

  @Test func aFormulaIsNeverWrittenIntoASafeFile() throws {
    let result = try request(table(names: ["=1+1", "@b", "-c"])) { $0.data.table.ignored = ["note"] }.run()
    let text = String(decoding: SuspectTable.content(result, isSafe: true), as: UTF8.self)
    #expect(text.contains(",'@b,'=1+1,") || text.contains(",'=1+1,'@b,") || text.contains(",'-c,"))
    #expect(!text.contains(",=1+1") && !text.contains(",@b") && !text.contains(",-c"))
  }

  @Test(arguments: [
    ("", "it is empty"),
    ("rank,index\n1,2\n", "there is no column 'given'"),
    (SuspectFileText.header + "1,2,a\n", "line 2: expected 7 cells, found 3"),
    (SuspectFileText.header + "0,2,a,b,0.1,0.8,-0.7\n", "'rank': expected a whole number from 1 on, found '0'"),
    (SuspectFileText.header + "1,-2,a,b,0.1,0.8,-0.7\n", "'index': expected a whole number from 0 on"),
    (SuspectFileText.header + "1,2,a,b,1.1,0.8,-0.7\n", "expected a number from 0 to 1, found '1.1'"),
    (SuspectFileText.header + "1,2,a,b,nan,0.8,-0.7\n", "expected a number from 0 to 1, found 'nan'"),
    (SuspectFileText.header + "1,2,a,a,0.1,0.8,-0.7\n", "expected the name of another class"),
    (SuspectFileText.header + "1,2,a,b,0.1,0.8,-0.7\n2,2,a,b,0.1,0.8,-0.7\n", "line 2 has it already"),
    (SuspectFileText.header + "1,2,\"a,b,0.1,0.8,-0.7\n", "a quote is not closed"),
    (SuspectFileText.header + "1,2,a\"b\",b,0.1,0.8,-0.7\n", "a quote stands in the middle of a cell"),
    (SuspectFileText.header + "1,2,\"a\"b,b,0.1,0.8,-0.7\n", "text follows a cell's closing quote"),
    (
      "rank,rank,index,given,suggested,self_confidence,suggested_probability,margin\n",
      "2 columns are called 'rank'"
    ),
  ])
  func whatNoAuditWritesIsRefused(_ text: String, _ message: String) throws {
    let error = try #require(throws: FileError.self) { try SuspectFile(text: text, path: "s.csv") }
    #expect(error.description.contains(message), "\(error.description)")
  }

  @Test func anEmptyListAndWindowsLinesAreRead() throws {
    #expect(try SuspectFile(text: SuspectFileText.header, path: "s.csv").suspects.isEmpty)
    let text = SuspectFileText.header + "1,2,a,b,0.1,0.8,-0.7"
    let file = try SuspectFile(text: text.replacing("\n", with: "\r\n"), path: "s.csv")
    #expect(file.suspects.count == 1 && file.suspects[0].margin == -0.7 && file.suspects[0].line == nil)
  }

  @Test func testRowsThatAreTrainingRowsAreTold() throws {
    let path = try table()
    let test = try files.write("x,y,note,label\n0,0,n,a\n1.5,2.5,n,b\n", to: "test.csv")
    let whole = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    _ = try files.write(
      (["x,y,note,label"] + [String(whole[5]), "0.5,0.5,n,a", String(whole[9])]).joined(separator: "\n") + "\n",
      to: "test.csv")
    let result = try request(path) {
      $0.data.test = try? files.source(test)
      $0.data.table.ignored = ["note"]
    }.run()
    #expect(result.duplicates.testCount == 3 && result.duplicates.testCopyCount == 2)
    #expect(result.duplicates.crossing.map(\.second) == [0, 2])
    #expect(result.text().contains("2 of the 3 test rows equal training rows"))
  }

  @Test func aColumnThatTellsTheClassIsTold() throws {
    var numbers = MadeNumbers(seed: 6)
    let rows = (0..<150).map { row in
      "\(numbers.next()),\(["done", "open", "new"][row % 3]),\(["yes", "no", "maybe"][row % 3])"
    }
    let path = try files.write("x,status,label\n" + rows.joined(separator: "\n") + "\n", to: "leak.csv")
    let result = try request(path).run()
    #expect(result.tellingColumns.map(\.column) == ["status"])
    #expect(result.text().contains("`TableOptions.ignored = [\"status\"]`"))
    #expect(try request(table()) { $0.data.table.ignored = ["note"] }.run().tellingColumns.isEmpty)
  }

  @Test func groupsStayTogetherWithoutAHoldout() throws {
    let path = try files.table()
    let result = try request(path) {
      $0.data.table.groupColumn = "group"
      $0.data.table.ignored = ["part"]
    }.run()
    // Six rows of each group, one after the other, bound together further by equal rows.
    for row in 0..<90 {
      #expect(result.predictions.foldIndices[row] == result.predictions.foldIndices[row / 6 * 6])
    }
  }

  @Test func whatCannotBeAuditedIsRefused() throws {
    let path = try table()
    #expect(throws: ConfigurationError.self) { try request(path) { $0.solver = .stochastic() }.run() }
    #expect(throws: WorkflowError.frequencyInAudit) {
      try request(path) { $0.data.table.frequencyColumn = "x" }.run()
    }
    for nearness in [-1, 0.5] {
      var asked = try request(path)
      asked.nearness = nearness
      #expect(throws: ConfigurationError.self) { try asked.run() }
    }
    let one = try files.write("x,label\n1,a\n2,a\n3,a\n", to: "one.csv")
    #expect(throws: WorkflowError.self) { try request(one).run() }
    let empty = try files.write("x,label\n", to: "empty.csv")
    #expect(throws: (any Error).self) { try request(empty).run() }
    let unlabelled = try files.write("x,label\n1,a\n2,\n3,b\n4,b\n5,a\n", to: "unlabelled.csv")
    #expect(throws: (any Error).self) { try request(unlabelled).run() }
    let left = try request(unlabelled) { $0.data.table.unlabelled = .drop }
    var two = left
    two.foldCount = 2
    #expect(try two.run().predictions.sampleCount == 4)
    #expect(throws: WorkflowError.onlyForTables(.keptColumns, data: "iris")) {
      try request("iris") { $0.data.keys = ["x"] }.run()
    }
  }
}

/// What stands at the beginning of every file of suspects whose data was no table.
private enum SuspectFileText {
  static let header = "rank,index,given,suggested,self_confidence,suggested_probability,margin\n"
}
