// Sparse data gives what the same numbers give where all of them are stored.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

/// Samples whose features are mostly 0, sparse and dense.
struct MadeSparse: Sendable {
  let sparse: Dataset
  let dense: Dataset
  let numbers: SparseNumbers

  /// Labels follow some made weights, with noise, so that no data is separable.
  init(
    _ kind: SparseNumbers.Kind = .floats, rowCount: Int = 120, featureCount: Int = 25, classCount: Int = 3,
    sparsity: Int = 6, storedAs: SparseNumbers.Kind? = nil, seed: UInt64 = 1
  ) throws {
    let numbers = SparseNumbers(
      kind, rowCount: rowCount, featureCount: featureCount, sparsity: sparsity, seed: seed)
    var random = MadeNumbers(seed: seed + 50)
    let weights = random.floats(classCount * featureCount, scale: kind == .bytes ? 0.01 : 1)
    let labels = (0..<rowCount).map { r -> UInt32 in
      if r < classCount { return UInt32(r) }
      let scores = (0..<classCount).map { k in
        (0..<featureCount).reduce(2 * random.next()) {
          $0 + weights[k * featureCount + $1] * numbers.values[r * featureCount + $1]
        }
      }
      return UInt32(scores.indices.max { scores[$0] < scores[$1] } ?? 0)
    }
    self.numbers = numbers
    let classes = try ClassVocabulary(of: Array(0..<classCount))
    let input = InputDescription.vector(featureCount: featureCount)
    sparse = try Dataset(
      features: Features(checked: numbers.sparse(storedAs: storedAs), input: input), classIndices: labels,
      classes: classes)
    dense = try Dataset(
      features: Features(checked: numbers.dense(), input: input), classIndices: labels, classes: classes)
  }

  func both<Result>(_ body: (Dataset) throws -> Result) rethrows -> (sparse: Result, dense: Result) {
    (try body(sparse), try body(dense))
  }

  static func objective(_ data: Dataset, l2Penalty: Double, _ engine: Engine? = nil) -> MultinomialObjective {
    MultinomialObjective(
      FitSamples(
        data,
        RowPass(rowCount: data.sampleCount, engine: engine ?? Engine(kernels: .best, team: .solo))),
      penalties: [Double](repeating: l2Penalty, count: data.featureCount))
  }

  static func point(_ objective: MultinomialObjective) -> [Double] {
    var numbers = MadeNumbers(seed: 3)
    return numbers.floats(objective.parameterCount, scale: 0.3).map(Double.init)
  }
}

@Suite(.serialized) struct SparseDataTests {
  /// A gap of g leaves probabilities within about (2 g)^(1/2).
  static let solvers: [SolverConfiguration] =
    EverySolver.configurations(tolerance: 1e-11) + [.sdca(tolerance: 1e-11)]

  // MARK: The objective

