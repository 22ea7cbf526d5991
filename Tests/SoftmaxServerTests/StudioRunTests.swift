// Runs that are steered: paused, stepped, stopped, looked back into, and repeated.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxWorkflow
import Testing

@testable import SoftmaxServer

@Suite(.timeLimit(.minutes(2))) struct StudioRunTests: StudioAsking {
  let studio = Studio()

  private func control(_ run: StudioRun, _ body: String) -> Int {
    ask("POST", "runs/\(run.id)/control", body).status
  }

  // MARK: Steering

  @Test func aPausedRunStandsStillAndAStepIsOneEpoch() throws {
    let run = try start(#"{"method":"sgd","epochs":100000}"#)
    try wait("epoch 3") { run.points.count > 3 }
    #expect(control(run, #"{"action":"pause"}"#) == 200)
    try wait("it stands") {
      let count = run.points.count
      Thread.sleep(forTimeInterval: 0.1)
      return run.points.count == count
    }
    #expect(run.stateName == "paused")
    let count = run.points.count
    for step in 1...3 {
      #expect(control(run, #"{"action":"step"}"#) == 200)
      try wait("step \(step)") { run.points.count >= count + step }
      Thread.sleep(forTimeInterval: 0.05)
      #expect(run.points.count == count + step)
    }
    #expect(control(run, #"{"action":"play"}"#) == 200)
    try wait("it goes on") { run.points.count > count + 10 }
    #expect(control(run, #"{"action":"stop"}"#) == 200)
    try wait("it ends") { run.phase == .stopped }
  }

  @Test func aRunThatStartsPausedHasOnlyItsBeginning() throws {
    let run = try start(#"{"method":"sgd","epochs":5}"#, more: #","startPaused":true"#)
    try wait("epoch 0") { run.points.count == 1 }
    Thread.sleep(forTimeInterval: 0.1)
    #expect(run.points.map(\.epoch) == [0])
    #expect(control(run, #"{"action":"play"}"#) == 200)
    try wait("it ends") { run.phase == .finished }
    #expect(run.points.map(\.epoch) == Array(0...5))
  }

  @Test func aSpeedHoldsEpochsBack() throws {
    let run = try start(#"{"method":"sgd","epochs":4}"#, more: #","speed":20"#)
    let began = ContinuousClock.now
    try wait("it ends") { run.phase == .finished }
    #expect(ContinuousClock.now - began > .milliseconds(150))
    // What it waited for is not the fit's time.
    #expect(try #require(run.points.last).seconds < 5)
    #expect(control(run, #"{"speed":"slow"}"#) == 400)
  }

  @Test func stopKeepsTheModelAndThePauseEnds() throws {
    let run = try start(#"{"method":"sgd","epochs":100000}"#)
    try wait("epoch 2") { run.points.count > 2 }
    _ = control(run, #"{"action":"pause"}"#)
    #expect(control(run, #"{"action":"stop"}"#) == 200)
    try wait("it ends") { run.phase == .stopped }
    let file = try run.modelFile()
    #expect(file.name.hasSuffix(".safetensors"))
    #expect(try ModelFile(SharedStorage(file.bytes), path: "m").model.weightsSHA256 == run.weightsSHA256)
    #expect(control(run, #"{"action":"play"}"#) == 409)
  }

  @Test func aSecondTrainingIsRefusedByTheNameOfTheFirst() throws {
    let run = try start(#"{"method":"sgd","epochs":100000}"#)
    let answer = ask("POST", "runs", #"{"source":"digits"}"#)
    #expect(answer.status == 409)
    #expect(try read(answer)["running"]?.text == run.id)
    #expect(ask("DELETE", "runs/\(run.id)").status == 409)
    _ = control(run, #"{"action":"stop"}"#)
    try wait("it ends") { run.phase == .stopped }
    let second = try start(#"{"method":"sgd","epochs":2}"#)
    try wait("the second ends") { second.phase == .finished }
    #expect(ask("DELETE", "runs/\(run.id)").status == 204)
    #expect(ask("GET", "runs/\(run.id)").status == 404)
  }

  // MARK: Bits

  @Test func anEpochThatIsLookedBackAtHasTheWeightsOfAFitOfSoManyEpochs() throws {
    let run = try start(#"{"method":"sgd","epochs":5}"#)
    try wait("it ends") { run.phase == .finished }
    for epochs in [1, 3, 5] {
      var request = TrainingRequest(TrainingDataRequest(DataSource(try DataReference(parsing: "digits"))))
      let entry = try #require(Catalogue.entry(named: "digits"))
      var settings = try #require(entry.recommendedSolver.stochasticSettings)
      settings.epochs = epochs
      request.solver = .stochastic(settings)
      let model = try request.run().fit.model
      #expect(try run.model(at: epochs).model == model)
    }
    #expect(ask("GET", "runs/\(run.id)/epochs/6").status == 404)
  }

  @Test(arguments: [
    (#"{"method":"sgd","epochs":3,"batchSize":64,"l2":0.001}"#, "digits"),
    (#"{"method":"auto"}"#, "iris"),
    (#"{"method":"lbfgs","l2":0.01,"seed":7,"holdout":0.25}"#, "iris"),
  ]) func aRunHasTheBitsOfWhatItsRecipeSays(_ settings: String, _ source: String) throws {
    let run = try finished(settings, source: source)
    let recipe = run.recipe
    #expect(recipe.data == source)
    var values: [String: String] = [:]
    var method: String?
    for setting in recipe.settings {
      switch setting {
      case .value(let id, let text): values[id] = text
      case .method(let name): method = name
      default: Issue.record("nobody has set \(setting)")
      }
    }
    var request = TrainingRequest(TrainingDataRequest(DataSource(try DataReference(parsing: source))))
    request.strength = .factors(l2: values["l2"].flatMap { Double($0) }, l1: 0)
    request.seed = values["seed"].flatMap { UInt64($0) } ?? 0
    request.data.holdout = values["holdout"].flatMap { Double($0) }
    switch method {
    case "sgd":
      var own = try #require(Catalogue.entry(named: source)?.recommendedSolver.stochasticSettings)
      own.epochs = try #require(values["epochs"].flatMap { Int($0) })
      own.batchSize = try #require(values["batchSize"].flatMap { Int($0) })
      request.solver = .stochastic(own)
    case let name?: request.solver = try #require(SolverConfiguration.fullBatch(named: name))
    case nil: break
    }
    #expect(try request.run().fit.model.weightsSHA256 == run.weightsSHA256)
  }

  @Test func theRecipeOfAStoppedRunHasTheEpochsThatItHad() throws {
    let run = try start(#"{"method":"sgd","epochs":50}"#, more: #","startPaused":true"#)
    for count in 2...4 {
      try wait("epoch \(count - 2)") { run.points.count == count - 1 }
      Thread.sleep(forTimeInterval: 0.02)
      _ = control(run, #"{"action":"step"}"#)
    }
    try wait("epoch 3") { run.points.count == 4 }
    _ = control(run, #"{"action":"stop"}"#)
    try wait("it ends") { run.phase == .stopped }
    #expect(run.recipe.settings.contains(.value(id: "epochs", text: "3")))
    #expect(try run.model(at: 3).model.weightsSHA256 == run.weightsSHA256)
  }

  @Test func aFitToTheOptimumIsCertified() throws {
    let run = try start(#"{"method":"auto"}"#, source: "iris")
    try wait("it ends") { run.phase == .finished }
    let details = try read(ask("GET", "runs/\(run.id)"))
    #expect(details["certified"] == .bool(true))
    #expect(details["certificate"]?["gap"] != nil)
    #expect(details["weightsSHA256"]?.text == run.weightsSHA256)
  }

  // MARK: Events

  @Test func aListenerHearsEachPointOnceAndGoesOnWhereItWas() throws {
    let run = try start(#"{"method":"sgd","epochs":6}"#)
    try wait("it ends") { run.phase == .finished }
    func text(after last: String?) -> String {
      var events = RunEvents(run, lastEventID: last)
      var bytes: [UInt8] = []
      while !events.isOver { bytes += events.next() }
      #expect(events.next().isEmpty)
      return String(decoding: bytes, as: UTF8.self)
    }
    let all = text(after: nil)
    #expect(all.hasPrefix("event: state\n"))
    #expect(all.components(separatedBy: "event: point").count == 8)
    #expect(all.components(separatedBy: "event: frame").count == 2)
    #expect(all.contains("event: end"))
    let rest = text(after: "4")
    #expect(rest.components(separatedBy: "event: point").count == 3)
    #expect(rest.contains("id: 5\n") && !rest.contains("id: 4\n"))
    // What no run has counts as all.
    #expect(text(after: "99").components(separatedBy: "event: point").count == 1)
  }
}
