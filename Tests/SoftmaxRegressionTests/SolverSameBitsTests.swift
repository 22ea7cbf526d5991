// Every solver's weights are the same bits for any number of threads and any instruction set.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct SolverSameBitsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let sampleCount: Int
    let classCount: Int
    let featureCount: Int
    let isBytes: Bool
    let solver: SolverConfiguration
    var testDescription: String {
      "\(solver.name), \(sampleCount) x \(featureCount) x \(classCount)\(isBytes ? " bytes" : "")"
    }
  }

  /// Enough rows for several chunks, or features and classes for several tiles and blocks, so that a step is worth
  /// a team.
  static let cases = [
    Case(
      sampleCount: 4300, classCount: 3, featureCount: 160, isBytes: true,
      solver: .lbfgs(maxIterations: 2, curvature: .gram)),
    Case(
      sampleCount: 4300, classCount: 3, featureCount: 160, isBytes: false,
      solver: .newtonCG(tolerance: 1e-12, maxIterations: 5, curvature: .pairs)),
    Case(
      sampleCount: 4300, classCount: 3, featureCount: 30, isBytes: false,
      solver: .newtonCholesky(maxIterations: 2)),
    Case(
      sampleCount: 1100, classCount: 18, featureCount: 120, isBytes: false,
      solver: .lbfgs(maxIterations: 2, curvature: .gram)),
    Case(
      sampleCount: 1100, classCount: 17, featureCount: 40, isBytes: true,
      solver: .lbfgs(tolerance: 1e-12, maxIterations: 9, curvature: .pairs)),
    Case(
      sampleCount: 1100, classCount: 17, featureCount: 5, isBytes: true,
      solver: .newtonCholesky(maxIterations: 2)),
  ]

  /// Several chunks of rows, second derivatives of two blocks, and of one that is worth a team.
  @Test(arguments: [(4300, 3, 30, true), (1100, 17, 16, false), (2100, 4, 40, true)])
  func sparseFitsAreTheSameEverywhere(sampleCount: Int, classCount: Int, featureCount: Int, isBytes: Bool)
    throws
  {
    let shape = Case(
      sampleCount: sampleCount, classCount: classCount, featureCount: featureCount, isBytes: isBytes,
      solver: .proximalNewton(maxIterations: 2))
    let data = try data(shape)
    // Fewer than the others', because many small meetings of more threads than cores take minutes on a busy machine.
    let executions =
      [1, 3].map { Execution(table: .supported[0], threads: $0, isPatient: true) }
      + KernelTable.supported.dropFirst().map { Execution(table: $0, threads: 2, isPatient: true) }
    let fits = try executions.map {
      try SoftmaxClassifier(solver: shape.solver, l1Penalty: 1e-4, execution: $0).fit(data)
    }
    #expect(fits[0].model.nonzeroWeightCount > 0)
    for fit in fits.dropFirst() {
      #expect(fit.model.weights.map(\.bitPattern) == fits[0].model.weights.map(\.bitPattern))
      #expect(fit.model.bias.map(\.bitPattern) == fits[0].model.bias.map(\.bitPattern))
      #expect(fit.report.certificate == fits[0].report.certificate)
      #expect(fit.report.iterations.map(\.objective) == fits[0].report.iterations.map(\.objective))
    }
  }

  /// One thread with the fastest kernels, then others: threads beyond the machine's cores, every table. Teams of two and
  /// of five are `SearchSameBitsTests`'.
  static let executions =
    [1, 3, 8].map { Execution(table: .supported[0], threads: $0, isPatient: true) }
    + KernelTable.supported.dropFirst().map { Execution(table: $0, threads: 3, isPatient: true) }

  private func data(_ shape: Case) throws -> Dataset {
    var numbers = MadeNumbers(seed: 131)
    let count = shape.sampleCount * shape.featureCount
    let features =
      shape.isBytes
      ? try Features(bytes: numbers.bytes(count), input: .image(shape: [1, shape.featureCount]))
      : try Features(numbers.floats(count), input: .vector(featureCount: shape.featureCount))
    return try Dataset(
      features: features, classIndices: numbers.indices(shape.sampleCount, below: shape.classCount),
      classes: ClassVocabulary(of: 0..<shape.classCount))
  }

  @Test(arguments: cases)
  func everySolverGivesTheSameWeightsEverywhere(_ shape: Case) throws {
    let data = try data(shape)
    let fits = try Self.executions.map { execution in
      try SoftmaxClassifier(solver: shape.solver, l2Penalty: 1e-2, execution: execution).fit(data)
    }
    #expect(fits[0].report.iterations.count > 1)
    for (fit, execution) in zip(fits, Self.executions).dropFirst() {
      #expect(fit.model.weights.map(\.bitPattern) == fits[0].model.weights.map(\.bitPattern), "\(execution)")
      #expect(fit.model.bias.map(\.bitPattern) == fits[0].model.bias.map(\.bitPattern), "\(execution)")
      #expect(fit.report.certificate == fits[0].report.certificate, "\(execution)")
      #expect(
        fit.report.iterations.map(\.objective) == fits[0].report.iterations.map(\.objective), "\(execution)")
      #expect(fit.report.iterations.map(\.gradientMax) == fits[0].report.iterations.map(\.gradientMax))
      #expect(fit.report.iterations.map(\.passes) == fits[0].report.iterations.map(\.passes), "\(execution)")
    }
  }

  @Test func smallProblemsAndSeparationAreTheSameEverywhere() throws {
    let data = try IrisRows.dataset()
    for l2Penalty in [0, 0.01] {
      for solver in EverySolver.configurations() {
        let fits = try Self.executions.map {
          try SoftmaxClassifier(solver: solver, l2Penalty: l2Penalty, execution: $0).fit(data)
        }
        for fit in fits.dropFirst() {
          #expect(fit.model == fits[0].model)
          #expect(fit.report.certificate == fits[0].report.certificate)
          #expect(fit.report.warnings == fits[0].report.warnings)
        }
      }
    }
  }
}
