// The history of a fit in its file: thinned, checked, and the same of equal fits.

import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct HistoryRecordTests {
  private func data(_ name: String = "made") throws -> Dataset {
    var numbers = MadeNumbers(seed: 41)
    return try Dataset(
      name: name, features: Features(numbers.floats(60 * 3), input: .vector(featureCount: 3)),
      labels: numbers.indices(60, below: 3).map { Int($0) })
  }

  private func file(_ solver: SolverConfiguration, threads: Int = 1, test: Bool = false) throws -> ModelFile {
    let data = try data()
    let fit = try SoftmaxClassifier(
      solver: solver, execution: Execution(table: .best, threads: threads)
    ).fit(data, test: test ? data : nil)
    return ModelFile(fit.model, training: TrainingRecord(fit.report, data: data))
  }

  @Test func iterationsAreKeptAndReadBack() throws {
    let written = try file(.lbfgs(), test: true)
    let history = try #require(written.card.training?.history)
    #expect(history.map(\.iteration) == (1...history.count).map { $0 })
    #expect(history.count == written.card.training?.fullBatch?.iterations)
    #expect(history.allSatisfy { $0.objective != nil && $0.testAccuracy != nil && $0.epoch == nil })
    // The objective falls, to what the record says of the rounded weights.
    let last = try #require(history.last?.objective)
    #expect(history[0].objective ?? 0 > last)
    #expect(abs(last - (written.card.training?.objective ?? 0)) < 1e-5 * last)
    let read = try ModelFile(SharedStorage(written.encoded()), path: "m")
    #expect(read == written)
  }

  @Test func equalFitsMakeEqualFilesOnAnyNumberOfThreads() throws {
    for solver in [SolverConfiguration.lbfgs(), .stochastic(epochs: 5, batchSize: 8)] {
      let one = try file(solver, test: true).encoded()
      let again = try file(solver, threads: 3, test: true).encoded()
      #expect(one == again)
    }
  }

  @Test func watchingEpochsDoesNotChangeTheFile() throws {
    let plain = try file(.stochastic(epochs: 4, batchSize: 8))
    let watched = try file(.stochastic(epochs: 4, batchSize: 8, certifiesEpochs: true))
    #expect(try plain.encoded() == watched.encoded())
    let history = try #require(plain.card.training?.history)
    #expect(history.map(\.epoch) == [1, 2, 3, 4] && history.allSatisfy { $0.objective == nil })
  }

  @Test(arguments: [1, 2, 199, 200, 201, 399, 400, 1000, 123_457])
  func longHistoriesAreThinnedEvenlyWithTheirEnds(_ count: Int) {
    let kept = TrainingRecord.thinned(Array(1...count))
    #expect(kept.count == min(count, 200) && kept.first == 1 && kept.last == count)
    let steps = zip(kept, kept.dropFirst()).map { $1 - $0 }
    #expect(steps.isEmpty || steps.min() ?? 0 >= 1 && (steps.max() ?? 0) - (steps.min() ?? 0) <= 1)
  }

  @Test func aLongFitIsThinned() throws {
    let long = try file(.stochastic(epochs: 450, batchSize: 60))
    let history = try #require(long.card.training?.history)
    #expect(history.count == 200 && history.first?.epoch == 1 && history.last?.epoch == 450)
    #expect(try ModelFile(SharedStorage(long.encoded()), path: "m") == long)
  }

  @Test func aHistoryThatLeftTheNumbersIsNotKept() throws {
    let record = EpochRecord(epoch: 1, trainLoss: .infinity, trainAccuracy: 0.5, testAccuracy: nil, seconds: 1)
    #expect(TrainingRecord.HistoryPoint(record).problem?.member == "trainLoss")
  }

  @Test(arguments: [
    ("[]", "'training.history' is empty"),
    (#"[{"iteration":1,"trainLoss":1,"trainAccuracy":0.5}]"#, "'training.history.0.iteration' is 1, expected"),
    (#"[{"epoch":1,"trainLoss":1,"trainAccuracy":0.5}]"#, "'training.history.0' has no 'iteration'"),
    (#"[{"iteration":1,"trainLoss":-1,"trainAccuracy":0.5},LAST]"#, "'training.history.0.trainLoss' is -1.0"),
    (#"[{"iteration":1,"trainLoss":1,"trainAccuracy":1.5},LAST]"#, "'training.history.0.trainAccuracy' is 1.5"),
    (#"[{"iteration":1,"trainLoss":1},LAST]"#, "'training.history.0.trainAccuracy' is missing"),
    (#"[{"iteration":2,"trainLoss":1,"trainAccuracy":0.5},LAST]"#, "'training.history.0.iteration' is 2"),
    (
      #"[{"iteration":1,"trainLoss":1,"trainAccuracy":0.5},{"iteration":1,"trainLoss":1,"trainAccuracy":0.5},LAST]"#,
      "'training.history.1.iteration' is 1, expected more than 1"
    ),
    (
      "[" + (1...201).map { #"{"iteration":\#($0),"trainLoss":1,"trainAccuracy":0.5}"# }.joined(separator: ",")
        + "]", "'training.history' has 201 points, expected 200 at most"
    ),
  ])
  func aHistoryThatNoFitHasIsRefused(_ text: String, _ part: String) throws {
    let original = try file(.lbfgs())
    let count = try #require(original.card.training?.fullBatch?.iterations)
    let text = text.replacing(
      "LAST", with: #"{"iteration":\#(count),"trainLoss":1,"trainAccuracy":0.5}"#)
    let container = try SafetensorsFile(SharedStorage(original.encoded()), path: "m")
    let card = try StrictJSON.parse(Array(try #require(container.metadata["softmax"]).utf8), path: "m")
    let new = CardEdit.setting(
      "training.history", to: try StrictJSON.parse(Array(text.utf8), path: "h"), in: card)
    let bytes = SafetensorsFile(tensors: container.tensors, metadata: ["softmax": new.encoded]).encoded()
    let error = #expect(throws: FileError.self) { try ModelFile(SharedStorage(bytes), path: "m") }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }

  @Test func membersOfNewerReleasesArePassedOver() throws {
    let original = try file(.lbfgs())
    let container = try SafetensorsFile(SharedStorage(original.encoded()), path: "m")
    let text = try #require(container.metadata["softmax"])
    let newer = text.replacing("\"history\":[{", with: "\"later\":[1,2],\"history\":[{\"seconds\":1,")
    #expect(newer != text)
    let bytes = SafetensorsFile(tensors: container.tensors, metadata: ["softmax": newer]).encoded()
    #expect(try ModelFile(SharedStorage(bytes), path: "m") == original)
  }
}
