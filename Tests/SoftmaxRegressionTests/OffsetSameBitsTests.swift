// Fits with offsets have the same bits for any number of threads, processes and any instruction set.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite(.serialized) struct OffsetSameBitsTests {
  private static func data(_ classCount: Int) throws -> Dataset {
    let data = try MadeData.clouds(
      classCount: classCount, perClass: 720 / classCount, featureCount: 6, seed: 51)
    return try data.weighted(by: (0..<data.sampleCount).map { Double($0 % 4) + 0.5 }).madeOffset(scale: 2).data
  }

  static let solvers: [(solver: SolverConfiguration, l1Penalty: Double)] = [
    (.lbfgs(maxIterations: 8, curvature: .gram), 0), (.lbfgs(maxIterations: 6, curvature: .pairs), 0),
    (.newtonCholesky(maxIterations: 3), 0), (.proximalNewton(maxIterations: 3), 1e-3),
  ]

  @Test(arguments: [3, 18])
  func anyNumberOfThreadsAndAnyKernelsGiveTheSameBits(_ classCount: Int) throws {
    let data = try Self.data(classCount)
    let others = KernelTable.supported.filter { $0.name != KernelTable.best.name }
    let executions = [(KernelTable.best, 1), (.best, 3)] + others.map { ($0, 2) }
    for (solver, l1Penalty) in Self.solvers + [(.stochastic(epochs: 2, batchSize: 100), 0)] {
      var expected: SoftmaxFit?
      for (table, threads) in executions {
        let fit = try SoftmaxClassifier(
          solver: solver, l2Penalty: 1e-3, l1Penalty: l1Penalty,
          execution: Execution(table: table, threads: threads)
        ).fit(data)
        let first = expected ?? fit
        expected = first
        #expect(
          fit.model == first.model && fit.report.certificate == first.report.certificate,
          "\(solver.name) \(threads)")
      }
    }
  }

  @Test(arguments: 0..<4)
  func anyNumberOfRanksGivesTheSameBits(_ index: Int) throws {
    let (solver, l1Penalty) = Self.solvers[index]
    // Of one rank's samples all offsets are alike.
    let made = try Self.data(3)
    var values = try #require(made.offsets).values
    for i in 0..<3 * 300 { values[i] = 7 }
    let data = try made.offset(by: SampleOffsets(values, classNames: made.classes.names))
    let parts = RankSameBitsTests.Parts(data: data, counts: [200, 0, 100, 1, 350, 69])
    guard case .fullBatch(let method) = solver.method.kind else { return }
    var expected: SoftmaxFit?
    for size in [1, 2, 3] {
      let found = try Ranks.run(size) { communicator in
        let own = parts.own(communicator)
        return try FullBatchFit(
          own.data, validation: nil,
          SoftmaxClassifier(
            solver: solver, l2Penalty: 1e-3, l1Penalty: l1Penalty,
            execution: Execution(table: .best, threads: 1)),
          method, l2Penalty: 1e-3, classFactors: nil, isStandardized: false, pass: own.pass, since: .now
        ).run(from: nil, warnings: [], every: .epoch) { _ in .continue }
      }
      let first = expected ?? found[0]
      expected = first
      for fit in found {
        #expect(fit.model == first.model && fit.report.certificate == first.report.certificate, "\(size) ranks")
      }
    }
  }

  @Test func statisticsAreTheSameOnAnyNumberOfRanks() throws {
    let data = try OffsetGolden.housing.people()
    let start = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let parts = RankSameBitsTests.Parts(data: data, counts: [700, 0, 500, 481])
    var expected: ModelStatistics?
    for size in [1, 2, 3] {
      let found = try Ranks.run(size) { communicator in
        let own = parts.own(communicator)
        return try LikelihoodAnalysis(own.data, engine: own.pass.engine, pass: own.pass).run(
          from: start.model.parameters, stopReason: .converged, reference: 0, confidence: 0.95,
          StatisticsRequest(standardErrors: .robust))
      }
      let first = expected ?? found[0]
      expected = first
      #expect(found.allSatisfy { $0 == first }, "\(size) ranks")
    }
  }
}
