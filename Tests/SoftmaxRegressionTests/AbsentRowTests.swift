// Rows of weight 0, wherever they stand: at the edges of chunks, whole chunks, all but one.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct AbsentRowTests {
  static let classCounts = [2, 16, 17, 33]

  /// Two chunks, of 1024 rows and a bit.
  private static func problem(_ classCount: Int, _ weights: [Double]? = nil) -> MadeProblem {
    MadeProblem(
      classCount: classCount, featureCount: 2100 / classCount, sampleCount: classCount == 2 ? 1400 : 1100,
      storage: classCount % 2 == 0 ? .floats : .bytes, weights: weights)
  }

  /// Runs that begin and end anywhere.
  private static func runs(_ count: Int) -> [Range<Int>] {
    var numbers = MadeNumbers(seed: 44)
    let random = (0..<3).map { _ in
      let ends = [0, 1].map { _ in Int((Double(numbers.next()) + 1) / 2 * Double(count - 1)) }
      return min(ends[0], ends[1])..<max(ends[0], ends[1])
    }
    return random + [
      1023..<1025, 0..<1024, 1..<1024, 15..<count - 1, 255..<513,
    ]
  }

  private static func weights(_ run: Range<Int>, _ count: Int, isMixed: Bool) -> [Double] {
    (0..<count).map { run.contains($0) ? 0 : isMixed ? 0.5 + Double($0 % 3) / 2 : 1 }
  }

  @Test(arguments: classCounts)
  func partsOfSeveralFitsHaveTheBitsThatTheyHaveAlone(_ classCount: Int) throws {
    let problem = Self.problem(classCount)
    let count = problem.sampleCount
    let runs = Self.runs(count)
    let engine = MadeProblem.engine(1)
    let rows = try problem.samples(engine)
    let objectives = runs.enumerated().map { index, run in
      MultinomialObjective(
        rows.weighted(by: SampleWeights(Self.weights(run, count, isMixed: index % 2 == 1), rows.pass)),
        penalties: [Double](repeating: 0.01, count: problem.featureCount))
    }
    // Some at a time, so that neighbours differ in what they leave out.
    for first in stride(from: 0, to: objectives.count, by: 4) {
      let group = Array(objectives[first..<min(first + 4, objectives.count)])
      let points = group.indices.map { problem.point(seed: UInt64(first + $0)) }
      let together = JointObjective(parts: group).evaluate(at: points.flatMap(\.self), .single)
      var gradient: [Double] = []
      for (i, objective) in group.enumerated() {
        let alone = objective.evaluate(at: points[i], .single)
        gradient += alone.gradient
        #expect(
          MultinomialObjective.evaluate(group, at: points)[i].bits == alone.bits, "left out: \(runs[first + i])"
        )
      }
      #expect(together.gradient == gradient)
    }
  }

  /// Rows that are left out in a run have the bits that they have where nobody knows of the run.
  @Test(arguments: classCounts)
  func whatIsLeftOutChangesNoBit(_ classCount: Int) throws {
    let count = Self.problem(classCount).sampleCount
    for run in Self.runs(count) {
      let problem = Self.problem(classCount, Self.weights(run, count, isMixed: true))
      let samples = try problem.samples(MadeProblem.engine(1))
      let weights = try #require(samples.weights)
      let parameters = samples.parameters(at: problem.point()).rounded
      func sums(_ weights: SampleWeights, _ limit: Int) -> [UInt64] {
        var pass = DataPass(
          features: samples.rows, .losses(samples.labels), sampleWeights: weights, at: parameters, samples.pass)
        pass.ownSumLimit = limit
        return pass.run().bits
      }
      var unknown = weights
      unknown.absentRun = nil
      let plain = sums(unknown, .max)
      #expect(sums(weights, .max) == plain, "\(run)")
      #expect(sums(weights, 0) == plain, "\(run), together")
    }
  }

  @Test(arguments: classCounts)
  func oneRowThatCountsIsEnough(_ classCount: Int) throws {
    let count = Self.problem(classCount).sampleCount
    for row in [0, 15, 1023, 1024, count - 1] {
      let problem = Self.problem(classCount, (0..<count).map { $0 == row ? 3 : 0 })
      let objective = try problem.objective(MadeProblem.engine(1))
      #expect(objective.countingCount == 1)
      let point = problem.point()
      var single = problem
      single.weights = nil
      let alone = MultinomialObjective(
        FitSamples(
          try problem.features(row..<row + 1), problem.labels(row..<row + 1), classCount: classCount),
        penalties: objective.penalties)
      for (precision, tolerance) in [(PassPrecision.single, 1e-6), (.double, 1e-13)] {
        let (found, expected) = (objective.evaluate(at: point, precision), alone.evaluate(at: point, precision))
        #expect(Closeness.relative(found.value, from: expected.value) < tolerance)
        #expect(
          Closeness.largestDifference(found.gradient, expected.gradient)
            < tolerance * max(1, VectorArithmetic.largest(expected.gradient)))
        #expect(found.accuracy == expected.accuracy)
      }
      // Of a row in each of the chunks.
      for kind in [PreconditionerKind.diagonal, .kronecker] where row == 15 || row == 1024 {
        let made = try #require(objective.preconditioner(kind, at: point))
        #expect(made.apply(to: point).allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func fitsWithWholeChunksOfNoWeightAreThoseOfTheRowsThatCount() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 1400, featureCount: 2, seed: 9)
    let weights = (0..<data.sampleCount).map { (64..<80).contains($0) || (3000..<3030).contains($0) ? 1.0 : 0 }
    let classifier = try SoftmaxClassifier(l2Penalty: 0.01)
    let weighted = try classifier.fit(data.weighted(by: weights))
    let plain = try classifier.fit(data.samples(at: weights.indices.filter { weights[$0] > 0 }))
    #expect(weighted.model.weights == plain.model.weights && weighted.model.bias == plain.model.bias)
  }
}
