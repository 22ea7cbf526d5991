// Penalties of a feature's weights together, and limits of weights: the optimum is that of glmnet and of an
// independent solver, and the bound is one.

import SoftmaxTestSupport
import Synchronization
import Testing

@testable import SoftmaxRegression

@Suite struct PenaltyShapeTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let alpha: Double
    let lambda: Double
    let objective: Double
    let nonzero: Int
    var testDescription: String { "alpha \(alpha), lambda \(lambda)" }
  }

  /// glmnet 4.1-6, R 4.2: x <- R's iris, rounded to Float32, its columns at mean 0 and standard deviation 1 over n;
  /// glmnet(x, y, family = "multinomial", type.multinomial = "grouped", alpha, lambda = c(0.3, lambda), standardize =
  /// FALSE, thresh = 1e-14, maxit = 1e6); its objective in Float64 from coef(). (At alpha 1 and lambda 0.001 glmnet fails.)
  static let grouped = [
    Golden(alpha: 1, lambda: 0.2, objective: 0.872320910103088, nonzero: 9),
    Golden(alpha: 1, lambda: 0.05, objective: 0.476459594922737, nonzero: 9),
    Golden(alpha: 1, lambda: 0.01, objective: 0.200012660929472, nonzero: 12),
    Golden(alpha: 0.5, lambda: 0.2, objective: 0.755151413217065, nonzero: 12),
    Golden(alpha: 0.5, lambda: 0.05, objective: 0.459842806769472, nonzero: 12),
    Golden(alpha: 0.5, lambda: 0.001, objective: 0.0900529991817015, nonzero: 12),
  ]

  /// The same without the grouping, with lower.limits = c(0, -0.25, -Inf, 0) and upper.limits = c(Inf, 0.5, 1.5, 2), both
  /// times the columns' standard deviations.
  static let limited = [
    Golden(alpha: 1, lambda: 0.05, objective: 0.559802477785084, nonzero: 5),
    Golden(alpha: 1, lambda: 0.01, objective: 0.27391372762717, nonzero: 6),
    Golden(alpha: 1, lambda: 0.001, objective: 0.111184030019607, nonzero: 8),
    Golden(alpha: 0.5, lambda: 0.05, objective: 0.533222108538022, nonzero: 7),
    Golden(alpha: 0.5, lambda: 0.001, objective: 0.15188852497866, nonzero: 8),
    Golden(alpha: 0, lambda: 0.05, objective: 0.478692419677291, nonzero: 10),
    Golden(alpha: 0, lambda: 0.001, objective: 0.168214493385212, nonzero: 9),
  ]

  static func limits() throws -> WeightLimits {
    try WeightLimits([
      .init(feature: 0, lower: 0), .init(feature: 1, lower: -0.25, upper: 0.5), .init(feature: 2, upper: 1.5),
      .init(feature: 3, lower: 0, upper: 2),
    ])
  }

  private func fit(_ golden: Golden, _ shape: PenaltyShape) throws -> SoftmaxFit {
    let fit = try SoftmaxClassifier(
      l2Penalty: golden.lambda * (1 - golden.alpha), l1Penalty: golden.lambda * golden.alpha,
      penaltyShape: shape, standardize: .always
    ).fit(IrisRows.dataset())
    let gap = try #require(fit.report.certifiedGap)
    #expect(fit.report.stopReason == .converged && gap <= 1e-8 * fit.report.objective)
    // glmnet is not below the optimum, and stopped within some 1e-8 of it.
    #expect(fit.report.objective - gap <= golden.objective + 1e-14)
    #expect(fit.report.objective >= golden.objective - 2e-8)
    #expect(fit.model.nonzeroWeightCount == golden.nonzero)
    return fit
  }

  @Test(arguments: grouped)
  func aGroupedPenaltyHasGlmnetsOptimum(_ golden: Golden) throws {
    let fit = try fit(golden, PenaltyShape(isGrouped: true))
    for j in 0..<4 {
      let own = (0..<3).map { fit.model.weights[4 * $0 + j] }
      #expect(
        own.allSatisfy { $0 == 0 } || own.allSatisfy { $0 != 0 }, "a feature is in for all classes or none")
      // The norm is smallest where nothing is common to all classes.
      #expect(abs(own.reduce(0, +)) <= 1e-5 * (own.map(abs).max() ?? 0))
    }
  }

  @Test(arguments: limited)
  func limitsHaveGlmnetsOptimum(_ golden: Golden) throws {
    let limits = try Self.limits()
    let fit = try fit(golden, PenaltyShape(limits: limits))
    for entry in limits.entries {
      for k in 0..<3 {
        let weight = Double(fit.model.weights[4 * k + entry.feature])
        #expect(weight >= entry.lower && weight <= entry.upper)
      }
    }
    // glmnet's own at alpha 0 and lambda 0.001: the limits hold exactly.
    guard golden.alpha == 0, golden.lambda == 0.001 else { return }
    let expected = [
      0, 0.5, -4.49329736883318, 0, 1.24267099012867, -0.25, -1.82031636451882, 0, 0.401172616705825, -0.25,
      1.5, 2,
    ]
    let found = fit.model.weights.map(Double.init)
    #expect(Closeness.largestDifference(found, expected) < 2e-4)
    #expect(
      expected.indices.allSatisfy {
        ![0, 0.5, -0.25, 1.5, 2].contains(expected[$0]) || found[$0] == expected[$0]
      })
  }

  /// No Float32 is 0.3: the nearest one towards 0 is taken, so that a saved weight is within its limits.
  @Test func limitsAreBroughtToFloat32TowardsZero() throws {
    let limits = try WeightLimits([.init(feature: 0, lower: -0.3, upper: 0.7)])
    let box = limits.box(try IrisRows.dataset().classes, featureCount: 1)
    #expect(box.lower[0] >= -0.3 && box.lower[0] < -0.2999999 && Double(Float(box.lower[0])) == box.lower[0])
    #expect(box.upper[0] <= 0.7 && box.upper[0] > 0.6999999 && Double(Float(box.upper[0])) == box.upper[0])
  }

  // MARK: Against an independent solver

  struct Shape: Sendable, CustomTestStringConvertible {
    var isGrouped = false
    var classCount = 3
    var hasBias = true
    var isWeighted = false
    var isStandardized = true
    var l1Penalty = 0.02
    var l2Penalty = 0.0
    var testDescription: String {
      "\(isGrouped ? "grouped" : "limits"), \(classCount) classes\(hasBias ? ", bias" : "")"
        + "\(isWeighted ? ", weighted" : "")\(isStandardized ? ", standardised" : ""), \(l1Penalty), \(l2Penalty)"
    }
  }

  static let shapes =
    [true, false].flatMap { isGrouped in
      [
        Shape(isGrouped: isGrouped), Shape(isGrouped: isGrouped, classCount: 2, l1Penalty: 0.005),
        Shape(isGrouped: isGrouped, hasBias: false, isStandardized: false),
        Shape(isGrouped: isGrouped, isWeighted: true, l2Penalty: 0.01),
        Shape(isGrouped: isGrouped, classCount: 7, isStandardized: false, l1Penalty: 0.01),
        Shape(
          isGrouped: isGrouped, classCount: 4, hasBias: false, isWeighted: true, l1Penalty: 0.04,
          l2Penalty: 0.002),
      ]
    } + [Shape(l1Penalty: 0, l2Penalty: 0.02), Shape(isStandardized: false, l1Penalty: 0, l2Penalty: 0.003)]

  private struct Case: Sendable {
    let data: Dataset
    let shape: PenaltyShape
    let classifier: SoftmaxClassifier
    /// A value that is not below the optimum, by the reference.
    let best: Double
  }

  /// Each case by its name, made once for both tests.
  private static let cases = Mutex<[String: Case]>([:])

  private func made(_ shape: Shape) throws -> Case {
    if let known = Self.cases.withLock({ $0[shape.testDescription] }) { return known }
    let made = try newCase(shape)
    Self.cases.withLock { $0[shape.testDescription] = made }
    return made
  }

  private func newCase(_ shape: Shape) throws -> Case {
    let clouds = try MadeData.clouds(
      classCount: shape.classCount, perClass: 54 / shape.classCount, featureCount: 4, seed: 43)
    var numbers = MadeNumbers(seed: 5)
    let weights = shape.isWeighted ? clouds.classIndices.map { _ in Double(abs(numbers.next())) + 0.1 } : nil
    let data = try weights.map { try clouds.weighted(by: $0) } ?? clouds
    // All classes, one class, and a weight that may only be 0.
    let limits = try WeightLimits([
      .init(feature: 0, lower: 0), .init(feature: 1, lower: -0.25, upper: 0.125),
      .init(feature: 2, className: clouds.classes.names[1], upper: 0),
      .init(feature: 3, className: clouds.classes.names[0], lower: 0, upper: 0),
    ])
    let penalty = PenaltyShape(isGrouped: shape.isGrouped, limits: shape.isGrouped ? nil : limits)
    let classifier = try SoftmaxClassifier(
      l2Penalty: shape.l2Penalty, l1Penalty: shape.l1Penalty, penaltyShape: penalty, hasBias: shape.hasBias,
      standardize: shape.isStandardized ? .always : .never)
    let units =
      shape.isStandardized
      ? Standardization(of: data.features, weights: data.sampleWeights, isCentred: shape.hasBias) : nil
    let problem = ReferenceProblem(
      rows: MadeData.rows(of: data), labels: data.classIndices.map { Int($0) }, classCount: data.classes.count,
      penalties: (0..<4).map { j in
        let standardDeviation = units?.standardDeviations[j] ?? 1
        return shape.l2Penalty * standardDeviation * standardDeviation
      }, hasBias: shape.hasBias, sampleWeights: data.sampleWeights)
    let bend = MadeData.rows(of: data).map { $0.reduce(1) { $0 + $1 * $1 } }.max() ?? 1
    let l1Penalties = (0..<4).map { shape.l1Penalty * (units?.standardDeviations[$0] ?? 1) }
    let box = limits.box(data.classes, featureCount: 4)
    let best =
      shape.isGrouped
      ? problem.groupedOptimum(l1Penalties: l1Penalties, bend: bend).value
      : problem.limitedOptimum(l1Penalties: l1Penalties, lower: box.lower, upper: box.upper, bend: bend).value
    return Case(data: data, shape: penalty, classifier: classifier, best: best)
  }

  @Test(arguments: shapes)
  func theFitIsTheOptimum(_ shape: Shape) throws {
    let made = try made(shape)
    let fit = try made.classifier.fit(made.data)
    let gap = try #require(fit.report.certifiedGap)
    #expect(fit.report.stopReason == .converged && gap <= 1e-8 * fit.report.objective)
    // The reference ends within some 1e-9 of the optimum, from above.
    #expect(fit.report.objective <= made.best + gap + 1e-12)
    #expect(fit.report.objective >= made.best - 1e-7)
  }

  @Test(arguments: shapes)
  func noBoundIsLessThanWhatIsLeft(_ shape: Shape) throws {
    let made = try made(shape)
    let fit = try made.classifier.fit(made.data)
    let box = made.shape.limits?.box(made.data.classes, featureCount: 4)
    let least = fit.report.objective - (fit.report.certifiedGap ?? 0)
    var numbers = MadeNumbers(seed: 73)
    for size: Float in [1e-5, 1e-3, 0.1, 2] {
      let moved = fit.model.weights.map { Double($0 + size * numbers.next()) }
      let parameters = Parameters(
        weights: (box?.clamped(moved) ?? moved).map { Float($0) },
        bias: fit.model.bias.map { shape.hasBias ? $0 + size * numbers.next() : 0 })
      let model = SoftmaxModel(parameters: parameters, classes: fit.model.classes, input: fit.model.input)
      let found = try model.certificate(
        on: made.data, l2Penalty: shape.l2Penalty, l1Penalty: shape.l1Penalty,
        standardization: fit.report.standardization, hasBias: shape.hasBias, penaltyShape: made.shape)
      let gap = try #require(found.gap, "\(size)")
      #expect(gap >= found.objective - made.best - 1e-12, "\(size)")
      #expect(found.objective >= least - 1e-12, "\(size)")
    }
  }

  @Test func weightsBeyondTheirLimitsHaveNoCertificate() throws {
    let data = try IrisRows.dataset()
    let free = try SoftmaxClassifier(l2Penalty: 0.01, standardize: .always).fit(data)
    let found = try free.model.certificate(
      on: data, l2Penalty: 0.01, standardization: free.report.standardization,
      penaltyShape: PenaltyShape(limits: Self.limits()))
    #expect(found.gap == nil)
  }

  @Test(arguments: [true, false])
  func threadsChangeNoBit(_ isGrouped: Bool) throws {
    let data = try MadeData.clouds(classCount: 5, perClass: 60, featureCount: 12, seed: 3)
    let shape = try PenaltyShape(
      isGrouped: isGrouped, limits: isGrouped ? nil : WeightLimits([.init(feature: 2, lower: 0)]))
    let fits = try [1, 3].map { threads in
      try SoftmaxClassifier(
        l1Penalty: 0.01, penaltyShape: shape, execution: Execution(threads: threads)
      ).fit(data)
    }
    #expect(fits[0].model == fits[1].model && fits[0].report.certificate == fits[1].report.certificate)
  }

  /// Of two classes with the first one's weight fixed at 0, the second one's is the slope of the log odds.
  @Test func aLimitForOneClassKeepsTheOddsFromFalling() throws {
    let data = try MadeData.clouds(classCount: 2, perClass: 60, featureCount: 3, seed: 12)
    let free = try SoftmaxClassifier(l2Penalty: 0.01).fit(data)
    let slopes = (0..<3).map { free.model.weights[3 + $0] - free.model.weights[$0] }
    let j = try #require(slopes.indices.min { slopes[$0] < slopes[$1] })
    try #require(slopes[j] < 0)
    let names = data.classes.names
    let limits = try WeightLimits([
      .init(feature: j, className: names[0], lower: 0, upper: 0),
      .init(feature: j, className: names[1], lower: 0),
    ])
    let fit = try SoftmaxClassifier(l2Penalty: 0.01, penaltyShape: PenaltyShape(limits: limits)).fit(data)
    #expect(fit.model.weights[j] == 0 && fit.model.weights[3 + j] == 0)
    #expect(fit.report.objective > free.report.objective)
  }

  @Test func aStartBeyondTheLimitsEndsWithinThem() throws {
    let data = try IrisRows.dataset()
    let free = try SoftmaxClassifier(l2Penalty: 0.01, standardize: .always).fit(data)
    let classifier = try SoftmaxClassifier(
      l2Penalty: 0.01, penaltyShape: PenaltyShape(limits: Self.limits()), standardize: .always)
    let (warm, cold) = (try classifier.fit(data, from: free.model), try classifier.fit(data))
    #expect(abs(warm.report.objective - cold.report.objective) <= 2e-8 * cold.report.objective)
    #expect(warm.report.certifiedGap != nil)
  }

  @Test func theOrderOfLabelsDoesNotChangeTheModel() throws {
    let data = try IrisRows.dataset()
    let other = try Dataset(
      features: data.features, labels: data.classIndices.map { ["2", "0", "1"][Int($0)] })
    let limits = try WeightLimits([.init(feature: 2, className: "0", lower: -1, upper: 0.5)])
    let moved = try WeightLimits([.init(feature: 2, className: "2", lower: -1, upper: 0.5)])
    for (own, others) in [
      (PenaltyShape(isGrouped: true), PenaltyShape(isGrouped: true)),
      (PenaltyShape(limits: limits), PenaltyShape(limits: moved)),
    ] {
      let first = try SoftmaxClassifier(l1Penalty: 0.01, penaltyShape: own, standardize: .always).fit(data)
      let second = try SoftmaxClassifier(l1Penalty: 0.01, penaltyShape: others, standardize: .always).fit(other)
      #expect(abs(first.report.objective - second.report.objective) <= 1e-8 * first.report.objective)
      let order = [1, 2, 0]
      for (k, old) in order.enumerated() {
        let difference = (0..<4).map {
          abs(second.model.weights[4 * k + $0] - first.model.weights[4 * old + $0])
        }
        #expect((difference.max() ?? 1) < 1e-3)
      }
    }
  }

  // MARK: Sweeps

  @Test func theLargestStrengthLeavesNoGroup() throws {
    let search = try PenaltySearch(
      families: [.l1], grid: .automatic(count: 4), folds: 0, tolerance: 1e-9,
      classifier: SoftmaxClassifier(penaltyShape: PenaltyShape(isGrouped: true), standardize: .always))
    let result = try search.run(on: IrisRows.dataset(), keepsPath: true)
    // glmnet's largest lambda.
    #expect(abs(result.scores[0].strength / 0.560170129025554 - 1) < 1e-6)
    #expect(result.scores.map(\.nonzeroCount).allSatisfy { $0 % 3 == 0 })
    #expect(result.scores[0].nonzeroCount == 0 && result.scores[1].nonzeroCount > 0)
  }

  @Test func foldsKeepTheLimits() throws {
    let search = try PenaltySearch(
      families: [.l2, .l1], grid: .strengths([0.1, 0.01]), folds: 3,
      classifier: SoftmaxClassifier(
        penaltyShape: PenaltyShape(limits: Self.limits()), standardize: .always))
    let result = try search.run(on: IrisRows.dataset())
    #expect(result.scores.allSatisfy { $0.isConverged })
    let best = try #require(result.fit)
    let box = try Self.limits().box(best.model.classes, featureCount: 4)
    #expect(box.contains(best.model.weights.map(Double.init)))
  }

  // MARK: Refusals

  @Test func whatMakesNoSenseIsRefused() throws {
    func refusal(_ body: () throws -> SoftmaxClassifier) -> String? {
      (#expect(throws: ConfigurationError.self) { _ = try body() })?.description
    }
    let limits = try Self.limits()
    #expect(
      refusal {
        try SoftmaxClassifier(l1Penalty: 0.1, penaltyShape: PenaltyShape(isGrouped: true, limits: limits))
      }?
      .contains("limits must be left out where the L1 penalty is grouped") == true)
    #expect(
      refusal { try SoftmaxClassifier(l2Penalty: 0, penaltyShape: PenaltyShape(limits: limits)) }?
        .contains("left out where there is no penalty") == true)
    #expect(
      refusal { try SoftmaxClassifier(solver: .stochastic(), penaltyShape: PenaltyShape(limits: limits)) }?
        .contains("left out with sgd") == true)
    #expect(
      refusal { try SoftmaxClassifier(solver: .lbfgs(), penaltyShape: PenaltyShape(limits: limits)) }?
        .contains("proximal-newton with limits") == true)
    #expect(
      refusal { try SoftmaxClassifier(penaltyShape: PenaltyShape(factors: [0, 1, 1, 1], limits: limits)) }?
        .contains("left out for features whose penalty factor is 0") == true)
    #expect(
      (#expect(throws: ConfigurationError.self) { try WeightLimits([.init(feature: 0, lower: 1)]) })?
        .description.contains("a lower limit of at most 0") == true)
    #expect(throws: ConfigurationError.self) { try WeightLimits([.init(feature: 0, upper: .nan)]) }
    #expect(throws: ConfigurationError.self) {
      try WeightLimits([.init(feature: 0, lower: 0), .init(feature: 0, upper: 0)])
    }
    let data = try IrisRows.dataset()
    #expect(throws: DatasetError.limitOfUnknownFeature(index: 9, featureCount: 4)) {
      try SoftmaxClassifier(
        penaltyShape: PenaltyShape(limits: WeightLimits([.init(feature: 9, lower: 0)]))
      ).fit(data)
    }
    #expect(throws: DatasetError.self) {
      try SoftmaxClassifier(
        penaltyShape: PenaltyShape(limits: WeightLimits([.init(feature: 1, className: "tulip", lower: 0)]))
      ).fit(data)
    }
  }
}
