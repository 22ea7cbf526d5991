// Dual coordinate ascent: optima, states, and data at the ends of what there is.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DualAscentTests {
  private func fit(
    _ data: Dataset, l2Penalty: Double, tolerance: Double = 1e-6, maxIterations: Int = 1000,
    from initial: SoftmaxModel? = nil
  ) throws -> SoftmaxFit {
    try SoftmaxClassifier(
      solver: .sdca(tolerance: tolerance, maxIterations: maxIterations), l2Penalty: l2Penalty
    ).fit(data, from: initial)
  }

  private func settings(_ tolerance: Double, maxIterations: Int = 60) -> DescentSettings {
    DescentSettings(tolerance: tolerance, maxIterations: maxIterations, isDouble: false, isForComparison: true)
  }

  // MARK: Optima

  @Test(arguments: [1e-10, 1e-4, 0.01, 1, 1e3])
  func anyPenaltyEndsAtItsOptimum(_ l2Penalty: Double) throws {
    let made = try MadeSparse(rowCount: 80, featureCount: 10)
    let found = try fit(made.sparse, l2Penalty: l2Penalty)
    let expected = try SoftmaxClassifier(solver: .newtonCholesky(tolerance: 1e-9), l2Penalty: l2Penalty)
      .fit(made.dense)
    #expect(found.model.hasFiniteWeights)
    #expect(Closeness.relative(found.report.objective, from: expected.report.objective) < 2e-6)
    if l2Penalty >= 1e-4 { #expect(try #require(found.report.certificate.relativeGap) <= 1e-6) }
  }

  @Test func theGradientVanishesByFiniteDifferences() throws {
    let made = try MadeSparse(rowCount: 60, featureCount: 6)
    let found = try fit(made.sparse, l2Penalty: 0.05, tolerance: 1e-10)
    let problem = EverySolver.problem(made.dense, l2Penalty: 0.05)
    let (weights, bias) = (found.model.weights.map(Double.init), found.model.bias.map(Double.init))
    for i in weights.indices {
      var (up, down) = (weights, weights)
      up[i] += 1e-4
      down[i] -= 1e-4
      let slope =
        (problem.value(weights: up, bias: bias).objective - problem.value(weights: down, bias: bias).objective)
        / 2e-4
      #expect(abs(slope) < 2e-6)
    }
  }

  @Test(arguments: [1e-20, 1, 1e20])
  func featuresOfAnySizeEndInANumberOrInAnError(_ size: Float) throws {
    let numbers = SparseNumbers(rowCount: 60, featureCount: 8)
    var list: [Float] = []
    let matrix = numbers.matrix()
    if case .floats(let values) = matrix.values { list = values.array.map { $0 * size } }
    let scaled = SparseMatrix(
      columnCount: 8, rowStarts: matrix.rowStarts, columns: matrix.columns, values: .floats(SharedStorage(list))
    )
    let data = try Dataset(
      features: Features(checked: Rows(scaled), input: .vector(featureCount: 8)),
      classIndices: (0..<60).map { UInt32($0 % 3) }, classes: ClassVocabulary(of: 0..<3))
    for l2Penalty in [1e-10, 1, 1e3] {
      do {
        let found = try fit(data, l2Penalty: l2Penalty, maxIterations: 50)
        #expect(found.model.hasFiniteWeights && found.report.objective.isFinite)
      } catch is TrainingError {
        #expect(size > 1)
      }
    }
  }

  @Test func duplicateRowsCountLikeWeights() throws {
    let made = try MadeSparse(rowCount: 70, featureCount: 9)
    let twice = made.sparse.samples(at: Array(0..<70) + Array(0..<70).filter { $0 % 2 == 0 })
    let weighted = try made.sparse.weighted(by: (0..<70).map { $0 % 2 == 0 ? 2 : 1 })
    let found = try (fit(twice, l2Penalty: 0.02), fit(weighted, l2Penalty: 0.02))
    #expect(Closeness.relative(found.0.report.objective, from: found.1.report.objective) < 2e-6)
  }

  @Test func rowsWithoutEntriesAndRareClassesAreFitted() throws {
    // No entries at all: the classes' shares are all that there is.
    let empty = SparseMatrix(
      columnCount: 3, rowStarts: SharedStorage<Int64>([Int64](repeating: 0, count: 9)),
      columns: SharedStorage<Int32>([]), values: .ones)
    let data = try Dataset(
      features: Features(checked: Rows(empty), input: .vector(featureCount: 3)),
      classIndices: [0, 0, 0, 0, 1, 1, 2, 1], classes: ClassVocabulary(of: 0..<4))
    let found = try fit(data, l2Penalty: 0.1, tolerance: 1e-8)
    let probabilities = try found.model.probabilities(for: data.features)
    for (p, share) in zip(probabilities, [0.5, 0.375, 0.125]) { #expect(abs(Double(p) - share) < 1e-4) }
    #expect(found.model.weights.allSatisfy { $0 == 0 })
  }

  @Test func otherSolversAreAskedForWhereItCannotWork() throws {
    let made = try MadeSparse(rowCount: 40, featureCount: 5)
    #expect(throws: ConfigurationError.self) { try fit(made.dense, l2Penalty: 0.1) }
    #expect(throws: ConfigurationError.self) { try fit(made.sparse, l2Penalty: 0) }
  }

  // MARK: Starts and ends

  @Test func noIterationLeavesTheStartAndOneIsOne() throws {
    let made = try MadeSparse(rowCount: 60, featureCount: 8)
    let none = try fit(made.sparse, l2Penalty: 0.01, maxIterations: 0)
    #expect(none.report.iterations.isEmpty && none.model.weights.allSatisfy { $0 == 0 })
    let one = try fit(made.sparse, l2Penalty: 0.01, tolerance: 1e-12, maxIterations: 1)
    #expect(one.report.iterations.count == 1 && one.report.stopReason == .iterationLimit)
    let kept = try fit(made.sparse, l2Penalty: 0.01, maxIterations: 0, from: one.model)
    #expect(kept.model.weights == one.model.weights)
  }

  @Test func aWarmStartEndsAtTheSameOptimumSooner() throws {
    let made = try MadeSparse(rowCount: 300, featureCount: 30)
    let before = try fit(made.sparse, l2Penalty: 0.012)
    let cold = try fit(made.sparse, l2Penalty: 0.01)
    let warm = try fit(made.sparse, l2Penalty: 0.01, from: before.model)
    #expect(Closeness.relative(warm.report.objective, from: cold.report.objective) < 2e-6)
    #expect(warm.report.passes <= cold.report.passes)
  }

  @Test func aStartFromAStrongerPenaltyIsNoWorseThanNone() throws {
    let made = try MadeSparse(rowCount: 300, featureCount: 30)
    let before = try fit(made.sparse, l2Penalty: 0.03)
    let cold = try fit(made.sparse, l2Penalty: 0.003, tolerance: 1e-4)
    let warm = try fit(made.sparse, l2Penalty: 0.003, tolerance: 1e-4, from: before.model)
    #expect(Closeness.relative(warm.report.objective, from: cold.report.objective) < 2e-4)
    #expect(warm.report.passes <= cold.report.passes)
  }

  @Test(arguments: [1e-2, 1e-3, 1e-4, 1e-5])
  func anIterationIsSeveralEpochsAndPassesCountEach(_ tolerance: Double) throws {
    let made = try MadeSparse(rowCount: 300, featureCount: 30)
    let found = try fit(made.sparse, l2Penalty: 1e-4, tolerance: tolerance)
    let passes = found.report.iterations.map(\.passes)
    // Up to five epochs, and what measures F, unless a certificate has measured it.
    for (before, after) in zip([0] + passes, passes) { #expect((1...6).contains(after - before)) }
    #expect(found.report.passes == passes.last)
  }

  /// Few samples of many classes, and penalties from none to all that there is: what the bias once ran away from.
  @Test(arguments: [8, 30, 300], [1e-5, 1e-3, 0.1, 10, 1e4])
  func theObjectiveFallsToItsMinimumWithoutAnotherMethod(_ rowCount: Int, _ l2Penalty: Double) throws {
    let made = try MadeSparse(rowCount: rowCount, featureCount: 40, classCount: 7, sparsity: 3)
    let objective = MadeSparse.objective(made.sparse, l2Penalty: l2Penalty)
    let zeros = [Double](repeating: 0, count: objective.parameterCount)
    var descent = try DualAscent(of: objective, from: .point(zeros), settings(1e-5, maxIterations: 40))
    var values: [Double] = []
    let reason = try descent.run(DescentCallbacks(beforePass: {})) { step, _ in
      values.append(step.found.value)
      return .continue
    }
    #expect(reason == .converged && values.count < 40)
    let best = try SoftmaxClassifier(solver: .newtonCholesky(tolerance: 1e-9), l2Penalty: l2Penalty)
      .fit(made.dense).report.objective
    #expect(try Closeness.relative(#require(values.last), from: best) < 1e-4, "\(values)")
  }

  /// A certificate costs two passes in Float64.
  @Test(arguments: [1e-2, 1e-3, 1e-4], [1, 1e-2, 1e-3])
  func certificatesAreNotAskedForInVain(_ tolerance: Double, _ l2Penalty: Double) throws {
    let made = try MadeSparse(rowCount: 300, featureCount: 30)
    let objective = MadeSparse.objective(made.sparse, l2Penalty: l2Penalty)
    let zeros = [Double](repeating: 0, count: objective.parameterCount)
    let certifier = Certifier(
      objective.samples, input: made.sparse.features.input, l2Penalty: l2Penalty, standardization: nil)
    var count = 0
    var settings = settings(tolerance)
    settings.isForComparison = false
    var descent = try DualAscent(of: objective, from: .point(zeros), settings)
    let reason = try descent.run(
      DescentCallbacks(
        beforePass: {},
        certificate: { point, shares in
          count += 1
          let model = SoftmaxModel(
            parameters: objective.parameters(point), classes: made.sparse.classes,
            input: made.sparse.features.input)
          return certifier.certificate(of: model.parameters, shares: shares)
        })
    ) { _, _ in .continue }
    #expect(reason == .converged)
    #expect((1...3).contains(count))
  }

  /// Shares whose classes have not their sums are tilted: mixing in the classes' shares would cost a hundred times the rest.
  @Test func sharesOutOfBalanceProveAsMuchAsBalancedOnes() throws {
    let made = try MadeSparse(rowCount: 120, featureCount: 20, classCount: 4)
    let fit = try fit(made.sparse, l2Penalty: 0.01, tolerance: 1e-10)
    let objective = MadeSparse.objective(made.sparse, l2Penalty: 0.01)
    let certifier = Certifier(
      objective.samples, input: made.sparse.features.input, l2Penalty: 0.01, standardization: nil)
    func gap(shift: [Double]) throws -> Double {
      var biased = fit.model.parameters
      for k in shift.indices { biased.bias[k] += Float(shift[k]) }
      let model = SoftmaxModel(
        parameters: biased, classes: made.sparse.classes, input: made.sparse.features.input)
      let probabilities = try model.probabilities(for: made.sparse.features)
      let shares = WorkBuffer<Float>(count: 480, repeating: 0)
      for (i, p) in probabilities.enumerated() {
        shares[i] = p - (Int(made.sparse.classIndices[i / 4]) == i % 4 ? 1 : 0)
      }
      let certificate = certifier.certificate(
        of: fit.model.parameters, shares: DualShares(shares, classCount: 4))
      return try #require(certificate.relativeGap)
    }
    let balanced = try gap(shift: [0, 0, 0, 0])
    let tilted = try gap(shift: [0.5, -0.3, 0, 0.1])
    // What Float32 leaves of both.
    #expect(balanced < 1e-8 && tilted < 1e-8, "\(balanced), \(tilted)")
  }

  @Test func aStopEndsTheFit() throws {
    let made = try MadeSparse(rowCount: 60, featureCount: 8)
    let classifier = try SoftmaxClassifier(solver: .sdca(tolerance: 1e-12), l2Penalty: 1e-5)
    var count = 0
    let stopped = try classifier.fit(made.sparse) { event in
      if case .iteration = event { count += 1 }
      return count == 2 ? .stop : .continue
    }
    #expect(stopped.report.stopReason == .stopped && stopped.report.iterations.count == 2)
  }

  @Test func aSavedStateGoesOnWithTheSameBits() throws {
    let made = try MadeSparse(rowCount: 90, featureCount: 12)
    let objective = MadeSparse.objective(made.sparse, l2Penalty: 1e-3)
    let zeros = [Double](repeating: 0, count: objective.parameterCount)
    struct Enough: Error {}
    func whole(upTo count: Int) throws -> [[UInt64]] {
      var points: [[UInt64]] = []
      var descent = try DualAscent(of: objective, from: .point(zeros), settings(1e-12, maxIterations: count))
      _ = try descent.run(DescentCallbacks(beforePass: {})) { _, point in
        points.append(point.map(\.bitPattern))
        return .continue
      }
      return points
    }
    let points = try whole(upTo: 40)
    var start = DescentStart.point(zeros)
    for iteration in 0..<points.count {
      var descent = try DualAscent(of: objective, from: start, settings(1e-12, maxIterations: iteration + 1))
      var last: [UInt64] = []
      _ = try descent.run(DescentCallbacks(beforePass: {})) { _, point in
        last = point.map(\.bitPattern)
        return .continue
      }
      #expect(last == points[iteration], "iteration \(iteration + 1)")
      let bytes = descent.saved
      start = .saved(bytes)
      let read = try DualAscent(of: objective, from: start, settings(1e-12))
      #expect(read.saved == bytes, "iteration \(iteration + 1)")
    }
  }

  @Test func bytesThatAreNoStateAreRefused() throws {
    let made = try MadeSparse(rowCount: 12, featureCount: 3)
    let objective = MadeSparse.objective(made.sparse, l2Penalty: 1e-2)
    let zeros = [Double](repeating: 0, count: objective.parameterCount)
    var descent = try DualAscent(of: objective, from: .point(zeros), settings(1e-12, maxIterations: 2))
    _ = try descent.run(DescentCallbacks(beforePass: {})) { _, _ in .continue }
    let bytes = descent.saved
    func resumed(_ bytes: [UInt8]) throws {
      _ = try DualAscent(of: objective, from: .saved(bytes), settings(1e-12))
    }
    for count in stride(from: 0, to: bytes.count, by: 5) {
      #expect(throws: StateError.self) { try resumed(Array(bytes[..<count])) }
    }
    // Under a checksum that fits: refused, or gone on with, and never a trap.
    for place in 12..<bytes.count - 8 {
      for value: UInt8 in [0, 0x7f, 0xff] where bytes[place] != value {
        var changed = bytes
        changed[place] = value
        do {
          var other = try DualAscent(
            of: objective, from: .saved(ResumedFitTests.sealed(changed)), settings(1e-12, maxIterations: 4))
          _ = try other.run(DescentCallbacks(beforePass: {})) { _, _ in .continue }
        } catch is StateError {
        } catch let error as TrainingError {
          #expect(error == .notFinite)
        }
      }
    }
  }

  @Test func theBitsDoNotDependOnThreadsOrTables() throws {
    let made = try MadeSparse(rowCount: 700, featureCount: 900, classCount: 18, sparsity: 40)
    let executions =
      [1, 2, 3, 8].map { Execution(table: .supported[0], threads: $0, isPatient: true) }
      + KernelTable.supported.dropFirst().map { Execution(table: $0, threads: 3, isPatient: true) }
    let fits = try executions.map {
      try SoftmaxClassifier(solver: .sdca(tolerance: 1e-5), l2Penalty: 1e-3, execution: $0).fit(made.sparse)
    }
    for fit in fits.dropFirst() {
      #expect(fit.model.weights.map(\.bitPattern) == fits[0].model.weights.map(\.bitPattern))
      #expect(fit.model.bias.map(\.bitPattern) == fits[0].model.bias.map(\.bitPattern))
      #expect(fit.report.certificate == fits[0].report.certificate)
    }
  }
}

extension SoftmaxModel {
  fileprivate var hasFiniteWeights: Bool {
    weights.allSatisfy { $0.isFinite } && bias.allSatisfy { $0.isFinite }
  }
}
