// What every method of the list tells of itself, and that every one of them can be stopped and gone on with.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SolverMethodTests {
  private static let fullBatchNames = SolverConfiguration.names.filter {
    !SolverConfiguration.usesMinibatches(named: $0)
  }

  private func method(_ name: String) throws -> any FullBatchMethod {
    guard case .fullBatch(let method) = try #require(SolverConfiguration.fullBatch(named: name)).method.kind
    else {
      throw StateError("'\(name)' is no full-batch method")
    }
    return method
  }

  /// A problem with the penalty and the rows that the method is for.
  private func objective(for method: any FullBatchMethod) throws -> MultinomialObjective {
    if method is DualAscentMethod {
      let data = try ResumedFitTests.hardData()
      return MultinomialObjective(
        FitSamples(sparse(data.features), data.classIndices, classCount: 4),
        penalties: [Double](repeating: 0.05, count: 6))
    }
    return try ResumedFitTests.objective(
      l2Penalty: 1e-4, l1Penalty: type(of: method).penalties == .withL1 ? 0.005 : 0)
  }

  /// The same numbers, entry by entry.
  private func sparse(_ features: Features) -> Features {
    var builder = SparseMatrixBuilder()
    for row in 0..<features.sampleCount {
      let columns = (0..<features.featureCount).map { Int32($0) }
      let values = features.row(row)
      builder.append(columns: columns.span, values: values.span)
    }
    return Features(checked: Rows(builder.finish()), input: features.input)
  }

  @Test func everyNameIsThatOfOneMethod() throws {
    #expect(Set(SolverConfiguration.names).count == SolverConfiguration.names.count)
    for name in SolverConfiguration.names {
      let found = SolverConfiguration.fullBatch(named: name)
      #expect((found == nil) == SolverConfiguration.usesMinibatches(named: name))
      #expect(found?.name ?? name == name)
    }
    #expect(SolverConfiguration.fullBatch(named: "nonesuch") == nil)
    #expect(!SolverConfiguration.usesMinibatches(named: "nonesuch"))
  }

  @Test func settingsMakeAMethodAnother() {
    let all: [SolverConfiguration] = [
      .automatic(), .automatic(tolerance: 1e-3), .automatic(maxIterations: 3), .lbfgs(), .lbfgs(history: 5),
      .lbfgs(curvature: .pairs), .newtonCG(), .newtonCG(curvature: .gram), .newtonCholesky(), .proximalNewton(),
      .stochastic(), .stochastic(epochs: 3), .stochastic(optimizer: .adam()),
    ]
    #expect(Set(all).count == all.count)
    for (i, a) in all.enumerated() { for (j, b) in all.enumerated() { #expect((a == b) == (i == j)) } }
    #expect(SolverConfiguration.lbfgs(tolerance: 1e-8) == .lbfgs())
  }

  @Test func settingsComeBackAsTheyWereGiven() throws {
    for name in Self.fullBatchNames {
      let found = try #require(
        SolverConfiguration.fullBatch(named: name, tolerance: 0.25, maxIterations: 77, curvature: .gram))
      #expect(found.stopping?.tolerance == 0.25 && found.stopping?.maxIterations == 77)
      #expect(found.stochasticSettings == nil && !found.usesMinibatches)
      let hasChoice = SolverConfiguration.namesWithCurvature.contains(name)
      #expect(found.curvature == (hasChoice ? .gram : nil))
      let standard = try #require(SolverConfiguration.fullBatch(named: name))
      #expect((standard.curvature != nil) == hasChoice)
    }
    #expect(SolverConfiguration.lbfgs().curvature == .gram)
    #expect(SolverConfiguration.newtonCG().curvature == .pairs)
    #expect(
      SolverConfiguration.stochastic(optimizer: .adam(beta1: 0.5)).stochasticSettings?.optimizer
        == .adam(beta1: 0.5))
    #expect(
      SolverConfiguration.stochastic().stopping == nil && SolverConfiguration.stochastic().curvature == nil)
  }

  @Test func withoutALearningRateItIsTheOptimizersOwn() {
    func rate(_ solver: SolverConfiguration) -> Double? { solver.stochasticSettings?.learningRate }
    #expect(rate(.stochastic()) == 0.1)
    #expect(rate(.stochastic(optimizer: .sgd(momentum: 0.9))) == 0.1)
    #expect(rate(.stochastic(optimizer: .adam())) == 0.001)
    #expect(rate(.stochastic(optimizer: .adam(), learningRate: 0.02)) == 0.02)
  }

  @Test(arguments: [StochasticOptimizer.sgd(), .sgd(momentum: 0.9), .adam()])
  func aMinibatchMethodIsSgdByNameWhateverItsOptimizer(_ optimizer: StochasticOptimizer) {
    #expect(SolverConfiguration.stochastic(optimizer: optimizer).name == "sgd")
  }

  @Test(arguments: fullBatchNames)
  func everyMethodTellsAMemoryThatGrowsWithTheProblem(_ name: String) throws {
    let method = try method(name)
    let small = method.memory(for: try objective(for: method))
    let data = try MadeData.clouds(classCount: 9, perClass: 20, featureCount: 50)
    let features = method is DualAscentMethod ? sparse(data.features) : data.features
    let large = method.memory(
      for: MultinomialObjective(
        FitSamples(features, data.classIndices, classCount: 9),
        penalties: [Double](repeating: 0.1, count: 50),
        l1Penalties: [Double](repeating: type(of: method).penalties == .withL1 ? 0.1 : 0, count: 50)))
    // At least a gradient and a point.
    #expect(small.certain >= 2 * 8 * 28 && small.most >= small.certain)
    #expect(large.most > small.most && large.certain > small.certain)
  }

  @Test(arguments: fullBatchNames)
  func everyMethodGoesOnWhereItStood(_ name: String) throws {
    struct Paused: Error {}
    let method = try method(name)
    let settings = DescentSettings(tolerance: 1e-9, maxIterations: 100, isDouble: false)
    func course(restarting: Bool) throws -> (steps: [UInt64], end: [UInt64], passCount: Int, reason: StopReason)
    {
      var objective = try objective(for: method)
      var descent = try method.descent(of: objective, from: .point(objective.emptyPoint), settings)
      var (steps, passCount) = ([UInt64](), 0)
      while true {
        func found(at point: [Double]) -> PointEvaluation {
          let found = objective.evaluate(at: point, .double)
          return objective.meanSquares.isEmpty ? found : objective.composite(found, at: point)
        }
        let callbacks = DescentCallbacks(
          beforePass: {},
          remaining: { point, _ in
            let whole = found(at: point)
            return (whole.estimatedGap ?? .infinity) / abs(whole.value)
          },
          certificate: { point, _ in
            let whole = found(at: point)
            return OptimalityCertificate(
              objective: whole.value, logLoss: whole.logLoss, accuracy: whole.accuracy,
              gradientMax: VectorArithmetic.largest(whole.gradient), gap: whole.estimatedGap)
          })
        let reason = try descent.run(callbacks) { step, _ in
          steps.append(step.found.value.bitPattern)
          passCount = step.passCount
          return restarting ? .stop : .continue
        }
        guard reason == .stopped else {
          return (steps, descent.point.map(\.bitPattern), passCount, reason)
        }
        let bytes = descent.saved
        objective = try self.objective(for: method)
        descent = try method.descent(of: objective, from: .saved(bytes), settings)
      }
    }
    let whole = try course(restarting: false)
    let parts = try course(restarting: true)
    #expect(whole.steps.count > 2 && whole.reason == .converged)
    #expect(parts == whole)
    #expect(throws: StateError.self) {
      try method.descent(of: objective(for: method), from: .saved([1, 2, 3]), settings)
    }
  }

  /// A function that rises wherever one goes, whatever its gradient says.
  private struct Wall: CompositeObjective, Objective {
    struct Flat: Curvature {
      func product(with direction: [Double]) -> [Double] { direction }
    }

    var parameterCount: Int { 2 }
    var penalty: WeightPenalty { WeightPenalty(classCount: 2, l1: [0.1], l2: [0]) }
    var redundantParameter: Int? { nil }
    var activeLimit: Int { 100 }

    func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
      let value = 1 + 1e-3 * (abs(point[0] - 1) + abs(point[1] - 1))
      return PointEvaluation(value: value, gradient: [5, 5], logLoss: value, accuracy: 0, estimatedGap: nil)
    }

    func composite(_ evaluation: PointEvaluation, at point: [Double], inflation: Double) -> PointEvaluation {
      var whole = evaluation
      whole.estimatedGap = evaluation.value
      return whole
    }

    func leastPenalised(_ point: [Double], inflation: Double) -> [Double] { point }

    func curvature(at point: [Double]) -> Flat { Flat() }

    func curvature(of parameters: [Int], at point: [Double], density: Double) -> TermCurvature? {
      let (count, engine) = (parameters.count, Execution.automatic.engine)
      let matrix = WorkBuffer<Float>(count: count * count, repeating: 0)
      for i in 0..<count { matrix[i * count + i] = 1 }
      return .single(
        ActiveCurvature(
          order: count, stride: count, matrix: matrix, penalties: [Double](repeating: 0, count: count),
          engine: engine))
    }

    func preconditioner(_ kind: PreconditionerKind, at point: [Double]) -> (any Preconditioner)? { nil }
  }

  @Test func largerPenaltiesThatLeadNowhereAreTriedOnce() throws {
    struct TooMany: Error {}
    var passCount = 0
    var descent = Descent(
      of: Wall(), by: ProximalNewton(), from: [1, 1],
      DescentSettings(tolerance: 1e-8, maxIterations: 10, isDouble: true))
    let reason = try descent.run(
      DescentCallbacks(beforePass: {
        passCount += 1
        // 25 trials with larger penalties, and as many without.
        if passCount > 100 { throw TooMany() }
      })
    ) { _, _ in .continue }
    #expect(reason == .precisionReached && passCount > 50)
  }
}
