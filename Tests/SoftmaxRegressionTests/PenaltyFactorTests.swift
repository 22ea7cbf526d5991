// Penalties of each column's own: the optimum is that of an independent solver and of glmnet, and the bound is one.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct PenaltyFactorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var factors: [Double] = [0, 1, 2, 0.5]
    var isStandardized = true
    var hasBias = true
    var isWeighted = false
    /// Columns that tell no class apart.
    var isMixed = false
    var testDescription: String { "\(factors), \(isStandardized), \(hasBias), \(isWeighted), \(isMixed)" }

    func data() throws -> Dataset {
      let data = isMixed ? try PenaltyFactorTests.mixed() : try IrisRows.dataset()
      guard isWeighted else { return data }
      var numbers = MadeNumbers(seed: 23)
      return try data.weighted(
        by: (0..<data.sampleCount).map { _ in Double(numbers.next()).magnitude * 3 + 0.1 })
    }
  }

  static func mixed() throws -> Dataset {
    var numbers = MadeNumbers(seed: 47)
    let values = numbers.floats(4 * 200).enumerated().map { $0 % 4 == 1 ? 50 * $1 + 700 : $1 }
    let labels = (0..<200).map { i in
      let noise = numbers.next()
      return values[4 * i] + values[4 * i + 2] + 2 * noise > 0.5 ? 2 : values[4 * i + 3] + noise > 0 ? 1 : 0
    }
    return try Dataset(features: Features(values, input: .table(featureCount: 4)), labels: labels)
  }

  static let cases = [
    Case(), Case(isStandardized: false), Case(hasBias: false), Case(isStandardized: false, hasBias: false),
    Case(isWeighted: true), Case(factors: [0, 0, 0, 3], isMixed: true),
    Case(factors: [3, 0, 0, 0], isStandardized: false, isWeighted: true, isMixed: true),
    Case(factors: [0, 0, 1, 0], hasBias: false, isMixed: true),
    Case(factors: [4, 1, 0.25, 0.01]),
  ]

  private func problem(_ data: Dataset, _ shape: Case, _ standardization: Standardization?, l2: Double)
    -> ReferenceProblem
  {
    ReferenceProblem(
      rows: MadeData.rows(of: data), labels: data.classIndices.map { Int($0) }, classCount: data.classes.count,
      penalties: (0..<data.featureCount).map { j in
        let standardDeviation = standardization?.standardDeviations[j] ?? 1
        return l2 * shape.factors[j] * standardDeviation * standardDeviation
      }, hasBias: shape.hasBias, sampleWeights: data.sampleWeights)
  }

  private func classifier(
    _ shape: Case, l2: Double? = nil, l1: Double = 0, _ solver: SolverConfiguration = .automatic()
  )
    throws -> SoftmaxClassifier
  {
    try SoftmaxClassifier(
      solver: solver, l2Penalty: l2, l1Penalty: l1, penaltyShape: PenaltyShape(factors: shape.factors),
      hasBias: shape.hasBias,
      standardize: shape.isStandardized ? .always : .never)
  }

  @Test(arguments: cases)
  func theFitIsTheOptimumAndTheBoundHolds(_ shape: Case) throws {
    let (data, l2) = (try shape.data(), 0.02)
    let fit = try classifier(shape, l2: l2).fit(data)
    let best = problem(data, shape, fit.report.standardization, l2: l2).optimum().value
    #expect(fit.report.stopReason == .converged)
    #expect(fit.report.penaltyShape.factors == shape.factors)
    let gap = try #require(fit.report.certifiedGap)
    #expect(gap <= 1e-8 * fit.report.objective)
    // The reference's own rounding.
    #expect(fit.report.objective - best <= gap + 1e-13 && fit.report.objective - best >= -1e-13)
  }

  @Test(arguments: cases)
  func noBoundIsLessThanWhatIsLeft(_ shape: Case) throws {
    let (data, l2) = (try shape.data(), 0.02)
    let fit = try classifier(shape, l2: l2).fit(data)
    let best = problem(data, shape, fit.report.standardization, l2: l2).optimum().value
    var numbers = MadeNumbers(seed: 71)
    for size: Float in [1e-4, 1e-2, 0.3, 3] {
      let parameters = Parameters(
        weights: fit.model.weights.map { $0 + size * numbers.next() },
        bias: fit.model.bias.map { shape.hasBias ? $0 + size * numbers.next() : 0 })
      let model = SoftmaxModel(parameters: parameters, classes: fit.model.classes, input: fit.model.input)
      let found = try model.certificate(
        on: data, l2Penalty: l2, standardization: fit.report.standardization, hasBias: shape.hasBias,
        penaltyShape: PenaltyShape(factors: shape.factors))
      if let gap = found.gap { #expect(gap >= found.objective - best - 1e-13, "\(size)") }
    }
  }

  @Test(arguments: ["newton-cholesky", "newton-cg", "lbfgs"])
  func everyMethodFindsIt(_ name: String) throws {
    let data = try IrisRows.dataset()
    let solver = try #require(
      SolverConfiguration.fullBatch(named: name, tolerance: 1e-8, maxIterations: 1000, curvature: nil))
    let fit = try classifier(Case(), l2: 0.02, l1: 0, solver).fit(data)
    let best = problem(data, Case(), fit.report.standardization, l2: 0.02).optimum().value
    #expect(fit.report.objective - best <= 1e-8 * best)
    #expect((fit.report.certifiedGap ?? 1) <= 1e-7 * best)
  }

  /// glmnet 4.1-6, R 4.2: glmnet(x, y, family = "multinomial", penalty.factor = c(0, 1, 2, 0.5), thresh = 1e-14) on R's
  /// iris, whose numbers these are, rounded to Float32; its objective computed in Float64 from coef(). glmnet brings factors to the sum 4
  /// first, so that its lambda is l1 + l2 over 4 / 3.5.
  static let glmnet: [(alpha: Double, lambda: Double, objective: Double, nonzero: Int)] = [
    (1, 0.05, 0.405930162296176, 6), (1, 0.01, 0.198234165377171, 7),
    (0.5, 0.05, 0.396884553687949, 8), (0.5, 0.01, 0.223354673236471, 10),
    (0, 0.05, 0.348783156346015, 12),
  ]

  @Test(arguments: glmnet.indices)
  func itIsGlmnetsOptimum(_ index: Int) throws {
    let golden = Self.glmnet[index]
    let strength = golden.lambda * 4 / 3.5
    let fit = try classifier(Case(), l2: strength * (1 - golden.alpha), l1: strength * golden.alpha).fit(
      IrisRows.dataset())
    let gap = try #require(fit.report.certifiedGap)
    #expect(gap <= 1e-7 * fit.report.objective)
    // glmnet is not below the optimum, and stopped within some 1e-10 of it.
    #expect(fit.report.objective - gap <= golden.objective + 1e-14)
    #expect(fit.report.objective <= golden.objective + gap + 1e-12)
    // Its column without a penalty has a direction that changes nothing, along which it may stand elsewhere.
    let penalised = fit.model.weights.indices.filter { $0 % 4 != 0 }
    #expect(penalised.count { fit.model.weights[$0] != 0 } == golden.nonzero - 3)
  }

  @Test func factorsOfOneChangeNoBit() throws {
    let data = try IrisRows.dataset()
    let plain = try SoftmaxClassifier(l2Penalty: 0.01).fit(data)
    let same = try SoftmaxClassifier(l2Penalty: 0.01, penaltyShape: PenaltyShape(factors: [1, 1, 1, 1])).fit(
      data)
    #expect(same.model == plain.model && same.report.penaltyShape.factors == nil)
    // What all factors have in common is the penalty's.
    let halved = try SoftmaxClassifier(
      l2Penalty: 0.02, penaltyShape: PenaltyShape(factors: [0.5, 0.5, 0.5, 0.5])
    ).fit(data)
    #expect(halved.model == plain.model)
  }

  @Test func aConstantColumnNeedsNoPenalty() throws {
    let rows = MadeData.rows(of: try Self.mixed())
    let labels = try Self.mixed().classIndices.map { Int($0) }
    let data = try Dataset(
      features: Features(
        rows.flatMap { row in (row + [0.3]).map { Float($0) } }, input: .table(featureCount: 5)), labels: labels
    )
    let fit = try SoftmaxClassifier(penaltyShape: PenaltyShape(factors: [1, 0, 1, 1, 0]), standardize: .always)
      .fit(data)
    let without = try SoftmaxClassifier(
      penaltyShape: PenaltyShape(factors: [1, 0, 1, 1]), standardize: .always
    ).fit(Self.mixed())
    let gap = try #require(fit.report.certifiedGap)
    #expect(gap <= 1e-7 * fit.report.objective && abs(fit.report.objective - without.report.objective) <= 1e-7)
  }

  /// All categories of a column, which sum to 1, without a penalty.
  private func withCategories(_ third: (Int) -> Float) throws -> Dataset {
    let data = try IrisRows.dataset()
    let rows = MadeData.rows(of: data).enumerated().flatMap { i, row -> [Float] in
      let kind = (i * 7 + i / 11) % 3
      return row.map { Float($0) } + [kind == 0 ? 1 : 0, kind == 1 ? 1 : 0, third(kind) == 0 ? 0 : third(kind)]
    }
    return try Dataset(
      features: Features(rows, input: .table(featureCount: 7)), labels: data.classIndices.map { Int($0) })
  }

  @Test(arguments: [0.02, 0.0])
  func allCategoriesOfAColumnMayBeWithoutAPenalty(_ l2: Double) throws {
    let data = try withCategories { $0 == 2 ? 1 : 0 }
    let factors: [Double] = [1, 1, 1, 1, 0, 0, 0]
    let fit = try SoftmaxClassifier(
      l2Penalty: l2, l1Penalty: l2 > 0 ? 0 : 0.02, penaltyShape: PenaltyShape(factors: factors),
      standardize: .always
    ).fit(data)
    let gap = try #require(fit.report.certifiedGap)
    #expect(gap <= 1e-7 * fit.report.objective)
    // Without the last category, which the others and the bias stand for, the optimum is the same.
    let fewer = MadeData.rows(of: data).map { Array($0[..<6]) }
    let reference = ReferenceProblem(
      rows: fewer, labels: data.classIndices.map { Int($0) }, classCount: 3,
      penalties: (0..<6).map { j in
        let standardDeviation = fit.report.standardization?.standardDeviations[j] ?? 1
        return l2 * factors[j] * standardDeviation * standardDeviation
      })
    guard l2 > 0 else { return }
    let best = reference.optimum().value
    #expect(fit.report.objective - best <= gap + 1e-13 && fit.report.objective - best >= -1e-13)
  }

  @Test func columnsThatDependOnEachOtherOtherwiseHaveNoBound() throws {
    // A third of the first category's number, which no Float32 is.
    let data = try withCategories { $0 == 0 ? 1 / 3 : 0 }
    let factors: [Double] = [1, 1, 1, 1, 0, 0, 0]
    let fit = try SoftmaxClassifier(
      l2Penalty: 0.02, penaltyShape: PenaltyShape(factors: factors), standardize: .always
    ).fit(data)
    #expect(fit.report.certifiedGap == nil)
    #expect(fit.report.stopReason == .converged && fit.report.gradientMax < 1e-6)
  }

  /// The petals' length tells setosa from the others; with the sepals' length and width it is not needed to see more.
  @Test(arguments: [[1, 1, 0, 1.0], [0, 0, 0, 3]])
  func columnsWithoutAPenaltyThatSeparateAClassAreNamed(_ factors: [Double]) throws {
    let fit = try SoftmaxClassifier(penaltyShape: PenaltyShape(factors: factors), standardize: .always).fit(
      IrisRows.dataset())
    #expect(fit.report.stopReason == .separated)
    let found = fit.report.warnings.compactMap { warning -> Separation? in
      if case .separated(let separation) = warning { separation } else { nil }
    }
    #expect(found.map(\.className) == ["0"] && found.map(\.features) == [["feature 2"]])
    #expect(found.first?.description.hasSuffix("give such features a penalty factor above 0") == true)
  }

  @Test func whatOnlyPenalisedColumnsSeparateHasAnOptimum() throws {
    let fit = try SoftmaxClassifier(penaltyShape: PenaltyShape(factors: [0, 1, 1, 1]), standardize: .always)
      .fit(IrisRows.dataset())
    #expect(fit.report.stopReason == .converged && fit.report.certifiedGap != nil)
  }

  @Test func theLargestStrengthLeavesTheColumnsWithoutAPenaltyAlone() throws {
    let search = try PenaltySearch(
      families: [.l1], grid: .automatic(count: 3), folds: 0, tolerance: 1e-9,
      classifier: SoftmaxClassifier(penaltyShape: PenaltyShape(factors: [0, 1, 2, 0.5]), standardize: .always))
    let result = try search.run(on: IrisRows.dataset(), keepsPath: true)
    // glmnet's largest lambda, as above.
    #expect(abs(result.scores[0].strength / (0.198353215457218 * 4 / 3.5) - 1) < 1e-6)
    let first = try #require(result.path?.models.first)
    #expect(first.weights.indices.allSatisfy { (first.weights[$0] != 0) == ($0 % 4 == 0) })
    #expect(result.scores[1].nonzeroCount > 3)
  }

  @Test func factorsThatMakeNoSenseAreRefused() throws {
    func refusal(
      _ factors: [Double], l2: Double? = nil, _ solver: SolverConfiguration = .automatic()
    ) -> String? {
      let error = #expect(throws: ConfigurationError.self) {
        try SoftmaxClassifier(solver: solver, l2Penalty: l2, penaltyShape: PenaltyShape(factors: factors))
      }
      return error?.description
    }
    #expect(refusal([1, -1]) == "penaltyFactor must be a number from 0 on for each feature, not -1.0")
    #expect(refusal([1, .nan])?.contains("a number from 0 on") == true)
    #expect(refusal([1, .infinity])?.contains("a number from 0 on") == true)
    #expect(refusal([0, 0])?.contains("above 0 for one feature at least") == true)
    #expect(refusal([0, 1], l2: 0)?.contains("left out where there is no penalty") == true)
    #expect(refusal([0, 1], l2: 0.1, .stochastic())?.contains("left out with sgd") == true)
    let data = try IrisRows.dataset()
    let expected = DatasetError.penaltyFactorCountMismatch(features: 4, factors: 2)
    #expect(throws: expected) { try SoftmaxClassifier(penaltyShape: PenaltyShape(factors: [0, 1])).fit(data) }
    #expect(throws: expected) {
      try PenaltySearch(folds: 0, classifier: SoftmaxClassifier(penaltyShape: PenaltyShape(factors: [0, 1])))
        .run(on: data)
    }
  }
}
