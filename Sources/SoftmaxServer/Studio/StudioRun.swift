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
    /// Whether the run has kept it out of the data; else it came with it.
    let isKeptOut: Bool
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
    var notes: [DataNote] = []
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
  let wording: RunWording
  private let state: Mutex<State>

  init(
    id: String, data: ChosenData, settings: ChosenSettings, kind: String, epochCount: Int, control: RunControl,
    execution: Execution, wording: RunWording
  ) {
    (self.id, self.data, self.settings, self.control) = (id, data, settings, control)
    (self.execution, self.wording) = (execution, wording)
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
    guard SystemThread.start({ self.work(request) }) != 0 else { return }
    change { state in
      state.refusal = .noThread
      (state.phase, state.error) = (.failed, StudioProblem.noThread.message)
    }
  }

  private func work(_ request: TrainingRequest) {
    do {
      var request = request
      request.execution = execution
      let data = data
      request.onNote = { [weak self] note in
        let message = data.told(note.message(in: .page))
        var told = DataNote(message)
        if case .odd(let warning) = note { told = DataNote(warning, message: message) }
        self?.change { [told] in $0.notes.append(told) }
      }
      let prepared = try control.monitor.watching { try request.prepared() }
      begin(prepared)
      let follower = RunFollower(self, training: prepared.data.training)
      let watch = ModelWatch({ follower.see($0) }, proving: { follower.learn($0) })
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
    let stopsEarly = settings.text("earlyStopping") == "true"
    let count = min(6, scored.sampleCount)
    // Spread over the set, whose classes may stand in order.
    let gallery = (0..<count).map { ($0 * scored.sampleCount + scored.sampleCount / 2) / count }
    change { state in
      state.scored = Scored(
        data: scored, part: part,
        isKeptOut: data.rows.holdout != nil && (part == "validation" || (part == "test" && !stopsEarly)),
        gallery: gallery)
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
