// What a step of a fit with an L1 penalty is made of: the model, its minimum, and what changes no probability.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SparseModelTests {
  private let engine = Execution.automatic.engine

  /// A^T A of made numbers, of which the last columns are nearly the first ones again: bent some 1e-8 as much there.
  private func matrix(order: Int, seed: UInt64, isFlat: Bool) -> [[Double]] {
    var numbers = MadeNumbers(seed: seed)
    let rows = (0..<2 * order + 3).map { _ -> [Double] in
      var row = (0..<order).map { _ in Double(numbers.next()) }
      if isFlat { for j in order / 2..<order { row[j] = row[j - order / 2] + 1e-4 * row[j] } }
      return row
    }
    return (0..<order).map { i in (0..<order).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } } }
  }

  private func curvature(_ matrix: [[Double]], penalties: [Double]? = nil) -> ActiveCurvature<Double> {
    let order = matrix.count
    return ActiveCurvature(
      order: order, stride: order, matrix: WorkBuffer(matrix.flatMap(\.self), default: 0),
      penalties: penalties ?? [Double](repeating: 0, count: order), engine: engine)
  }

  @Test(arguments: [1, 2, 7, 40, 90], [false, true])
  func theMinimumOfAModelMeetsItsConditions(_ order: Int, _ isFlat: Bool) {
    let whole = matrix(order: order, seed: UInt64(order), isFlat: isFlat && order > 1)
    var numbers = MadeNumbers(seed: 8)
    let start = (0..<order).map { $0 % 3 == 0 ? 0 : Double(numbers.next()) }
    let gradient = (0..<order).map { _ in 3 * Double(numbers.next()) }
    // The first is free, as a bias is.
    let penalties = (0..<order).map { $0 == 0 ? 0 : 0.5 + abs(Double(numbers.next())) }
    let bends = (0..<order).map { 0.1 * Double($0 % 2) }
    func slopes(_ point: [Double]) -> [Double] {
      (0..<order).map { i in
        let image =
          (0..<order).reduce(0.0) { $0 + whole[i][$1] * (point[$1] - start[$1]) }
          + bends[i] * (point[i] - start[i])
        return abs(smallestSlope(gradient[i] + image, at: point[i], penalty: penalties[i]))
      }
    }
    let found = SparseQuadratic(
      curvature(whole, penalties: bends), at: start, gradient: gradient,
      PenalisedPart(magnitudes: penalties)
    ).minimum(QuadraticEffort(slopeShare: 1e-6, faceLimit: 2 * order + 10, roundLimit: 20))
    #expect(VectorArithmetic.largest(slopes(found)) <= 1.001e-6 * VectorArithmetic.largest(slopes(start)))
    if order >= 40 { #expect(found.contains(0)) }
  }

  @Test func argumentsTakenOutOfASystemStayWhereTheyAre() throws {
    let order = 30
    let whole = matrix(order: order, seed: 3, isFlat: false)
    var numbers = MadeNumbers(seed: 4)
    let right = (0..<order).map { _ in Double(numbers.next()) }
    var system = try #require(FreeSystem(curvature(whole), parameters: Array(0..<order)))
    var gone: [Int] = []
    for next in [[4], [17, 29], [0]] {
      let isSmaller = system.takeOut(next)
      #expect(isSmaller)
      gone += next
      let rest = (0..<order).filter { !gone.contains($0) }
      let found = system.solution(of: right)
      let smaller = try #require(FreeSystem(curvature(whole), parameters: rest))
      let expected = smaller.solution(of: rest.map { right[$0] })
      #expect(gone.allSatisfy { found[$0] == 0 })
      #expect(Closeness.largestDifference(rest.map { found[$0] }, expected) < 1e-10)
    }
    // Beyond 16 another factor costs less.
    let isTooMany = !system.takeOut(5..<18)
    #expect(isTooMany)
  }

  @Test(arguments: [(1.0, 0.0), (0.3, 0.7), (0, 1), (0, 0)], [1, 2, 3, 4, 7])
  func whatClassesHaveInCommonIsTakenAwayWhereItIsPenalised(_ penalties: (Double, Double), _ classCount: Int) {
    let (l1, l2) = penalties
    var numbers = MadeNumbers(seed: UInt64(classCount))
    let point = (0..<2 * classCount).map { _ in Double(numbers.next()) } + [5, 6]
    let shift = CommonShift(
      WeightPenalty(classCount: classCount, l1: [l1, 2 * l1], l2: [l2, 3 * l2]))
    let found = shift.removed(from: point)
    #expect(found.suffix(2) == [5, 6], "biases stay")
    func penalty(_ j: Int, _ values: [Double]) -> Double {
      values.reduce(0) { $0 + (1 + Double(j)) * l1 * abs($1) + (1 + 2 * Double(j)) * l2 / 2 * $1 * $1 }
    }
    for j in 0..<2 {
      let (before, after) = (
        (0..<classCount).map { point[2 * $0 + j] }, (0..<classCount).map { found[2 * $0 + j] }
      )
      let moved = before[0] - after[0]
      #expect(zip(before, after).allSatisfy { abs($0 - $1 - moved) < 1e-15 })
      for other in stride(from: -2.0, through: 2, by: 0.01) {
        #expect(penalty(j, after) <= penalty(j, before.map { $0 - other }) + 1e-12)
      }
      if l1 > 0, l2 == 0 { #expect(after.contains(0)) }
      if l1 == 0 { #expect(abs(after.reduce(0, +)) < 1e-12) }
    }
    // Wherever one comes from, one ends at the same point.
    let elsewhere = point.enumerated().map { $0 < 2 * classCount ? $1 + (($0 % 2 == 0) ? 0.7 : -3) : $1 }
    #expect(Closeness.largestDifference(shift.removed(from: elsewhere), found) < 1e-12)
  }

  struct Terms: Sendable, CustomTestStringConvertible {
    var classCount: Int
    var featureCount: Int
    var hasBias = true
    var isWeighted = false
    /// Every so many parameters are taken.
    var step = 1
    /// Larger ones make probabilities of nearly 1.
    var size = 1.0
    var testDescription: String {
      "\(classCount) classes, \(featureCount) features, bias \(hasBias), weights \(isWeighted), \(step), \(size)"
    }
  }

  static let terms = [
    Terms(classCount: 2, featureCount: 3), Terms(classCount: 5, featureCount: 4, isWeighted: true),
    Terms(classCount: 3, featureCount: 60, step: 11), Terms(classCount: 18, featureCount: 7, hasBias: false),
    Terms(classCount: 4, featureCount: 5, size: 12), Terms(classCount: 12, featureCount: 12, isWeighted: true),
  ]

  /// Against differences of the gradient, which is in Float64.
  @Test(arguments: terms)
  func secondDerivativesAreThoseOfTheGradient(_ terms: Terms) throws {
    var numbers = MadeNumbers(seed: 12)
    let sampleCount = 150
    let problem = MadeProblem(
      classCount: terms.classCount, featureCount: terms.featureCount, sampleCount: sampleCount,
      weights: terms.isWeighted ? (0..<sampleCount).map { 0.5 + Double($0 % 4) } : nil)
    let objective = MultinomialObjective(
      try problem.samples(engine), penalties: [Double](repeating: 0, count: terms.featureCount),
      l1Penalties: [Double](repeating: 0.1, count: terms.featureCount), hasBias: terms.hasBias)
    let point = (0..<objective.parameterCount).map { _ in terms.size * Double(numbers.next()) }
    let rounded = objective.parameters(point)
    let start = (rounded.weights + (terms.hasBias ? rounded.bias : [])).map(Double.init)
    let parameters = Array(stride(from: 0, to: objective.parameterCount, by: terms.step))
    let found = try #require(
      ActiveColumns(of: objective).curvature(of: parameters, at: rounded, density: 1))
    // So few samples that a solver takes them in Float64.
    guard case .double(let precise) = objective.curvature(of: parameters, at: start, density: 1) else {
      Issue.record("the second derivatives of a small problem are in Float32")
      return
    }
    let largest = parameters.indices.reduce(0) { max($0, found.diagonal($1)) }
    let change = 1e-5
    for (a, parameter) in parameters.enumerated() {
      func gradient(_ sign: Double) -> [Double] {
        var moved = start
        moved[parameter] += sign * change
        return objective.evaluate(at: moved, .double).gradient
      }
      let (above, below) = (gradient(1), gradient(-1))
      for (b, other) in parameters.enumerated() {
        let expected = (above[other] - below[other]) / (2 * change)
        // Float32 sums, and a floor of 2e-6 under the diagonal; differences are right to some 1e-10 x size^2.
        #expect(abs(found.element(a, b) - expected) < 4e-6 * largest)
        #expect(abs(precise.element(a, b) - expected) < 1e-9 * terms.size * terms.size * (1 + largest))
      }
    }
  }

  /// Columns of irises in their own units, no bias and next to no penalty: F hardly bends along what columns have in common.
  @Test(arguments: [false, true], [1e-4, 1e-6])
  func nearlyFlatDirectionsTakeFewPasses(_ hasBias: Bool, _ l1Penalty: Double) throws {
    let fit = try SoftmaxClassifier(l2Penalty: 0, l1Penalty: l1Penalty, hasBias: hasBias).fit(
      IrisRows.dataset())
    #expect(fit.report.stopReason == .converged)
    #expect(fit.report.passes <= 60)
  }
}
