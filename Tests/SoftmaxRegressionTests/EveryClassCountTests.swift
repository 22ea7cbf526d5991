// From 1 class to 5000, one row, one feature: every pass, preconditioner and certificate has an answer, and the right one.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct EveryClassCountTests {
  static let problems: [MadeProblem] = {
    let counts = Array(1...17) + [33, 100]
    var problems = counts.enumerated().map { index, classCount in
      MadeProblem(
        classCount: classCount, featureCount: [1, 3, 9][index % 3], sampleCount: [1, 5, 19, 40][index % 4],
        storage: MadeProblem.Storage.allCases[index % 3], hasBias: index % 5 != 2)
    }
    for index in problems.indices where index % 2 == 0 {
      problems[index].weights = (0..<problems[index].sampleCount).map { sample -> Double in
        sample % 4 == 1 ? 0 : 0.25 + Double(sample % 3)
      }
    }
    return problems
  }()

  static let large = [
    MadeProblem(classCount: 1000, featureCount: 2, sampleCount: 7, storage: .standardized),
    MadeProblem(classCount: 5000, featureCount: 1, sampleCount: 3, storage: .bytes),
  ]

  /// The rows as a solver sees them, in Float64.
  private func rows(_ samples: FitSamples) -> [[Double]] {
    let (count, width) = (samples.rowCount, samples.featureCount)
    let values = WorkBuffer<Double>(count: count * width, repeating: 0)
    samples.rows.widen(
      .range(0..<count), by: samples.engine.kernels,
      into: MatrixBlock(values, stride: width, rowCount: count, columnCount: width))
    return (0..<count).map { row in (0..<width).map { values[row * width + $0] } }
  }

  @Test(arguments: problems + large)
  func passesInBothPrecisionsSayWhatPlainLoopsSay(_ problem: MadeProblem) throws {
    let objective = try problem.objective(MadeProblem.engine(1))
    let reference = ReferenceProblem(
      rows: rows(objective.samples), labels: problem.labels().map(Int.init), classCount: problem.classCount,
      penalties: objective.penalties, hasBias: problem.hasBias, sampleWeights: problem.weights)
    let point = problem.point()
    let weights = Array(point[..<objective.weightCount])
    let bias =
      problem.hasBias
      ? Array(point[objective.weightCount...]) : [Double](repeating: 0, count: problem.classCount)
    let value = reference.value(weights: weights, bias: bias).objective
    for (precision, tolerance) in [(PassPrecision.single, 3e-6), (.double, 1e-13)] {
      let found = objective.evaluate(at: point, precision)
      #expect(abs(found.value - value) <= tolerance * max(1, abs(value)), "\(precision)")
      guard problem.classCount <= 100 else { continue }
      let gradient = reference.gradient(weights: weights, bias: bias)
      let expected = gradient.weights + (problem.hasBias ? gradient.bias : [])
      #expect(
        Closeness.largestDifference(found.gradient, expected) <= tolerance
          * max(1, VectorArithmetic.largest(expected)),
        "\(precision)")
    }
  }

  @Test(arguments: problems + large)
  func everyPreconditionerHasAnAnswer(_ problem: MadeProblem) throws {
    let objective = try problem.objective(MadeProblem.engine(1))
    let origin = [Double](repeating: 0, count: objective.parameterCount)
    for point in [origin, problem.point(), problem.point(scale: 300)] {
      let gradient = objective.evaluate(at: problem.point(), .double).gradient
      for kind in [PreconditionerKind.diagonal, .kronecker, .pairs(threshold: 0.1), .exact] {
        // All second derivatives of so many classes are gigabytes: nobody asks for them.
        if kind != .diagonal, kind != .kronecker, problem.classCount > 33 { continue }
        guard let made = objective.preconditioner(kind, at: point) else { continue }
        let applied = made.apply(to: gradient)
        #expect(applied.count == gradient.count && applied.allSatisfy(\.isFinite), "\(kind)")
        #expect(VectorArithmetic.dot(applied, gradient) >= 0, "\(kind)")
      }
      let product = objective.curvature(at: point).product(with: gradient)
      #expect(product.allSatisfy(\.isFinite) && VectorArithmetic.dot(product, gradient) >= -1e-6)
    }
  }

  /// A matrix of all pairs of 100,000 classes would be 80 GB.
  @Test func manyClassesHaveNoMatrixOfTheirPairs() throws {
    let classCount = CurvatureSample.classLimit + 1
    let problem = MadeProblem(classCount: classCount, featureCount: 1, sampleCount: 3)
    let objective = try problem.objective(MadeProblem.engine(1))
    for scale in [0, 0.3] as [Float] {
      let sample = CurvatureSample(of: objective, at: problem.point(scale: scale), rowLimit: 10)
      #expect(sample.classVariances.count == classCount && sample.classVariances.allSatisfy { $0 > 0 })
      #expect(sample.classCurvature == nil)
    }
    let tens = MadeProblem(classCount: 60_000, featureCount: 1, sampleCount: 2)
    let many = try tens.objective(MadeProblem.engine(1))
    let vector = [Double](repeating: 1, count: many.parameterCount)
    for kind in [PreconditionerKind.diagonal, .kronecker] {
      let made = try #require(many.preconditioner(kind, at: tens.point()))
      #expect(made.apply(to: vector).count == vector.count)
    }
  }

  @Test(arguments: problems + large)
  func certificatesHold(_ problem: MadeProblem) throws {
    let samples = try problem.samples(MadeProblem.engine(1))
    for (l1Penalty, l2Penalty) in [(0.0, 0.1), (0.01, 0), (0, 0)] {
      let certifier = Certifier(
        samples, input: .vector(featureCount: problem.featureCount), l2Penalty: l2Penalty, l1Penalty: l1Penalty,
        standardization: nil, hasBias: problem.hasBias)
      let parameters = samples.parameters(at: problem.point(scale: 0.1)).rounded
      let certificate = certifier.certificate(of: parameters)
      #expect(certificate.objective.isFinite && certificate.objective >= 0)
      if let gap = certificate.gap { #expect(gap >= 0 && gap.isFinite) }
    }
  }

  @Test(arguments: [2, 3, 7, 15, 16, 17, 33])
  func everySolverFitsAFewRowsOfOneFeature(_ classCount: Int) throws {
    for featureCount in [1, 40] {
      let problem = MadeProblem(classCount: classCount, featureCount: featureCount, sampleCount: classCount + 1)
      let data = try Dataset(
        features: problem.features(), classIndices: problem.labels(),
        classes: ClassVocabulary(of: 0..<classCount))
      var objectives: [Double] = []
      for solver in EverySolver.configurations(tolerance: 1e-7, maxIterations: 100) {
        guard classCount < 20 || featureCount == 1 || solver.name != "newton-cholesky" else { continue }
        let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.05).fit(data)
        #expect(fit.report.certifiedGap != nil && fit.report.stopReason == .converged, "\(solver.name)")
        objectives.append(fit.report.objective)
      }
      #expect(objectives.allSatisfy { Closeness.relative($0, from: objectives[0]) < 3e-7 })
      let sparse = try SoftmaxClassifier(
        solver: .proximalNewton(tolerance: 1e-6), l2Penalty: 0, l1Penalty: 0.01
      ).fit(data)
      #expect(sparse.report.certifiedGap != nil)
    }
  }

  @Test(arguments: large)
  func aThousandClassesOfOneRowEachAreFitted(_ problem: MadeProblem) throws {
    let classCount = problem.classCount / 10
    var wide = MadeProblem(classCount: classCount, featureCount: 1, sampleCount: classCount)
    wide.storage = .bytes
    let data = try Dataset(
      features: wide.features(), classIndices: wide.labels(), classes: ClassVocabulary(of: 0..<classCount))
    let fit = try SoftmaxClassifier(solver: .automatic(tolerance: 1e-4, maxIterations: 30), l2Penalty: 0.1).fit(
      data)
    #expect(fit.report.objective > 0 && fit.model.weights.allSatisfy(\.isFinite))
  }
}
