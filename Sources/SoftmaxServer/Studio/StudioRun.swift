// One training: a fit on a thread of its own, with all that it has come to.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
package import SoftmaxRegression
import SoftmaxWorkflow
import Synchronization

/// A run of the studio. It goes on whether anybody looks or not.
package final class StudioRun: Sendable {
  /// What a run is doing.
  package enum Phase: String, Sendable {
    case preparing, running, finished, stopped, failed

    package var isOver: Bool { self == .finished || self == .stopped || self == .failed }
  }

  /// What is looked at meanwhile: the test set, else the validation set, else the training set.
  struct Scored: Sendable {
    let data: Dataset
    let part: String
    /// The samples of the gallery.
    let gallery: [Int]
  }

  /// All that changes.
  struct State: Sendable {
    var name: String
    var phase = Phase.preparing
    var kind: String
    var epochCount: Int
    var points: [StudioPoint] = []
    var models = KeptModels()
    var scored: Scored?
    var preparation: Preparation?
    var notes: [String] = []
    var error: String?
    /// What was wrong with the data, where the run never began.
    var refusal: StudioProblem?
    /// The result.
    var result: SoftmaxModel?
    /// The result with all that is known of it, which takes the hash of the data and comes a little later.
    var file: ModelFile?
    var report: TrainingReport?
    /// Grows with each change but those of points.
    var version = 0
  }

  package let id: String
  let data: ChosenData
  let settings: ChosenSettings
  package let control: RunControl
  let started: Date
  let execution: Execution
  private let state: Mutex<State>

  init(
    id: String, data: ChosenData, settings: ChosenSettings, kind: String, epochCount: Int, control: RunControl,
    execution: Execution
  ) {
    (self.id, self.data, self.settings, self.control, self.execution) = (id, data, settings, control, execution)
    started = Date()
    let short = DataName.short(data.name)
    state = Mutex(State(name: "\(short) · \(settings.method)", kind: kind, epochCount: epochCount))
  }

  /// The run as it is now.
  var now: State { state.withLock { $0 } }
  package var phase: Phase { state.withLock { $0.phase } }
  package var points: [StudioPoint] { state.withLock { $0.points } }

  /// Changes what others see.
  func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      body(&state)
      state.version += 1
    }
  }

  /// Waits until the data is read and checked, or so many seconds. What the classes are is known then.
  func waitUntilPrepared(seconds: Double = .infinity) {
    let began = ContinuousClock.now
    while phase == .preparing, (ContinuousClock.now - began).inSeconds < seconds {
      Thread.sleep(forTimeInterval: 0.002)
    }
  }

  // MARK: The thread

  /// Begins. `request` has been checked.
  func begin(_ request: TrainingRequest) {
    let thread = Thread { self.work(request) }
    thread.stackSize = 8 << 20
    thread.name = "softmax-run"
    thread.start()
  }

  private func work(_ request: TrainingRequest) {
    do {
      var request = request
      request.execution = execution
      let data = data
      request.onNote = { [weak self] note in self?.change { $0.notes.append(data.told(note.description)) } }
      let prepared = try control.monitor.watching { try request.prepared() }
      begin(prepared)
      let follower = RunFollower(self, training: prepared.data.training)
      let watch = ModelWatch { follower.see($0) }
      let result = try control.monitor.watching {
        try watch.watching { try prepared.run { follower.hear($0) } }
      }
      finish(result)
    } catch {
      let problem = data.problem(error)
      let wasStopped = error is CancellationError || control.isStopping
      change { state in
        if state.phase == .preparing { state.refusal = problem }
        (state.phase, state.error) = wasStopped ? (.stopped, nil) : (.failed, problem.message)
      }
    }
  }

  private func begin(_ prepared: PreparedTraining) {
    let data = prepared.data
    let (scored, part) =
      data.test.map { ($0, "test") } ?? data.validation.map { ($0, "validation") } ?? (data.training, "train")
    let count = min(6, scored.sampleCount)
    // Spread over the set, whose classes may stand in order.
    let gallery = (0..<count).map { ($0 * scored.sampleCount + scored.sampleCount / 2) / count }
    change { state in
      state.scored = Scored(data: scored, part: part, gallery: gallery)
      state.preparation = data.preparation
      state.kind = Self.kind(data.training.features.input, data.preparation)
      state.phase = .running
    }
  }

  /// What the page calls data: the embedded irises have columns, but no cells to be read.
  static func kind(_ input: InputDescription, _ preparation: Preparation?) -> String {
    switch input.kind {
    case .table: preparation == nil ? "vector" : "table"
    case .image: input.shape.count > 1 ? "image" : "vector"
    case .vector: "vector"
    }
  }

  /// Adds a point and the model that belongs to it.
  func add(_ point: StudioPoint, _ model: SoftmaxModel) {
    state.withLock { state in
      state.points.append(point)
      state.models.add(model, epoch: point.epoch)
    }
  }

  private func finish(_ result: TrainingResult) {
    let report = result.fit.report
    let isStopped = report.stopReason == .stopped
    change { state in
      (state.result, state.report) = (result.fit.model, report)
      state.phase = isStopped ? .stopped : .finished
      guard var last = state.points.popLast() else { return }
      if !isStopped, !report.solver.usesMinibatches { state.models.add(result.fit.model, epoch: last.epoch) }
      if state.models[last.epoch] == result.fit.model { last.bound = report.certifiedGap }
      state.points.append(last)
    }
    let file = result.file
    change { $0.file = file }
  }

  // MARK: Models

  /// The result; of a run that goes on the newest model.
  var model: SoftmaxModel? { state.withLock { $0.result ?? $0.models.latest?.model } }

  /// The weights after an epoch.
  ///
  /// - Throws: `StudioProblem` for an epoch that is not there.
  package func model(at epoch: Int) throws -> (point: StudioPoint, model: SoftmaxModel) {
    let (point, model, count, stride) = state.withLock { state in
      (
        state.points.indices.contains(epoch) ? state.points[epoch] : nil, state.models[epoch],
        state.points.count,
        state.models.stride
      )
    }
    guard let point else {
      throw StudioProblem(404, "epoch \(epoch) is not there: 0 to \(max(0, count - 1)) are")
    }
    guard let model else {
      throw StudioProblem(
        404, "the weights of epoch \(epoch) are no longer kept: of so many, each \(stride)th is")
    }
    return (point, model)
  }

  /// The model's file, as it is written.
  func encodedModel() throws -> [UInt8] {
    guard now.result != nil else { throw StudioProblem(409, "the run has no result yet") }
    var found = now.file
    while found == nil {
      Thread.sleep(forTimeInterval: 0.01)
      found = now.file
    }
    guard let file = found else { return [] }
    return try file.encoded()
  }

  /// The hash of the result's weights.
  package var weightsSHA256: String? { now.result?.weightsSHA256 }
}

