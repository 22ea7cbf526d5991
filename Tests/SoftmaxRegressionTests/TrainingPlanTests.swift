// What a full-batch fit says before it begins.

import SoftmaxRegression
import Testing

@Suite struct TrainingPlanTests {
  @Test(
    arguments: [
      .automatic(), .lbfgs(curvature: .gram), .lbfgs(curvature: .pairs), .newtonCG(), .newtonCholesky(),
    ] as [SolverConfiguration])
  func theFirstEventTellsTheMethodAndItsMemory(_ solver: SolverConfiguration) throws {
    let data = try MadeData.clouds(kind: .table)
    var plans: [TrainingPlan] = []
    var eventCount = 0
    let fit = try SoftmaxClassifier(solver: solver).fit(data, every: .batch) { event in
      if case .begin(let plan) = event {
        #expect(eventCount == 0)
        plans.append(plan)
      }
      eventCount += 1
      return .continue
    }
    #expect(plans.count == 1)
    let plan = try #require(plans.first)
    #expect(plan.solver == fit.report.solver && plan.choice == fit.report.choice)
    // 2 vectors in Float64 at the least.
    #expect(plan.memoryBytes >= 16 * data.classes.count * data.featureCount)
    #expect(plan.description.hasPrefix(plan.choice == nil ? plan.solver.name : "auto: \(plan.solver.name), "))
    #expect(plan.description.hasSuffix(" beside the data"))
  }

  /// The matrix of the pairs of classes would be 117 MiB, and is made only where it pays.
  @Test func memoryThatIsTakenOnlyWhereItPaysIsToldApart() throws {
    let data = try MadeData.clouds(classCount: 10, perClass: 70, featureCount: 600)
    var plan: TrainingPlan?
    _ = try SoftmaxClassifier(solver: .lbfgs(curvature: .pairs)).fit(data) { event in
      if case .begin(let found) = event { plan = found }
      return .stop
    }
    let found = try #require(plan)
    #expect(found.memoryBytes > 110 << 20 && found.expectedBytes < 20 << 20)
    #expect(
      found.description.contains(
        /lbfgs, \d+ [KM]iB beside the data, up to 1\d\d MiB where second derivatives pay/))
  }

  /// A matrix over 9,000 features has no room in what preconditioners may take: it is neither made nor told.
  @Test func memoryThatThereIsNoRoomForIsNotTold() throws {
    let data = try MadeData.clouds(classCount: 4, perClass: 3, featureCount: 9000)
    var plan: TrainingPlan?
    _ = try SoftmaxClassifier(solver: .lbfgs(), l2Penalty: 0).fit(data) { event in
      if case .begin(let found) = event { plan = found }
      return .stop
    }
    #expect(try #require(plan).memoryBytes < 20 << 20)
  }

  @Test func aFitCanBeStoppedBeforeItsFirstPass() throws {
    var passCount = 0
    let fit = try SoftmaxClassifier().fit(MadeData.clouds(kind: .table), every: .batch) { event in
      if case .pass = event { passCount += 1 }
      return .stop
    }
    #expect(fit.report.stopReason == .stopped && passCount == 0 && fit.report.iterations.isEmpty)
  }

  @Test func stochasticFitsHaveNoPlan() throws {
    _ = try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(MadeData.clouds(kind: .table)) { event in
      if case .begin = event { Issue.record("a plan") }
      return .continue
    }
  }
}
