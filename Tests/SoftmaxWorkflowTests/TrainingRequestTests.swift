// Fits as jobs: what they find, what they tell, and what they refuse, without a command.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Synchronization
import Testing

@Suite struct TrainingRequestTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  private func request(_ data: String) throws -> TrainingRequest {
    TrainingRequest(TrainingDataRequest(try files.source(data)))
  }

  @Test func aJobFitsTheModelThatTheClassifierFits() throws {
    let result = try request("iris").run()
    let iris = try Catalogue.iris.load()
    let fit = try SoftmaxClassifier().fit(iris.train, test: iris.test)
    #expect(result.fit.model == fit.model && result.fit.report.certifiedGap == fit.report.certifiedGap)
    #expect(result.evaluation?.logLoss == (try fit.model.evaluate(iris.test).logLoss))
    let json = try object(try TrainingDocument(result, output: "m.safetensors", totalSeconds: 1))
    #expect(json["solver"] as? String == fit.report.solver.name && json["output"] as? String == "m.safetensors")
    #expect(json["weightsSHA256"] as? String == fit.model.weightsSHA256)
    #expect((json["history"] as? [Any])?.count == fit.report.iterations.count)
    #expect(json["data"] as? String == "iris:train" && json["testData"] as? String == "iris:test")
  }

  @Test func aTablesModelPredictsAndVerifiesFromItsFile() throws {
    let table = try files.table()
    var request = try request(table)
    request.data.table.splitColumn = "part"
    request.data.table.ignored = ["group"]
    request.strength = .scikitLearn(try ScikitLearnPenalty(c: 2))
    let result = try request.run()
    let path = files.folder.file("m.safetensors")
    try result.file.write(to: path)
    // C is 1 / (strength x samples).
    #expect(abs(result.fit.report.l2Penalty - 1 / 120) < 1e-15)
    let scores = try ScoringRequest(model: path, data: files.source(table)).evaluate()
    #expect(scores.evaluation.sampleCount == 90)
    let verification = try VerificationRequest(path, data: files.source(table)).run()
    #expect(verification.isConfirmed, "\(verification.lines())")
    let json = try object(try TrainingDocument(result, totalSeconds: 1))
    #expect((json["rows"] as? [String: Any])?["splitColumn"] as? String == "part")
    #expect(try object(verification.document())["verified"] as? Bool == true)
    let card = try InspectionRequest(path).run()
    #expect(try card.text().contains("label column"))
    #expect(try object(try card.document)["weightsSHA256"] as? String == result.fit.model.weightsSHA256)
  }

  @Test func aFitIsStoppedByAnEventAndSaysSo() throws {
    var request = try request("iris")
    request.solver = .automatic(tolerance: 1e-12)
    let result = try request.run { event in
      if case .iteration = event { return .stop }
      return .continue
    }
    #expect(result.fit.report.stopReason == .stopped && result.fit.report.iterations.count == 1)
  }

  @Test func aTaskThatIsCancelledHasNoModel() async throws {
    let request = try request("digits")
    let began = Mutex(false)
    let isCancelled = Mutex(false)
    let task = Task {
      try await request.run { _ in
        began.withLock { $0 = true }
        // The fit is still under way when its task is cancelled.
        while !isCancelled.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.001) }
        return .continue
      }
    }
    while !began.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    task.cancel()
    isCancelled.withLock { $0 = true }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aTaskGetsTheModelOfTheSynchronousRun() async throws {
    let request = try request("iris")
    let model = try await request.run().fit.model
    let same = try { try request.run() }().fit.model
    #expect(model == same)
  }

  @Test func statisticsMeanAFitWithoutAPenaltyWhichIsSaid() throws {
    var request = try request(try files.table())
    request.data.table.ignored = ["part", "group"]
    request.statistics = ModelStatisticsRequest()
    request.statistics?.bases = ["plan=plus"]
    let notes = Notes()
    request.onNote = { notes.add($0) }
    let result = try request.run()
    #expect(notes.all == [.statisticsWithoutPenalty])
    #expect(result.fit.report.l2Penalty == 0)
    #expect(result.statistics?.terms == ["(intercept)", "age", "plan=basic", "plan=pro"])
    let json = try object(try TrainingDocument(result, totalSeconds: 0))
    let coefficients = (json["statistics"] as? [String: Any])?["coefficients"] as? [[String: Any]]
    #expect(coefficients?.count == result.statistics?.parameterCount)
  }

  @Test func earlyStoppingKeepsATenthOutAndSaysSo() throws {
    var request = try request("iris:all")
    request.solver = .stochastic(epochs: 3, earlyStopping: EarlyStopping(patience: 2))
    let notes = Notes()
    request.onNote = { notes.add($0) }
    let result = try request.run()
    #expect(notes.all == [.keptOutToStopEarly(count: 15)])
    #expect(result.data.validation?.sampleCount == 15 && result.evaluation == nil)
  }

  @Test func contradictionsAreRefusedWithTheSettingsThatTheyAreAbout() throws {
    let table = try files.table()
    func refused(_ change: (inout TrainingRequest) throws -> Void) throws -> WorkflowError {
      var request = try request(table)
      try change(&request)
      return try #require(#expect(throws: WorkflowError.self) { _ = try request.prepared() })
    }
    let errors = [
      try refused { $0.data.table.groupColumn = "group" },
      try refused { $0.relaxation = try Relaxation(blend: 0, l2Penalty: 0) },
      try refused { $0.penaltyShape.isGrouped = true },
      try refused {
        $0.statistics = ModelStatisticsRequest()
        $0.strength = .factors(l2: nil, l1: 0.5)
      },
      try refused {
        $0.statistics = ModelStatisticsRequest()
        $0.statistics?.standardErrors = .clustered
      },
      try refused {
        $0.statistics = ModelStatisticsRequest()
        $0.classWeights = .balanced
      },
    ]
    let expected: [WorkflowError] = [
      .groupsWithoutUse, .penalty(.relaxedWithoutL1), .penalty(.groupedWithoutL1(add: .l1Penalty)),
      .statistics(.penalised(.l1Penalty, 0.5)), .statistics(.needsGroups), .statistics(.classesWeighted),
    ]
    #expect(errors == expected)
    #expect(errors[1].remedies.contains(.set(.l1Penalty)))
    #expect(errors.allSatisfy { !$0.description.contains("--") })
  }

  @Test func dataThatHasNoStatisticsIsRefusedWithItsColumns() throws {
    let rows = (0..<30).map { "\($0 % 7),5,\($0 % 2 == 0 ? "a" : "b")" }
    let path = try files.write("x,constant,class\n" + rows.joined(separator: "\n") + "\n", to: "c.csv")
    var request = try request(path)
    request.statistics = ModelStatisticsRequest()
    let error = try #require(#expect(throws: WorkflowError.self) { try request.run() })
    #expect(error == .statistics(.refused(.constantColumns(["constant"]), isTable: true)))
    #expect(error.remedies == [.set(.ignoredColumns)])
  }

  @Test func weightsOfClassesThatAreNotThereAreRefused() throws {
    var request = try request(try files.table())
    request.classWeights = .file(try files.write("yess,2\n", to: "w.txt"))
    let error = try #require(#expect(throws: FileError.self) { try request.run() })
    #expect(error.description.contains("the nearest is 'yes'"))
  }

  /// Each job has a record of its own files: a change spoils the job that reads the file, and no other.
  @Test func aFileThatChangesSpoilsItsJobAlone() throws {
    let (mine, other) = (try files.table("mine.csv"), try files.table("other.csv"))
    let npy = try files.folder.write(
      NPYWriter.floats([Float](repeating: 1, count: 8) + [2, 3], shape: [5, 2]), to: "x.npy")
    let labels = try files.write("a\nb\na\nb\na\n", to: "y.txt")
    var spoiled = TrainingDataRequest(try files.source(npy))
    spoiled.source.labelsPath = labels
    let prepared = try TrainingRequest(spoiled).prepared()
    let handle = try #require(FileHandle(forUpdatingAtPath: npy))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    let error = try #require(#expect(throws: FileError.self) { try prepared.run() })
    #expect(error.kind == .inputOutput && error.path == npy)
    _ = (try request(mine).run(), try request(other).run())
  }
}
