// What a run hears of its fit, on the fit's thread: points of its curves, models, bounds.

import Foundation
import SoftmaxRegression

/// Follows a fit: makes points of what it tells, and holds it back.
final class RunFollower: @unchecked Sendable {
  // Touched on the thread of the fit alone.
  private let run: StudioRun
  private let training: Dataset
  private var model: SoftmaxModel?
  /// When the first model was there.
  private var began: ContinuousClock.Instant?
  private var waitedBefore = 0.0
  /// What was done here, and is not the fit's time.
  private var ownSeconds = 0.0
  /// Passes over the data so far.
  private var passCount = 0
  /// What is known of the optimum; nil where nothing can be.
  private var floor: ObjectiveFloor?
  private var budget = CertificateBudget()

  init(_ run: StudioRun, training: Dataset) { (self.run, self.training) = (run, training) }

  /// The first model is that before the first step.
  func see(_ model: SoftmaxModel) {
    self.model = model
    guard began == nil else {
      // Each iteration has one at least; how many, its event says.
      passCount += 1
      return
    }
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
    waitedBefore = run.control.secondsWaited
    self.began = .now
  }

  /// Bounds of full-batch fits: those that the fit makes for itself, and others as often as they do not slow it down.
  func learn(_ proof: ModelWatch.Proof) {
    if floor == nil { floor = ObjectiveFloor() }
    switch proof {
    case .made(let certificate): floor?.learn(certificate.objective, gap: certificate.gap)
    case .possible(let certificate):
      let idle = run.control.secondsToWait
      guard let began, passCount > 0 else { return }
      let start = ContinuousClock.now
      let waited = run.control.secondsWaited - waitedBefore
      let seconds = (start - began).inSeconds - budget.spent - waited
      guard budget.allows(seconds: seconds, passes: passCount, idleSeconds: idle) else { return }
      if let made = certificate() { floor?.learn(made.objective, gap: made.gap) }
      budget.add((ContinuousClock.now - start).inSeconds, idleSeconds: idle)
    }
  }

  func hear(_ event: TrainingEvent) -> TrainingAction {
    switch event {
    case .begin: return run.control.isStopping ? .stop : .continue
    case .batch, .pass: return run.control.monitor.isStopping ? .stop : .continue
    case .epoch(let record):
      return add(
        record.trainLoss, record.trainAccuracy, record.testAccuracy ?? record.validationAccuracy,
        record.validationLoss, record.certifiedGap, record.seconds)
    case .iteration(let record):
      passCount = max(passCount, record.passes)
      return add(
        record.objective, record.trainAccuracy, record.testAccuracy ?? record.validationAccuracy,
        record.validationLoss, floor?.bound(record.objective), record.seconds)
    }
  }

  private func add(
    _ loss: Double, _ train: Double, _ test: Double?, _ testLoss: Double?, _ bound: Double?, _ seconds: Double
  ) -> TrainingAction {
    guard let model else { return .continue }
    let point = StudioPoint(
      epoch: run.now.points.count, loss: loss, trainAccuracy: train, testAccuracy: test, testLoss: testLoss,
      bound: bound, seconds: max(0, seconds - ownSeconds - run.control.secondsWaited))
    run.add(point, model)
    return run.control.pass()
  }
}
