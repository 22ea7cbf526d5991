// The line search on functions of one number, and the arithmetic of vectors.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct LineSearchTests {
  private func evaluation(_ value: Double, _ slope: Double) -> PointEvaluation {
    PointEvaluation(value: value, gradient: [slope], logLoss: value, accuracy: 0, estimatedGap: nil)
  }

  /// (x - 3)^2 from 0, where it is 9 and falls by 6.
  private func search(along direction: Double) -> (x: Double, step: Double, evaluations: Int)? {
    var evaluations = 0
    let outcome = LineSearch(relativeNoise: 1e-14).search(
      from: [0], evaluation(9, -6), along: [direction]
    ) { point in
      evaluations += 1
      return evaluation((point[0] - 3) * (point[0] - 3), 2 * (point[0] - 3))
    }
    guard case .moved(let step, let point, let found) = outcome else { return nil }
    #expect(found.value == (point[0] - 3) * (point[0] - 3))
    #expect(point[0] == step * direction)
    return (point[0], step, evaluations)
  }

  @Test func aStepThatFitsIsTakenAtOnce() throws {
    let found = try #require(search(along: 3))
    #expect(found.step == 1)
    #expect(found.evaluations == 1)
  }

  @Test func aStepFarTooShortIsMadeLonger() throws {
    for direction in [1e-2, 1e-3] {
      let found = try #require(search(along: direction))
      // So far that the slope has changed by a tenth.
      #expect(found.x >= 0.3 && found.x < 6)
      #expect(found.evaluations < 8)
    }
  }

  @Test func aStepTooLongIsMadeShorter() throws {
    for direction in [6.1, 30, 1e4] {
      let found = try #require(search(along: direction))
      #expect(found.x > 0 && found.x < 6)
      #expect(found.evaluations < 12)
    }
  }

  @Test func valuesWithinTheirRoundingAreDecidedBySlopes() {
    // 1 + 1e-10 (x - 1)^2, whose values are wrong by up to 3e-8 in either direction.
    let outcome = LineSearch(relativeNoise: 1e-7).search(
      from: [0], evaluation(1, -2e-10), along: [1]
    ) { point in evaluation(1 + 3e-8, 2e-10 * (point[0] - 1)) }
    guard case .moved(let step, _, _) = outcome else {
      Issue.record("no step")
      return
    }
    #expect(step == 1)
  }

  @Test func aFunctionThatOnlyRisesIsFlat() {
    var evaluations = 0
    let outcome = LineSearch(relativeNoise: 1e-14).search(from: [0], evaluation(1, -1e-3), along: [1]) {
      point in
      evaluations += 1
      return evaluation(1 + 1e-6 + abs(point[0]), 1)
    }
    guard case .flat = outcome else {
      Issue.record("a step was taken")
      return
    }
    #expect(evaluations <= 25)
  }

  @Test func directionsThatLeadUpOrNowhereAreNotTried() {
    for direction in [-1.0, 0, .nan] {
      let outcome = LineSearch(relativeNoise: 0).search(from: [0], evaluation(9, -6), along: [direction]) { _ in
        Issue.record("evaluated")
        return evaluation(0, 0)
      }
      if case .moved = outcome { Issue.record("moved along \(direction)") }
    }
  }

  @Test(arguments: [0.5, 0.011, 1e-6])
  func pointsWhereTheFunctionIsNoNumberAreAvoided(_ limit: Double) throws {
    let outcome = LineSearch(relativeNoise: 1e-14).search(from: [0], evaluation(9, -6), along: [1]) { point in
      point[0] < limit
        ? evaluation((point[0] - 3) * (point[0] - 3), 2 * (point[0] - 3)) : evaluation(.nan, .nan)
    }
    guard case .moved(_, let point, let found) = outcome else {
      Issue.record("no step")
      return
    }
    #expect(point[0] > 0 && point[0] < limit)
    #expect(found.value < 9)
  }

  @Test func whatAnEvaluationThrowsComesOut() {
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try LineSearch(relativeNoise: 0).search(from: [0], evaluation(9, -6), along: [1]) { _ in throw Enough() }
    }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 100])
  func dotProductsAreTheSumsOfProducts(_ count: Int) {
    // Whole numbers, whose sum is exact in any order.
    var numbers = MadeNumbers(seed: 81)
    let a = (0..<count).map { _ in Double((numbers.next() * 1000).rounded()) }
    let b = (0..<count).map { _ in Double((numbers.next() * 1000).rounded()) }
    #expect(VectorArithmetic.dot(a, b) == zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })
    #expect(VectorArithmetic.largest(a) == a.map(abs).max() ?? 0)
    #expect(VectorArithmetic.moved(a, by: 2, along: b) == zip(a, b).map { $0 + 2 * $1 })
  }
}
