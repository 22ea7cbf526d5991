// What a fit learns from, as a request divides it, without a command.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Synchronization
import Testing

@Suite struct TrainingDataTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func source(_ text: String) throws -> DataSource { DataSource(try DataReference(parsing: text)) }

  /// 80 rows, every fourth one for each other part.
  private func table(_ parts: [String] = ["train", "train", "test", "validation"]) throws -> String {
    let rows = (0..<80).map { row in
      "\(row % 7),\(["red", "green", "blue"][row % 3]),\(parts[row % parts.count]),\(row % 5 < 2 ? "no" : "yes")"
    }
    return try folder.write(
      Array(("age,colour,part,bought\n" + rows.joined(separator: "\n") + "\n").utf8), to: "t.csv")
  }

  @Test func aColumnOfPartsDividesATableIntoTrainingValidationAndTestSet() throws {
    let path = try table()
    var request = TrainingDataRequest(try source(path))
    request.table.splitColumn = "part"
    for stopsEarly in [false, true] {
      request.stopsEarly = stopsEarly
      let data = try TrainingData(request)
      #expect(data.training.sampleCount == 40 && data.validation?.sampleCount == 20)
      #expect(data.test?.sampleCount == 20 && data.test?.name == "\(path):test")
      #expect(data.rows.splitColumn == "part" && data.preparation?.columns.count == 2)
    }
  }

  @Test func aShareIsTheTestSetOrOfAFitThatStopsEarlyTheValidationSet() throws {
    var request = TrainingDataRequest(try source("iris:all"))
    request.holdout = 0.2
    let scored = try TrainingData(request)
    #expect(scored.test?.sampleCount == 30 && scored.validation == nil && scored.training.sampleCount == 120)
    request.stopsEarly = true
    let watched = try TrainingData(request)
    #expect(watched.validation?.classIndices == scored.test?.classIndices && watched.test == nil)
    // Without a share a tenth of each class is watched, and the test part that comes with the data is scored.
    var early = TrainingDataRequest(try source("iris"))
    early.stopsEarly = true
    let data = try TrainingData(early)
    let (training, test) = (try Catalogue.iris.load().train, try Catalogue.iris.load().test)
    #expect(data.test?.classIndices == test.classIndices)
    #expect(data.validation?.classCounts.allSatisfy { $0 > 0 } == true)
    #expect(data.training.sampleCount + (data.validation?.sampleCount ?? 0) == training.sampleCount)
  }

  @Test func aColumnThatIsNearlyAKeyIsLeftOutAndSaid() throws {
    let rows = (0..<60).map { "user-\($0),\($0 % 7),\($0 % 2 == 0 ? "a" : "b")" }
    let path = try folder.write(
      Array(("name,age,class\n" + rows.joined(separator: "\n") + "\n").utf8), to: "keys.csv")
    let notes = Mutex<[WorkflowNote]>([])
    var request = TrainingDataRequest(try source(path))
    let data = try TrainingData(request) { note in notes.withLock { $0.append(note) } }
    #expect(data.preparation?.columns.map(\.column.name) == ["age"])
    #expect(
      notes.withLock { $0 } == [.nearlyKey(column: "name", categoryCount: 60, rowCount: 60, isLeftOut: true)])
    request.table.kinds = ["name": .category]
    #expect(try TrainingData(request).preparation?.columns.count == 2)
  }

  @Test func contradictionsAreRefusedBeforeAnyDataIsReadAndNameNoFlag() throws {
    let path = try table()
    func refused(_ change: (inout TrainingDataRequest) throws -> Void) throws -> String {
      var request = TrainingDataRequest(try source(path))
      try change(&request)
      let error = #expect(throws: (any Error).self) { try request.check() }
      return "\(try #require(error))"
    }
    let texts = [
      try refused { ($0.holdout, $0.test) = (0.2, try source(path)) },
      try refused { ($0.table.splitColumn, $0.test) = ("part", try source(path)) },
      try refused { ($0.table.splitColumn, $0.holdout) = ("part", 0.2) },
      try refused { $0.holdout = 1 },
      try refused { $0.bases = ["colour"] },
      try refused { request in
        request = TrainingDataRequest(try source("iris"))
        request.table.interactions = ["a:b"]
      },
    ]
    let expected = [
      "`holdout` and `test` both name what to score: use one of them",
      "`splitColumn` and `test` both name what to score: use one of them",
      "`splitColumn` and `holdout` both name what to score: use one of them",
      "holdout must be a share between 0 and 1, not 1.0",
      "`bases` needs COLUMN=CATEGORY, such as city=Graz, not 'colour'",
      "`interactions` is for tables, which iris is not; a name that ends in .csv, .tsv, .xlsx or .jsonl, or `InputFormat.csv`, makes it one",
    ]
    #expect(texts == expected)
  }

  @Test func whatIsInDataIsToldAsTheCommandTellsIt() throws {
    var request = DataSummaryRequest(try source(try table()))
    request.table.label = "bought"
    let summary = try request.run()
    let json = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(summary.document)) as? [String: Any])
    #expect(json["rowCount"] as? Int == 80 && json["classCount"] as? Int == 2)
    #expect(
      (json["columns"] as? [[String: Any]])?.map { $0["name"] as? String } == [
        "age", "colour", "part", "bought",
      ])
    request = DataSummaryRequest(try source("digits"))
    request.table.label = "bought"
    #expect(throws: WorkflowError.onlyForTables(.label, data: "digits")) { try request.run() }
  }
}
