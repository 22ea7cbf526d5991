// Every full-batch fit has the same bits for any number of ranks.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite(.serialized) struct RankSameBitsTests {
  static let rankCounts = [1, 2, 3, 5, 8]

  /// Rows that come in parts, and who holds which.
  struct Parts: Sendable {
    let data: Dataset
    let counts: [Int]

    /// The parts of a rank, as evenly dealt out as their number allows.
    func share(_ rank: Int, of size: Int) -> Range<Int> {
      counts.count * rank / size..<counts.count * (rank + 1) / size
    }

    /// The samples of a rank, and the pass that sums over those of all.
    func own(_ communicator: any Communicator) -> (data: Dataset, pass: RowPass) {
      let shares = (0..<communicator.size).map { share($0, of: communicator.size) }
      let parts = RowParts(counts: counts, shares: shares, rank: communicator.rank)
      let rows = parts.firstRow..<parts.firstRow + parts.ownRowCount
      return (
        data.samples(at: Array(rows)),
        RowPass(
          parts: parts, communicator: communicator,
          engine: Engine(kernels: .best, team: .solo))
      )
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let classCount: Int
    let featureCount: Int
    let solver: SolverConfiguration
    var isTable = false
    var isWeighted = false
    var isBytes = false
    var l1Penalty = 0.0
    var testDescription: String {
      "\(solver.name), \(featureCount) x \(classCount)\(isTable ? " table" : "")\(isBytes ? " bytes" : "")"
        + "\(isWeighted ? " weighted" : "")"
    }
  }

  static let cases = [
    Case(classCount: 3, featureCount: 20, solver: .lbfgs(maxIterations: 18, curvature: .gram), isBytes: true),
    Case(classCount: 3, featureCount: 6, solver: .lbfgs(maxIterations: 12, curvature: .pairs), isTable: true),
    Case(
      classCount: 18, featureCount: 7, solver: .lbfgs(maxIterations: 12, curvature: .pairs), isWeighted: true),
    Case(classCount: 3, featureCount: 9, solver: .newtonCG(maxIterations: 7), isTable: true, isWeighted: true),
    Case(classCount: 20, featureCount: 5, solver: .newtonCG(maxIterations: 4, curvature: .gram)),
    Case(classCount: 3, featureCount: 5, solver: .newtonCholesky(maxIterations: 20), isTable: true),
    Case(classCount: 4, featureCount: 8, solver: .automatic(), isWeighted: true, isBytes: true),
    Case(classCount: 4, featureCount: 12, solver: .proximalNewton(maxIterations: 6), l1Penalty: 1e-3),
  ]

  /// Parts of many sizes, some of them empty, some longer than a chunk.
  private func parts(_ shape: Case) throws -> Parts {
    let counts = [700, 0, 33, 1, 1100, 257, 0, 64, 512, 90]
    var numbers = MadeNumbers(seed: 141)
    let sampleCount = counts.reduce(0, +)
    let count = sampleCount * shape.featureCount
    let features =
      shape.isBytes
      ? try Features(bytes: numbers.bytes(count), input: .image(shape: [1, shape.featureCount]))
      : try Features(
        numbers.floats(count),
        input: shape.isTable
          ? .table(featureNames: (0..<shape.featureCount).map { "c\($0)" })
          : .vector(featureCount: shape.featureCount))
    let weights = shape.isWeighted ? (0..<sampleCount).map { Double($0 % 5) / 2 + 0.25 } : nil
    let data = try Dataset(
      features: features, classIndices: numbers.indices(sampleCount, below: shape.classCount),
      classes: ClassVocabulary(of: 0..<shape.classCount))
    return Parts(data: try weights.map { try data.weighted(by: $0) } ?? data, counts: counts)
  }

  private struct NoFullBatchMethod: Error {}

  struct Outcome: Sendable, Equatable {
    let weights: [UInt32]
    let bias: [UInt32]
    let certificate: OptimalityCertificate
    let objectives: [Double]
    let passes: Int
    let standardization: Standardization?
  }

  private func outcome(_ shape: Case, _ own: (data: Dataset, pass: RowPass)) throws -> Outcome {
    let classifier = try SoftmaxClassifier(
      solver: shape.solver, l2Penalty: 1e-3, l1Penalty: shape.l1Penalty, hasBias: true,
      execution: Execution(table: .best, threads: 1))
    guard case .fullBatch(let method) = shape.solver.method.kind else { throw NoFullBatchMethod() }
    let fit = try FullBatchFit(
      own.data, validation: nil, classifier, method, l2Penalty: 1e-3, classFactors: nil,
      isStandardized: shape.isTable,
      pass: own.pass, since: .now
    ).run(from: nil, warnings: [], every: .epoch) { _ in .continue }
    return Outcome(
      weights: fit.model.weights.map(\.bitPattern), bias: fit.model.bias.map(\.bitPattern),
      certificate: fit.report.certificate, objectives: fit.report.iterations.map(\.objective),
      passes: fit.report.passes, standardization: fit.report.standardization)
  }

  @Test(arguments: cases)
  func everySolverGivesTheSameWeightsOnAnyNumberOfRanks(_ shape: Case) throws {
    let parts = try parts(shape)
    var expected: Outcome?
    // Shares of several parts, and ranks without a row; what ranks add up is the same for every solver.
    for size in [1, 3, 8] {
      let found = try Ranks.run(size) { try outcome(shape, parts.own($0)) }
      let first = expected ?? found[0]
      expected = first
      #expect(found == Array(repeating: first, count: size), "\(size) ranks")
      #expect(first.objectives.count > 1 && first.certificate.gap != nil)
    }
  }

  @Test(arguments: [
    PreconditionerKind.diagonal, .kronecker, .pairs(threshold: 0.2), .exact,
  ])
  func preconditionersAreTheSameOnAnyNumberOfRanks(_ kind: PreconditionerKind) throws {
    let shape = Case(classCount: 4, featureCount: 6, solver: .automatic(), isWeighted: true)
    let parts = try parts(shape)
    var expected: [Double]?
    for size in Self.rankCounts {
      let found = try Ranks.run(size) { communicator in
        let own = parts.own(communicator)
        let objective = MultinomialObjective(
          FitSamples(own.data, own.pass), penalties: [1e-3, 0, 1e-3, 1e-2, 1e-3, 1e-3])
        var numbers = MadeNumbers(seed: 5)
        let point = numbers.floats(objective.parameterCount).map(Double.init)
        let vector = numbers.floats(objective.parameterCount).map(Double.init)
        let preconditioner = try #require(objective.preconditioner(kind, at: point))
        return preconditioner.apply(to: vector) + objective.curvature(at: point).product(with: vector)
      }
      let first = expected ?? found[0]
      expected = first
      #expect(found == Array(repeating: first, count: size), "\(size) ranks")
    }
  }

  @Test(arguments: [false, true])
  func theRowsSpaceIsTheSameOnAnyNumberOfRanks(_ isStandardized: Bool) throws {
    var numbers = MadeNumbers(seed: 19)
    let counts = [6, 0, 3, 1, 9, 2, 4, 0, 5]
    let sampleCount = counts.reduce(0, +)
    let data = try Dataset(
      features: Features(numbers.floats(sampleCount * 70), input: .vector(featureCount: 70)),
      classIndices: (0..<sampleCount).map { UInt32($0 % 3) }, classes: ClassVocabulary(of: 0..<3))
    let parts = Parts(data: data, counts: counts)
    var expected: [Double]?
    for size in Self.rankCounts {
      let found = try Ranks.run(size) { communicator in
        let own = parts.own(communicator)
        let problem = FitProblem(
          FitSamples(own.data, own.pass), input: own.data.features.input, isStandardized: isStandardized,
          hasBias: true)
        let space = try #require(RowSpace(of: problem.objective(l1Penalty: 0, l2Penalty: 0.1)))
        var numbers = MadeNumbers(seed: 6)
        let point = numbers.floats(space.objective.parameterCount).map(Double.init)
        let expanded = space.expanded(point)
        return space.objective.evaluate(at: point, .double).gradient + expanded + space.reduced(expanded)
      }
      let first = expected ?? found[0]
      expected = first
      #expect(found == Array(repeating: first, count: size), "\(size) ranks")
    }
  }

  @Test(arguments: [
    StatisticsRequest(),
    StatisticsRequest(
      standardErrors: .robust, marginalEffects: .average, indicators: [IndicatorGroup(levels: [1, 2])],
      keepsCovariance: true),
    StatisticsRequest(standardErrors: .robust, marginalEffects: .means),
  ])
  func statisticsAreTheSameOnAnyNumberOfRanks(_ request: StatisticsRequest) throws {
    let shape = Case(classCount: 3, featureCount: 4, solver: .newtonCholesky(), isTable: true)
    let parts = try parts(shape)
    let start = try SoftmaxClassifier(solver: .newtonCholesky(), l2Penalty: 0).fit(parts.data)
    var expected: ModelStatistics?
    for size in Self.rankCounts {
      let found = try Ranks.run(size) { communicator in
        let own = parts.own(communicator)
        return try LikelihoodAnalysis(own.data, engine: own.pass.engine, pass: own.pass).run(
          from: start.model.parameters, stopReason: start.report.stopReason, reference: 0, confidence: 0.95,
          request)
      }
      let first = expected ?? found[0]
      expected = first
      #expect(found == Array(repeating: first, count: size), "\(size) ranks")
    }
  }

  @Test func separationIsFoundOnAnyNumberOfRanks() throws {
    // One column tells the first class from the others.
    var numbers = MadeNumbers(seed: 17)
    let counts = [40, 3, 57, 0, 20, 33, 1, 60]
    let labels = (0..<counts.reduce(0, +)).map { UInt32($0 % 3) }
    let rows = labels.map { [numbers.next(), numbers.next() + ($0 == 0 ? 5 : 0)] }
    let data = try Dataset(
      features: Features(rows: rows, input: .vector(featureCount: 2)), classIndices: labels,
      classes: ClassVocabulary(of: 0..<3))
    let parts = Parts(data: data, counts: counts)
    for size in Self.rankCounts {
      let found = try Ranks.run(size) { communicator in
        let own = parts.own(communicator)
        return SeparationFinder(
          FitSamples(own.data, own.pass), classNames: data.classes.names, featureNames: nil
        ).separations(Float64Parameters(weights: [0, 3, 1, -1, -1, -2], bias: [0, 0, 0]))
      }
      #expect(found.allSatisfy { $0 == found[0] && $0.count == 1 && $0[0].isByEach }, "\(size) ranks")
    }
  }
}
