// Optimizers and schedules against PyTorch's, averaging against the trajectory.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StochasticOptimizerTests {
  /// Six samples in one batch, so that an epoch is a step and no order matters.
  private static let rows: [Float] = [
    0.5, -1, 2, 0.25, 1, 0.5, -0.5, 1, -1.5, 2, 0, 0.5, 0, 1, 1, -1, 2, -0.5, 0.75, 1.5, -1, -1, 0.5, 2,
  ]

  struct Golden: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let solver: SolverConfiguration
    var l2Penalty = 0.0
    let weights: [Double]
    let bias: [Double]
  }

  /// PyTorch 2.13.0 in Float64: ten steps from 0 of torch.optim on cross_entropy(X W^T + b, y) with the rows above and
  /// y = 1, 1, 2, 1, 0, 1 (no share a third, so that no gradient starts at 0, where Adam would divide rounding by
  /// rounding); weight_decay = l2 on W alone; a scheduler's step after each. In turn: Adam(lr 0.1);
  /// Adam(lr 0.05, betas 0.8 and 0.99, eps 1e-3), l2 0.1; SGD(lr 0.5, momentum 0.9) with CosineAnnealingLR(T_max 10);
  /// SGD(lr 0.5) with StepLR(3, gamma 0.5); Adam(lr 0.1) with LambdaLR(1 / (1 + e / 2)).
  static let goldens = [
    Golden(
      testDescription: "adam", solver: .stochastic(optimizer: .adam(), learningRate: 0.1, epochs: 10),
      weights: [
        0.9042001128, -0.9225156537, -0.23995337, 0.4652053921, -0.3610570193, -0.4806565556, 0.7148412193,
        0.2128173698, -0.8819304037, 0.7791976355, -0.8564393434, -0.2425774743,
      ], bias: [-0.8957054495, 0.8739138953, -0.8450194716]),
    Golden(
      testDescription: "adam with a penalty and settings of its own",
      solver: .stochastic(
        optimizer: .adam(beta1: 0.8, beta2: 0.99, epsilon: 1e-3), learningRate: 0.05, epochs: 10),
      l2Penalty: 0.1,
      weights: [
        0.4549655273, -0.4218815983, -0.2229515301, 0.184814728, -0.1835548563, -0.2992767319, 0.391618086,
        0.1382472672, -0.4364148633, 0.4007493661, -0.4098057905, -0.1949624549,
      ], bias: [-0.4494022785, 0.444667154, -0.4351135215]),
    Golden(
      testDescription: "momentum along a cosine",
      solver: .stochastic(optimizer: .sgd(momentum: 0.9), learningRate: 0.5, epochs: 10, schedule: .cosine),
      weights: [
        1.5750244637, -0.8118712034, -0.0975905546, 0.2935757229, -0.207204332, -0.2916643313, 0.9840203536,
        0.1035801639, -1.3678201317, 1.1035355347, -0.886429799, -0.3971558867,
      ], bias: [-0.7294152029, 1.4691141798, -0.7396989769]),
    Golden(
      testDescription: "descent in steps",
      solver: .stochastic(learningRate: 0.5, epochs: 10, schedule: .step(every: 3, factor: 0.5)),
      weights: [
        0.5253770357, -0.2419295593, -0.0973940234, 0.0732179626, -0.0463507446, -0.1630483411, 0.4010705035,
        0.0759874698, -0.4790262911, 0.4049779004, -0.3036764801, -0.1492054324,
      ], bias: [-0.2828844559, 0.5404548478, -0.2575703919]),
    Golden(
      testDescription: "adam along 1/t",
      solver: .stochastic(
        optimizer: .adam(), learningRate: 0.1, epochs: 10, schedule: .inverseTime(halfAfter: 2)),
      weights: [
        0.395569351, -0.3891146575, -0.3000838549, 0.3597649915, -0.098958053, -0.3213654252, 0.3656494754,
        0.2232107268, -0.3831369873, 0.367055538, -0.3802059551, -0.2434644542,
      ], bias: [-0.3865909442, 0.3826455482, -0.3774422628]),
  ]

  @Test(arguments: goldens)
  func stepsAreThoseOfPyTorch(_ golden: Golden) throws {
    let data = try Dataset(
      features: Features(Self.rows, input: .vector(featureCount: 4)), labels: [1, 1, 2, 1, 0, 1])
    let zero = SoftmaxModel(
      parameters: Parameters(weights: [Float](repeating: 0, count: 12), bias: [0, 0, 0]), classes: data.classes,
      input: data.features.input)
    let fit = try SoftmaxClassifier(solver: golden.solver, l2Penalty: golden.l2Penalty).fit(data, from: zero)
    // Ten steps, each rounded at 2^-24 of weights up to 2; Adam's quotient keeps the relative error of gradients that
    // are sums of six terms some ten times larger than they.
    #expect(Closeness.largestDifference(fit.model.weights.map(Double.init), golden.weights) < 1e-5)
    #expect(Closeness.largestDifference(fit.model.bias.map(Double.init), golden.bias) < 1e-5)
  }

  @Test func theRateChangesFromBatchToBatchAsTheScheduleSays() throws {
    func factors(_ schedule: LearningRateSchedule) -> [Double] {
      (1...3).flatMap { epoch in
        (1...2).map { schedule.factor(epoch: epoch, batch: $0, epochCount: 3, batchCount: 2) }
      }
    }
    #expect(factors(.constant) == [1, 1, 1, 1, 1, 1])
    #expect(factors(.step(every: 2, factor: 0.25)) == [1, 1, 1, 1, 0.25, 0.25])
    #expect(factors(.step(every: 1, factor: 0.5)) == [1, 1, 0.5, 0.5, 0.25, 0.25])
    // (1 + cos(pi t / 6)) / 2.
    let half = 3.0.squareRoot() / 4
    let cosine = [1, 0.5 + half, 0.75, 0.5, 0.25, 0.5 - half]
    #expect(Closeness.largestDifference(factors(.cosine), cosine) < 1e-15)
    // 1 / (1 + t / 4), t batches of which an epoch has two.
    let inverse = [1, 4.0 / 5, 4.0 / 6, 4.0 / 7, 4.0 / 8, 4.0 / 9]
    #expect(Closeness.largestDifference(factors(.inverseTime(halfAfter: 2)), inverse) < 1e-15)
  }

  /// cos(pi x) of these Float64 x by its series in 50 digits (Python's decimal).
  @Test(arguments: [
    (0.0, 1.0), (0.0625, 0.98078528040323044913), (0.125, 0.92387953251128675613),
    (0.2, 0.80901699437494740360), (0.25, 0.70710678118654752440), (0.26, 0.68454710592868865339),
    (0.3, 0.58778525229247315739), (0.375, 0.38268343236508977173), (0.4375, 0.19509032201612826785),
    (0.49, 0.031410759078128321728), (0.4999, 0.00031415926019123196964), (0.5, 0),
    (0.51, -0.031410759078128321728), (0.6, -0.30901699437494735776), (0.75, -0.70710678118654752440),
    (0.8125, -0.83146961230254523708), (0.9, -0.95105651629515359367), (0.999, -0.99999506520185816610),
    (1.0, -1.0),
  ])
  func theCosineIsRightToTheLastDigits(_ x: Double, _ expected: Double) {
    // Ten terms, each rounded a few times at 2^-53 or less; near 1/2 that is relative to the result.
    #expect(abs(PortableCosine.cosine(halfTurns: x) - expected) <= 6e-16 * max(abs(expected), 1e-300))
  }

  @Test func powersAreThoseOfRepeatedMultiplication() {
    #expect(IntegerPower.power(of: 3, 0) == 1)
    #expect(IntegerPower.power(of: 3, 13) == 1_594_323)
    let product = (0..<1000).reduce(1.0) { product, _ in product * 0.999 }
    // A thousand roundings on one side.
    #expect(abs(IntegerPower.power(of: 0.999, 1000) / product - 1) < 1000 * 0x1p-53)
  }

  @Test(arguments: [
    SolverConfiguration.stochastic(
      optimizer: .sgd(momentum: 0.5), epochs: 4, batchSize: 20, averagesWeights: true),
    .stochastic(optimizer: .adam(), learningRate: 0.05, epochs: 4, batchSize: 20, averagesWeights: true),
  ])
  func averagedWeightsAreTheMeanOfTheSecondHalfsSteps(_ solver: SolverConfiguration) throws {
    let data = try MadeData.clouds()  // 90 samples: 5 batches
    var settings = try #require(solver.stochasticSettings)
    let averaged = try SoftmaxClassifier(solver: .stochastic(settings), seed: 3).fit(data)
    settings.averagesWeights = false
    let plain = try SoftmaxClassifier(solver: .stochastic(settings), seed: 3)
    var sums = [Double](repeating: 0, count: 15)
    var biasSums = [Double](repeating: 0, count: 3)
    for number in 11...20 {
      var batches = 0
      let model = try plain.fit(data, every: .batch) { event in
        guard case .batch = event else { return .continue }
        batches += 1
        return batches == number ? .stop : .continue
      }.model
      for (i, weight) in model.weights.enumerated() { sums[i] += Double(weight) }
      for (k, value) in model.bias.enumerated() { biasSums[k] += Double(value) }
    }
    #expect(averaged.model.weights == sums.map { Float($0 / 10) })
    #expect(averaged.model.bias == biasSums.map { Float($0 / 10) })
    let last = try plain.fit(data)
    #expect(averaged.model != last.model)
    // The steps are the same, and what is told of them.
    #expect(averaged.report.history.map(\.trainLoss) == last.report.history.map(\.trainLoss))
  }

  @Test func whatIsScoredAndReportedIsTheMean() throws {
    let data = try MadeData.clouds()
    let fit = try SoftmaxClassifier(
      solver: .stochastic(epochs: 4, batchSize: 20, averagesWeights: true, certifiesEpochs: true),
      l2Penalty: 0.01
    ).fit(data, test: data)
    let evaluation = try fit.model.evaluate(data)
    #expect(fit.report.history.last?.testAccuracy == evaluation.accuracy)
    #expect(fit.report.history.last?.certificate == fit.report.certificate)
    #expect(try fit.model.certificate(on: data, l2Penalty: 0.01) == fit.report.certificate)
  }

  @Test func aFitStoppedBeforeItsSecondHalfReturnsTheWeightsAsTheyAre() throws {
    let data = try MadeData.clouds()
    func fit(averages: Bool) throws -> SoftmaxFit {
      try SoftmaxClassifier(solver: .stochastic(epochs: 4, batchSize: 20, averagesWeights: averages)).fit(data)
      { _ in
        .stop
      }
    }
    #expect(try fit(averages: true).model == fit(averages: false).model)
  }

  @Test func certificatesOfEpochsAreThoseOfTheWeightsThenAndChangeNothing() throws {
    let data = try MadeData.clouds(kind: .table)
    func fit(_ epochs: Int, certifies: Bool) throws -> SoftmaxFit {
      try SoftmaxClassifier(
        solver: .stochastic(epochs: epochs, batchSize: 16, certifiesEpochs: certifies), l2Penalty: 0.05
      ).fit(data)
    }
    let certified = try fit(3, certifies: true)
    for epoch in 1...3 {
      let then = try fit(epoch, certifies: false)
      #expect(certified.report.history[epoch - 1].certificate == then.report.certificate)
      #expect(then.report.history.allSatisfy { $0.certificate == nil })
    }
    #expect(certified.report.history.allSatisfy { ($0.certifiedGap ?? 0) > 0 && $0.gradientMax != nil })
    #expect(try certified.model == fit(3, certifies: false).model)
  }

  @Test(arguments: [
    (SolverConfiguration.stochastic(optimizer: .adam(beta1: 1)), "beta1"),
    (.stochastic(optimizer: .adam(beta2: -0.1)), "beta2"),
    (.stochastic(optimizer: .adam(epsilon: 0)), "epsilon"),
    (.stochastic(optimizer: .adam(), learningRate: 0), "learningRate"),
    (.stochastic(schedule: .step(every: 0, factor: 0.5)), "stepEvery"),
    (.stochastic(schedule: .step(every: 1, factor: 0)), "stepFactor"),
    (.stochastic(schedule: .step(every: 1, factor: .nan)), "stepFactor"),
    (.stochastic(schedule: .inverseTime(halfAfter: 0)), "halfAfter"),
    (.stochastic(schedule: .inverseTime(halfAfter: .infinity)), "halfAfter"),
    (.stochastic(earlyStopping: EarlyStopping(patience: 0)), "patience"),
    (.stochastic(earlyStopping: EarlyStopping(minimumImprovement: -1)), "minimumImprovement"),
    (.stochastic(optimizer: .sgd(momentum: 1)), "momentum"),
  ])
  func settingsOutsideTheirRangeAreRefused(_ solver: SolverConfiguration, _ parameter: String) {
    let error = #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(solver: solver) }
    #expect(error?.parameter == parameter)
  }
}
