// Jobs that are stopped end with what was whole, and jobs that are not are the same to the bit.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct JobMonitorTests {
  private static let solvers: [SolverConfiguration] = [
    .lbfgs(tolerance: 1e-12), .newtonCG(tolerance: 1e-12), .newtonCholesky(tolerance: 1e-12),
  ]

  private func classifier(_ solver: SolverConfiguration, l1Penalty: Double = 0) throws -> SoftmaxClassifier {
    try SoftmaxClassifier(solver: solver, l2Penalty: 1e-3, l1Penalty: l1Penalty)
  }

  @Test(arguments: solvers) func aMonitorDoesNotChangeTheModel(_ solver: SolverConfiguration) throws {
    let data = try MadeData.clouds(perClass: 60)
    let plain = try classifier(solver).fit(data)
    let watched = try JobMonitor().watching { try classifier(solver).fit(data) }
    #expect(plain.model == watched.model && plain.report.certificate == watched.report.certificate)
  }

  /// Before the pass in which the third iteration looks for its way: what that finds is thrown away.
  @Test(arguments: solvers) func aFitThatIsStoppedHasTheModelOfItsLastIteration(_ solver: SolverConfiguration)
    throws
  {
    let data = try MadeData.clouds(perClass: 60)
    let monitor = JobMonitor()
    var iterations = 0
    let stopped = try monitor.watching {
      try classifier(solver).fit(data, every: .batch) { event in
        if case .iteration = event { iterations += 1 }
        if case .pass = event, iterations == 2 { monitor.stop() }
        return .continue
      }
    }
    #expect(stopped.report.stopReason == .stopped && stopped.report.iterations.count == 2 && monitor.isStopping)
    var two = 0
    let asked = try classifier(solver).fit(data) { event in
      if case .iteration = event { two += 1 }
      return two == 2 ? .stop : .continue
    }
    #expect(stopped.model == asked.model)
    #expect(stopped.report.objective == asked.report.objective)
  }

  @Test func aSparseFitThatIsStoppedHasTheModelOfItsLastIteration() throws {
    let data = try MadeData.clouds(classCount: 4, perClass: 60, featureCount: 12)
    let monitor = JobMonitor()
    let stopped = try monitor.watching {
      try classifier(.automatic(tolerance: 1e-12), l1Penalty: 1e-3).fit(data) { event in
        if case .iteration(let record) = event, record.iteration == 2 { monitor.stop() }
        return .continue
      }
    }
    #expect(stopped.report.stopReason == .stopped && stopped.report.iterations.count == 2)
    #expect(stopped.model.weights.allSatisfy { $0.isFinite })
  }

  @Test func minibatchesEndWithTheOneInHand() throws {
    let data = try MadeData.clouds(perClass: 60)
    let monitor = JobMonitor()
    let solver = SolverConfiguration.stochastic(epochs: 1000, batchSize: 8)
    let fit = try monitor.watching {
      try classifier(solver).fit(data) { event in
        if case .epoch(let record) = event, record.epoch == 2 { monitor.stop() }
        return .continue
      }
    }
    #expect(fit.report.stopReason == .stopped && fit.report.history.count == 2)
    #expect(fit.report.objective.isFinite)
  }

  @Test func aFitThatIsStoppedBeforeItsFirstPassHasNoResult() throws {
    let data = try MadeData.clouds(perClass: 20)
    let monitor = JobMonitor()
    monitor.stop()
    for solver in Self.solvers + [.stochastic(epochs: 2)] {
      #expect(throws: CancellationError.self) { try monitor.watching { try classifier(solver).fit(data) } }
    }
  }

  @Test func aSearchThatIsStoppedHasTheScoresThatThereAre() throws {
    let data = try MadeData.clouds(perClass: 60)
    let monitor = JobMonitor()
    let search = try PenaltySearch(grid: .automatic(count: 6), folds: 3)
    var scored = 0
    let result = try monitor.watching {
      try search.run(on: data) { event in
        if case .scored = event { scored += 1 }
        if case .pass = event, scored == 2 { monitor.stop() }
        return .continue
      }
    }
    #expect(!result.isComplete && result.scores.count == 2 && result.fit == nil)
    let whole = try search.run(on: data)
    #expect(Array(whole.scores.prefix(2)) == result.scores)
  }

  @Test func statisticsThatAreStoppedAreNone() throws {
    let data = try MadeData.clouds(perClass: 60, featureCount: 2)
    let classifier = try SoftmaxClassifier(l2Penalty: 0)
    let fit = try classifier.fit(data)
    guard fit.report.stopReason == .converged else { return }
    let monitor = JobMonitor()
    monitor.stop()
    #expect(throws: CancellationError.self) { try monitor.watching { try fit.statistics(on: data) } }
  }

  @Test func progressHasAShare() throws {
    let monitor = JobMonitor()
    #expect(monitor.progress == nil)
    let step = monitor.watch.begin(.certifying, of: 4)
    step.advance()
    let progress = try #require(monitor.progress)
    #expect(progress.phase == .certifying && progress.share == 0.25 && progress.seconds >= 0)
    monitor.watch.finish(step)
  }
}
