// All runs of a studio, of which one trains at a time.

import SoftmaxData
package import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow
import Synchronization

/// The runs, in the order in which they were started.
package final class StudioRuns: Sendable {
  private struct State {
    var runs: [StudioRun] = []
    var count = 0
  }

  private let state = Mutex(State())
  private let fetching: FetchOptions
  private let execution: Execution
  private let wording: RunWording

  init(fetching: FetchOptions, execution: Execution, wording: RunWording) {
    (self.fetching, self.execution, self.wording) = (fetching, execution, wording)
  }

  package var all: [StudioRun] { state.withLock { $0.runs } }

  /// The run that trains.
  package var running: StudioRun? { all.first { !$0.phase.isOver } }

  /// - Throws: `StudioProblem` for one that is not there.
  package func run(_ id: String) throws(StudioProblem) -> StudioRun {
    guard let run = all.first(where: { $0.id == id }) else {
      throw StudioProblem(404, "there is no run '\(id.shown)' here")
    }
    return run
  }

  /// Begins a training, and returns when its data is read.
  ///
  /// - Throws: `StudioProblem` while another one goes on, and for settings and data that cannot be.
  func start(_ json: StrictJSON, _ uploads: StudioUploads) throws -> StudioRun {
    try refuseSecond()
    let data = try ChosenData(json, uploads)
    do {
      return try start(json, data)
    } catch {
      throw data.problem(error)
    }
  }

  private func start(_ json: StrictJSON, _ data: ChosenData) throws -> StudioRun {
    var source = try data.data()
    source.fetching = fetching
    let kind = Self.kind(of: source)
    let settings = try ChosenSettings(json["settings"], kind: kind)
    var speed = RunSpeed.full
    if let given = json["speed"], given != .null { speed = try Self.speed(given) }
    var request = TrainingRequest(TrainingDataRequest(source))
    if source.reference.tablePath != nil { request.data.table = try data.settings() }
    settings.apply(to: &request)
    try request.check()
    let epochs = request.solver.stochasticSettings?.epochs ?? request.solver.stopping?.maxIterations ?? 0
    let control = RunControl(isPaused: json["startPaused"] == .bool(true), speed: speed)
    let run = try state.withLock { state in
      // Another request may have come in meanwhile.
      if let other = state.runs.first(where: { !$0.phase.isOver }) { throw Self.busy(other) }
      state.count += 1
      let run = StudioRun(
        id: "r\(state.count)", data: data, settings: settings, kind: kind, epochCount: epochs, control: control,
        execution: execution, wording: wording)
      state.runs.append(run)
      return run
    }
    run.begin(request)
    run.waitUntilPrepared()
    if let refusal = run.now.refusal {
      state.withLock { $0.runs.removeAll { $0.id == run.id } }
      throw refusal
    }
    return run
  }

  private func refuseSecond() throws(StudioProblem) {
    if let running { throw Self.busy(running) }
  }

  private static func busy(_ run: StudioRun) -> StudioProblem {
    var problem = StudioProblem(
      409, "the training \(run.id) runs already: one goes on at a time; stop it, or watch it", code: "busy",
      values: ["run": run.id])
    problem.running = run.id
    return problem
  }

  /// What the page calls data that has not been read.
  private static func kind(of source: DataSource) -> String {
    if source.reference.tablePath != nil { return "table" }
    if case .catalogue(let entry) = source.reference.source { return entry.name == "iris" ? "vector" : "image" }
    return source.reference.format == .idx ? "image" : "vector"
  }

  static func speed(_ json: StrictJSON) throws(StudioProblem) -> RunSpeed {
    var value: StrictJSONValue?
    if let word = json.text { value = .word(word) }
    if case .number(let digits) = json, let number = Double(digits) { value = .number(number) }
    guard let speed = value.flatMap({ RunSpeed($0) }) else {
      throw .bad("the speed is \"full\" or a number of epochs a second, up to 1000")
    }
    return speed
  }

  /// Pauses, plays, steps, stops, or changes the speed.
  package func control(_ run: StudioRun, _ json: StrictJSON) throws(StudioProblem) {
    if let speed = json["speed"], speed != .null { run.control.set(try Self.speed(speed)) }
    if let action = json["action"], action != .null {
      guard !run.phase.isOver else { throw StudioProblem(409, "the run \(run.id) is over") }
      switch action.text {
      case "pause": run.control.pause()
      case "play": run.control.play()
      case "step": run.control.step()
      case "stop": run.control.stop()
      default: throw .bad("an action is pause, play, step or stop")
      }
    } else if json["speed"] == nil {
      throw .bad("expected 'action' or 'speed'")
    }
    run.change { _ in }
  }

  func rename(_ run: StudioRun, _ json: StrictJSON) throws(StudioProblem) {
    let name = (json["name"]?.text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !name.isEmpty else { throw .bad("a run needs a name") }
    run.change { $0.name = String(name.prefix(80)) }
  }

  package func delete(_ run: StudioRun) throws(StudioProblem) {
    guard run.phase.isOver else {
      var problem = StudioProblem(409, "the run \(run.id) still goes on: stop it first")
      problem.running = run.id
      throw problem
    }
    state.withLock { $0.runs.removeAll { $0.id == run.id } }
  }

  /// Ends what goes on.
  package func stopAll() { for run in all { run.control.stop() } }
}