  @Test(arguments: SparseNumbers.Kind.allCases, [2, 3, 17])
  func valuesDerivativesAndCertificatesAreThoseOfDenseData(_ kind: SparseNumbers.Kind, classCount: Int) throws {
    var made = try MadeSparse(kind, rowCount: 90, classCount: classCount)
    let weights = (0..<90).map { Double(1 + $0 % 3) / 2 }
    for isWeighted in [false, true] {
      let found = try made.both { data -> (PointEvaluation, PointEvaluation, [Double], OptimalityCertificate) in
        let data = isWeighted ? try data.weighted(by: weights) : data
        let objective = MadeSparse.objective(data, l2Penalty: 0.01)
        let point = MadeSparse.point(objective).map { kind == .bytes ? $0 / 50 : $0 }
        let model = SoftmaxModel(
          parameters: objective.parameters(point), classes: data.classes, input: data.features.input)
        return (
          objective.evaluate(at: point, .single), objective.evaluate(at: point, .double),
          objective.curvature(at: point).product(with: point),
          try model.certificate(on: data, l2Penalty: 0.01)
        )
      }
      let size = kind == .bytes ? 255.0 : 2.0
      // Float32 passes round each logit and residual some 30 times; Float64 passes as often.
      for (a, b) in zip(found.sparse.0.gradient, found.dense.0.gradient) { #expect(abs(a - b) < 3e-6 * size) }
      for (a, b) in zip(found.sparse.1.gradient, found.dense.1.gradient) { #expect(abs(a - b) < 1e-13 * size) }
      for (a, b) in zip(found.sparse.2, found.dense.2) { #expect(abs(a - b) < 3e-6 * size * size) }
      #expect(Closeness.relative(found.sparse.0.value, from: found.dense.0.value) < 1e-6)
      #expect(Closeness.relative(found.sparse.1.value, from: found.dense.1.value) < 1e-13)
      #expect(found.sparse.1.accuracy == found.dense.1.accuracy)
      #expect(Closeness.relative(found.sparse.3.objective, from: found.dense.3.objective) < 1e-13)
      let gaps = (try #require(found.sparse.3.gap), try #require(found.dense.3.gap))
      #expect(Closeness.relative(gaps.0, from: gaps.1) < 1e-6)
      made = try MadeSparse(kind, rowCount: 90, classCount: classCount)
    }
  }

  @Test func sumsHaveTheSameBitsForThreadsTablesAndRanks() throws {
    // More rows than a leaf of the trees has, and columns for several units.
    let made = try MadeSparse(rowCount: 1300, featureCount: 1200, classCount: 5, sparsity: 60)
    @Sendable func bits(_ data: Dataset, _ pass: RowPass) -> [UInt64] {
      let objective = MultinomialObjective(
        FitSamples(data, pass), penalties: [Double](repeating: 0.01, count: data.featureCount))
      let point = MadeSparse.point(objective)
      return objective.evaluate(at: point, .single).bits + objective.evaluate(at: point, .double).bits
        + objective.curvature(at: point).product(with: point).map(\.bitPattern)
    }
    @Sendable func engine(_ table: KernelTable, _ threads: Int) -> Engine {
      Engine(kernels: table, team: .shared(size: threads, isPatient: true))
    }
    let first = bits(made.sparse, RowPass(rowCount: 1300, engine: engine(.reference, 1)))
    for threads in [1, 2, 3, 8] {
      for table in KernelTable.supported {
        #expect(
          bits(made.sparse, RowPass(rowCount: 1300, engine: engine(table, threads))) == first,
          "\(table.name), \(threads) threads")
      }
    }
    // Parts have sums of their own, whichever rank has them.
    let counts = [500, 400, 400]
    @Sendable func parts(_ shares: [Range<Int>], _ rank: Int) -> RowParts {
      RowParts(counts: counts, shares: shares, rank: rank)
    }
    let whole = bits(
      made.sparse,
      RowPass(parts: parts([0..<3], 0), communicator: LocalCommunicator(), engine: engine(.best, 3)))
    for shares in [[0..<1, 1..<3], [0..<1, 1..<2, 2..<3]] {
      let found = try Ranks.run(shares.count) { rank -> [UInt64] in
        let parts = parts(shares, rank.rank)
        let own = Array(parts.firstRow..<parts.firstRow + parts.ownRowCount)
        return bits(
          made.sparse.samples(at: own), RowPass(parts: parts, communicator: rank, engine: engine(.best, 1)))
      }
      for bits in found { #expect(bits == whole, "\(shares.count) ranks") }
    }
  }

  // MARK: Fits

  @Test(arguments: SparseNumbers.Kind.allCases)
  func howValuesAreStoredDoesNotChangeTheWeights(_ kind: SparseNumbers.Kind) throws {
    guard kind != .floats else { return }
    for solver in [
      SolverConfiguration.sdca(tolerance: 1e-6), .newtonCG(tolerance: 1e-6), .lbfgs(tolerance: 1e-6),
    ] {
      let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.02)
      let own = try classifier.fit(MadeSparse(kind).sparse)
      let floats = try classifier.fit(MadeSparse(kind, storedAs: .floats).sparse)
      #expect(own.model.weights.map(\.bitPattern) == floats.model.weights.map(\.bitPattern), "\(solver.name)")
      #expect(own.model.bias.map(\.bitPattern) == floats.model.bias.map(\.bitPattern), "\(solver.name)")
    }
  }

  enum Twist: CaseIterable {
    case none, weighted, classWeighted, offset, unbiased, standardised, twoClasses, manyClasses
  }

  @Test(arguments: Twist.allCases)
  func sparseAndDenseFitsReachTheSameOptimum(_ twist: Twist) throws {
    let classCount = twist == .twoClasses ? 2 : twist == .manyClasses ? 19 : 3
    let made = try MadeSparse(rowCount: twist == .manyClasses ? 400 : 120, classCount: classCount)
    func data(_ data: Dataset) throws -> Dataset {
      var numbers = MadeNumbers(seed: 8)
      switch twist {
      case .weighted: return try data.weighted(by: (0..<data.sampleCount).map { Double($0 % 4) })
      case .offset:
        return try data.offset(
          by: SampleOffsets(
            numbers.floats(data.sampleCount * classCount).map(Double.init), classNames: data.classes.names))
      default: return data
      }
    }
    func classifier(_ solver: SolverConfiguration) throws -> SoftmaxClassifier {
      try SoftmaxClassifier(
        solver: solver, l2Penalty: 0.01, classWeights: twist == .classWeighted ? .balanced : .uniform,
        hasBias: twist != .unbiased, standardize: twist == .standardised ? .always : .never)
    }
    let dense = try classifier(.newtonCholesky(tolerance: 1e-11)).fit(data(made.dense))
    let denseRows = try data(made.dense)
    for solver in Self.solvers {
      let fit = try classifier(solver).fit(data(made.sparse))
      #expect(
        Closeness.relative(fit.report.objective, from: dense.report.objective) < 1e-8, "\(solver.name)")
      let gap = try #require(fit.report.certificate.relativeGap, "\(solver.name)")
      #expect(gap < 1e-8, "\(solver.name)")
      let offsets = denseRows.offsets
      let found = try fit.model.probabilities(for: made.sparse.features, offsets: offsets)
      let expected = try dense.model.probabilities(for: made.dense.features, offsets: offsets)
      let farthest = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(farthest < 1e-5, "\(solver.name): \(farthest)")
    }
  }

  @Test func l1FitsAreTheSame() throws {
    let made = try MadeSparse(rowCount: 200, featureCount: 40)
    let classifier = try SoftmaxClassifier(solver: .proximalNewton(tolerance: 1e-10), l1Penalty: 0.01)
    let (sparse, dense) = try made.both { try classifier.fit($0) }
    #expect(Closeness.relative(sparse.report.objective, from: dense.report.objective) < 1e-9)
    #expect(sparse.model.weights.map { $0 == 0 } == dense.model.weights.map { $0 == 0 })
    #expect(zip(sparse.model.weights, dense.model.weights).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func pathsMetricsAndStatisticsAgreeWithDenseData() throws {
    let made = try MadeSparse(rowCount: 240, featureCount: 12, classCount: 3)
    let search = try made.both { data in
      try PenaltySearch(
        grid: .strengths([0.1, 0.01, 0.001]), classifier: SoftmaxClassifier(standardize: .never)
      ).run(on: data)
    }
    #expect(search.sparse.chosenIndex == search.dense.chosenIndex)
    let models = (sparse: try #require(search.sparse.fit).model, dense: try #require(search.dense.fit).model)
    #expect(
      try models.sparse.accuracy(on: made.sparse, execution: .automatic)
        == models.dense.accuracy(on: made.dense, execution: .automatic))
    for (a, b) in zip(search.sparse.scores, search.dense.scores) {
      let losses = (try #require(a.mean(of: SelectionCriterion.logLoss)), try #require(b.mean(of: .logLoss)))
      #expect(Closeness.relative(losses.0.value, from: losses.1.value) < 1e-5)
    }
    let reports = try (
      models.sparse.metrics(on: made.sparse).measured([Metric.logLoss, .rocAucMacro]),
      models.sparse.metrics(on: made.dense).measured([Metric.logLoss, .rocAucMacro])
    )
    for (a, b) in zip(reports.0.values, reports.1.values) {
      guard case (.number(let found), .number(let expected)) = (a.value, b.value) else {
        Issue.record("\(a.metric.name) is no number")
        continue
      }
      #expect(abs(found - expected) < 1e-6, "\(a.metric.name)")
    }
    // Column 2 is always 0 and has no statistics; the others have.
    let columns = Array(0..<12).filter { $0 != 2 }
    let fits = try made.both { data -> [CoefficientStatistics] in
      let kept = try Dataset(
        features: Features(
          checked: data.features.rows.selecting(columns: columns), input: .vector(featureCount: 11)),
        classIndices: data.classIndices, classes: data.classes)
      return try SoftmaxClassifier(l2Penalty: 0, standardize: .never).fit(kept).statistics(on: kept)
        .coefficients(against: nil)
    }
    for (a, b) in zip(fits.sparse, fits.dense) {
      #expect(abs(a.estimate - b.estimate) < 1e-5)
      #expect(Closeness.relative(a.standardError, from: b.standardError) < 1e-4)
    }
  }

  // MARK: Minibatches

  @Test(arguments: [
    StochasticOptimizer.sgd(momentum: 0), .sgd(momentum: 0.9), .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
  ])
  func minibatchesOfSparseAndDenseDataEndAtTheSameWeights(_ optimizer: StochasticOptimizer) throws {
    // More columns than classes fill, so that layouts differ in every place.
    let made = try MadeSparse(rowCount: 200, featureCount: 37, classCount: 5)
    for (l2Penalty, standardize) in [(0.0, SoftmaxClassifier.Standardize.never), (0.01, .always)] {
      let fits = try made.both { data in
        try [1, 3].map { threads in
          try SoftmaxClassifier(
            solver: .stochastic(
              StochasticSettings(optimizer: optimizer, learningRate: 0.05, epochs: 4, batchSize: 32)),
            l2Penalty: l2Penalty,
            hasBias: standardize == .never, standardize: standardize,
            execution: Execution(table: .best, threads: threads, isPatient: true)
          ).fit(data).model
        }
      }
      #expect(fits.sparse[0].weights.map(\.bitPattern) == fits.sparse[1].weights.map(\.bitPattern))
      // Some 30 steps, each with sums in another order.
      let farthest = zip(fits.sparse[0].weights, fits.dense[0].weights).reduce(Float(0)) {
        max($0, abs($1.0 - $1.1))
      }
      #expect(farthest < 1e-4, "\(farthest)")
    }
  }
}
