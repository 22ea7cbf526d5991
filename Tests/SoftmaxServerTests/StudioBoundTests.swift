// How far from the optimum a run says that it is at most, while it goes on.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow
import Testing

@testable import SoftmaxServer

@Suite(.timeLimit(.minutes(3))) struct StudioBoundTests: StudioAsking {
  let studio = Studio()

  @Test(arguments: [
    (#"{"method":"lbfgs"}"#, "iris", ""),
    // Held back, so that each iteration has a bound of its own, however slow the machine is.
    (#"{"method":"newton-cg","l2":0.01}"#, "digits", #","speed":2"#),
    (#"{"method":"newton-cholesky","classWeight":"balanced","holdout":0.3}"#, "iris", #","speed":10"#),
    (#"{"method":"proximal-newton","l1":0.01,"l2":0.001}"#, "iris", ""),
    (#"{"method":"lbfgs","standardize":true}"#, "iris", ""),
    (#"{"method":"lbfgs","l2":0.1}"#, "digits", #","speed":2"#),
  ]) func noBoundIsLessThanWhatWasLeftToGain(_ settings: String, _ source: String, _ more: String) throws {
    let run = try finished(settings, source: source, more: more)
    let report = try #require(run.now.report)
    let gap = try #require(report.certifiedGap)
    // Nothing is known of a point before the first step.
    let points = run.points.dropFirst()
    #expect(!points.isEmpty)
    for point in points {
      let bound = try #require(point.bound, "iteration \(point.epoch)")
      // The optimum is at most the objective that was reached.
      let slack = point.epoch == points.last?.epoch ? 1e-9 * point.loss : 0
      #expect(bound + slack >= point.loss - report.objective, "iteration \(point.epoch)")
    }
    #expect(points.last?.bound == gap)
    // They fall, and not at the last point alone.
    let bounds = points.compactMap(\.bound)
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-9) })
    #expect(bounds.dropLast().contains { $0 < 0.5 * bounds[0] }, "\(bounds)")
  }

  @Test func aModelOfTheRunIsAsNearAsItsPointSays() throws {
    let run = try finished(#"{"method":"lbfgs","l2":0.05}"#, more: #","speed":500"#)
    let report = try #require(run.now.report)
    let data = try DataReference(parsing: "digits:train").load(default: .train, options: FetchOptions())
      .dataset()
    for epoch in [1, run.points.count / 2] {
      let (point, model) = try run.model(at: epoch)
      let certificate = try model.certificate(on: data, l2Penalty: 0.05)
      #expect(abs(certificate.objective - point.loss) < 1e-5 * point.loss)
      #expect(try #require(point.bound) * (1 + 1e-5) >= certificate.objective - report.objective)
    }
  }

  @Test(arguments: [#"{"method":"lbfgs","l2":0,"maxIterations":5}"#, #"{"method":"sgd","epochs":3}"#])
  func whatHasNoBoundSaysNone(_ settings: String) throws {
    let run = try finished(settings)
    #expect(run.points.allSatisfy { $0.bound == nil })
  }

  @Test func aSteppedRunHasABoundAtEachStep() throws {
    let run = try start(#"{"method":"lbfgs","l2":0.1}"#, more: #","startPaused":true"#)
    try wait("epoch 0") { run.points.count == 1 }
    for step in 1...4 {
      #expect(ask("POST", "runs/\(run.id)/control", #"{"action":"step"}"#).status == 200)
      try wait("step \(step)") { run.points.count == step + 1 }
    }
    // A paused run has all the time that there is.
    let bounds = run.points.dropFirst(2).compactMap(\.bound)
    #expect(bounds.count == 3 && bounds == bounds.sorted(by: >) && bounds[2] < bounds[0])
    _ = ask("POST", "runs/\(run.id)/control", #"{"action":"stop"}"#)
    try wait("it ends") { run.phase == .stopped }
  }

  // MARK: Time

  @Test func certificatesTakeAFiftiethOfTheTime() {
    var budget = CertificateBudget()
    var (seconds, made) = (0.0, 0)
    // Iterations of 10 ms, certificates of 70 ms.
    for iteration in 1...10_000 {
      seconds += 0.01
      guard budget.allows(seconds: seconds, passes: iteration, idleSeconds: 0) else { continue }
      budget.add(0.07, idleSeconds: 0)
      made += 1
    }
    #expect(seconds > 99 && (25...30).contains(made))
    #expect(budget.spent <= CertificateBudget.allowance + CertificateBudget.share * seconds)
  }

  @Test func timeInWhichARunIsHeldBackCostsNothing() {
    var budget = CertificateBudget()
    #expect(!budget.allows(seconds: 1, passes: 10, idleSeconds: 1))
    #expect(budget.allows(seconds: 1, passes: 10, idleSeconds: 2))
    #expect(budget.allows(seconds: 0, passes: 0, idleSeconds: .infinity))
    budget.add(0.5, idleSeconds: 2)
    #expect(budget.spent == 0)
    budget.add(0.5, idleSeconds: 0.2)
    #expect(budget.spent == 0.3)
    // What the last one took is what the next one is taken to be.
    #expect(!budget.allows(seconds: 1, passes: 10, idleSeconds: 0.4))
    #expect(budget.allows(seconds: 100, passes: 10, idleSeconds: 0))
  }

  @Test func aFloorOnlyRises() {
    var floor = ObjectiveFloor()
    #expect(floor.bound(2) == 2)
    floor.learn(2, gap: 0.5)
    floor.learn(3, gap: 2)
    floor.learn(1.7, gap: nil)
    #expect(floor.value == 1.5 && floor.bound(1.75) == 0.25)
    // Of what rounding has put below the floor nothing is said.
    #expect(floor.bound(1.5) == nil && floor.bound(1.4) == nil)
  }
}
