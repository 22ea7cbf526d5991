// What offsets do to objectives, fits and scores: held against plain loops, and against what must not change.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct OffsetTests {
  private static func reference(
    _ data: Dataset, _ rows: [[Double]], l2Penalty: Double, hasBias: Bool = true, weights: [Double]? = nil
  ) -> ReferenceProblem {
    ReferenceProblem(
      rows: MadeData.rows(of: data), labels: data.classIndices.map(Int.init), classCount: data.classes.count,
      penalties: [Double](repeating: l2Penalty, count: data.featureCount), hasBias: hasBias,
      sampleWeights: weights,
      offsets: rows)
  }

  // MARK: The objective

  /// Few classes, whose tiles lie in groups of rows, and many.
  @Test(arguments: [2, 3, 18], [false, true])
  func gradientsAreThoseOfDifferencesAndPlainLoops(_ classCount: Int, _ isWeighted: Bool) throws {
    let (data, rows) = try MadeData.clouds(classCount: classCount, perClass: 9, featureCount: 4, seed: 3)
      .madeOffset(scale: 2)
    let weights = isWeighted ? (0..<data.sampleCount).map { Double($0 % 3) } : nil
    let objective = MultinomialObjective(
      FitSamples(
        data.features, data.classIndices, classCount: classCount, weights: weights,
        offsets: data.offsets?.relativeOffsets(of: data.classes)),
      penalties: [0.1, 0.1, 0.1, 0.1])
    let reference = Self.reference(data, rows, l2Penalty: 0.1, weights: weights)
    var numbers = MadeNumbers(seed: 4)
    let point = numbers.floats(objective.parameterCount).map(Double.init)
    let (own, bias) = (Array(point[..<objective.weightCount]), Array(point[objective.weightCount...]))
    let expected = reference.value(weights: own, bias: bias)
    let slopes = reference.gradient(weights: own, bias: bias)
    for (precision, tolerance) in [(PassPrecision.double, 1e-14), (.single, 2e-6)] {
      let found = objective.evaluate(at: point, precision)
      #expect(Closeness.relative(found.value, from: expected.objective) < tolerance)
      #expect(Closeness.largestDifference(found.gradient, slopes.weights + slopes.bias) < tolerance)
    }
    let gradient = objective.evaluate(at: point, .double).gradient
    for i in stride(from: 0, to: point.count, by: 7) {
      let derivative = ReferenceSoftmax.derivative { step in
        var moved = point
        moved[i] += step
        return objective.evaluate(at: moved, .double).value
      }
      // As in DerivativeTests.
      #expect(abs(gradient[i] - derivative) < 2e-11)
    }
    // An offset has no derivative, but moves the probabilities.
    let direction = numbers.floats(objective.parameterCount).map(Double.init)
    let product = objective.curvature(at: point).product(with: direction)
    let plain = reference.curvature(
      weights: own, bias: bias,
      times: (Array(direction[..<objective.weightCount]), Array(direction[objective.weightCount...])))
    #expect(Closeness.largestDifference(product, plain.weights + plain.bias) < 2e-6)
  }

  @Test func theBestBiasAloneMeetsTheClassesShares() throws {
    for (classCount, scale) in [(2, 1.0), (3, 30), (18, 3), (5, 1e5)] {
      let (data, rows) = try MadeData.clouds(classCount: classCount, perClass: 7, seed: 5).madeOffset(
        scale: scale)
      let objective = MultinomialObjective(
        FitSamples(data, Execution.automatic.engine),
        penalties: [Double](repeating: 0.1, count: data.featureCount))
      let point = objective.emptyPoint
      #expect(point[..<objective.weightCount].allSatisfy { $0 == 0 })
      let reference = Self.reference(data, rows, l2Penalty: 0.1)
      let (weights, bias) = (Array(point[..<objective.weightCount]), Array(point[objective.weightCount...]))
      let slope = reference.gradient(weights: weights, bias: bias).bias
      // A bias of that size is known to its rounding.
      #expect(slope.allSatisfy { abs($0) < 1e-13 * max(1, scale) }, "\(scale): \(slope)")
      let value = reference.value(weights: weights, bias: bias).objective
      for k in 0..<classCount {
        for step in [-0.1, 0.1] {
          var moved = bias
          moved[k] += step
          #expect(reference.value(weights: weights, bias: moved).objective >= value * (1 - 1e-12))
        }
      }
    }
  }

  // MARK: Fits

  @Test(arguments: EverySolver.configurations(), [false, true])
  func everySolverFindsTheOptimumOfPlainLoops(_ solver: SolverConfiguration, _ hasBias: Bool) throws {
    let (data, rows) = try MadeData.clouds(perClass: 20, seed: 6).madeOffset(scale: 3)
    let report = try SoftmaxClassifier(solver: solver, l2Penalty: 0.02, hasBias: hasBias).fit(data).report
    let optimum = Self.reference(data, rows, l2Penalty: 0.02, hasBias: hasBias).optimum().value
    #expect(report.stopReason == .converged)
    let gap = try #require(report.certifiedGap)
    #expect(report.objective >= optimum * (1 - 1e-12) && report.objective - gap <= optimum)
    #expect(gap <= 1e-9 * report.objective)
  }

  @Test func anOffsetThatIsAKnownPartOfTheModelIsTakenFromItsWeights() throws {
    let plain = try OffsetGolden.housing.people(hasOffsets: false)
    var numbers = MadeNumbers(seed: 8)
    let known = (weights: numbers.floats(18).map(Double.init), bias: numbers.floats(3).map(Double.init))
    let logits = MadeData.rows(of: plain).flatMap { row in
      (0..<3).map { k in row.indices.reduce(known.bias[k]) { $0 + known.weights[k * 6 + $1] * row[$1] } }
    }
    let data = try plain.offset(by: SampleOffsets(logits, classNames: plain.classes.names))
    let classifier = try SoftmaxClassifier(l2Penalty: 0)
    let whole = try classifier.fit(plain).statistics(on: plain, reference: "Low")
    let rest = try classifier.fit(data).statistics(on: data, reference: "Low")
    for (k, name) in ["Medium", "High"].enumerated() {
      let expected = try whole.coefficients().filter { $0.className == name }.map(\.estimate)
      let found = try rest.coefficients().filter { $0.className == name }.map(\.estimate)
      let own =
        [known.bias[k + 1] - known.bias[0]]
        + (0..<6).map { known.weights[(k + 1) * 6 + $0] - known.weights[$0] }
      #expect(Closeness.largestDifference(zip(expected, own).map { $0 - $1 }, found) < 1e-9)
    }
    #expect(Closeness.relative(whole.logLikelihood, from: rest.logLikelihood) < 1e-13)
  }

  @Test(
    arguments: [SolverConfiguration.automatic(), .lbfgs(curvature: .gram), .stochastic(epochs: 2)], [0, 0.01])
  func whatIsTheSameForAllClassesChangesNoBit(_ solver: SolverConfiguration, _ l1Penalty: Double) throws {
    // The others have no L1 penalty.
    guard solver.name == "auto" || l1Penalty == 0 else { return }
    let data = try MadeData.clouds(perClass: 15, seed: 7)
    let constant = (0..<data.sampleCount).flatMap { [Double](repeating: 1e9 * Double($0) + 0.3, count: 3) }
    let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01, l1Penalty: l1Penalty)
    let plain = try classifier.fit(data)
    let found = try classifier.fit(data.offset(by: SampleOffsets(constant, classNames: data.classes.names)))
    #expect(found.model.needsOffsets && !plain.model.needsOffsets)
    #expect(found.model.parameters == plain.model.parameters)
    #expect(found.report.certificate == plain.report.certificate)
  }

  /// Whatever is known of the logits, classes that a hyperplane tells apart have no optimum.
  @Test func separatedClassesAreFoundBesideOffsets() throws {
    var numbers = MadeNumbers(seed: 19)
    let rows = (0..<60).map { [numbers.next() + ($0 % 3 == 0 ? 6 : 0), numbers.next()] }
    let plain = try Dataset(
      features: Features(rows: rows, input: .vector(featureCount: 2)), labels: (0..<60).map { $0 % 3 })
    let (data, _) = try plain.madeOffset(scale: 5)
    let report = try SoftmaxClassifier(l2Penalty: 0).fit(data).report
    #expect(report.stopReason == .separated && report.separations.map(\.className) == ["0"])
  }

  @Test(arguments: [3, 18])
  func aStepOfMinibatchesGoesAlongTheGradientOfPlainLoops(_ classCount: Int) throws {
    let (data, rows) = try MadeData.clouds(classCount: classCount, perClass: 5, seed: 11).madeOffset(scale: 2)
    let start = SoftmaxModel(
      parameters: Parameters(
        weights: [Float](repeating: 0, count: classCount * data.featureCount),
        bias: [Float](repeating: 0, count: classCount)), classes: data.classes, input: data.features.input)
    let fit = try SoftmaxClassifier(
      solver: .stochastic(learningRate: 0.5, epochs: 1, batchSize: data.sampleCount)
    )
    .fit(data, from: start)
    let slope = Self.reference(data, rows, l2Penalty: 0).gradient(
      weights: start.weights.map(Double.init), bias: start.bias.map(Double.init))
    #expect(
      Closeness.largestDifference(fit.model.weights.map(Double.init), slope.weights.map { -0.5 * $0 }) < 1e-6)
    #expect(Closeness.largestDifference(fit.model.bias.map(Double.init), slope.bias.map { -0.5 * $0 }) < 1e-6)
  }

  @Test func theRowsSpaceHasTheSameValues() throws {
    var numbers = MadeNumbers(seed: 12)
    let plain = try Dataset(
      features: Features(numbers.floats(12 * 40), input: .vector(featureCount: 40)),
      labels: (0..<12).map { $0 % 3 })
    let (data, rows) = try plain.madeOffset(scale: 2)
    let objective = MultinomialObjective(
      FitSamples(data, Execution.automatic.engine), penalties: [Double](repeating: 0.1, count: 40))
    let space = try #require(RowSpace(of: objective))
    let point = numbers.floats(space.objective.parameterCount).map(Double.init)
    let expanded = space.expanded(point)
    let reference = Self.reference(data, rows, l2Penalty: 0.1)
    let expected = reference.value(
      weights: Array(expanded[..<120]), bias: Array(expanded[120...])
    ).objective
    // The space's rows are Float32.
    #expect(Closeness.relative(space.objective.evaluate(at: point, .double).value, from: expected) < 1e-6)
  }

  @Test func classesAreFoundByNameInAnyOrder() throws {
    let (data, _) = try MadeData.clouds(perClass: 12, seed: 13).madeOffset()
    let fit = try SoftmaxClassifier(l2Penalty: 0.05).fit(data)
    let turned = try data.relabelled(to: ClassVocabulary(names: ["2", "0", "1"]))
    let other = try SoftmaxClassifier(l2Penalty: 0.05).fit(turned)
    #expect(Closeness.relative(other.report.objective, from: fit.report.objective) < 1e-12)
    #expect(try fit.model.evaluate(turned) == fit.model.evaluate(data))
    // Only some of the classes: the others have 0.
    let some = try SampleOffsets((0..<data.sampleCount).map(Double.init), classNames: ["1"])
    let whole = try SampleOffsets(
      (0..<data.sampleCount).flatMap { [0, 0, Double($0)] }, classNames: ["2", "0", "1"])
    let plain = data.offset(byChecked: nil)
    let fits = try [some, whole].map { try SoftmaxClassifier(l2Penalty: 0.05).fit(plain.offset(by: $0)).model }
    #expect(fits[0] == fits[1])
  }

  // MARK: Selection

  @Test func foldsAreFittedAndScoredWithTheirOffsets() throws {
    let (plain, _) = try MadeData.clouds(perClass: 16, seed: 14).madeOffset(scale: 2)
    let places = (0..<plain.sampleCount).map { UInt32($0 / 3 % 2) }
    let data = try plain.folded(by: SampleFolds(places.map { $0 == 0 ? "a" : "b" }))
    let result = try PenaltySearch(grid: .strengths([0.05]), tolerance: 1e-9).run(on: data)
    let score = try #require(result.scores.first)
    for fold in 0..<2 {
      let own = places.indices.filter { places[$0] != fold }
      let fit = try SoftmaxClassifier(l2Penalty: 0.05).fit(plain.samples(at: own))
      let left = plain.samples(at: places.indices.filter { places[$0] == fold })
      // Both within 1e-8 of F of one optimum.
      #expect(abs(score.foldLogLosses[fold] - (try fit.model.evaluate(left).logLoss)) < 1e-4)
      let bare = try SoftmaxClassifier(l2Penalty: 0.05).fit(plain.offset(byChecked: nil).samples(at: own))
      #expect(
        abs(score.foldLogLosses[fold] - (try bare.model.evaluate(left.offset(byChecked: nil)).logLoss)) > 1e-3)
    }
  }

  @Test func nothingIsLeftAtTheFirstPenaltyOfAPath() throws {
    let (data, _) = try MadeData.clouds(perClass: 16, seed: 15).madeOffset(scale: 2)
    let result = try PenaltySearch(families: [.l1], grid: .automatic(count: 3), folds: 0).run(on: data)
    #expect(result.scores[0].nonzeroCount == 0 && result.scores[2].nonzeroCount > 0)
    let slightlyLess = try SoftmaxClassifier(l1Penalty: result.scores[0].l1Penalty * 0.99).fit(data)
    #expect(slightlyLess.model.nonzeroWeightCount > 0)
  }

  @Test func earlyStoppingLooksAtSamplesWithTheirOffsets() throws {
    let (data, _) = try MadeData.clouds(perClass: 12, seed: 16).madeOffset(scale: 2)
    let (holdout, _) = try MadeData.clouds(perClass: 6, seed: 16).madeOffset(scale: 2, seed: 17)
    let solver = SolverConfiguration.stochastic(
      epochs: 3, batchSize: 8, earlyStopping: EarlyStopping(patience: 3))
    let fit = try SoftmaxClassifier(solver: solver).fit(data, validation: holdout, test: holdout)
    let best = try #require(fit.report.history.compactMap(\.validationLoss).min())
    #expect(try fit.model.evaluate(holdout).logLoss == best)
  }

  // MARK: Scores

  @Test(arguments: [3, 18])
  func modelsAddOffsetsToTheirLogits(_ classCount: Int) throws {
    let (data, rows) = try MadeData.clouds(classCount: classCount, perClass: 4, seed: 18).madeOffset(scale: 2)
    let model = try SoftmaxClassifier(l2Penalty: 0.1).fit(data).model
    let offsets = try #require(data.offsets)
    let logits = try model.logits(for: data.features, offsets: offsets)
    let probabilities = try model.probabilities(for: data.features, offsets: offsets)
    let logs = try model.logProbabilities(for: data.features, offsets: offsets)
    let top = try model.topClasses(for: data.features, offsets: offsets)
    for (sample, row) in MadeData.rows(of: data).enumerated() {
      let expected = (0..<classCount).map { k in
        row.indices.reduce(Double(model.bias[k]) + rows[sample][k]) {
          $0 + Double(model.weights[k * data.featureCount + $1]) * row[$1]
        }
      }
      let own = ReferenceSoftmax.logProbabilities(expected)
      let place = sample * classCount
      #expect(Closeness.largestDifference(logits[place..<place + classCount].map(Double.init), expected) < 1e-4)
      #expect(Closeness.largestDifference(logs[place..<place + classCount].map(Double.init), own) < 1e-4)
      let best = expected.indices.max { expected[$0] < expected[$1] } ?? 0
      #expect(top[sample].classIndex == best)
      #expect(abs(Double(probabilities[place + best]).logarithm - own[best]) < 1e-4)
    }
  }
}

extension Double {
  fileprivate var logarithm: Double { Elementary.log(self) }
}
