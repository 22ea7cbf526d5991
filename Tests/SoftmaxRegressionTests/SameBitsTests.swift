// The same bits for any number of threads and any instruction set.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct SameBitsTests {
  /// Few classes and many, bytes and floats; large enough that a step is worth eight threads.
  struct Case: Sendable, CustomTestStringConvertible {
    let classCount: Int
    let featureCount: Int
    let isBytes: Bool
    var testDescription: String { "\(classCount) classes x \(featureCount) features" }
  }

  static let cases = [
    Case(classCount: 10, featureCount: 500, isBytes: true),
    Case(classCount: 20, featureCount: 300, isBytes: false),
  ]

  /// One thread with the fastest kernels, then others: threads beyond the machine's cores, every table.
  static let executions =
    [1, 2, 3, 5, 8].map { Execution(table: .supported[0], threads: $0, isPatient: true) }
    + KernelTable.supported.dropFirst().map { Execution(table: $0, threads: 3, isPatient: true) }

  private func data(_ shape: Case) throws -> Dataset {
    var numbers = MadeNumbers(seed: 11)
    let sampleCount = 520
    let count = sampleCount * shape.featureCount
    let labels = numbers.indices(sampleCount, below: shape.classCount).map(Int.init)
    let features =
      shape.isBytes
      ? try Features(bytes: numbers.bytes(count), input: .image(shape: [1, shape.featureCount]))
      : try Features(numbers.floats(count), input: .vector(featureCount: shape.featureCount))
    return try Dataset(features: features, labels: labels)
  }

  @Test(arguments: cases)
  func descentGivesTheSameWeightsEverywhere(_ shape: Case) throws {
    let data = try data(shape)
    let fits = try Self.executions.map { execution in
      try SoftmaxClassifier(
        solver: .stochastic(optimizer: .sgd(momentum: 0.5), epochs: 1, batchSize: 500), l2Penalty: 0.01,
        execution: execution
      ).fit(data, test: data)
    }
    for (fit, execution) in zip(fits, Self.executions).dropFirst() {
      #expect(fit.model.weights.map(\.bitPattern) == fits[0].model.weights.map(\.bitPattern), "\(execution)")
      #expect(fit.model.bias.map(\.bitPattern) == fits[0].model.bias.map(\.bitPattern), "\(execution)")
      #expect(fit.report.history.map(\.trainLoss) == fits[0].report.history.map(\.trainLoss), "\(execution)")
      #expect(fit.report.objective == fits[0].report.objective, "\(execution)")
      #expect(fit.report.gradientMax == fits[0].report.gradientMax, "\(execution)")
      #expect(fit.report.threads == execution.threads)
    }
  }

  @Test(arguments: cases)
  func everyOptimizerScheduleAndMeanGivesTheSameWeightsEverywhere(_ shape: Case) throws {
    let data = try data(shape)
    let solvers: [SolverConfiguration] = [
      .stochastic(
        optimizer: .adam(), learningRate: 0.01, epochs: 2, batchSize: 500, schedule: .cosine,
        averagesWeights: true),
      .stochastic(optimizer: .adam(), epochs: 2, batchSize: 500, schedule: .step(every: 1, factor: 0.3)),
      .stochastic(
        epochs: 2, batchSize: 500, schedule: .inverseTime(halfAfter: 1.5), averagesWeights: true,
        earlyStopping: EarlyStopping(), certifiesEpochs: true),
    ]
    // Teams of two and of five are those of `descentGivesTheSameWeightsEverywhere`.
    let executions = Self.executions.filter { $0.threads != 2 && $0.threads != 5 }
    for solver in solvers {
      let fits = try executions.map { execution in
        try SoftmaxClassifier(solver: solver, l2Penalty: 0.01, execution: execution).fit(
          data, validation: data, test: data)
      }
      for (fit, execution) in zip(fits, executions).dropFirst() {
        #expect(fit.model.weights.map(\.bitPattern) == fits[0].model.weights.map(\.bitPattern), "\(execution)")
        #expect(fit.model.bias.map(\.bitPattern) == fits[0].model.bias.map(\.bitPattern), "\(execution)")
        #expect(fit.report.certificate == fits[0].report.certificate, "\(execution)")
        #expect(
          fit.report.history.map(\.validationLoss) == fits[0].report.history.map(\.validationLoss),
          "\(execution)")
        #expect(
          fit.report.history.map(\.certificate) == fits[0].report.history.map(\.certificate), "\(execution)")
      }
    }
  }

  @Test(arguments: cases)
  func scoresAndObjectiveAreTheSameEverywhere(_ shape: Case) throws {
    let data = try data(shape)
    let model = try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data).model
    let first = Self.executions[0]
    let probabilities = try model.probabilities(for: data.features, execution: first).map(\.bitPattern)
    let objective = try model.objective(on: data, l2Penalty: 0.1, execution: first)
    let evaluation = try model.evaluate(data, execution: first)
    for execution in Self.executions.dropFirst() {
      let found = try model.probabilities(for: data.features, execution: execution)
      #expect(found.map(\.bitPattern) == probabilities, "\(execution)")
      #expect(try model.objective(on: data, l2Penalty: 0.1, execution: execution) == objective, "\(execution)")
      #expect(try model.evaluate(data, execution: execution) == evaluation, "\(execution)")
    }
  }

  @Test func manyChunksOfRowsAreAddedTheSameWayByAnyTeam() throws {
    // 9,000 rows: three chunks, dealt out by chance.
    var numbers = MadeNumbers(seed: 12)
    let features = try Features(numbers.floats(9000 * 300), input: .vector(featureCount: 300))
    let data = try Dataset(features: features, labels: numbers.indices(9000, below: 3).map(Int.init))
    let model = SoftmaxModel(
      parameters: Parameters(weights: numbers.floats(900), bias: numbers.floats(3)), classes: data.classes,
      input: features.input)
    let results = try [1, 2, 5].map {
      try model.objective(on: data, execution: Execution(table: .supported[0], threads: $0, isPatient: true))
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }

  @Test func whatCannotRunHereIsRefused() throws {
    #expect(throws: ConfigurationError.self) { try Execution(threads: 0) }
    #expect(throws: ConfigurationError.self) { try Execution(kernels: "sse9") }
    #expect(try Execution(threads: 1000).threads == UsableCores.count)
    #expect(try Execution(kernels: "scalar").kernels == "scalar")
  }
}
