// Fits whose weights stay in Float64.

import Foundation
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct UnroundedFitTests {
  /// Samples of three classes that no plane tells apart.
  private struct Made {
    let values: [Double]
    let labels: [UInt32]
    static let (count, width, classes) = (90, 4, 3)

    init() {
      var generator = RandomGenerator(seed: 3, stream: .sample)
      values = (0..<Self.count * Self.width).map { _ in generator.uniform() * 4 - 2 }
      labels = (0..<Self.count).map { _ in UInt32(generator.index(below: UInt64(Self.classes))) }
    }

    var rows: Rows { Rows(SharedStorage(values), featureCount: Self.width) }

    func problem(
      weights: [Double]? = nil, hasBias: Bool = true, isPenalised: Bool = true
    ) throws -> UnroundedProblem {
      try UnroundedProblem(
        rows: rows, labels: labels, classCount: Self.classes, weights: weights, hasBias: hasBias,
        isPenalised: isPenalised, execution: .automatic)
    }

    /// F by its definition, and its gradient.
    func objective(_ at: UnroundedParameters, l2: Double) -> (value: Double, gradient: [Double]) {
      var loss = 0.0
      var gradient = at.weights.map { l2 * $0 } + [Double](repeating: 0, count: Self.classes)
      for i in 0..<Self.count {
        let x = values[i * Self.width..<(i + 1) * Self.width]
        let logits = (0..<Self.classes).map { (k: Int) -> Double in
          var sum = at.bias[k]
          for (j, value) in x.enumerated() { sum += value * at.weights[k * Self.width + j] }
          return sum
        }
        let logarithms = ReferenceSoftmax.logProbabilities(logits)
        let probabilities = logarithms.map { exp($0) }
        loss -= logarithms[Int(labels[i])]
        for k in 0..<Self.classes {
          let residual = (probabilities[k] - (Int(labels[i]) == k ? 1 : 0)) / Double(Self.count)
          for (j, value) in x.enumerated() { gradient[k * Self.width + j] += residual * value }
          gradient[Self.classes * Self.width + k] += residual
        }
      }
      let squares = at.weights.reduce(0) { $0 + $1 * $1 }
      return (loss / Double(Self.count) + l2 / 2 * squares, gradient)
    }
  }

  private func request(l2: Double, l1: Double = 0, tolerance: Double = 1e-12) -> UnroundedRequest {
    var request = UnroundedRequest()
    (request.l2Penalty, request.l1Penalty, request.tolerance) = (l2, l1, tolerance)
    return request
  }

  @Test func theGradientIsZeroBeyondWhatFloat32WeightsCouldReach() throws {
    let made = Made()
    let fit = try made.problem().fit(request(l2: 0.01))
    let found = made.objective(fit.parameters, l2: 0.01)
    #expect(found.gradient.allSatisfy { abs($0) < 1e-13 })
    #expect(abs(found.value - fit.objective) < 1e-14)
    let gap = try #require(fit.certificate?.gap)
    #expect(gap < 1e-12)
    #expect(fit.stopReason == .converged)
  }

  @Test func classesWeightsSumToZeroAndSoDoesTheBias() throws {
    for l2 in [0, 0.01] {
      let fit = try Made().problem(isPenalised: l2 > 0).fit(request(l2: l2))
      for j in 0..<4 {
        let weights = fit.parameters.weights
        let sum: Double = weights[j] + weights[4 + j] + weights[8 + j]
        #expect(abs(sum) < 1e-14)
      }
      let biasSum: Double = fit.parameters.bias.reduce(0, +)
      #expect(abs(biasSum) < 1e-14)
    }
  }

  @Test func aWeightOfTwoIsTheSampleTwice() throws {
    let made = Made()
    let weights = made.labels.indices.map { Double($0 % 3) }
    let weighted = try made.problem(weights: weights).fit(request(l2: 0.01))
    let places = made.labels.indices.flatMap { Array(repeating: UInt32($0), count: $0 % 3) }
    let repeated = try UnroundedProblem(
      rows: made.rows.gathering(places), labels: places.map { made.labels[Int($0)] }, classCount: 3,
      weights: nil,
      hasBias: true, isPenalised: true, execution: .automatic
    ).fit(request(l2: 0.01))
    for (a, b) in zip(weighted.parameters.weights, repeated.parameters.weights) {
      let distance = abs(a - b)
      #expect(distance < 1e-12)
    }
  }

  @Test func aClassWithoutSamplesIsImprobable() throws {
    let made = Made()
    let fit = try UnroundedProblem(
      rows: made.rows, labels: made.labels.map { $0 == 2 ? 3 : $0 }, classCount: 4, weights: nil, hasBias: true,
      isPenalised: true, execution: .automatic
    ).fit(request(l2: 0.01))
    let alone = try made.problem().fit(request(l2: 0.01))
    #expect(fit.parameters.weights[8..<12].allSatisfy { $0 == 0 })
    #expect(Array(fit.parameters.weights[12...]) == Array(alone.parameters.weights[8...]))
    let least = alone.parameters.bias.min() ?? 0
    #expect(fit.parameters.bias[2] < least - 29)
  }

  @Test func aPathEndsWhereItsLastFitAloneEnds() throws {
    let problem = try Made().problem()
    var found: [UnroundedPathStep] = []
    try problem.path([(0, 1), (0, 0.1), (0, 0.01)], request(l2: 0, tolerance: 1e-9)) { found.append($1) }
    let alone = try problem.fit(request(l2: 0.01))
    #expect(found.count == 3 && found.allSatisfy(\.isConverged))
    for (a, b) in zip(found[2].parameters.weights, alone.parameters.weights) {
      let distance = abs(a - b)
      #expect(distance < 1e-3)
    }
    let missed = found[2].objective - alone.objective
    #expect(missed < 1e-8 * alone.objective)
  }

  @Test func anAnswerOfNoEndsAFitWithWhatItHas() throws {
    let fit = try Made().problem().fit(request(l2: 0.01)) { $0.passCount < 3 }
    #expect(fit.stopReason == .stopped && fit.passCount == 3 && fit.certificate == nil)
  }

  @Test func aStartAtTheOptimumTakesNoSteps() throws {
    let problem = try Made().problem()
    var again = request(l2: 0.01, tolerance: 1e-8)
    again.start = try problem.fit(request(l2: 0.01)).parameters
    // One step more than none: Newton's last one, which squares what is left.
    #expect(try problem.fit(again).iterationCount <= 1)
  }

  @Test func aCertificateOfOtherWeightsBoundsWhatTheyMiss() throws {
    let problem = try Made().problem()
    let best = try problem.fit(request(l2: 0.01))
    var other = best.parameters
    other.weights[0] += 0.1
    let found = problem.certificate(of: other, l1Penalty: 0, l2Penalty: 0.01)
    let missed = found.objective - best.objective
    let gap = try #require(found.gap)
    #expect(missed > 0 && gap >= missed)
  }

  @Test func stepsOfMinibatchesGoDownAndALargeL1PenaltyLeavesNothing() throws {
    let made = Made()
    var steps = UnroundedSteps()
    (steps.batchSize, steps.learningRate) = (90, 0.5)
    var parameters = UnroundedParameters(classCount: 3, featureCount: 4)
    let first = try steps.take(
      made.rows, labels: made.labels, weights: nil, from: &parameters, execution: .automatic)
    let second = try steps.take(
      made.rows, labels: made.labels, weights: nil, from: &parameters, execution: .automatic)
    #expect(second < first)
    // One batch of all samples is one step along the gradient.
    var once = UnroundedParameters(classCount: 3, featureCount: 4)
    let slope = made.objective(once, l2: 0).gradient
    _ = try steps.take(made.rows, labels: made.labels, weights: nil, from: &once, execution: .automatic)
    for i in 0..<12 {
      let distance = abs(once.weights[i] + 0.5 * slope[i])
      #expect(distance < 1e-14)
    }
    steps.l1Penalty = 10
    _ = try steps.take(made.rows, labels: made.labels, weights: nil, from: &parameters, execution: .automatic)
    #expect(parameters.weights.allSatisfy { $0 == 0 })
  }

  @Test func scoresInFloat64AreThoseOfPlainLoops() throws {
    let made = Made()
    let fit = try made.problem().fit(request(l2: 0.01))
    let scorer = UnroundedScorer(fit.parameters, execution: .automatic)
    let result = WorkBuffer<Double>(count: 270, repeating: 0)
    let overflow = scorer.forEachTile(of: made.rows, .probabilities) { scores, rows in
      for i in scores.indices { result[rows.lowerBound * 3 + i] = scores[i] }
    }
    #expect(overflow == nil)
    for i in 0..<90 {
      let logits = (0..<3).map { (k: Int) -> Double in
        var sum = fit.parameters.bias[k]
        for j in 0..<4 { sum += fit.parameters.weights[k * 4 + j] * made.values[i * 4 + j] }
        return sum
      }
      for (k, logarithm) in ReferenceSoftmax.logProbabilities(logits).enumerated() {
        let distance = abs(result[i * 3 + k] - exp(logarithm))
        #expect(distance < 1e-14)
      }
    }
  }

  @Test func samplesOfOneClassAreRefused() {
    let made = Made()
    #expect(throws: DatasetError.self) { try made.problem(weights: made.labels.map { $0 == 0 ? 1 : 0 }) }
    #expect(throws: DatasetError.self) { try made.problem(weights: [1]) }
  }
}
