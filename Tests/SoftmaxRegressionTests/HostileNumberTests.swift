// Numbers at the ends of Float32: a model of numbers with a report that is true, or an error; never a trap or NaN.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct HostileNumberTests {
  /// What column j of a row is, of a number about -1...1 and the row's class.
  struct Columns: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let value: @Sendable (Int, Float, Int) -> Float

    func data(
      kind: InputDescription.Kind, featureCount: Int = 3, sampleCount: Int = 24
    ) throws -> Dataset {
      var numbers = MadeNumbers(seed: 12)
      let values = (0..<sampleCount).flatMap { row in
        (0..<featureCount).map { value($0, numbers.next(), row % 3) }
      }
      let input: InputDescription =
        switch kind {
        case .table: .table(featureCount: featureCount)
        case .vector: .vector(featureCount: featureCount)
        // Which no fit brings to a scale of its own.
        case .image: .image(shape: [1, featureCount])
        }
      return try Dataset(features: Features(values, input: input), labels: (0..<sampleCount).map { $0 % 3 })
    }
  }

  static let columns = [
    Columns(testDescription: "1e38") { _, x, k in x * 1e38 + Float(k) * 1e37 },
    Columns(testDescription: "1e-38") { _, x, k in (x + Float(k)) * 1e-38 },
    Columns(testDescription: "subnormal") { _, x, k in (x + Float(k)) * 1e-38 * 1e-4 },
    Columns(testDescription: "the least number") { _, x, k in x > 0 ? .leastNonzeroMagnitude * Float(k) : 0 },
    Columns(testDescription: "the largest number, both signs") { _, x, _ in
      x > 0 ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude
    },
    Columns(testDescription: "the largest number alone") { _, _, _ in .greatestFiniteMagnitude },
    Columns(testDescription: "1e-38 to 1e38") { j, x, k in
      (x + Float(k)) * [1e-38, 1e-20, 1, 1e19, 1e38][j % 5]
    },
    Columns(testDescription: "offset 1e7") { _, x, k in x + Float(k) + 1e7 },
    Columns(testDescription: "offset 1e30") { j, x, k in j == 0 ? 1e30 * (1 + x * 1e-6) : x + Float(k) },
    Columns(testDescription: "offset 3e38") { j, x, k in j == 0 ? 3e38 : x + Float(k) },
    Columns(testDescription: "one outlier") { j, x, k in j == 0 && x > 0.9 ? 3e38 : (x + Float(k)) * 1e-3 },
    Columns(testDescription: "zeros") { _, _, _ in 0 },
    Columns(testDescription: "negative zeros") { _, x, _ in x > 0 ? 0 : -0.0 },
  ]

  static let solvers: [SolverConfiguration] =
    EverySolver.configurations(tolerance: 1e-6, maxIterations: 40) + [
      .stochastic(epochs: 2, batchSize: 8), .stochastic(optimizer: .adam(), epochs: 2, batchSize: 8),
    ]

  /// Fits, and holds the model against what may be said of it.
  private func check(_ data: Dataset, _ classifier: SoftmaxClassifier, _ comment: Comment) throws {
    do {
      let fit = try classifier.fit(data)
      let report = fit.report
      #expect(fit.model.weights.allSatisfy(\.isFinite) && fit.model.bias.allSatisfy(\.isFinite), comment)
      #expect(report.objective.isFinite && !report.certificate.logLoss.isNaN, comment)
      if let gap = report.certifiedGap { #expect(gap >= 0 && gap.isFinite, comment) }
      // What the report claims of the saved weights is found again.
      let again = try fit.model.certificate(
        on: data, l2Penalty: report.l2Penalty, l1Penalty: report.l1Penalty,
        standardization: report.standardization,
        hasBias: report.hasBias)
      #expect(again.objective == report.objective, comment)
    } catch let error as TrainingError {
      // Named: too large, too small, or a rate too high.
      #expect(!error.description.isEmpty, comment)
    }
  }

  @Test(arguments: columns)
  func fitsEndWithNumbersOrAnError(_ columns: Columns) throws {
    let ways: [(InputDescription.Kind, SoftmaxClassifier.Standardize)] = [
      (.table, .always), (.table, .never), (.image, .never),
    ]
    for (kind, standardize) in ways {
      let data = try columns.data(kind: kind)
      for solver in Self.solvers {
        let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01, standardize: standardize)
        try check(data, classifier, "\(solver.name), \(kind), \(standardize)")
      }
    }
  }

  @Test(arguments: columns)
  func fitsWithoutABiasOrAPenaltyEndWithNumbersOrAnError(_ columns: Columns) throws {
    let data = try columns.data(kind: .table)
    for hasBias in [true, false] {
      for solver in [SolverConfiguration.automatic(maxIterations: 40), .newtonCG(maxIterations: 20)] {
        try check(
          data, SoftmaxClassifier(solver: solver, l2Penalty: 0, hasBias: hasBias),
          "\(solver.name), bias \(hasBias)")
      }
      try check(
        data,
        SoftmaxClassifier(
          solver: .proximalNewton(maxIterations: 20), l2Penalty: 0, l1Penalty: 1e-3, hasBias: hasBias),
        "sparse, bias \(hasBias)")
    }
  }

  @Test(arguments: columns)
  func theRowsSpaceEndsWithNumbersOrAnError(_ columns: Columns) throws {
    let data = try columns.data(kind: .vector, featureCount: 40, sampleCount: 9)
    for hasBias in [true, false] {
      let objective = MultinomialObjective(
        FitSamples(data.features, data.classIndices, classCount: 3),
        penalties: [Double](repeating: 0.01, count: 40), hasBias: hasBias)
      if let space = RowSpace(of: objective) {
        let point = [Double](repeating: 0.25, count: space.objective.parameterCount)
        #expect(space.expanded(point).allSatisfy { $0.isFinite })
        #expect(space.objective.evaluate(at: point, .double).isFinite)
      }
      try check(
        data,
        SoftmaxClassifier(
          solver: .automatic(maxIterations: 60), l2Penalty: 0.01, hasBias: hasBias, standardize: .never),
        "bias \(hasBias)")
    }
  }

  /// A column's sum of squares, or a chunk's sums, leave the range of numbers at points that a fit never asks for.
  @Test(arguments: columns)
  func passesAtAnyPointDoNotTrap(_ columns: Columns) throws {
    let data = try columns.data(kind: .vector)
    let objective = MultinomialObjective(
      FitSamples(data.features, data.classIndices, classCount: 3), penalties: [0.01, 0.01, 0])
    for size in [0, 1e-300, 1e-30, 1, 1e30, 1e38, 1e300, Double.infinity, Double.nan] {
      let point = (0..<objective.parameterCount).map { size * Double($0 % 5 - 2) }
      for precision in [PassPrecision.single, .double] {
        let found = objective.evaluate(at: point, precision)
        // Hits are counted whatever the logits are.
        #expect(found.accuracy >= 0 && found.accuracy <= 1)
      }
      let gradient = [Double](repeating: 1, count: objective.parameterCount)
      for kind in [PreconditionerKind.diagonal, .kronecker, .pairs(threshold: 0.1), .exact] {
        _ = objective.preconditioner(kind, at: point)?.apply(to: gradient)
      }
      _ = objective.curvature(at: point).product(with: gradient)
      _ = objective.curvature(at: point).product(with: point)
    }
  }

  /// In Float32, as fits to more samples begin.
  @Test(arguments: columns)
  func descentsInFloat32EndWithNumbersOrAnError(_ columns: Columns) throws {
    for kind in [InputDescription.Kind.table, .image] {
      let data = try columns.data(kind: kind, sampleCount: 60)
      for isStandardized in [true, false] {
        for hasBias in [true, false] {
          let problem = FitProblem(
            FitSamples(data, MadeProblem.engine(1)), input: data.features.input, isStandardized: isStandardized,
            hasBias: hasBias)
          let smooth = problem.objective(l1Penalty: 0, l2Penalty: 1e-3)
          for schedule in [PreconditionerSchedule.eager(withPairs: true), .eager(withPairs: false)] {
            try descend(smooth, LimitedMemoryBFGS(historyCount: 4, schedule: schedule))
            try descend(smooth, NewtonConjugateGradient(schedule: schedule))
          }
          try descend(problem.objective(l1Penalty: 1e-3, l2Penalty: 1e-4), ProximalNewton())
        }
      }
    }
  }

  private func descend<Method: DescentMethod>(
    _ objective: MultinomialObjective, _ method: Method
  ) throws where Method.Problem == MultinomialObjective {
    var descent = Descent(
      of: objective, by: method, from: [Double](repeating: 0, count: objective.parameterCount),
      DescentSettings(tolerance: 1e-8, maxIterations: 12, isDouble: false))
    var passCount = 0
    do {
      _ = try descent.run(DescentCallbacks(beforePass: { passCount += 1 })) { step, point in
        #expect(step.found.value.isFinite && step.found.gradientMax.isFinite && point.allSatisfy(\.isFinite))
        return .continue
      }
    } catch let error as TrainingError {
      #expect(error == .notFinite)
    }
    #expect(passCount < 12 * 130 && descent.state.point.allSatisfy(\.isFinite), "\(Method.name)")
  }

  @Test func weightsOfAnySizeAreWeights() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 8, featureCount: 2)
    for sizes in [
      [1e308, 1e-308], [Double.leastNonzeroMagnitude, 2 * Double.leastNonzeroMagnitude], [1e308, 1.7e308],
      [1, 1e-300],
    ] {
      let weighted = try data.weighted(by: (0..<data.sampleCount).map { sizes[$0 / 3 % 2] })
      try check(
        weighted, SoftmaxClassifier(solver: .automatic(maxIterations: 30), l2Penalty: 0.01), "weights \(sizes)")
    }
  }

  @Test func aStartFarAwayIsLeftOrRefused() throws {
    let data = try MadeData.clouds(classCount: 3, perClass: 8, featureCount: 2)
    for size in [1e10, 1e30, 3e38] as [Float] {
      let start = SoftmaxModel(
        parameters: Parameters(weights: (0..<6).map { Float($0 % 3 - 1) * size }, bias: [size, 0, -size]),
        classes: data.classes, input: data.features.input)
      for solver in EverySolver.configurations(tolerance: 1e-6, maxIterations: 60) {
        do {
          let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01).fit(data, from: start)
          #expect(
            fit.model.weights.allSatisfy(\.isFinite) && fit.report.objective.isFinite, "\(solver.name), \(size)"
          )
        } catch let error as TrainingError {
          #expect(error == .notFinite, "\(solver.name), \(size)")
        }
      }
    }
  }
}
