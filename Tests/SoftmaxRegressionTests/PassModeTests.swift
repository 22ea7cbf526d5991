// A pass has the same bits whether each chunk is one member's or the whole team's.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct PassModeTests {
  /// So many features that a team of three gets to work on a tile.
  private static func wide(_ classCount: Int, _ sampleCount: Int, _ storage: MadeProblem.Storage) -> MadeProblem
  {
    let tileRowCount = classCount <= 16 ? 256 : 1024
    return MadeProblem(
      classCount: classCount, featureCount: 750_000 / tileRowCount / classCount + 1, sampleCount: sampleCount,
      storage: storage)
  }

  static let problems: [MadeProblem] = {
    let classCounts = [1, 2, 3, 5, 6, 7, 8, 9, 13, 15, 16, 17, 18, 33, 100, 700]
    var problems = classCounts.enumerated().map { index, classCount in
      wide(classCount, classCount <= 16 ? 290 : 1061, MadeProblem.Storage.allCases[index % 3])
    }
    // More than one chunk, the last one short.
    problems += [
      wide(3, 1024 + 33, .bytes), wide(16, 1024 + 1, .standardized), wide(17, 16_384 / 4 + 15, .floats),
      MadeProblem(classCount: 5000, featureCount: 2, sampleCount: 60, storage: .bytes),
    ]
    for index in problems.indices where index % 2 == 1 {
      problems[index].weights = (0..<problems[index].sampleCount).map { Double(($0 * 5) % 4) / 2 }
    }
    return problems
  }()

  private func sums(
    _ problem: MadeProblem, threads: Int, limit: Int?, isCurvature: Bool, kernels: KernelTable = .best
  ) throws -> [UInt64] {
    let samples = try problem.samples(
      Engine(kernels: kernels, team: .shared(size: threads, isPatient: true)))
    let parameters = samples.parameters(at: problem.point()).rounded
    let work: DataPass.Work =
      isCurvature
      ? .curvature(ProbabilityTable(features: samples.rows, at: parameters, samples.pass))
      : .losses(samples.labels)
    var pass = DataPass(
      features: samples.rows, work, sampleWeights: samples.weights, at: parameters, samples.pass)
    if let limit { pass.ownSumLimit = limit }
    return pass.run().bits
  }

  @Test(arguments: problems)
  func aChunkHasTheSameBitsWhoeverSharesIt(_ problem: MadeProblem) throws {
    let expected = try sums(problem, threads: 1, limit: .max, isCurvature: false)
    #expect(expected.count == problem.classCount * (problem.featureCount + 1) + 2)
    for (threads, limit) in [(1, 0), (2, 0), (3, 0), (3, .max)] as [(Int, Int)] {
      let found = try sums(problem, threads: threads, limit: limit, isCurvature: false)
      #expect(found == expected, "\(threads) threads, \(limit == 0 ? "together" : "a chunk each")")
    }
  }

  @Test(arguments: problems.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
  func aProductHasTheSameBitsWhoeverSharesIt(_ problem: MadeProblem) throws {
    let expected = try sums(problem, threads: 1, limit: .max, isCurvature: true)
    for limit in [0, Int.max] {
      #expect(try sums(problem, threads: 3, limit: limit, isCurvature: true) == expected, "limit \(limit)")
    }
  }

  /// Small, because the plain kernels are slow; of every number of classes, with odd ends everywhere.
  @Test(arguments: Array(1...17) + [33, 100, 1000])
  func everyInstructionSetHasTheSameBits(_ classCount: Int) throws {
    for (index, storage) in MadeProblem.Storage.allCases.enumerated() {
      let problem = MadeProblem(
        classCount: classCount, featureCount: [7, 19, 33][(index + classCount) % 3],
        sampleCount: classCount > 100 ? 9 : 37, storage: storage,
        weights: index == 1 ? (0..<(classCount > 100 ? 9 : 37)).map { Double($0 % 3) } : nil)
      func both(_ kernels: KernelTable) throws -> [UInt64] {
        let engine = Engine(kernels: kernels, team: .solo)
        return try sums(problem, threads: 1, limit: nil, isCurvature: false, kernels: kernels)
          + sums(problem, threads: 1, limit: nil, isCurvature: true, kernels: kernels)
          + problem.objective(engine).evaluate(at: problem.point(), .double).bits
      }
      let expected = try both(.reference)
      for kernels in KernelTable.supported {
        #expect(try both(kernels) == expected, "\(kernels.name), \(storage)")
      }
    }
  }

  /// Numbers of features around those from which on sums are the whole team's, or chunks have another length.
  @Test(arguments: [
    (16, 65_534), (16, 65_535), (33, 990), (33, 991), (2, 64), (2, 65), (3, 170), (3, 171), (10, 204),
    (10, 205),
    (16, 16_383), (16, 16_384), (16, 16_385),
  ])
  func bothWaysAgreeAroundTheThresholds(_ classCount: Int, _ featureCount: Int) throws {
    let problem = MadeProblem(
      classCount: classCount, featureCount: featureCount, sampleCount: featureCount > 1000 ? 5 : 50)
    let expected = try sums(problem, threads: 1, limit: nil, isCurvature: false)
    #expect(try sums(problem, threads: 1, limit: 0, isCurvature: false) == expected)
    #expect(try sums(problem, threads: 1, limit: .max, isCurvature: false) == expected)
  }
}
