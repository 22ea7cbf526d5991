// Fits with an L1 penalty: their optimum, their zeros, and where they come from.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SparseFitTests {
  struct Golden: Sendable {
    let l1Penalty: Double
    let l2Penalty: Double
    let objective: Double
    let coefficients: [Double]
  }

  // scikit-learn 1.9.1, NumPy 2.4.6: the irises in Float32, columns at mean 0 and standard deviation 1 over n;
  // LogisticRegression(C=1/((l1+l2)*150), l1_ratio=l1/(l1+l2), solver='saga', tol=1e-14, max_iter=400000,
  // random_state=0), the objective by NumPy in Float64.
  static let goldens = [
    Golden(
      l1Penalty: 0.01, l2Penalty: 0, objective: 0.2390921242391063,
      coefficients: [0, 0.757716619, -4.397581338, 0, 0, 0, 0, 0, 0, -0.477720545, 2.985999876, 4.503594889]),
    Golden(
      l1Penalty: 0.01, l2Penalty: 0.005, objective: 0.306023620378832,
      coefficients: [
        -0.470692331, 0.94131581, -1.752182896, -1.406731624, 0, 0, 0, 0, 0, -0.138721123, 2.081880546,
        2.853759685,
      ]),
    Golden(
      l1Penalty: 0.001, l2Penalty: 0, objective: 0.07579476437695042,
      coefficients: [
        0, 1.616373376, -4.884054035, -1.624136949, 1.338107216, 0, 0, 0, 0, -1.614173215, 9.979021777,
        8.354382167,
      ]),
  ]

  @Test(arguments: goldens)
  func irisHasTheCoefficientsAndZerosOfScikitLearn(_ golden: Golden) throws {
    let data = try IrisRows.dataset()
    let fit = try SoftmaxClassifier(l2Penalty: golden.l2Penalty, l1Penalty: golden.l1Penalty).fit(data)
    #expect(fit.report.solver.name == "proximal-newton")
    #expect(fit.report.stopReason == .converged)
    #expect(Closeness.relative(fit.report.objective, from: golden.objective) < 1e-9)
    let standardDeviations = try #require(fit.report.standardization).standardDeviations
    let found = fit.model.weights.enumerated().map { Double($1) * standardDeviations[$0 % 4] }
    #expect(found.map { $0 == 0 } == golden.coefficients.map { $0 == 0 })
    // saga's own distance from the optimum, and Float32.
    #expect(Closeness.largestDifference(found, golden.coefficients) < 2e-5)
    #expect(fit.model.nonzeroWeightCount == golden.coefficients.filter { $0 != 0 }.count)
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    var classCount = 3
    var featureCount = 6
    var kind = InputDescription.Kind.vector
    var standardize = SoftmaxClassifier.Standardize.automatic
    var l1Penalty = 0.01
    var l2Penalty = 0.0
    var testDescription: String {
      "\(classCount) classes, \(featureCount) features, \(kind), \(standardize), \(l1Penalty), \(l2Penalty)"
    }
  }

  static let shapes = [
    Shape(), Shape(classCount: 2, l1Penalty: 0.001), Shape(kind: .table),
    Shape(kind: .table, standardize: .never),
    Shape(classCount: 7, featureCount: 3, l2Penalty: 0.02),
    Shape(classCount: 18, featureCount: 10, kind: .table),
    Shape(classCount: 5, featureCount: 1, l1Penalty: 0.03), Shape(featureCount: 40, l1Penalty: 0.003),
    Shape(standardize: .always, l1Penalty: 1e-5),
  ]

  @Test(arguments: shapes)
  func theOptimumsConditionsHold(_ shape: Shape) throws {
    let data = try MadeData.clouds(
      classCount: shape.classCount, perClass: 120 / shape.classCount, featureCount: shape.featureCount,
      seed: 31,
      kind: shape.kind)
    let fit = try SoftmaxClassifier(
      l2Penalty: shape.l2Penalty, l1Penalty: shape.l1Penalty, standardize: shape.standardize
    ).fit(data)
    #expect(fit.report.stopReason == .converged)
    let units = fit.report.standardization
    let problem = EverySolver.problem(data, l2Penalty: shape.l2Penalty, isStandardized: units != nil)
    let weights = fit.model.weights.map(Double.init)
    let slopes = problem.gradient(weights: weights, bias: fit.model.bias.map(Double.init))
    // Weights are rounded to Float32; what that does to a slope is no more than it does to a logit.
    // A slope that is wrong by s could lower F by s^2 / (2 bend), which is no more than the gap.
    let standardDeviation = units?.standardDeviations.min() ?? 1
    let largest = EverySolver.exactRows(of: data.features).reduce(1.0) { most, row in
      max(most, row.reduce(1) { $0 + $1 * $1 } / min(1, standardDeviation * standardDeviation))
    }
    let gap = try #require(fit.report.certifiedGap)
    let rounding =
      1e-6 * (1 + weights.reduce(0) { max($0, abs($1)) }) + (gap * (largest + 2 * shape.l2Penalty)).squareRoot()
    for (i, slope) in slopes.weights.enumerated() {
      let (k, j) = i.quotientAndRemainder(dividingBy: shape.featureCount)
      let own = (slope - slopes.bias[k] * (units?.means[j] ?? 0)) / (units?.standardDeviations[j] ?? 1)
      if weights[i] == 0 {
        #expect(abs(own) <= shape.l1Penalty + rounding, "weight \(i)")
      } else {
        #expect(abs(own + (weights[i] > 0 ? shape.l1Penalty : -shape.l1Penalty)) <= rounding, "weight \(i)")
      }
    }
    for slope in slopes.bias { #expect(abs(slope) <= rounding) }
  }

  @Test func aPenaltyThatIsLargeEnoughLeavesTheBiasAlone() throws {
    let data = try MadeData.clouds(classCount: 4, seed: 32)
    let unit = MultinomialObjective(
      FitSamples(data.features, data.classIndices, classCount: 4),
      penalties: [Double](repeating: 0, count: 5), l1Penalties: [Double](repeating: 1, count: 5))
    let smallest = unit.smallestZeroingFactor()
    let none = try SoftmaxClassifier(l1Penalty: smallest * 1.001).fit(data)
    #expect(none.model.nonzeroWeightCount == 0)
    #expect(none.report.iterations.isEmpty)
    #expect(none.report.stopReason == .converged)
    #expect(Closeness.relative(none.report.objective, from: 1.386294361119891) < 1e-7)
    let some = try SoftmaxClassifier(l1Penalty: smallest * 0.99).fit(data)
    #expect(some.model.nonzeroWeightCount > 0)
    #expect(some.report.stopReason == .converged)
  }

  @Test(arguments: [InputDescription.Kind.vector, .table])
  func fromAnotherPenaltysModelTheOptimumIsTheSame(_ kind: InputDescription.Kind) throws {
    let data = try MadeData.clouds(perClass: 50, featureCount: 12, seed: 33, kind: kind)
    let cold = try SoftmaxClassifier(l1Penalty: 0.01).fit(data)
    for other in [0.05, 0.012, 0.002] {
      let first = try SoftmaxClassifier(l1Penalty: other).fit(data).model
      let warm = try SoftmaxClassifier(l1Penalty: 0.01).fit(data, from: first)
      #expect(warm.report.stopReason == .converged)
      #expect(abs(warm.report.objective - cold.report.objective) <= 1e-8 * cold.report.objective)
      #expect(warm.model.weights.map { $0 == 0 } == cold.model.weights.map { $0 == 0 })
    }
    let again = try SoftmaxClassifier(l1Penalty: 0.01).fit(data, from: cold.model)
    #expect(again.report.iterations.count <= 1)
  }

  @Test func whatIsRefusedSaysWhatToDo() throws {
    for solver in [SolverConfiguration.lbfgs(), .newtonCG(), .newtonCholesky(), .stochastic()] {
      let error = #expect(throws: ConfigurationError.self) {
        try SoftmaxClassifier(solver: solver, l1Penalty: 0.1)
      }
      #expect(error?.description.contains("proximal-newton") == true)
    }
    #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(solver: .proximalNewton()) }
    for penalty in [-1, .nan, .infinity, 1e-60] {
      #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(l1Penalty: penalty) }
    }
  }

  @Test func withoutAnL2PenaltyOfItsOwnAnL1FitHasNone() throws {
    let data = try MadeData.clouds(seed: 34)
    #expect(try SoftmaxClassifier(l1Penalty: 0.01).fit(data).report.l2Penalty == 0)
    #expect(try SoftmaxClassifier(l2Penalty: 0.1, l1Penalty: 0.01).fit(data).report.l2Penalty == 0.1)
  }
}