/// Follows a fit on its thread: makes points of what it tells, and holds it back.
private final class RunFollower: @unchecked Sendable {
  // Touched on the thread of the fit alone.
  private let run: StudioRun
  private let training: Dataset
  private var model: SoftmaxModel?
  private var isFirst = true
  private var ownSeconds = 0.0

  init(_ run: StudioRun, training: Dataset) { (self.run, self.training) = (run, training) }

  func see(_ model: SoftmaxModel) {
    self.model = model
    guard isFirst else { return }
    isFirst = false
    let began = ContinuousClock.now
    let own = try? model.evaluate(training, execution: run.execution)
    let other = run.now.scored.flatMap { scored in
      scored.part == "train" ? nil : try? model.evaluate(scored.data, execution: run.execution)
    }
    run.add(
      StudioPoint(
        epoch: 0, loss: own?.logLoss ?? log(Double(model.classCount)), trainAccuracy: own?.accuracy,
        testAccuracy: other?.accuracy, testLoss: nil, bound: nil, seconds: 0), model)
    ownSeconds += (ContinuousClock.now - began).inSeconds
    _ = run.control.pass()
  }

  func hear(_ event: TrainingEvent) -> TrainingAction {
    switch event {
    case .begin: return run.control.isStopping ? .stop : .continue
    case .batch, .pass: return run.control.monitor.isStopping ? .stop : .continue
    case .epoch(let record):
      return add(
        record.trainLoss, record.trainAccuracy, record.testAccuracy ?? record.validationAccuracy,
        record.validationLoss,
        record.certifiedGap, record.seconds)
    case .iteration(let record):
      return add(
        record.objective, record.trainAccuracy, record.testAccuracy ?? record.validationAccuracy,
        record.validationLoss, nil,
        record.seconds)
    }
  }

  private func add(
    _ loss: Double, _ train: Double, _ test: Double?, _ testLoss: Double?, _ bound: Double?, _ seconds: Double
  ) -> TrainingAction {
    guard let model else { return .continue }
    let point = StudioPoint(
      epoch: run.now.points.count, loss: loss, trainAccuracy: train, testAccuracy: test, testLoss: testLoss,
      bound: bound,
      seconds: max(0, seconds - ownSeconds - run.control.secondsWaited))
    run.add(point, model)
    return run.control.pass()
  }
}
