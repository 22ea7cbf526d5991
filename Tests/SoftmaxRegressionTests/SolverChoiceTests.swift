// Which method `auto` takes on which shape, and what for.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct SolverChoiceTests {
  /// A problem of which only the shape counts.
  private func objective(_ samples: Int, _ features: Int, _ classes: Int, memoryLimit: Int = 1 << 30)
    -> MultinomialObjective
  {
    MultinomialObjective(
      FitSamples(
        rows: Rows(
          SharedStorage<UInt8>(count: samples * features, initial: 0) { _ in }, featureCount: features),
        labels: ClassLabels((0..<samples).map { UInt32($0 % classes) }, classCount: classes),
        RowPass(rowCount: samples, engine: Execution.automatic.engine)),
      penalties: [Double](repeating: 1, count: features), memoryLimit: memoryLimit)
  }

  private func choice(_ objective: MultinomialObjective) -> SolverConfiguration {
    SolverConfiguration(SolverChoice(for: objective, tolerance: 1e-8, maxIterations: 1000).method)
  }

  @Test(arguments: [(150, 4, 3), (2000, 12, 2), (1000, 30, 2), (500, 10, 3)])
  func fewParametersAreFittedByNewtonsMethod(_ samples: Int, _ features: Int, _ classes: Int) {
    #expect(choice(objective(samples, features, classes)).name == "newton-cholesky")
  }

  @Test(arguments: [(1797, 64, 10), (12_000, 100, 2), (20_000, 24, 100), (5000, 100, 10)])
  func manyParametersAreFittedByAQuasiNewtonMethod(_ samples: Int, _ features: Int, _ classes: Int) {
    #expect(choice(objective(samples, features, classes)).name == "lbfgs")
  }

  @Test func pairsThatDoNotFitIntoMemoryAreNotCounted() {
    let small = objective(400, 30, 20, memoryLimit: 1 << 20)
    #expect(choice(small) == .lbfgs(tolerance: 1e-8, maxIterations: 1000, curvature: .gram))
    #expect(SolverCosts(small).prices(withPairs: true).pairs == nil)
  }

  @Test(arguments: [100, 150, 300, 1000])
  func manyClassesOfFewColumnsAreFittedWithoutPairs(_ classes: Int) throws {
    let prices = SolverCosts(objective(20_000, 24, classes)).prices(withPairs: true)
    // A hundred steps and more for one matrix.
    if let pairs = prices.pairs { #expect(pairs > 200 * prices.singleStep) }
  }

  @Test func aFitOfManyClassesMakesNoPairs() throws {
    let data = try MadeData.clouds(classCount: 40, perClass: 12)
    let report = try SoftmaxClassifier().fit(data).report
    #expect(report.solver.name == "lbfgs" && report.stopReason == .converged)
    #expect(!report.preconditioners.isEmpty && !report.preconditioners.contains { $0.kind == "pairs" })
  }

  @Test func pricesGrowWithTheShape() {
    let small = SolverCosts(objective(1000, 20, 4)).prices(withPairs: true)
    for larger in [objective(4000, 20, 4), objective(1000, 80, 4), objective(1000, 20, 16)] {
      let prices = SolverCosts(larger).prices(withPairs: true)
      #expect(prices.singleStep > small.singleStep && prices.doubleStep > small.doubleStep)
      #expect((prices.kronecker ?? 0) > small.kronecker ?? 0 && (prices.pairs ?? 0) > small.pairs ?? 0)
    }
  }

  @Test func theChoiceAndItsLooksDependOnNeitherThreadsNorKernels() throws {
    let data = try MadeData.clouds(classCount: 5, perClass: 60)
    let reports = try KernelTable.supported.flatMap { table in
      try [1, 2, 5].map { threads in
        try SoftmaxClassifier(
          l2Penalty: 1e-5, execution: Execution(table: table, threads: threads, isPatient: true)
        ).fit(data).report
      }
    }
    for report in reports {
      #expect(report.solver == reports[0].solver && report.choice == reports[0].choice)
      #expect(report.preconditioners == reports[0].preconditioners)
    }
  }
}
