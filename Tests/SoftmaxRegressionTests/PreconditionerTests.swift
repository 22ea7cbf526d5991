// Preconditioners against the second derivatives that they invert.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PreconditionerTests {
  struct Variant: Sendable {
    var classCount: Int
    var hasBias = true
    var isWeighted = false
    var isBytes = false
  }

  static let variants = [
    Variant(classCount: 2), Variant(classCount: 3, hasBias: false), Variant(classCount: 4, isWeighted: true),
    Variant(classCount: 3, isBytes: true), Variant(classCount: 18),
  ]

  private static let penalties = [0.5, 0.1, 0.3, 2]

  private func made(_ variant: Variant, memoryLimit: Int = 1 << 30) throws -> (
    objective: MultinomialObjective, reference: ReferenceProblem
  ) {
    var numbers = MadeNumbers(seed: 61)
    let (sampleCount, featureCount) = (60, 4)
    let features =
      variant.isBytes
      ? try Features(bytes: numbers.bytes(sampleCount * featureCount), input: .image(shape: [featureCount]))
      : try Features(numbers.floats(sampleCount * featureCount), input: .vector(featureCount: featureCount))
    let labels = numbers.indices(sampleCount, below: variant.classCount)
    let weights = variant.isWeighted ? (0..<sampleCount).map { Float($0 % 3) } : nil
    return (
      MultinomialObjective(
        features: features.rows, labels: labels, classCount: variant.classCount,
        penalties: Self.penalties, hasBias: variant.hasBias, sampleWeights: weights.map { SampleWeights($0) },
        engine: Execution.automatic.engine, memoryLimit: memoryLimit),
      ReferenceProblem(
        rows: EverySolver.exactRows(of: features), labels: labels.map(Int.init), classCount: variant.classCount,
        penalties: Self.penalties, hasBias: variant.hasBias, sampleWeights: weights?.map(Double.init))
    )
  }

  /// The largest error of the preconditioner on H v, beside v's largest part.
  private func error(
    _ kind: PreconditionerKind, at point: [Double], _ objective: MultinomialObjective,
    _ reference: ReferenceProblem
  ) throws -> Double {
    var numbers = MadeNumbers(seed: 62)
    let count = objective.weightCount
    func parts(_ vector: [Double]) -> (weights: [Double], bias: [Double]) {
      let bias = Array(vector[count...])
      return (
        Array(vector[..<count]), bias.isEmpty ? [Double](repeating: 0, count: objective.classCount) : bias
      )
    }
    var direction = numbers.floats(objective.parameterCount).map(Double.init)
    // A bias for all classes changes nothing: it is in no image of H.
    if objective.hasBias { direction = Array(direction[..<count]) + centred(Array(direction[count...])) }
    let image = reference.curvature(
      weights: parts(point).weights, bias: parts(point).bias, times: parts(direction))
    let preconditioner = try #require(objective.preconditioner(kind, at: point))
    let found = preconditioner.apply(to: image.weights + (objective.hasBias ? image.bias : []))
    return Closeness.largestDifference(found, direction)
  }

  private func point(_ objective: MultinomialObjective) -> [Double] {
    var numbers = MadeNumbers(seed: 63)
    return numbers.floats(objective.parameterCount).map(Double.init)
  }

  @Test(arguments: variants)
  func theExactOneIsTheInverse(_ variant: Variant) throws {
    let (objective, reference) = try made(variant)
    #expect(try error(.exact, at: point(objective), objective, reference) < 1e-11)
  }

  @Test(arguments: variants)
  func pairsWithoutAThresholdAreTheInverseInFloat32(_ variant: Variant) throws {
    let (objective, reference) = try made(variant)
    // Curvature runs from 0.01 to 2: a condition of some hundreds times the rounding and the ridge of 2e-6.
    #expect(try error(.pairs(threshold: 0), at: point(objective), objective, reference) < 1e-3)
  }

  @Test(arguments: variants)
  func theKroneckerProductIsTheInverseWhereAllProbabilitiesAreEqual(_ variant: Variant) throws {
    let (objective, reference) = try made(variant)
    let zero = [Double](repeating: 0, count: objective.parameterCount)
    #expect(try error(.kronecker, at: zero, objective, reference) < 1e-3)
    // And elsewhere it is near enough to point downhill.
    let point = point(objective)
    let gradient = objective.evaluate(at: point, .double).gradient
    let direction = try #require(objective.preconditioner(.kronecker, at: point)).apply(to: gradient)
    #expect(VectorArithmetic.dot(gradient, direction) > 0)
  }

  @Test(arguments: variants)
  func theDiagonalIsThatOfTheSecondDerivativesWhereAllProbabilitiesAreEqual(_ variant: Variant) throws {
    let (objective, reference) = try made(variant)
    let zero = [Double](repeating: 0, count: objective.parameterCount)
    let none = [Double](repeating: 0, count: objective.classCount)
    let inverse = try #require(objective.preconditioner(.diagonal, at: zero))
    let found = inverse.apply(to: zero.map { _ in 1 })
    for i in zero.indices where i < objective.weightCount {
      var unit = [Double](repeating: 0, count: objective.weightCount)
      unit[i] = 1
      let image = reference.curvature(weights: unit.map { _ in 0 }, bias: none, times: (unit, none))
      #expect(Closeness.relative(found[i], from: 1 / image.weights[i]) < 1e-5)
    }
    let elsewhere = try #require(objective.preconditioner(.diagonal, at: point(objective)))
    #expect(elsewhere.apply(to: zero.map { _ in 1 }).allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test func whatDoesNotFitIntoMemoryIsNotMade() throws {
    let (objective, _) = try made(Variant(classCount: 4), memoryLimit: 1000)
    let point = point(objective)
    #expect(objective.preconditioner(.pairs(threshold: 0.1), at: point) == nil)
    #expect(objective.preconditioner(.kronecker, at: point) == nil)
    #expect(objective.preconditioner(.diagonal, at: point) != nil)
  }

  @Test func preconditionersKeepTheirDigitsHoweverSmallTheGradient() throws {
    let (objective, _) = try made(Variant(classCount: 4))
    let point = point(objective)
    let gradient = objective.evaluate(at: point, .double).gradient
    for kind in [PreconditionerKind.pairs(threshold: 0), .kronecker, .exact, .diagonal] {
      let preconditioner = try #require(objective.preconditioner(kind, at: point))
      let direct = preconditioner.apply(to: gradient)
      let scaled = preconditioner.apply(to: gradient.map { $0 * 1e-30 }).map { $0 * 1e30 }
      #expect(
        Closeness.largestDifference(direct, scaled) < 1e-5 * VectorArithmetic.largest(direct), "\(kind)")
      let zero = [Double](repeating: 0, count: gradient.count)
      #expect(preconditioner.apply(to: zero) == zero)
    }
  }
}
