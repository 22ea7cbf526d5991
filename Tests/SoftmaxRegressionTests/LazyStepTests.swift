// Steps that move only the columns of their rows, beside steps that move all of them.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct LazyStepTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var optimizer = StochasticOptimizer.sgd()
    var l2Penalty = 0.0
    var schedule = LearningRateSchedule.constant
    var averagesWeights = false
    var batchSize = 7

    var settings: StochasticSettings {
      StochasticSettings(
        optimizer: optimizer, learningRate: 0.1, epochs: 3, batchSize: batchSize, schedule: schedule,
        averagesWeights: averagesWeights)
    }
  }

  static let cases = [
    Case(testDescription: "descent"),
    Case(testDescription: "descent, one sample a batch", batchSize: 1),
    Case(testDescription: "descent with a penalty", l2Penalty: 0.03),
    Case(testDescription: "descent with a penalty along 1/t", l2Penalty: 0.3, schedule: .inverseTime()),
    Case(testDescription: "the mean of descent", averagesWeights: true),
    Case(testDescription: "the mean of descent with a penalty", l2Penalty: 0.03, averagesWeights: true),
    Case(testDescription: "momentum", optimizer: .sgd(momentum: 0.9)),
    Case(
      testDescription: "momentum with a penalty along a cosine", optimizer: .sgd(momentum: 0.5),
      l2Penalty: 0.03, schedule: .cosine),
    Case(
      testDescription: "the mean of momentum", optimizer: .sgd(momentum: 0.9), averagesWeights: true,
      batchSize: 3),
    Case(testDescription: "adam", optimizer: .adam()),
    Case(
      testDescription: "adam with a penalty in steps", optimizer: .adam(beta1: 0.8, beta2: 0.99),
      l2Penalty: 0.03, schedule: .step(every: 1, factor: 0.5)),
    Case(testDescription: "the mean of adam", optimizer: .adam(), averagesWeights: true, batchSize: 1),
  ]

  /// Samples of which some have no entry, in columns of which some have none.
  struct Samples {
    let rows: Rows
    let labels: [UInt32]
    let numbers: SparseNumbers
    let classCount: Int

    init(
      _ kind: SparseNumbers.Kind, sampleCount: Int = 60, featureCount: Int = 83, classCount: Int = 3,
      sparsity: Int = 25
    ) {
      numbers = SparseNumbers(
        kind, rowCount: sampleCount, featureCount: featureCount, sparsity: sparsity, seed: 3)
      rows = numbers.sparse(scale: kind == .bytes ? 1.0 / 255 : 1)
      var made = MadeNumbers(seed: 4)
      labels = made.indices(sampleCount, below: classCount)
      self.classCount = classCount
    }

    /// Divided by standard deviations, so that the rows' columns have factors.
    var scaled: Rows {
      rows.standardized(
        means: [Double](repeating: 0, count: rows.featureCount),
        standardDeviations: (0..<rows.featureCount).map { 0.5 + Double($0 % 5) })
    }

    var start: Parameters { .initial(classCount: classCount, featureCount: rows.featureCount, seed: 5) }

    func descent(
      _ settings: StochasticSettings, l2Penalty: Double, on rows: Rows? = nil, isLazy: Bool = true,
      _ engine: Engine = Engine(kernels: .best, team: .solo)
    ) -> StochasticGradientDescent {
      StochasticGradientDescent(
        features: rows ?? self.rows, labels: labels, sampleWeights: labels.indices.map { 0.5 + Double($0 % 3) },
        scoreWeights: nil, hasBias: true, initial: start, settings: settings, l2Penalty: l2Penalty, seed: 5,
        engine: engine, isLazy: isLazy)
    }
  }

  /// What a descent came to in each epoch, and all that it remembers at its end, to the bit.
  struct Course: Equatable {
    var epochs: [[UInt32]] = []
    var losses: [UInt64] = []
    var state: [UInt8] = []

    init(_ descent: StochasticGradientDescent) throws {
      var descent = descent
      _ = try descent.run(asksEachBatch: false, onBatch: { _ in .continue }) { summary, parameters in
        epochs.append((parameters.weights + parameters.bias).map(\.bitPattern))
        losses.append(summary.meanLoss.bitPattern)
        return .continue
      }
      state = bytes(of: descent)
    }
  }

  private static func bytes(of descent: StochasticGradientDescent) -> [UInt8] {
    SealedState.bytes(of: descent.state, solver: "sgd")
  }

  @Test(arguments: cases, SparseNumbers.Kind.allCases)
  func aLazyStepHasTheBitsOfThePlainOne(_ some: Case, _ kind: SparseNumbers.Kind) throws {
    for classCount in [2, 7, 19] {
      let samples = Samples(kind, classCount: classCount)
      for rows in [samples.rows, samples.scaled] {
        let plain = try Course(
          samples.descent(some.settings, l2Penalty: some.l2Penalty, on: rows, isLazy: false))
        let lazy = try Course(samples.descent(some.settings, l2Penalty: some.l2Penalty, on: rows))
        #expect(lazy == plain, "\(classCount) classes")
        #expect(Set(plain.epochs).count == 3)
      }
    }
  }

  @Test func sparseRowsAreMovedLazilyAndDenseOnesAreNot() {
    let samples = Samples(.floats)
    func weights(_ rows: Rows) -> LazyWeights? {
      LazyWeights(
        of: rows, weights: samples.start.weights, classCount: 3, update: .descent, l2Penalty: 0, hasSums: false,
        stepCount: 1, kernels: .best)
    }
    #expect(weights(samples.rows) != nil && weights(samples.scaled) != nil)
    #expect(weights(samples.numbers.dense()) == nil)
  }

  // MARK: Threads and instruction sets

  /// Few classes and many; large enough that a step is worth eight threads.
  @Test(arguments: [cases[2], cases[4], cases[7], cases[11]], [5, 18])
  func threadsAndInstructionSetsHaveNoSay(_ some: Case, _ classCount: Int) throws {
    let samples = Samples(
      .floats, sampleCount: 700, featureCount: 331, classCount: classCount, sparsity: classCount == 5 ? 4 : 11)
    var settings = some.settings
    settings.epochs = 2
    settings.batchSize = 400
    let expected = try Course(
      samples.descent(
        settings, l2Penalty: some.l2Penalty, isLazy: false, Engine(kernels: .reference, team: .solo)))
    for threads in [1, 2, 3, 5, 8] {
      let engine = Engine(kernels: .best, team: .shared(size: threads, isPatient: true))
      #expect(engine.team(forStepOf: 2_000_000).size == threads)
      let course = try Course(samples.descent(settings, l2Penalty: some.l2Penalty, engine))
      #expect(course == expected, "\(threads) threads")
    }
    for kernels in KernelTable.supported.dropFirst() {
      let engine = Engine(kernels: kernels, team: .shared(size: 3, isPatient: true))
      let course = try Course(samples.descent(settings, l2Penalty: some.l2Penalty, engine))
      #expect(course == expected, "\(kernels.name)")
    }
  }

  @Test(arguments: [1, 2, 3, 8, 200])
  func membersShareAllColumnsAndAboutTheEntries(_ count: Int) throws {
    let samples = Samples(.ones, sampleCount: 200)
    let weights = try #require(
      LazyWeights(
        of: samples.rows, weights: samples.start.weights, classCount: 3, update: .descent, l2Penalty: 0,
        hasSums: false, stepCount: 1, kernels: .best))
    let shares = weights.shares(count)
    #expect(shares.count == count)
    #expect(shares.first?.lowerBound == 0 && shares.last?.upperBound == 83)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    let entries = try #require(samples.rows.columnEntries)
    let costs = (0..<83).map { entries.entryCount(of: $0) + 1 }
    let (total, most) = (costs.reduce(0, +), costs.max() ?? 0)
    for share in shares { #expect(share.reduce(0) { $0 + costs[$1] } <= total / count + most) }
  }

  // MARK: Stopping and going on

  @Test(arguments: cases)
  func aStoppedFitGoesOnWithTheBitsOfOneThatNeverWas(_ some: Case) throws {
    let samples = Samples(.floats)
    func descent(isLazy: Bool = true) -> StochasticGradientDescent {
      samples.descent(some.settings, l2Penalty: some.l2Penalty, isLazy: isLazy)
    }
    /// Runs until so many batches are done.
    func run(_ descent: inout StochasticGradientDescent, batches: Int) throws -> StopReason {
      var left = batches
      return try descent.run(
        asksEachBatch: true,
        onBatch: { _ in
          left -= 1
          return left == 0 ? .stop : .continue
        }, onEpoch: { _, _ in .continue })
    }
    var (whole, plain) = (descent(), descent(isLazy: false))
    _ = try run(&whole, batches: .max)
    let expected = Self.bytes(of: whole)
    for period in [1, 4, 9] {
      var (parts, isWhole) = (descent(), false)
      while !isWhole {
        isWhole = try run(&parts, batches: period) == .epochsCompleted
        if !plain.isComplete, period == 4 {
          // Between two batches the saved state is that of plain steps, and either goes on with the other's.
          _ = try run(&plain, batches: period)
          #expect(Self.bytes(of: parts) == Self.bytes(of: plain))
          let (lazyState, plainState) = (parts.state, plain.state)
          plain = descent(isLazy: false)
          try plain.resume(lazyState)
          parts = descent()
          try parts.resume(plainState)
        } else {
          let state = parts.state
          parts = descent()
          try parts.resume(state)
        }
      }
      #expect(Self.bytes(of: parts) == expected, "every \(period) batches")
    }
    #expect(plain.isComplete)
  }

  @Test func aStateOfAnotherOptimizerIsRefused() throws {
    let samples = Samples(.floats)
    let adam = samples.descent(Self.cases[9].settings, l2Penalty: 0)
    var momentum = samples.descent(Self.cases[6].settings, l2Penalty: 0)
    let error = #expect(throws: StateError.self) { try momentum.resume(adam.state) }
    #expect(error?.description.contains("weights") == true)
  }

  // MARK: What a step is

  @Test func aColumnOfTwoRowsOfABatchMovesOnceByTheirSum() throws {
    // Two samples and two columns: the first column has an entry in each, the second one has none.
    let rows = Rows(
      SparseMatrix(
        columnCount: 2, rowStarts: SharedStorage([0, 1, 2]), columns: SharedStorage([0, 0]),
        values: .floats(SharedStorage([1.5, -0.25]))))
    let start = Parameters(weights: [0.5, 7, -0.25, -3], bias: [0.1, -0.2])
    var descent = StochasticGradientDescent(
      features: rows, labels: [0, 1], sampleWeights: nil, scoreWeights: nil, hasBias: true, initial: start,
      settings: StochasticSettings(learningRate: 0.5, epochs: 1, batchSize: 2), l2Penalty: 0.25, seed: 0,
      engine: Engine(kernels: .best, team: .solo))
    _ = try descent.run(asksEachBatch: false, onBatch: { _ in .continue }, onEpoch: { _, _ in .continue })
    // By hand, in Float64: the first class's share of each sample, less 1 where the sample is of it.
    let residuals = [(1.5, 1.0), (-0.25, 0.0)].map { value, truth in
      let difference = (0.5 + 0.25) * value + 0.1 + 0.2
      return 1 / (1 + (-difference).exponential) - truth
    }
    let slope = (residuals[0] * 1.5 + residuals[1] * -0.25) / 2
    let expected = [
      0.5 - 0.5 * (slope + 0.25 * 0.5), 7 - 0.5 * 0.25 * 7, -0.25 - 0.5 * (-slope - 0.25 * 0.25),
      -3 + 0.5 * 0.25 * 3,
    ]
    // A dozen roundings of numbers below 8.
    #expect(Closeness.largestDifference(descent.parameters.weights.map(Double.init), expected) < 4e-6)
  }

  @Test func aColumnWithoutEntriesStaysUnlessAPenaltyShrinksIt() throws {
    let samples = Samples(.floats)
    let settings = Self.cases[0].settings
    // Column 2 has no entry.
    func column(_ parameters: Parameters) -> [Float] { (0..<3).map { parameters.weights[$0 * 83 + 2] } }
    func fitted(_ l2Penalty: Double) throws -> Parameters {
      var descent = samples.descent(settings, l2Penalty: l2Penalty)
      _ = try descent.run(asksEachBatch: false, onBatch: { _ in .continue }, onEpoch: { _, _ in .continue })
      return descent.parameters
    }
    let start = column(samples.start)
    #expect(try column(fitted(0)) == start)
    // 60 samples in batches of 7: nine steps an epoch.
    let factor = IntegerPower.power(of: 1 - 0.1 * 0.5, 27)
    for (found, first) in zip(try column(fitted(0.5)), start) {
      // Two roundings a step.
      #expect(abs(Double(found) / (Double(first) * factor) - 1) < 54 * 0x1p-24)
    }
  }

  /// The same steps of all columns in Float64, from the dense numbers.
  @Test(arguments: cases)
  func stepsAreThoseOfFloat64(_ some: Case) throws {
    let samples = Samples(.floats)
    let (settings, sampleCount) = (some.settings, samples.labels.count)
    var descent = samples.descent(settings, l2Penalty: some.l2Penalty)
    _ = try descent.run(asksEachBatch: false, onBatch: { _ in .continue }, onEpoch: { _, _ in .continue })
    var reference = DenseReplay(samples.start, settings, l2Penalty: some.l2Penalty)
    let rows = (0..<sampleCount).map { r in
      samples.numbers.values[r * 83..<(r + 1) * 83].map(Double.init)
    }
    let factors = (0..<sampleCount).map { 0.5 + Double($0 % 3) }
    let mean = factors.reduce(0, +) / Double(sampleCount)
    for epoch in 1...settings.epochs {
      var order = (0..<UInt32(sampleCount)).map { $0 }
      var generator = RandomGenerator(seed: 5, stream: .shuffle(epoch: epoch))
      generator.shuffle(&order)
      let batchCount = (sampleCount + settings.batchSize - 1) / settings.batchSize
      for batch in 1...batchCount {
        let positions = (batch - 1) * settings.batchSize..<min(batch * settings.batchSize, sampleCount)
        reference.step(
          order[positions].map(Int.init), rows: rows, labels: samples.labels.map(Int.init),
          factors: factors.map { $0 / mean }, epoch: epoch, batch: batch, batchCount: batchCount)
      }
    }
    // Up to 180 steps, each rounded at 2^-24 of weights up to 1; Adam divides what a gradient's rounding left by its root,
    // so that tiny gradients move by up to a step of 0.1 x 2^-24 x terms.
    let found = descent.parameters.weights.map(Double.init)
    #expect(Closeness.largestDifference(found, reference.weights) < 1e-4)
  }
}
