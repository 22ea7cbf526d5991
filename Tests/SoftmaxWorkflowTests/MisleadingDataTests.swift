// What would be learned in silence and mean nothing: counters of rows, measurements as labels, labels written in two ways.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct MisleadingDataTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  /// A table of rows of text, its training data and what was told.
  private func read(
    _ header: String, _ rows: [String], _ change: (inout TrainingDataRequest) -> Void = { _ in }
  ) throws -> (data: TrainingData, notes: [WorkflowNote]) {
    let path = try files.write(([header] + rows).joined(separator: "\n") + "\n", to: "t.csv")
    var request = TrainingDataRequest(try files.source(path))
    change(&request)
    let notes = Notes()
    return (try TrainingData(request) { notes.add($0) }, notes.all)
  }

  private func names(_ data: TrainingData) -> [String]? { data.preparation?.columns.map(\.column.name) }

  private let indexed = (0..<30).map { "\($0 + 1),\($0 * 7 % 11),\($0 % 2 == 0 ? "a" : "b")" }

  @Test(arguments: ["\"\",x,class", "id,x,class"])
  func aColumnThatCountsTheRowsIsLeftOutAndSaid(_ header: String) throws {
    let (data, notes) = try read(header, indexed)
    let column = header.hasPrefix("id") ? "id" : "column 1"
    #expect(names(data) == ["x"])
    #expect(notes == [.countsRows(column: column, isLeftOut: true)])
    #expect(notes[0].description.contains("`TableOptions.kinds[\"\(column)\"] = .number`"))
    let insisted = try read(header, indexed) { $0.table.kinds = ["1": .number] }
    #expect(names(insisted.data) == [column, "x"])
    #expect(insisted.notes == [.countsRows(column: column, isLeftOut: false)])
  }

  @Test func aCounterIsFoundWhereRowsAreDropped() throws {
    let gaps = (0..<30).map {
      "\($0 + 1),\($0 % 6 == 2 ? "" : "\($0 * 7 % 11)"),\($0 % 7 == 3 ? "" : $0 % 2 == 0 ? "a" : "b")"
    }
    let (data, notes) = try read("id,x,class", gaps) { request in
      request.table.missing = .drop
      request.table.unlabelled = .drop
    }
    #expect(names(data) == ["x"] && notes.contains(.countsRows(column: "id", isLeftOut: true)))
    // Numbers with gaps of their own count nothing; called as rows' names are, they name rows.
    let sparse = (0..<30).map { "\($0 * 2),\($0 * 7 % 11),\($0 % 2 == 0 ? "a" : "b")" }
    #expect(try names(read("width,x,class", sparse) { $0.table.missing = .drop }.data) == ["width", "x"])
    let named = try read("id,x,class", sparse)
    #expect(names(named.data) == ["x"] && named.notes == [.namesRows(column: "id", isLeftOut: true)])
    #expect(named.notes[0].description.contains("`TableOptions.kinds[\"id\"] = .number` takes it all the same"))
    #expect(try names(read("id,x,class", sparse) { $0.table.kinds = ["id": .number] }.data) == ["id", "x"])
  }

  @Test func aFirstColumnWithoutANameNamesRowsWhereNoTwoNumbersAreAlike() throws {
    let shuffled = (0..<30).map { "\($0 * 7 % 30 + 85),\($0 * 7 % 11),\($0 % 2 == 0 ? "a" : "b")" }
    let (data, notes) = try read("\"\",x,class", shuffled)
    #expect(names(data) == ["x"] && notes == [.namesRows(column: "column 1", isLeftOut: true)])
    // Where no column has a name, none is told by it; and rows' names are all different.
    #expect(try names(read("5,6,c", shuffled).data)?.count == 2)
    let twice = shuffled.dropLast() + [shuffled[0]]
    #expect(try names(read("\"\",x,class", Array(twice)).data) == ["column 1", "x"])
  }

  @Test func rowsThatStandSeveralTimesAreCountedOnce() throws {
    let counted = (0..<20).map { "\($0 + 1),g\($0),\($0 * 7 % 11),\($0 % 4),\($0 % 2 == 0 ? "a" : "b")" }
    let (data, notes) = try read("\"\",name,x,n,class", counted) { $0.table.frequencyColumn = "n" }
    #expect(names(data) == ["x"])
    #expect(notes.contains(.countsRows(column: "column 1", isLeftOut: true)))
    #expect(notes.contains(.nearlyKey(column: "name", categoryCount: 15, rowCount: 30, isLeftOut: true)))
  }

  @Test func numbersThatDoNotCountEveryRowAreFeatures() throws {
    let years = (0..<30).map { "\(1990 + $0 / 2),\($0 * 7 % 11),\($0 % 2 == 0 ? "a" : "b")" }
    let (data, notes) = try read("year,x,class", years)
    #expect(names(data) == ["year", "x"] && notes.isEmpty)
    // Nine rows may well be counted by chance.
    #expect(try names(read("id,x,class", Array(indexed.prefix(9))).data) == ["id", "x"])
  }

  @Test func aCounterThatIsTheOnlyColumnIsLearnedFromWithAWord() throws {
    let (data, notes) = try read("x,class", (0..<30).map { "\($0),\($0 < 15 ? "a" : "b")" })
    #expect(names(data) == ["x"] && notes == [.countsRows(column: "x", isLeftOut: false)])
  }

  @Test func aModelWithoutTheCounterTakesTablesWithOrWithoutIt() throws {
    let path = try files.write(
      (["\"\",x,class"] + indexed).joined(separator: "\n") + "\n", to: "with.csv")
    let result = try TrainingRequest(TrainingDataRequest(files.source(path))).run()
    let model = files.folder.file("m.safetensors")
    try result.file.write(to: model)
    let without = try files.write(
      (["x,class"] + indexed.map { String($0.drop { $0 != "," }.dropFirst()) }).joined(separator: "\n") + "\n",
      to: "without.csv")
    let scores = try [path, without].map { data in
      try ScoringRequest(model: model, data: files.source(data)).evaluate().evaluation.logLoss
    }
    #expect(scores[0] == scores[1])
    #expect(try VerificationRequest(model, data: files.source(path)).run().isConfirmed)
  }

  private let measured = (0..<60).map { "\($0 % 7),\(["fair", "good"][$0 % 2]),\(Double($0) / 8)" }

  @Test func measurementsAsTheLastColumnAreRefusedWithTheLikelyLabels() throws {
    let error = try #require(
      #expect(throws: WorkflowError.self) { try read("x,cut,depth", measured) })
    let path = files.folder.file("t.csv")
    #expect(
      error == .looksLikeRegression(label: "depth", count: 60, table: path, candidates: ["cut"]))
    #expect(error.remedies == [.chooseLabel, .treatColumns(["depth"], as: .category)])
    #expect(try read("x,cut,depth", measured) { $0.table.label = "cut" }.data.training.classes.count == 2)
  }

  @Test func whoeverNamesMeasurementsAsLabelsGetsThem() throws {
    for insist: (inout TrainingDataRequest) -> Void in [
      { $0.table.label = "depth" }, { $0.table.kinds = ["depth": .category] },
    ] {
      #expect(try read("x,cut,depth", measured, insist).data.training.classes.count == 60)
    }
    // Few numbers, or whole ones that come often, are classes.
    let whole = (0..<300).map { "\($0 % 7),\(["fair", "good"][$0 % 2]),\($0 % 25)" }
    #expect(try read("x,cut,depth", whole).data.training.classes.count == 25)
  }

  @Test(
    arguments: [
      (["10", "10.0", "11"], ["10", "10.0"]), (["TRUE", "True", "x"], ["TRUE", "True"]),
      (["a", "b", "1"], nil),
    ] as [([String], [String]?)])
  func labelsThatDifferOnlyInHowTheyAreWrittenAreSaid(_ labels: [String], _ similar: [String]?) throws {
    let rows = (0..<60).map { "\($0 * 7 % 11),\(labels[$0 % 3])" }
    let (data, notes) = try read("x,class", rows)
    #expect(data.training.classes.count == 3)
    #expect(notes == (similar.map { [.similarLabels($0)] } ?? []))
  }

  @Test func whatIsOddIsSaidInThreeLinesAtMost() throws {
    let rows = (0..<60).map {
      "\($0 * 7 % 11),5,\($0 < 40 ? "" : "\($0 % 3)"),\($0 == 7 ? "rare" : "\($0 % 2)")"
    }
    let few = try read("x,constant,gaps,class", rows) { $0.table.missing = .mean }
    let kinds = few.notes.compactMap { note in if case .odd(let warning) = note { warning.kind } else { nil } }
    #expect(kinds == [.rareClasses, .constant, .mostlyMissing] && few.notes.count == 3)
    let more = (0..<60).map { rows[$0].replacing(",5,", with: ",5,\($0 < 50 ? "" : "1"),") }
    let many = try read("x,constant,holes,gaps,class", more) { $0.table.missing = .mean }
    #expect(many.notes.count == 3)
    #expect(many.notes.last == .moreOddities(count: 2, data: files.folder.file("t.csv")))
    // What is refused has more to say than that.
    let path = try files.write("x,class\n5,a\n5,a\n", to: "one.csv")
    let notes = Notes()
    var request = TrainingRequest(TrainingDataRequest(try files.source(path)))
    request.onNote = { notes.add($0) }
    #expect(throws: WorkflowError.self) { try request.run() }
    #expect(notes.all.isEmpty)
  }

  @Test func aSummarySaysWhatTrainingDoes() throws {
    let path = try files.write((["id,x,class"] + indexed).joined(separator: "\n") + "\n", to: "t.csv")
    let summary = try DataSummaryRequest(files.source(path)).run()
    #expect(
      summary.text().contains(
        "train leaves it out; `TableOptions.kinds[\"id\"] = .number` takes it all the same"))
  }
}
