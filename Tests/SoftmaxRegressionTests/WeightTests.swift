// Sample weights, class weights and fits without a bias, through the classifier.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct WeightTests {
  private func made(_ kind: InputDescription.Kind = .vector) throws -> Dataset {
    // Clouds that overlap, of 40, 40 and 40 samples, of which a part is left out below.
    try MadeData.clouds(perClass: 40, seed: 5, kind: kind)
  }

  private func fit(
    _ data: Dataset, _ solver: SolverConfiguration = .automatic(), l2Penalty: Double? = 0.01,
    classWeights: ClassWeights = .uniform, hasBias: Bool = true
  ) throws -> SoftmaxFit {
    try SoftmaxClassifier(
      solver: solver, l2Penalty: l2Penalty, classWeights: classWeights, hasBias: hasBias
    ).fit(data)
  }

  /// The true excess of a fit over an optimum that was found in Float64 by another method.
  private func excess(_ fit: SoftmaxFit, over problem: ReferenceProblem) -> Double {
    problem.value(of: fit.model) - problem.optimum().value
  }

  @Test(arguments: EverySolver.configurations(), [true, false])
  func everySolverFindsTheWeightedOptimum(_ solver: SolverConfiguration, hasBias: Bool) throws {
    var numbers = MadeNumbers(seed: 6)
    let data = try made()
    let weights = (0..<data.sampleCount).map { _ in Double(numbers.next()).magnitude * 3 }
    let fit = try fit(data.weighted(by: weights), solver, hasBias: hasBias)
    let problem = EverySolver.problem(data, l2Penalty: 0.01, hasBias: hasBias, sampleWeights: weights)
    let gap = try #require(fit.report.certifiedGap)
    #expect(fit.report.stopReason == .converged)
    #expect(excess(fit, over: problem) <= gap)
    #expect(gap <= 1e-9 * fit.report.objective)
    // Of the saved weights, in Float64: sums of 120 terms in another order.
    #expect(Closeness.relative(fit.report.objective, from: problem.value(of: fit.model)) < 1e-13)
    #expect(hasBias || fit.model.bias.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [InputDescription.Kind.vector, .table])
  func aWholeWeightIsARepetitionAndZeroAnAbsence(_ kind: InputDescription.Kind) throws {
    let data = try made(kind)
    let counts = (0..<data.sampleCount).map { ($0 * 7 + $0 / 5) % 4 }
    let repeated = data.samples(at: counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) })
    let weighted = try fit(data.weighted(by: counts.map(Double.init)))
    let plain = try fit(repeated)
    #expect(weighted.report.standardized == (kind == .table))
    // One optimum, found twice to a share of 1e-8 of F, whose curvature is at least the penalty.
    let bound = (4e-8 * plain.report.objective / 0.01).squareRoot()
    #expect(distance(weighted, plain) < bound)
    #expect(Closeness.relative(weighted.report.objective, from: plain.report.objective) < 2e-8)
  }

  @Test func whatHasNoWeightChangesNoBit() throws {
    let data = try made()
    let kept = (0..<data.sampleCount).filter { $0 % 5 != 2 }
    for solver in [SolverConfiguration.automatic(), .stochastic(epochs: 2, batchSize: 16)] {
      let masked = try data.weighted(by: (0..<data.sampleCount).map { $0 % 5 != 2 ? 1 : 0 })
      #expect(try fit(masked, solver).model == fit(data.samples(at: kept), solver).model)
    }
  }

  // Two fits may lie (4 x tolerance x F / l2)^(1/2) apart: with this tolerance 7e-6, less than the bound below.
  @Test(arguments: [
    SolverConfiguration.automatic(), .lbfgs(tolerance: 1e-12), .stochastic(epochs: 3, batchSize: 16),
  ])
  func scalingAllWeightsChangesNothing(_ solver: SolverConfiguration) throws {
    let data = try made()
    let weights = (0..<data.sampleCount).map { 1 + Double($0 % 3) }
    let first = try fit(data.weighted(by: weights), solver)
    // Float64's largest and smallest among them.
    for factor in [0x1p-1000, 0.25, 0x1p1000] {
      #expect(try fit(data.weighted(by: weights.map { $0 * factor }), solver).model == first.model)
    }
    let other = try fit(data.weighted(by: weights.map { $0 * 0.7 }), solver)
    // Weights of another last bit: to the rounding of Float32, times some steps.
    #expect(distance(other, first) < 1e-5)
    // Equal weights are none.
    let equal = try data.weighted(by: [Double](repeating: 0.7, count: data.sampleCount))
    #expect(try fit(equal, solver).model == fit(data, solver).model)
  }

  @Test func balancedClassesCountAlike() throws {
    let data = try made()
    // 40, 20 and 10 samples.
    let rare = data.samples(
      at: (0..<data.sampleCount).filter { [true, $0 / 3 % 2 == 0, $0 / 3 % 4 == 0][$0 % 3] })
    #expect(rare.classCounts == [40, 20, 10])
    let balanced = try fit(rare, classWeights: .balanced)
    // scikit-learn's samples / (classes x samples of the class).
    let weights = [70.0 / 120, 70.0 / 60, 70.0 / 30]
    let found = try #require(balanced.report.classWeights)
    #expect(Closeness.largestDifference(found, weights) < 1e-15)
    let problem = EverySolver.problem(
      rare, l2Penalty: 0.01, sampleWeights: rare.classIndices.map { weights[Int($0)] })
    #expect(excess(balanced, over: problem) <= 1e-8 * balanced.report.objective)
    // Mean probabilities are the classes' shares at the optimum: a third each, weighted.
    let probabilities = try balanced.model.probabilities(for: rare.features)
    for k in 0..<3 {
      let mean =
        rare.classIndices.indices.reduce(0.0) {
          $0 + weights[Int(rare.classIndices[$1])] * Double(probabilities[$1 * 3 + k])
        } / 70
      // The gradient by the bias, left over by a gap of 1e-8, and Float32 probabilities.
      #expect(abs(mean - 1.0 / 3) < 1e-4)
    }
    let custom = try fit(rare, classWeights: .custom(["1": 2, "2": 4]))
    #expect(custom.report.classWeights == [1, 2, 4])
    #expect(distance(custom, balanced) < 1e-4)
  }

  @Test func classAndSampleWeightsMultiply() throws {
    let data = try made()
    let own = (0..<data.sampleCount).map { 1 + Double($0 % 2) }
    let both = try fit(data.weighted(by: own), classWeights: .custom(["0": 3]))
    let product = try fit(data.weighted(by: own.indices.map { own[$0] * (data.classIndices[$0] == 0 ? 3 : 1) }))
    #expect(both.model == product.model)
  }

  @Test func stochasticDescentGoesTowardsTheWeightedOptimum() throws {
    let data = try made()
    let weights = (0..<data.sampleCount).map { 0.2 + Double($0 % 3) }
    let weighted = try fit(
      data.weighted(by: weights), .stochastic(learningRate: 0.05, epochs: 400, batchSize: 40), hasBias: false)
    let problem = EverySolver.problem(data, l2Penalty: 0.01, hasBias: false, sampleWeights: weights)
    let plain = try fit(data, .stochastic(learningRate: 0.05, epochs: 400, batchSize: 40), hasBias: false)
    // At a constant rate the weights keep wandering about the optimum; without the weights it is about another one.
    #expect(excess(weighted, over: problem) < 0.1 * excess(plain, over: problem))
    #expect(weighted.model.bias.allSatisfy { $0 == 0 })
    let loss = try #require(weighted.report.history.last?.trainLoss)
    #expect(Closeness.relative(loss, from: weighted.report.trainLogLoss) < 0.02)
  }

  @Test func withoutABiasColumnsAreScaledButNotCentred() throws {
    let data = try made(.table)
    let fit = try fit(data, hasBias: false)
    let standardization = try #require(fit.report.standardization)
    let centred = Standardization(of: data.features)
    #expect(standardization.means.allSatisfy { $0 == 0 })
    #expect(standardization.standardDeviations == centred.standardDeviations)
    let problem = EverySolver.problem(data, l2Penalty: 0.01, isStandardized: true, hasBias: false)
    #expect(excess(fit, over: problem) <= 1e-8 * fit.report.objective)
  }

  @Test func separationWithoutABiasIsThroughTheOrigin() throws {
    // Feature 0 tells the classes apart by a threshold of 2, which takes a bias; feature 1 by its sign.
    let rows: [Float] = [1, 0.2, 1.5, -0.3, 1.2, 0.1, 3, -0.2, 2.5, 0.3, 4, 0.1]
    let labels = [0, 0, 0, 1, 1, 1]
    let apart = try Dataset(features: Features(rows, input: .vector(featureCount: 2)), labels: labels)
    #expect(try fit(apart, l2Penalty: 0).report.stopReason == .separated)
    #expect(try fit(apart, l2Penalty: 0, hasBias: false).report.stopReason != .separated)
    let signed = try Dataset(
      features: Features(
        rows.enumerated().map { $0.offset % 2 == 0 ? $0.element : ($0.offset < 6 ? -1 : 1) },
        input: .vector(featureCount: 2)), labels: labels)
    #expect(try fit(signed, l2Penalty: 0, hasBias: false).report.stopReason == .separated)
  }

  private func distance(_ first: SoftmaxFit, _ second: SoftmaxFit) -> Double {
    Closeness.largestDifference(first.model.weights.map(Double.init), second.model.weights.map(Double.init))
  }

  // MARK: Refused

  @Test func weightsThatAreNoneAreRefused() throws {
    let data = try made()
    let ones = [Double](repeating: 1, count: data.sampleCount)
    #expect(throws: DatasetError.weightCountMismatch(samples: 120, weights: 119)) {
      try data.weighted(by: ones.dropLast())
    }
    for (value, text) in [(-1.0, "-1.0"), (.nan, "nan"), (.infinity, "inf")] {
      var weights = ones
      weights[7] = value
      #expect(throws: DatasetError.invalidWeight(sample: 7, value: text)) { try data.weighted(by: weights) }
    }
    #expect(throws: DatasetError.noWeight(classes: [])) {
      try fit(data.weighted(by: ones.map { _ in 0 }))
    }
    #expect(throws: DatasetError.noWeight(classes: ["1"])) {
      try fit(data, classWeights: .custom(["0": 0, "2": 0]))
    }
    #expect(throws: DatasetError.unknownClassWeight(name: "cat", nearest: nil)) {
      try fit(data, classWeights: .custom(["cat": 2]))
    }
    #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(classWeights: .custom(["0": -1])) }
  }

  @Test func theUnitOfWeightsMakesNoDifferenceHoweverLargeOrSmall() throws {
    let data = try made()
    let weights = (0..<data.sampleCount).map { 1 + Double($0 % 3) }
    func weightedFit(_ unit: Double, classUnit: Double, _ standardize: SoftmaxClassifier.Standardize) throws
      -> SoftmaxModel
    {
      try SoftmaxClassifier(
        classWeights: .custom(["0": classUnit, "1": 2 * classUnit, "2": classUnit]), standardize: standardize
      ).fit(data.weighted(by: weights.map { $0 * unit })).model
    }
    for standardize in [SoftmaxClassifier.Standardize.always, .never] {
      let model = try weightedFit(1, classUnit: 1, standardize)
      // Sums of such weights, and products with such factors, leave Float64's range.
      #expect(try weightedFit(0x1p1020, classUnit: 0x1p1000, standardize) == model)
      #expect(try weightedFit(0x1p-1000, classUnit: 0x1p-1020, standardize) == model)
    }
  }

  @Test func weightsGoWithTheirSamples() throws {
    let data = try made().weighted(by: (0..<120).map(Double.init))
    #expect(data.samples(at: [5, 3, 5]).sampleWeights == [5, 3, 5])
    let other = try made().samples(at: [0, 1])
    #expect(try data.samples(at: [7]).appending(other, name: "both").sampleWeights == [7, 1, 1])
    #expect(try other.appending(data.samples(at: [7]), name: "both").sampleWeights == [1, 1, 7])
    #expect(
      try data.relabelled(to: ClassVocabulary(names: ["2", "1", "0"])).sampleWeights == data.sampleWeights)
  }
}
