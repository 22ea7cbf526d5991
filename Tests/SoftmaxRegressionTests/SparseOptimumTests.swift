// Fits with an L1 penalty reach the optimum that an interior-point method has found, and say so.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SparseOptimumTests {
  /// Those with directions in which F is nearly flat take a method that knows the second derivatives of the weights that
  /// are not 0: steps of another kind are many and equally small there.
  @Test(arguments: SparseOptimumGolden.all.problems)
  func theCertifiedOptimumIsThatOfAnInteriorPointMethod(_ problem: SparseOptimumGolden.Problem) throws {
    try check(problem, maxPasses: 60)
  }

  /// The weights are large, and their rounding to Float32 moves the gradient by more than a bound of 1e-8 allows for.
  @Test(arguments: SparseOptimumGolden.all.nearlyDependent)
  func nearlyDependentColumnsAreCertifiedToo(_ problem: SparseOptimumGolden.Problem) throws {
    try check(problem, maxPasses: 100)
  }

  private func check(_ problem: SparseOptimumGolden.Problem, maxPasses: Int) throws {
    let data = try SparseOptimumGolden.all.dataset(problem.data)
    let solver = try #require(
      SolverConfiguration.fullBatch(named: "proximal-newton", tolerance: 1e-8, maxIterations: maxPasses))
    let report = try SoftmaxClassifier(
      solver: solver, l2Penalty: problem.l2Penalty, l1Penalty: problem.l1Penalty, hasBias: problem.hasBias,
      standardize: problem.isStandardized ? .always : .never
    ).fit(data).report
    #expect(report.stopReason == .converged)
    #expect(report.passes <= maxPasses)
    let gap = try #require(report.certifiedGap)
    #expect(gap <= 1e-8 * report.objective)
    // The bound is true: F less the gap is not above the optimum, and F is not below it, but for rounding.
    #expect(report.objective - gap <= problem.optimum * (1 + 1e-11))
    #expect(report.objective >= problem.optimum * (1 - 1e-11))
  }

  /// The chosen model comes with a certificate; those that it is compared with have to be near enough too.
  @Test(arguments: SparseOptimumGolden.all.paths)
  func aSweepsFitsEndWithinItsTolerance(_ path: SparseOptimumGolden.Path) throws {
    let search = try PenaltySearch(
      families: [path.l1Ratio == 1 ? .l1 : .elasticNet(l1Ratio: path.l1Ratio)],
      grid: .strengths(path.strengths), folds: 0,
      classifier: SoftmaxClassifier(standardize: path.isStandardized ? .always : .never))
    let scores = try search.run(on: SparseOptimumGolden.all.dataset(path.data)).scores
    #expect(scores.map(\.strength) == path.strengths)
    for (score, optimum) in zip(scores, path.optima) {
      // Standardised columns lie there as Float32, which moves each value by 6e-8 of itself.
      let gap = (score.objective - optimum) / optimum
      #expect(gap > -1e-6, "\(score.strength)")
      // An estimate may be half of what there is, not less.
      #expect(gap <= 2 * search.tolerance, "\(score.strength)")
      #expect(gap <= 2 * (try #require(score.estimatedGap)) + 1e-6, "\(score.strength)")
    }
  }
}
