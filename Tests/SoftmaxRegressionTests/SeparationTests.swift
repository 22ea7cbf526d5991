// Data that classes can be told apart on without error, with no penalty to hold the weights.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SeparationTests {
  private func separations(_ report: TrainingReport) -> [Separation] {
    report.warnings.compactMap { warning in
      if case .separated(let separation) = warning { separation } else { nil }
    }
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func setosaIsFoundAndNamed(_ solver: SolverConfiguration) throws {
    let iris = try IrisRows.dataset()
    let data = try Dataset(
      features: iris.features,
      labels: iris.classIndices.map { ["setosa", "versicolor", "virginica"][Int($0)] })
    for standardize in [SoftmaxClassifier.Standardize.automatic, .never] {
      let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0, standardize: standardize).fit(data)
      #expect(fit.report.stopReason == .separated)
      #expect(!fit.report.stopReason.isComplete)
      #expect(fit.report.iterations.count <= 24)
      #expect(fit.report.certifiedGap == nil)
      let found = separations(fit.report)
      #expect(found.map(\.className) == ["setosa"])
      // Petals alone tell it: the third and fourth column.
      #expect(found.first?.isByEach == true)
      #expect(Set(found.first?.features ?? []) == ["feature 2", "feature 3"])
      #expect(fit.model.weights.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func twoClassesThatALineDividesAreSaidToBeSeparateAltogether(_ solver: SolverConfiguration) throws {
    // x + y against 0, neither of which does it alone.
    var numbers = MadeNumbers(seed: 101)
    var values: [Float] = []
    var labels: [Int] = []
    while labels.count < 60 {
      let (x, y) = (numbers.next(), numbers.next())
      guard abs(x + y) > 0.1 else { continue }
      values += [x, y]
      labels.append(x + y > 0 ? 1 : 0)
    }
    let data = try Dataset(features: Features(values, input: .vector(featureCount: 2)), labels: labels)
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0).fit(data)
    #expect(fit.report.stopReason == .separated)
    #expect(separations(fit.report).map(\.className) == [nil])
    #expect(fit.report.trainAccuracy == 1)
    #expect(fit.report.iterations.count <= 24)
    // With a penalty there is an optimum, and nothing to warn of.
    let penalised = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01).fit(data)
    #expect(penalised.report.stopReason == .converged)
    #expect(penalised.report.warnings.isEmpty)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-8))
  func versicolorAgainstVirginicaReachesTheMaximumOfItsLikelihood(_ solver: SolverConfiguration) throws {
    // R's glm and nnet::multinom, recomputed with Newton's method in NumPy: 5.94927339567942 over 100 samples.
    let iris = try IrisRows.dataset()
    let indices = Array(50..<150)
    let data = try Dataset(
      features: iris.features.samples(at: indices), labels: indices.map { iris.classIndices[$0] == 1 ? 0 : 1 })
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0).fit(data)
    #expect(fit.report.stopReason == .converged)
    #expect(fit.report.certifiedGap == nil)
    #expect(fit.report.warnings.isEmpty)
    // The features' rounding to Float32 alone moves it by 2e-8.
    #expect(Closeness.relative(fit.report.objective, from: 0.0594927339567942) < 1e-7)
    let weights = (0..<4).map { Double(fit.model.weights[4 + $0]) - Double(fit.model.weights[$0]) }
    // The likelihood is so flat that standard errors are half the coefficients.
    let expected = [-2.465220195186665, -6.680887014078545, 9.429385153926667, 18.28613688785095]
    #expect(Closeness.largestDifference(weights, expected) < 1e-4 * 18)
    #expect(abs(Double(fit.model.bias[1]) - Double(fit.model.bias[0]) + 42.63780381302207) < 1e-4 * 43)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-9))
  func dataThatOverlapsHasItsOptimumWithoutAPenalty(_ solver: SolverConfiguration) throws {
    var numbers = MadeNumbers(seed: 103)
    let features = try Features(numbers.floats(120 * 3), input: .vector(featureCount: 3))
    let data = try Dataset(features: features, labels: (0..<120).map { $0 % 4 })
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0).fit(data)
    #expect(fit.report.stopReason == .converged)
    #expect(fit.report.certifiedGap == nil)
    let optimum = EverySolver.problem(data, l2Penalty: 0).optimum()
    #expect(Closeness.relative(fit.report.objective, from: optimum.value) < 1e-11)
  }

  @Test func oneClassOfManyThatOneSideOfOneColumnHoldsIsNamedWithIt() throws {
    var numbers = MadeNumbers(seed: 104)
    var values: [Float] = []
    var labels: [String] = []
    for sample in 0..<90 {
      let isFar = sample % 3 == 2
      values += [numbers.next(), numbers.next() + (isFar ? 5 : 0)]
      labels.append(isFar ? "far" : sample % 3 == 0 ? "near" : "close")
    }
    let data = try Dataset(
      features: Features(values, input: .table(featureNames: ["width", "height"])), labels: labels)
    let found = separations(try SoftmaxClassifier(l2Penalty: 0).fit(data).report)
    #expect(found == [Separation(className: "far", features: ["height"], isByEach: true)])
    #expect(found.first?.description.contains("class 'far'") == true)
    #expect(found.first?.description.contains("height alone") == true)
  }
}
