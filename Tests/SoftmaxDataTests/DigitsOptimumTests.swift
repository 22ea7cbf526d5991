// The digits, fitted to the optimum that scikit-learn finds.

import SoftmaxData
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DigitsOptimumTests {
  @Test(arguments: [
    SolverConfiguration.automatic(tolerance: 1e-9), .lbfgs(tolerance: 1e-7, curvature: .gram),
    .newtonCG(tolerance: 1e-9, curvature: .pairs),
  ])
  func allDigitsAtC1AreThoseOfScikitLearn(_ solver: SolverConfiguration) throws {
    // LogisticRegression(C=1, solver='newton-cg', tol=1e-12) of scikit-learn 1.9.1 on all 1797 digits / 16.
    let data = try #require(Catalogue.entry(named: "digits")).load(.all)
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 1.0 / 1797).fit(data)
    let tolerance = try #require(fit.report.solver.stopping).tolerance
    #expect(fit.report.stopReason == .converged)
    #expect(fit.report.objective > 0.19952640385863193 * (1 - 1e-12))
    #expect(fit.report.objective < 0.19952640385863193 * (1 + tolerance))
    #expect(fit.report.trainAccuracy == 1770.0 / 1797)
    // ||W - W*|| <= sqrt(2 gap / l2Penalty).
    let distance = (2 * tolerance * 0.2 * 1797).squareRoot()
    let expected = [0.808805684632081, -0.597345971419773, -0.086155604526761, -0.007290250192899]
    let found = fit.model.weights[3 * 64 + 20..<3 * 64 + 24].map(Double.init)
    #expect(Closeness.largestDifference(found, expected) < distance)
  }

  @Test(arguments: [
    (0.0, 0.5105943141125417, [8, 14, 15, 14, 15, 11, 11, 12, 17, 11], 0.46579647),
    (1e-3, 0.6117652154671909, [17, 21, 23, 20, 19, 16, 19, 17, 19, 17], 0.60455417),
  ])
  func allDigitsWithAnL1PenaltyAreThoseOfScikitLearn(
    l2Penalty: Double, objective: Double, nonzeros: [Int], weight: Double
  ) throws {
    // LogisticRegression(C=1/((l1+l2)*1797), l1_ratio=l1/(l1+l2), solver='saga', tol=1e-12, max_iter=30000,
    // random_state=0) of scikit-learn 1.9.1 on all 1797 digits / 16, l1 = 2e-3; objectives by NumPy 2.4.6 in Float64.
    let data = try #require(Catalogue.entry(named: "digits")).load(.all)
    let fit = try SoftmaxClassifier(l2Penalty: l2Penalty, l1Penalty: 2e-3).fit(data)
    #expect(fit.report.stopReason == .converged)
    #expect(Closeness.relative(fit.report.objective, from: objective) < 1e-8)
    let rows = (0..<10).map { fit.model.weights[$0 * 64..<($0 + 1) * 64] }
    #expect(rows.map { $0.count { $0 != 0 } } == nonzeros)
    #expect(abs(Double(fit.model.weights[3 * 64 + 20]) - weight) < 1e-4)
  }

  /// Some pixels are dark in nearly all samples: rows drawn at random may leave out the others.
  @Test(arguments: [
    SolverConfiguration.automatic(), .lbfgs(curvature: .gram), .newtonCG(), .newtonCG(curvature: .gram),
  ])
  func withoutAPenaltyTheDigitsAreSoonFoundSeparable(_ solver: SolverConfiguration) throws {
    let data = try #require(Catalogue.entry(named: "digits")).load(.train)
    let report = try SoftmaxClassifier(solver: solver, l2Penalty: 0).fit(data).report
    #expect(report.stopReason == .separated)
    #expect(report.iterations.count <= 60)
    #expect(report.warnings.contains { "\($0)".contains("all classes") })
  }
}
