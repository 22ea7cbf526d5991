// Predictions as a job: batch by batch, or chosen among all.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct PredictionRequestTests {
  private let files: JobFiles
  private let table: String
  private let model: String

  init() throws {
    files = try JobFiles()
    table = try files.table()
    model = files.folder.file("m.safetensors")
    var request = TrainingRequest(TrainingDataRequest(try files.source(table)))
    request.data.table.ignored = ["part", "group"]
    try request.run().file.write(to: model)
  }

  private func request(_ path: String? = nil) throws -> PredictionRequest {
    PredictionRequest(
      try ScoringRequest(model: model, data: files.source(path ?? table), keys: ["group"]))
  }

  @Test func rowsComeInOrderWithTheirKeysAndTrueNames() throws {
    var headers: [PredictionRequest.Header] = []
    var samples: [PredictedSample] = []
    let outcome = try request().run {
      headers.append($0)
    } onBatch: {
      samples += $0.samples
      return true
    }
    #expect(headers.count == 1 && headers[0].keyNames == ["group"] && headers[0].hasTrueNames)
    #expect(outcome.predictedCount == 90 && outcome.isComplete && outcome.matchCount == nil)
    #expect(samples.map(\.index) == Array(0..<90) && samples[6].keys == ["g1"])
    let evaluation = try ScoringRequest(model: model, data: files.source(table)).evaluate().evaluation
    let right = samples.count { $0.trueName == headers[0].classNames[$0.top(1)[0]] }
    #expect(Double(right) == evaluation.confusionMatrix.correctCount)
  }

  @Test func rowsBeforeABadOneArePredictedAndThenItIsRefused() throws {
    let lines = try String(contentsOfFile: table, encoding: .utf8) + "old,basic,train,g,yes\n"
    let path = try files.write(lines, to: "bad.csv")
    var request = try request(path)
    request.selection.count = .atMost(90)
    var count = 0
    try request.run { batch in
      count += batch.samples.count
      return true
    }
    #expect(count == 90)
    request.selection.count = .all
    let error = try #require(#expect(throws: FileError.self) { try request.run { _ in true } })
    #expect(error.position == .cell(line: 92, column: "age"))
  }

  @Test func theMostConfidentMistakesComeFirst() throws {
    var request = try request()
    request.selection.outcome = .wrong
    request.selection.order = .confidence
    request.selection.count = .atMost(4)
    var samples: [PredictedSample] = []
    var names: [String] = []
    let outcome = try request.run {
      names = $0.classNames
    } onBatch: {
      samples += $0.samples
      return true
    }
    #expect(outcome.predictedCount == 4 && outcome.sampleCount == 90 && outcome.hasMore)
    #expect(samples.allSatisfy { $0.trueName != names[$0.top(1)[0]] })
    let confidences = samples.map { $0.probabilities[$0.top(1)[0]] }
    #expect(confidences == confidences.sorted(by: >))
  }

  @Test func whatIsWantedMayEndTheWorkOrBeTooMuch() throws {
    var request = try request()
    request.selection.count = .atMost(3)
    request.looksForMore = true
    #expect(try request.run { _ in true }.hasMore)
    #expect(try !request.run { _ in false }.isComplete)
    request.selection.count = .exactly(91)
    #expect(try request.run { _ in true }.predictedCount == 90)
    request.readsAllFirst = true
    #expect(throws: WorkflowError.tooFewSamples(asked: 91, found: 90, data: table)) {
      try request.run { _ in true }
    }
  }

  @Test func aModelNestedInAnotherIsTestedAgainstIt() throws {
    func statistics(_ name: String, ignoring ignored: [String]) throws -> String {
      var request = TrainingRequest(TrainingDataRequest(try files.source(table)))
      request.data.table.ignored = ["part", "group"] + ignored
      request.statistics = ModelStatisticsRequest()
      let path = files.folder.file(name)
      try request.run().file.write(to: path)
      return path
    }
    let (small, large) = (
      try statistics("small.safetensors", ignoring: ["plan"]), try statistics("large.safetensors", ignoring: [])
    )
    let result = try NestedRequest(small: small, large: large).run()
    #expect(result.models.addedColumns == ["plan"] && result.models.test.degreesOfFreedom == 4)
    let json = try object(result.document)
    #expect(json["comparison"] as? String == "nested" && json["observationCount"] as? Int == 90)
    #expect(throws: NestedModelsError.reversed) { try NestedRequest(small: large, large: small).run() }
  }
}
