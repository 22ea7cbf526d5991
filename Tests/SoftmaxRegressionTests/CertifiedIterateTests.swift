// The certificate at every iterate of every solver, against the true optimum.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct CertifiedIterateTests {
  private static func data(_ classCount: Int, _ kind: InputDescription.Kind) throws -> Dataset {
    try MadeData.clouds(
      classCount: classCount, perClass: 51 / classCount, featureCount: 3, seed: 31, kind: kind)
  }

  private static func problem(_ classCount: Int, _ kind: InputDescription.Kind) throws -> ReferenceProblem {
    EverySolver.problem(try data(classCount, kind), l2Penalty: 0.005, isStandardized: kind == .table)
  }

  /// Computed once for all solvers.
  private static let optima = Result {
    try [3, 17].map { classCount in
      try [InputDescription.Kind.vector, .table].map { try problem(classCount, $0).optimum().value }
    }
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-10), [3, 17])
  func everyIteratesGapIsAtLeastTheTrueOne(_ solver: SolverConfiguration, _ classCount: Int) throws {
    for (index, kind) in [InputDescription.Kind.vector, .table].enumerated() {
      let data = try Self.data(classCount, kind)
      let problem = try Self.problem(classCount, kind)
      let optimum = try Self.optima.get()[classCount == 3 ? 0 : 1][index]
      let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.005)
      var last = Double.infinity
      for count in [1, 2, 3, 5, 8, 14, 1000] {
        let fit = try classifier.fit(data) { event in
          guard case .iteration(let record) = event else { return .continue }
          return record.iteration == count ? .stop : .continue
        }
        let certificate = fit.report.certificate
        let gap = try #require(certificate.gap)
        // Both are good to their rounding.
        #expect(gap >= certificate.objective - optimum, "iteration \(count)")
        #expect(certificate.objective >= optimum * (1 - 1e-13), "iteration \(count)")
        #expect(Closeness.relative(certificate.objective, from: problem.value(of: fit.model)) < 1e-13)
        #expect(certificate.objective <= last * (1 + 1e-6), "iteration \(count)")
        last = certificate.objective
        // Those who recompute it find the same.
        #expect(
          try fit.model.certificate(on: data, l2Penalty: 0.005, standardization: fit.report.standardization)
            == certificate)
        guard fit.report.stopReason == .stopped else {
          #expect(fit.report.stopReason == .converged)
          #expect(gap <= 1e-10 * certificate.objective)
          break
        }
      }
    }
  }
}
