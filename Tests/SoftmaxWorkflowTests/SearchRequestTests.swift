// Searches for the penalty as jobs.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Synchronization
import Testing

@Suite struct SearchRequestTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  private func request() throws -> SearchRequest {
    var request = SearchRequest(TrainingDataRequest(try files.source("iris")))
    request.grid = .strengths([1, 0.1, 0.01])
    request.foldCount = 3
    return request
  }

  @Test func aJobChoosesAsTheSearchDoes() throws {
    let result = try request().run()
    let iris = try Catalogue.iris.load()
    let outcome = try PenaltySearch(grid: .strengths([1, 0.1, 0.01]), folds: 3).run(
      on: iris.train, test: iris.test)
    #expect(result.outcome.scores == outcome.scores && result.outcome.chosenIndex == outcome.chosenIndex)
    #expect(result.fitted?.fit.model == outcome.fit?.model && !result.isPartial)
    let json = try object(try SearchDocument(result, fitSeconds: 1, seconds: 2))
    #expect((json["scores"] as? [Any])?.count == 3 && json["chosen"] as? Int == outcome.chosenIndex)
    #expect(
      ((json["fit"] as? [String: Any])?["testAccuracy"] as? Double) == result.fitted?.evaluation?.accuracy)
  }

  @Test func aSearchGoesOnFromItsFile() throws {
    var request = try request()
    request.scoresPath = files.folder.file("scores.json")
    let stopped = try request.run { event in
      if case .scored = event { .stop } else { .continue }
    }
    #expect(!stopped.outcome.isComplete && stopped.isPartial && stopped.fitted == nil)
    let prepared = try request.prepared()
    #expect(prepared.finished == stopped.outcome.scores && prepared.finished.count == 1)
    let resumed = try prepared.run()
    #expect(resumed.outcome.scores == (try self.request().run().outcome.scores))
    #expect(resumed.scoresFailure == nil)
  }

  @Test func scoresThatCannotBeWrittenAreToldAndKeptElsewhere() throws {
    let folder = files.folder.file("gone")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    var request = try request()
    request.scoresPath = folder + "/scores.json"
    let notes = Notes()
    request.onNote = { notes.add($0) }
    let prepared = try request.prepared()
    try FileManager.default.removeItem(atPath: folder)
    let result = try prepared.run()
    let noted = notes.all
    #expect(noted.count == 1 && noted.first?.isWarning == true && result.outcome.scores.count == 3)
    let failure = try #require(result.scoresFailure)
    let kept = try #require(failure.remedy?.split(separator: " ").first.map(String.init))
    #expect(failure.path == request.scoresPath && FileManager.default.fileExists(atPath: kept))
    try FileManager.default.removeItem(atPath: kept)
  }

  @Test func strengthsThatNoFitTakesAreToldByTheirSetting() throws {
    var request = try request()
    request.grid = .strengths([1e300])
    let error = try #require(#expect(throws: WorkflowError.self) { try request.run() })
    guard case .penalty(.unusableStrength(.strengths, _, _)) = error else {
      Issue.record("\(error)")
      return
    }
    request = try self.request()
    request.relaxation = try RelaxationGrid(blends: [0, 1], l2Penalty: 0)
    #expect(throws: WorkflowError.penalty(.relaxedL2)) { try request.run() }
    request = try self.request()
    request.comparisonTolerance = 2
    let wrong = try #require(#expect(throws: ConfigurationError.self) { try request.run() })
    #expect(wrong.parameter == "comparisonTolerance")
  }

  @Test func validationRowsAreATestSetOrLeftOutWithAWord() throws {
    let rows = (0..<60).map {
      "\($0 * 7 % 11),\(["train", "train", "validation"][$0 % 3]),\($0 * 7 % 11 > 5 ? "a" : "b")"
    }
    let path = try files.write("x,part,class\n" + rows.joined(separator: "\n") + "\n", to: "v.csv")
    var request = try request()
    request.data = TrainingDataRequest(try files.source(path))
    request.data.table.splitColumn = "part"
    #expect(try request.prepared().data.test?.sampleCount == 20)
    let both = try files.write(
      "x,part,class\n" + (rows + ["3,test,b", "9,test,a"]).joined(separator: "\n") + "\n", to: "b.csv")
    request.data.source = try files.source(both)
    let notes = Notes()
    request.onNote = { notes.add($0) }
    let prepared = try request.prepared()
    #expect(prepared.data.test?.sampleCount == 2)
    #expect(notes.all == [.validationRowsLeftOut(count: 20, data: both)])
  }
}
