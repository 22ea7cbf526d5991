// When a full-batch fit ends, and what it then returns.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StoppingTests {
  private static let solvers = EverySolver.configurations(tolerance: 1e-8)

  private func data() throws -> Dataset {
    try MadeData.clouds(classCount: 4, perClass: 20, featureCount: 4, seed: 121)
  }

  @Test(arguments: solvers)
  func stoppedAtAnIterationItReturnsThatIterationsWeights(_ solver: SolverConfiguration) throws {
    let data = try data()
    let problem = EverySolver.problem(data, l2Penalty: 0.001)
    var seen: [IterationRecord] = []
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.001).fit(data, test: data) { event in
      if case .begin = event { return .continue }
      guard case .iteration(let record) = event else {
        Issue.record("\(event) without being asked for")
        return .continue
      }
      seen.append(record)
      return record.iteration == 2 ? .stop : .continue
    }
    #expect(fit.report.stopReason == .stopped)
    #expect(seen == fit.report.iterations)
    #expect(seen.map(\.iteration) == [1, 2])
    #expect(Closeness.relative(fit.report.objective, from: problem.value(of: fit.model)) < 1e-13)
    // The saved weights are the iteration's, rounded to Float32.
    let last = try #require(seen.last)
    #expect(fit.report.objective <= last.objective * (1 + 1e-6))
    #expect(last.testAccuracy == last.trainAccuracy)
    #expect(last.passes >= 3 && last.step > 0 && last.gradientMax > 0)
  }

  @Test(arguments: solvers)
  func itCanBeStoppedBeforeAnyPass(_ solver: SolverConfiguration) throws {
    let data = try data()
    let problem = EverySolver.problem(data, l2Penalty: 0.001)
    let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.001)
    for limit in [1, 2, 3, 4, 6] {
      var passes: [Int] = []
      var iterations = 0
      let fit = try classifier.fit(data, every: .batch) { event in
        switch event {
        case .pass(let count):
          passes.append(count)
          return count == limit ? .stop : .continue
        case .iteration:
          iterations += 1
          return .continue
        case .begin: return .continue
        case .batch, .epoch:
          Issue.record("\(event)")
          return .continue
        }
      }
      #expect(passes == Array(1...limit))
      #expect(fit.report.stopReason == .stopped)
      #expect(fit.report.iterations.count == iterations)
      #expect(Closeness.relative(fit.report.objective, from: problem.value(of: fit.model)) < 1e-13)
      #expect(fit.report.certifiedGap != nil)
    }
  }

  @Test(arguments: solvers)
  func watchingDoesNotChangeTheResult(_ solver: SolverConfiguration) throws {
    let data = try data()
    let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.001)
    let quiet = try classifier.fit(data)
    var lastPass = 0
    let watched = try classifier.fit(data, test: data, every: .batch) { event in
      if case .pass(let count) = event { lastPass = count }
      return .continue
    }
    #expect(watched.model == quiet.model)
    #expect(watched.report.certificate == quiet.report.certificate)
    #expect(lastPass >= quiet.report.iterations.count)
  }

  @Test(arguments: [
    SolverConfiguration.lbfgs(tolerance: 1e-12, maxIterations: 3),
    .newtonCG(tolerance: 1e-12, maxIterations: 2), .newtonCholesky(tolerance: 1e-12, maxIterations: 1),
    .automatic(tolerance: 1e-12, maxIterations: 1),
  ])
  func theLimitOfIterationsIsKept(_ solver: SolverConfiguration) throws {
    let report = try SoftmaxClassifier(solver: solver, l2Penalty: 0.001).fit(data()).report
    #expect(report.stopReason == .iterationLimit)
    #expect(report.iterations.count == solver.stopping?.maxIterations)
    #expect(try #require(report.certifiedGap) > 1e-12 * report.objective)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8, maxIterations: 0))
  func withoutIterationsTheStartIsEvaluated(_ solver: SolverConfiguration) throws {
    let data = try data()
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.001).fit(data)
    #expect(fit.report.stopReason == .iterationLimit && fit.report.iterations.isEmpty)
    #expect(fit.model.weights.allSatisfy { $0 == 0 } && fit.model.bias.allSatisfy { $0 == 0 })
    // Four classes that know nothing: -log(1/4).
    #expect(Closeness.relative(fit.report.objective, from: 1.3862943611198906) < 1e-15)
    let optimum = EverySolver.problem(data, l2Penalty: 0.001).optimum().value
    let gap = try #require(fit.report.certifiedGap)
    #expect(fit.report.objective - gap <= optimum && gap > 0.1)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-12, maxIterations: 0), [true, false])
  func withoutIterationsAModelIsEvaluatedAsItIs(_ solver: SolverConfiguration, isStandardized: Bool) throws {
    let data = try data()
    // sgd's weights have no bias around 0, and are nowhere near the optimum.
    let start = try SoftmaxClassifier(solver: .stochastic(learningRate: 0.03, epochs: 1), seed: 3).fit(data)
      .model
    let fit = try SoftmaxClassifier(
      solver: solver, l2Penalty: 0.001, standardize: isStandardized ? .always : .never
    ).fit(data, from: start)
    #expect(fit.model == start && fit.report.stopReason == .iterationLimit)
    let certificate = try start.certificate(
      on: data, l2Penalty: 0.001, standardization: fit.report.standardization)
    #expect(fit.report.certificate == certificate)
    #expect((fit.report.standardization != nil) == isStandardized)
  }

  @Test func aSmallerToleranceCostsMoreAndIsMet() throws {
    let data = try data()
    var counts: [Int] = []
    for tolerance in [1e-1, 1e-3, 1e-6, 1e-10] {
      let report = try SoftmaxClassifier(solver: .lbfgs(tolerance: tolerance), l2Penalty: 0.001).fit(data)
        .report
      #expect(report.stopReason == .converged)
      #expect(try #require(report.certificate.relativeGap) <= tolerance)
      counts.append(report.iterations.count)
    }
    #expect(counts == counts.sorted() && Set(counts).count == counts.count, "\(counts)")
  }

  @Test func theAutomaticChoiceIsToldWithItsReason() throws {
    let report = try SoftmaxClassifier(l2Penalty: 0.01).fit(data()).report
    #expect(report.solver == .newtonCholesky())
    #expect(report.solver.stopping?.tolerance == SolverConfiguration.defaultTolerance)
    #expect(report.solver.stopping?.maxIterations == SolverConfiguration.defaultMaxIterations)
    #expect(report.choice?.contains("15 free parameters") == true)
    #expect(try SoftmaxClassifier(solver: .lbfgs(), l2Penalty: 0.01).fit(data()).report.choice == nil)
  }

  @Test(arguments: [
    ("tolerance", SolverConfiguration.automatic(tolerance: 0)), ("tolerance", .lbfgs(tolerance: 1)),
    ("tolerance", .newtonCG(tolerance: .nan)), ("tolerance", .newtonCholesky(tolerance: -1e-8)),
    ("tolerance", .lbfgs(tolerance: .infinity)), ("maxIterations", .automatic(maxIterations: -1)),
    ("maxIterations", .lbfgs(maxIterations: -1)), ("maxIterations", .newtonCG(maxIterations: -1)),
    ("maxIterations", .newtonCholesky(maxIterations: -3)), ("history", .lbfgs(history: 0)),
  ])
  func settingsOutsideTheirRangeAreNamed(_ parameter: String, _ solver: SolverConfiguration) {
    let error = #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(solver: solver) }
    #expect(error?.parameter == parameter)
  }

  @Test func whatTheCallbackThrowsComesOut() throws {
    struct Enough: Error {}
    let data = try data()
    #expect(throws: Enough.self) {
      try SoftmaxClassifier().fit(data, every: .batch) { event in
        if case .pass(3) = event { throw Enough() }
        return .continue
      }
    }
  }

  @Test func featuresTooLargeForFloat32AreAnErrorNotAModelOfNaN() throws {
    let values: [Float] = (0..<40).map { i in Float(i % 7 - 3) * 4e37 }
    let data = try Dataset(
      features: Features(values, input: .vector(featureCount: 2)), labels: (0..<20).map { $0 % 2 })
    do {
      let fit = try SoftmaxClassifier(solver: .lbfgs()).fit(data)
      #expect(fit.model.weights.allSatisfy { $0.isFinite } && fit.report.objective.isFinite)
    } catch let error as TrainingError {
      #expect(error == .notFinite)
    }
  }
}
