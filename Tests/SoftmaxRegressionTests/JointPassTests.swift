// One pass for several fits gives each what a pass of its own would, and rows without weight are as if not there.

@testable import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct JointPassTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let classCount: Int
    let isBytes: Bool
    var testDescription: String { "\(classCount) classes, \(isBytes ? "bytes" : "floats")" }

    /// With few classes more than one chunk of 4096 rows.
    var sampleCount: Int { classCount < 16 ? 5003 : 1601 }
    var featureCount: Int { 21 }
  }

  static let cases = [
    Case(classCount: 3, isBytes: true), Case(classCount: 3, isBytes: false),
    Case(classCount: 18, isBytes: true), Case(classCount: 18, isBytes: false),
  ]

  private struct Problem {
    let features: Features
    let labels: [UInt32]
    let classCount: Int

    init(_ shape: Case) throws {
      var numbers = MadeNumbers(seed: 71)
      let count = shape.sampleCount * shape.featureCount
      features =
        shape.isBytes
        ? try Features(bytes: numbers.bytes(count), input: .image(shape: [1, shape.featureCount]))
        : try Features(numbers.floats(count), input: .vector(featureCount: shape.featureCount))
      labels = numbers.indices(shape.sampleCount, below: shape.classCount)
      classCount = shape.classCount
    }

    /// Of some rows, or of all.
    func objective(weights: [Double]? = nil, rows: [Int]? = nil, hasBias: Bool = true) -> MultinomialObjective {
      let features = rows.map { self.features.samples(at: $0) } ?? features
      return MultinomialObjective(
        features: features.rows, labels: rows?.map { labels[$0] } ?? labels,
        classCount: classCount, penalties: (0..<features.featureCount).map { 0.01 * Double($0 + 1) },
        hasBias: hasBias, sampleWeights: weights.map { SampleWeights($0) }, engine: Execution.automatic.engine)
    }
  }

  private func absence(_ run: Range<Int>, of count: Int) -> [Double] {
    (0..<count).map { run.contains($0) ? 0 : 1 }
  }

  @Test(arguments: cases, [true, false])
  func eachPartHasTheBitsThatItHasAlone(_ shape: Case, hasBias: Bool) throws {
    let problem = try Problem(shape)
    let count = shape.sampleCount
    var numbers = MadeNumbers(seed: 72)
    let mixed = (0..<count).map { $0 % 7 == 3 ? 0 : Double(numbers.next()).magnitude * 3 + 0.1 }
    // All rows; a weight each; runs that are left out, of weighted rows too.
    let weights: [[Double]?] = [
      nil, mixed, absence(0..<count / 3, of: count), absence(count / 3..<2 * count / 3, of: count),
      zip(mixed, absence(count - 777..<count, of: count)).map { $0 * $1 },
    ]
    let objectives = weights.map { problem.objective(weights: $0, hasBias: hasBias) }
    #expect(objectives.map { $0.sampleWeights?.absentRun != nil } == [false, false, true, true, true])
    let points = objectives.map { numbers.floats($0.parameterCount).map(Double.init) }
    let together = MultinomialObjective.evaluate(objectives, at: points)
    for (i, objective) in objectives.enumerated() {
      let alone = objective.evaluate(at: points[i], .single)
      #expect(together[i].value == alone.value, "part \(i)")
      #expect(together[i].logLoss == alone.logLoss, "part \(i)")
      #expect(together[i].accuracy == alone.accuracy, "part \(i)")
      #expect(together[i].estimatedGap == alone.estimatedGap, "part \(i)")
      #expect(together[i].gradient.map(\.bitPattern) == alone.gradient.map(\.bitPattern), "part \(i)")
    }
  }

  @Test(arguments: cases)
  func aJointObjectiveIsTheSumOfItsParts(_ shape: Case) throws {
    let problem = try Problem(shape)
    let third = shape.sampleCount / 3
    let parts = [0..<third, third..<2 * third].map {
      problem.objective(weights: absence($0, of: shape.sampleCount))
    }
    let joint = JointObjective(parts: parts)
    var numbers = MadeNumbers(seed: 73)
    let point = numbers.floats(joint.parameterCount, scale: 0.1).map(Double.init)
    for precision in [PassPrecision.single, .double] {
      let whole = joint.evaluate(at: point, precision)
      let each = parts.indices.map { parts[$0].evaluate(at: joint.part($0, of: point), precision) }
      #expect(whole.value == each[0].value + each[1].value)
      #expect(whole.gradient == each[0].gradient + each[1].gradient)
      // The share that the worse part has left.
      let shares = try each.map { try #require($0.estimatedGap) / $0.value }
      #expect(
        Closeness.relative(try #require(whole.estimatedGap) / whole.value, from: try #require(shares.max()))
          < 1e-15)
    }
    let direction = numbers.floats(joint.parameterCount).map(Double.init)
    let products = parts.indices.flatMap { i in
      parts[i].curvature(at: joint.part(i, of: point)).product(with: joint.part(i, of: direction))
    }
    #expect(joint.curvature(at: point).product(with: direction) == products)
  }

  /// Where the run begins and ends: at the ends of the data, and at numbers that no tile or block divides.
  static let runs: [@Sendable (Int) -> Range<Int>] = [
    { _ in 0..<299 }, { _ in 411..<1003 }, { count in count - 333..<count }, { _ in 0..<16 * 20 },
    { count in 5..<count - 11 },
  ]

  @Test(arguments: cases, runs.indices)
  func anAbsentRunIsAsIfItsRowsWereNotThere(_ shape: Case, _ index: Int) throws {
    let problem = try Problem(shape)
    let run = Self.runs[index](shape.sampleCount)
    var numbers = MadeNumbers(seed: 74)
    let absent = problem.objective(weights: absence(run, of: shape.sampleCount))
    let left = problem.objective(rows: (0..<shape.sampleCount).filter { !run.contains($0) })
    #expect(absent.sampleWeights?.absentRun != nil)
    #expect(absent.countingCount == left.countingCount && absent.totalWeight == left.totalWeight)
    #expect(absent.classShares == left.classShares)
    let point = numbers.floats(absent.parameterCount).map(Double.init)
    // Sums of up to 5000 terms that are grouped in another way, in Float32 within a tile, in Float64 throughout.
    for (precision, tolerance) in [(PassPrecision.single, 2e-6), (.double, 1e-13)] {
      let (first, second) = (absent.evaluate(at: point, precision), left.evaluate(at: point, precision))
      #expect(Closeness.relative(first.value, from: second.value) < tolerance)
      #expect(Closeness.relative(first.logLoss, from: second.logLoss) < tolerance)
      #expect(first.accuracy == second.accuracy)
      #expect(
        Closeness.largestDifference(first.gradient, second.gradient)
          < tolerance * VectorArithmetic.largest(second.gradient))
      #expect(
        Closeness.relative(try #require(first.estimatedGap), from: try #require(second.estimatedGap)) < 10
          * tolerance)
    }
    let direction = numbers.floats(absent.parameterCount).map(Double.init)
    let products = [absent, left].map { $0.curvature(at: point).product(with: direction) }
    #expect(
      Closeness.largestDifference(products[0], products[1]) < 2e-6 * VectorArithmetic.largest(products[1]))
  }
}
