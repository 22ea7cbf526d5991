// Features of very different sizes: the solvers cope, and the problem stays the one that was asked.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ScalingTests {
  /// Three noisy clouds whose columns are multiplied by `scales` after `offsets` were added.
  private func data(
    _ scales: [Float], offsets: [Float]? = nil, kind: InputDescription.Kind
  ) throws -> Dataset {
    var numbers = MadeNumbers(seed: 91)
    let featureCount = scales.count
    let centres = (0..<3).map { _ in numbers.floats(featureCount) }
    var values: [Float] = []
    for sample in 0..<75 {
      for j in 0..<featureCount {
        values.append((centres[sample % 3][j] + numbers.next() + (offsets?[j] ?? 0)) * scales[j])
      }
    }
    let input: InputDescription =
      kind == .table ? .table(featureCount: featureCount) : .vector(featureCount: featureCount)
    return try Dataset(features: Features(values, input: input), labels: (0..<75).map { $0 % 3 })
  }

  private static let spans: [Float] = [1e-6, 1e-3, 1, 1e3, 1e6, 30]

  /// The same for a table and a vector, found once for all solvers.
  private static let rawOptimum = Result {
    EverySolver.problem(try ScalingTests().data(spans, kind: .vector), l2Penalty: 0.01).optimum()
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8), [InputDescription.Kind.table, .vector])
  func rawFeaturesFromAMillionthToAMillionConverge(
    _ solver: SolverConfiguration, _ kind: InputDescription.Kind
  ) throws {
    // A table is conditioned inside, a vector is not; the penalty is that of the raw weights for both.
    let data = try data(Self.spans, kind: kind)
    let problem = EverySolver.problem(data, l2Penalty: 0.01)
    let optimum = try Self.rawOptimum.get()
    let report = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01, standardize: .never).fit(data)
    let gap = try #require(report.report.certifiedGap)
    #expect(report.report.stopReason == .converged)
    #expect(!report.report.standardized)
    #expect(gap <= 1e-8 * optimum.value * 1.01)
    #expect(report.report.objective - optimum.value <= gap)
    #expect(report.report.objective >= optimum.value * (1 - 1e-12))
    #expect(Closeness.relative(report.report.objective, from: problem.value(of: report.model)) < 1e-12)
    #expect(report.report.iterations.count < 100)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func aStandardisedFitHasTheOptimumOfStandardisedCoefficients(_ solver: SolverConfiguration) throws {
    let data = try data(Self.spans, offsets: [0, 100, -100, 10, 1, -1], kind: .table)
    let problem = EverySolver.problem(data, l2Penalty: 0.01, isStandardized: true)
    let optimum = problem.optimum()
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01).fit(data)
    #expect(fit.report.stopReason == .converged)
    #expect(fit.report.objective <= optimum.value * (1 + 1e-8))
    #expect(fit.report.objective >= optimum.value * (1 - 1e-12))
    #expect(Closeness.relative(fit.report.objective, from: problem.value(of: fit.model)) < 1e-12)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func columnsFarFromZeroAndConstantOnesDoNoHarm(_ solver: SolverConfiguration) throws {
    for kind in [InputDescription.Kind.table, .vector] {
      let data = try data([1, 1, 1, 0, 1], offsets: [300, -50, 0, 0, 1000], kind: kind)
      let optimum = EverySolver.problem(data, l2Penalty: 0.01).optimum()
      let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01, standardize: .never).fit(data)
      let gap = try #require(fit.report.certifiedGap)
      // Float32 weights of columns at 1000 move logits by 1e-4: the tolerance may be out of reach, the truth not.
      #expect(fit.report.stopReason == .converged || fit.report.stopReason == .precisionReached, "\(kind)")
      // Logits are differences of terms in the thousands: both values are good to some 1e-13.
      #expect(fit.report.objective - optimum.value <= gap)
      #expect(fit.report.objective <= optimum.value * (1 + 1e-6), "\(kind)")
      #expect((0..<3).allSatisfy { abs(fit.model.weights[$0 * 5 + 3]) < 1e-6 })
    }
  }

  @Test func aConstantColumnOfATableGetsNoWeight() throws {
    for standardize in [SoftmaxClassifier.Standardize.automatic, .never] {
      let plain = try data([1, 1], kind: .table)
      let values: [Float] = (0..<plain.sampleCount).flatMap { plain.features.row($0) + [Float(7)] }
      let wide = try Dataset(
        features: Features(values, input: .table(featureCount: 3)), labels: plain.classIndices.map(Int.init))
      let classifier = try SoftmaxClassifier(l2Penalty: 0.01, standardize: standardize)
      let (first, second) = (try classifier.fit(plain), try classifier.fit(wide))
      // The bias can do all that it could, for nothing.
      #expect(Closeness.relative(second.report.objective, from: first.report.objective) < 2e-8)
      #expect((0..<3).allSatisfy { abs(second.model.weights[$0 * 3 + 2]) < 1e-4 })
      #expect(second.report.warnings.isEmpty)
    }
  }

  @Test func aColumnWhoseMeanDwarfsItsStandardDeviationIsNamed() throws {
    let data = try data([1, 1], offsets: [0, 1e7], kind: .table)
    let fit = try SoftmaxClassifier(l2Penalty: 0.01).fit(data)
    guard case .offsetFeature(let index, _, let mean, let standardDeviation) = fit.report.warnings.first else {
      Issue.record("no warning")
      return
    }
    #expect(index == 1)
    #expect(fit.report.warnings.count == 1)
    #expect(abs(mean - 1e7) < 10)
    #expect(standardDeviation > 0.1 && standardDeviation < 10)
    // What is reported is true of what was saved, whatever Float32 lost of it.
    let problem = EverySolver.problem(data, l2Penalty: 0.01, isStandardized: true)
    #expect(abs(fit.report.objective - problem.value(of: fit.model)) < 1e-7)
    // The constant added to all of a class's logits is the same for all: no catastrophe either.
    #expect(fit.report.objective < 1.2)
  }

  @Test func columnsOfOneScaleAreNotWarnedOf() throws {
    let fit = try SoftmaxClassifier(l2Penalty: 0.01).fit(data(Self.spans, kind: .table))
    #expect(fit.report.warnings.isEmpty)
  }
}
