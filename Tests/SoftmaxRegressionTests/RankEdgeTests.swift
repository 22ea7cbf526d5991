// More ranks than parts, ranks without rows, parts of many chunks, and ranks of several threads.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite(.serialized) struct RankEdgeTests {
  /// Rows of each part, the parts of each rank, and the threads of each.
  struct Deal: Sendable, CustomTestStringConvertible {
    let counts: [Int]
    let shares: [Range<Int>]
    var threads = 1

    var testDescription: String { "\(counts) as \(shares), \(threads) threads" }

    /// Everything on one rank.
    var whole: Deal { Deal(counts: counts, shares: [0..<counts.count]) }
  }

  /// What a deal comes to on each rank; with several threads each rank has a team of its own.
  private func run<Value: Sendable>(
    _ deal: Deal, _ body: @escaping @Sendable (RowPass) throws -> Value
  ) throws -> [Value] {
    let teams = deal.shares.map { _ in
      deal.threads == 1 ? .solo : WorkerTeam(size: deal.threads, isPatient: true)
    }
    return try Ranks.run(deal.shares.count) { communicator in
      try body(
        RowPass(
          parts: RowParts(counts: deal.counts, shares: deal.shares, rank: communicator.rank),
          communicator: communicator, engine: Engine(kernels: .best, team: teams[communicator.rank])))
    }
  }

  private static let counts = [0, 300, 17, 0, 1, 410]
  static let deals = [
    // More ranks than parts: some have none.
    Deal(counts: [90, 33], shares: [0..<1, 1..<1, 1..<2, 2..<2, 2..<2]),
    Deal(counts: [123], shares: [0..<0, 0..<0, 0..<1]),
    Deal(counts: [123], shares: [0..<1, 1..<1, 1..<1]),
    // Ranks that have parts, but no rows.
    Deal(counts: counts, shares: [0..<1, 1..<3, 3..<4, 4..<6]),
    Deal(counts: [0, 0, 5, 0], shares: [0..<1, 1..<2, 2..<3, 3..<4]),
    Deal(counts: counts, shares: [0..<2, 2..<2, 2..<6], threads: 2),
  ]

  private func problem(_ deal: Deal, classCount: Int = 3, featureCount: Int = 4) -> MadeProblem {
    let count = deal.counts.reduce(0, +)
    let weights = (0..<count).map { sample -> Double in sample % 11 == 4 ? 0 : 0.5 + Double(sample % 3) }
    return MadeProblem(
      classCount: classCount, featureCount: featureCount, sampleCount: count, weights: weights)
  }

  /// Values, gradients and products in both precisions, and what each preconditioner makes of the gradient.
  @Sendable private static func everything(_ problem: MadeProblem, _ pass: RowPass) throws -> [UInt64] {
    let objective = try problem.objective(pass)
    let point = problem.point()
    let single = objective.evaluate(at: point, .single)
    let double = objective.evaluate(at: point, .double)
    var numbers =
      objective.curvature(at: point).product(with: double.gradient) + objective.samples.meanSquares()
    for kind in [PreconditionerKind.diagonal, .kronecker, .pairs(threshold: 0.1), .exact] {
      numbers += objective.preconditioner(kind, at: point)?.apply(to: double.gradient) ?? []
      let origin = [Double](repeating: 0, count: point.count)
      numbers += objective.preconditioner(kind, at: origin)?.apply(to: double.gradient) ?? []
    }
    return single.bits + double.bits + numbers.map(\.bitPattern)
  }

  @Test(arguments: deals)
  func ranksWithoutRowsChangeNothing(_ deal: Deal) throws {
    let problem = problem(deal)
    let expected = try run(deal.whole) { try Self.everything(problem, $0) }[0]
    let found = try run(deal) { try Self.everything(problem, $0) }
    #expect(found == Array(repeating: expected, count: deal.shares.count))
  }

  @Test(arguments: deals)
  func fitsAndCertificatesAreTheSameWhereRanksHaveNoRows(_ deal: Deal) throws {
    let problem = problem(deal, classCount: 2)
    let input = try problem.features().input
    @Sendable func outcome(_ pass: RowPass) throws -> [UInt64] {
      let fitProblem = FitProblem(try problem.samples(pass), input: input, isStandardized: true, hasBias: true)
      let objective = fitProblem.objective(l1Penalty: 0, l2Penalty: 0.01)
      let method = LimitedMemoryBFGS<MultinomialObjective>(historyCount: 5, schedule: .eager(withPairs: true))
      var descent = Descent(
        of: objective, by: method, from: [Double](repeating: 0, count: objective.parameterCount),
        DescentSettings(tolerance: 1e-8, maxIterations: 6, isDouble: false))
      _ = try descent.run(DescentCallbacks(beforePass: {})) { _, _ in .continue }
      let saved = fitProblem.saved(descent.point)
      let certificate = fitProblem.certifier(l1Penalty: 0, l2Penalty: 0.01).certificate(of: saved)
      return descent.point.map(\.bitPattern)
        + [certificate.objective, certificate.gap ?? -1, certificate.gradientMax].map(\.bitPattern)
    }
    let expected = try run(deal.whole) { try outcome($0) }[0]
    let found = try run(deal) { try outcome($0) }
    #expect(found == Array(repeating: expected, count: deal.shares.count))
  }

  @Test(arguments: deals)
  func theRowsSpaceIsTheSameWhereRanksHaveNoRows(_ deal: Deal) throws {
    let counts = deal.counts.map { ($0 + 9) / 10 }
    let small = Deal(counts: counts, shares: deal.shares, threads: deal.threads)
    let problem = problem(small, featureCount: 90)
    @Sendable func outcome(_ pass: RowPass) throws -> [UInt64] {
      let objective = try problem.objective(pass)
      let space = try #require(RowSpace(of: objective))
      let point = problem.point()
      let reduced = space.reduced(point)
      let evaluation = space.objective.evaluate(at: reduced, .double)
      return evaluation.bits + (reduced + space.expanded(reduced)).map(\.bitPattern)
    }
    let expected = try run(small.whole) { try outcome($0) }[0]
    let found = try run(small) { try outcome($0) }
    #expect(found == Array(repeating: expected, count: deal.shares.count))
  }

  /// Parts of several chunks: 16384 rows with so few weights, both precisions, and as many for the pairs.
  @Test(arguments: [
    Deal(counts: [40_000, 33, 17_000], shares: [0..<1, 1..<3], threads: 2),
    Deal(counts: [40_000, 33, 17_000], shares: [0..<0, 0..<2, 2..<3]),
  ])
  func longPartsAreTheSameOnAnyNumberOfRanks(_ deal: Deal) throws {
    let problem = problem(deal, classCount: 2, featureCount: 1)
    let shape = problem.shape
    #expect(
      [shape.chunkRowCount, shape.float64ChunkRowCount, shape.pairChunkRowCount].allSatisfy { $0 <= 16_384 })
    let expected = try run(deal.whole) { try Self.everything(problem, $0) }[0]
    let found = try run(deal) { try Self.everything(problem, $0) }
    #expect(found == Array(repeating: expected, count: deal.shares.count))
  }

  /// Sums that are the whole team's, of parts of several chunks.
  @Test(arguments: [17, 3])
  func ranksWithTeamsShareChunks(_ classCount: Int) throws {
    let deal = Deal(counts: [1500, 0, 33, 1040], shares: [0..<1, 1..<1, 1..<4], threads: 2)
    let problem = problem(deal, classCount: classCount, featureCount: classCount == 17 ? 128 : 700)
    for limit in [0, Int.max] {
      @Sendable func sums(_ pass: RowPass) throws -> [UInt64] {
        let samples = try problem.samples(pass)
        var dataPass = DataPass(
          features: samples.rows, .losses(samples.labels), sampleWeights: samples.weights,
          at: samples.coefficients(problem.point()).rounded, pass)
        dataPass.ownSumLimit = limit
        return dataPass.run().bits
      }
      let expected = try run(deal.whole) { try sums($0) }[0]
      #expect(try run(deal) { try sums($0) } == Array(repeating: expected, count: 3), "limit \(limit)")
    }
  }

  /// Runs of rows without weight that reach over the ends of ranks: each rank knows of another run.
  @Test(arguments: [(3, 40), (17, 128)])
  func runsWithoutWeightMayReachOverRanks(_ classCount: Int, _ featureCount: Int) throws {
    let counts = [700, 0, 333, 501, 290]
    let sampleCount = counts.reduce(0, +)
    for run in [100..<1500, 690..<1040, 0..<700, 433..<1824, 3..<sampleCount - 2] {
      let problem = MadeProblem(
        classCount: classCount, featureCount: featureCount, sampleCount: sampleCount,
        weights: (0..<sampleCount).map { run.contains($0) ? 0 : 1 + Double($0 % 2) })
      @Sendable func evaluation(_ pass: RowPass) throws -> [UInt64] {
        try problem.objective(pass).evaluate(at: problem.point(), .single).bits
      }
      let deal = Deal(counts: counts, shares: [0..<1, 1..<2, 2..<4, 4..<5])
      let expected = try self.run(deal.whole) { try evaluation($0) }[0]
      #expect(try self.run(deal) { try evaluation($0) } == Array(repeating: expected, count: 4), "\(run)")
    }
  }

  @Test func figuresOfLongPartsAreTheSameOnAnyNumberOfRanks() throws {
    // Chunks of 65536 rows.
    let deal = Deal(counts: [140_000, 1], shares: [0..<1, 1..<1, 1..<2])
    var numbers = MadeNumbers(seed: 8)
    let values = numbers.floats(140_001)
    @Sendable func figures(_ pass: RowPass) -> [Double] {
      let rows = Rows(
        SharedStorage(Array(values[pass.parts.firstRow..<pass.parts.firstRow + pass.parts.ownRowCount])),
        featureCount: 1)
      let bounds = pass.columnBounds(of: rows)
      return pass.columnSums(of: rows, power: .one) + pass.columnSums(of: rows, power: .two) + bounds.least
        + bounds.most
    }
    let expected = try run(deal.whole) { figures($0) }[0]
    #expect(try run(deal) { figures($0) } == Array(repeating: expected, count: 3))
    #expect(expected[2] == Double(values.min() ?? 0) && expected[3] == Double(values.max() ?? 0))
  }
}
