// The report as a job: the same page anywhere, bounded, and honest about what is not there.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
@testable import SoftmaxWorkflow
import Testing

@Suite struct ReportRequestTests {
  private let files: JobFiles

  init() throws {
    files = try JobFiles()
  }

  /// A model of a table, and the table.
  private func model(_ table: String) throws -> String {
    let path = files.folder.file("m.safetensors")
    try TrainingRequest(TrainingDataRequest(files.source(table))).run().file.write(to: path)
    return path
  }

  private func page(
    _ model: String, _ data: String, execution: Execution = .automatic,
    _ change: (inout ReportRequest) throws -> Void = { _ in }
  ) throws -> String {
    var request = ReportRequest(
      try ScoringRequest(model: model, data: files.source(data), execution: execution))
    request.resampleCount = 20
    try change(&request)
    return String(decoding: try request.run().page, as: UTF8.self)
  }

  /// What the page's script is given.
  private func data(_ page: String) throws -> [String: Any] {
    let start = try #require(page.range(of: "id=\"report-data\">")?.upperBound)
    let end = try #require(page[start...].range(of: "</script>")?.lowerBound)
    let json = try JSONSerialization.jsonObject(with: Data(page[start..<end].utf8))
    return try #require(json as? [String: Any])
  }

  @Test func aPageHasTheSameBytesOnAnyNumberOfThreads() throws {
    let table = try files.table()
    let model = try model(table)
    let pages = try [1, 2].map { try page(model, table, execution: Execution(threads: $0)) }
    #expect(pages[0] == pages[1])
    #expect(pages[0].utf8.count < 3_000_000)
  }

  @Test func thePageTellsTheScoresThatEvaluateTells() throws {
    let table = try files.table()
    let model = try model(table)
    let evaluation = try ScoringRequest(model: model, data: files.source(table)).evaluate().evaluation
    let page = try page(model, table)
    #expect(page.contains("<span class=\"value\">\(FixedDecimal(evaluation.accuracy, places: 3))</span>"))
    for actual in 0..<3 {
      for predicted in 0..<3 {
        let count = Int(evaluation.confusionMatrix.count(trueClass: actual, predictedClass: predicted))
        #expect(
          page.contains(
            "data-actual=\"\(actual)\" data-predicted=\"\(predicted)\" data-count=\"\(count)\""))
      }
    }
  }

  @Test func aCellHasTheSamplesOfWhichTheModelIsMostCertain() throws {
    let table = try files.table()
    let model = try model(table)
    let data = try data(page(model, table) { $0.samplesPerCell = 3 })
    let samples = try #require(data["samples"] as? [[String: Any]])
    let cells = try #require(data["cells"] as? [String: [Int]])
    var expected: [String: [(Float, Int)]] = [:]
    let scoring = try ScoringRequest(model: model, data: files.source(table))
    try PredictionRequest(scoring).run { batch in
      for sample in batch.samples {
        let best = sample.top(1)[0]
        let actual = try #require(batch.classNames.firstIndex(of: sample.trueName ?? ""))
        expected["\(actual),\(best)", default: []].append((-sample.probabilities[best], sample.index))
      }
      return true
    }
    #expect(Set(cells.keys) == Set(expected.keys))
    for (cell, places) in cells {
      let wanted = try #require(expected[cell]).sorted { $0 < $1 }.prefix(3).map(\.1)
      #expect(places.map { samples[$0]["index"] as? Int } == wanted)
    }
  }

  @Test func rowsHaveTheCellsOfTheTable() throws {
    let table = try files.table()
    let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",")
    }
    let data = try data(page(try model(table), table))
    let columns = try #require(data["columns"] as? [String])
    for sample in try #require(data["samples"] as? [[String: Any]]) {
      let line = try #require(sample["line"] as? Int)
      let cells = try #require(sample["cells"] as? [String])
      for (column, cell) in zip(columns, cells) {
        let place = try #require(lines[0].firstIndex { $0 == column })
        #expect(cell == lines[line - 1][place])
      }
    }
  }

  @Test func aModelWithoutARecordIsSaidToHaveNone() throws {
    let fit = try SoftmaxClassifier().fit(Catalogue.iris.load().train)
    let path = files.folder.file("iris.safetensors")
    try ModelFile(fit.model).write(to: path)
    let page = try page(path, "iris")
    #expect(page.contains("has no record of its fit"))
    #expect(!page.contains("id=\"training\""))
  }

  @Test func suspectsOfThisDataAreListed() throws {
    let table = try files.table()
    let csv = try files.write(
      "rank,index,line,given,suggested,self_confidence,suggested_probability,margin,note\n"
        + "1,4,6,no,yes,0.01,0.9,-0.89,<b>odd</b>\n",
      to: "suspects.csv")
    let page = try page(try model(table), table) { $0.suspects = try SuspectFile(contentsOf: csv) }
    #expect(
      page.contains("id=\"suspects\"") && page.contains("&lt;b&gt;odd&lt;/b&gt;")
        && page.contains("1 label that is"))
  }

  @Test func suspectsOfOtherDataAreToldOrRefused() throws {
    let table = try files.table()
    let header = "rank,index,line,given,suggested,self_confidence,suggested_probability,margin\n"
    let far = try files.write(header + "1,4000,4002,no,yes,0.01,0.9,-0.89\n", to: "far.csv")
    let model = try model(table)
    let page = try page(model, table) { $0.suspects = try SuspectFile(contentsOf: far) }
    #expect(page.contains("of other data than this page"))
    let foreign = try files.write(header + "1,4,6,no,seven,0.01,0.9,-0.89\n", to: "foreign.csv")
    #expect(throws: WorkflowError.self) {
      try self.page(model, table) { $0.suspects = try SuspectFile(contentsOf: foreign) }
    }
  }

  @Test func dataWithoutLabelsAndWithoutRowsIsRefused() throws {
    let table = try files.table()
    let model = try model(table)
    let unlabelled = try files.write("age,plan\n30,basic\n", to: "unlabelled.csv")
    let empty = try files.write("age,plan,part,group,stays\n", to: "empty.csv")
    let unknown = try files.write("age,plan,part,group,stays\n30,basic,train,g1,never\n", to: "unknown.csv")
    for path in [unlabelled, empty, unknown] {
      #expect(throws: (any Error).self) { try page(model, path) }
    }
  }

  @Test func theMostCertainAreKeptInTheirOrder() {
    var found = MostCertain(limit: 3)
    for (sample, probability) in [0.2, 0.9, 0.5, 0.9, 0.1, 0.95, 0.5].enumerated() {
      found.offer(sample, Float(probability))
    }
    #expect(found.samples == [5, 1, 3])
  }

  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00"), (19_783.5, "2024-03-01T12:00:00"), (-1.25, "1969-12-30T18:00:00"),
    (11_016.999_995, "2000-03-01T00:00:00"), (-719_528.0, "0000-01-01T00:00:00"),
  ])
  func daysBecomeDates(_ days: Double, _ text: String) {
    #expect(CivilDate.text(days: days) == text)
  }
}
