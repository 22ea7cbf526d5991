// Fits that are stopped, written to bytes, read back and gone on with: the same bits as if nothing had happened.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ResumedFitTests {
  /// Columns of very different sizes and labels that no weights explain, so that fits take many steps.
  static func hardData() throws -> Dataset {
    var numbers = MadeNumbers(seed: 161)
    let values = (0..<60).flatMap { _ in (0..<6).map { numbers.next() * [8, 4, 2, 1, 0.5, 0.2][$0] } }
    return try Dataset(
      features: Features(values, input: .vector(featureCount: 6)),
      classIndices: numbers.indices(60, below: 4), classes: ClassVocabulary(of: 0..<4))
  }

  static func objective(l2Penalty: Double = 1e-4, l1Penalty: Double = 0) throws -> MultinomialObjective {
    let data = try hardData()
    return MultinomialObjective(
      FitSamples(data.features, data.classIndices, classCount: 4),
      penalties: [Double](repeating: l2Penalty, count: 6),
      l1Penalties: [Double](repeating: l1Penalty, count: 6))
  }

  /// A course of a fit: each step's point, value and passes, and why it ended.
  private struct Course: Equatable {
    var points: [[UInt64]] = []
    var values: [UInt64] = []
    var passes: [Int] = []
    var stopReason: StopReason?
  }

  /// Runs a descent; after every `period`-th step it goes on as another one, made from bytes.
  private func course<Method: DescentMethod>(
    _ make: () throws -> (objective: Method.Problem, method: Method), from start: [Double],
    _ settings: DescentSettings, restartingEvery period: Int? = nil
  ) throws -> Course {
    let (objective, method) = try make()
    var descent = Descent(of: objective, by: method, from: start, settings)
    var course = Course()
    let callbacks = DescentCallbacks(
      beforePass: {},
      remaining: { point, _ in
        // Five times what the estimate says, so that some certificates fail.
        let found = objective.evaluate(at: point, .double)
        let whole = method.whole(found, at: point, of: objective)
        return 5 * (whole.estimatedGap ?? .infinity) / abs(whole.value)
      })
    while course.stopReason == nil {
      switch try descent.step(callbacks) {
      case .ended(let reason): course.stopReason = reason
      case .moved(let step):
        course.points.append(descent.state.point.map(\.bitPattern))
        course.values.append(step.found.value.bitPattern)
        course.passes.append(step.passCount)
        if let period, step.iteration.isMultiple(of: period) {
          let bytes = descent.saved
          let (objective, method) = try make()
          descent = try Descent(of: objective, by: method, resuming: bytes, settings)
          #expect(descent.saved == bytes)
        }
      }
    }
    return course
  }

  private func expectTheSame<Method: DescentMethod>(
    atLeast stepCount: Int, from start: [Double]? = nil, settings: DescentSettings? = nil,
    _ make: () throws -> (objective: Method.Problem, method: Method)
  ) throws {
    let start = try start ?? [Double](repeating: 0, count: make().objective.parameterCount)
    for isDouble in [true, false] {
      var settings = settings ?? DescentSettings(tolerance: 1e-10, maxIterations: 200, isDouble: isDouble)
      settings.isDouble = isDouble
      let whole = try course(make, from: start, settings)
      #expect(whole.points.count >= stepCount, "\(whole.points.count) steps")
      #expect(whole.stopReason == .converged)
      for period in [1, 2, 3, 7] {
        let parts = try course(make, from: start, settings, restartingEvery: period)
        #expect(parts == whole, "restarted every \(period) steps")
      }
    }
  }

  // MARK: Full-batch methods

  @Test func aQuasiNewtonFitOnOneMatrixGoesOnWhereItStood() throws {
    // Long enough for several matrices, and with steps that are forgotten.
    let data = try MadeData.clouds(classCount: 4, perClass: 15, featureCount: 6, seed: 162)
    try expectTheSame(atLeast: 17) {
      (
        MultinomialObjective(
          features: data.features, labels: data.classIndices, classCount: 4, l2Penalty: 1e-5),
        LimitedMemoryBFGS(historyCount: 4, schedule: .eager(withPairs: false))
      )
    }
  }

  @Test func aQuasiNewtonFitOnPairsGoesOnWhereItStood() throws {
    try expectTheSame(atLeast: 6) {
      (try Self.objective(), LimitedMemoryBFGS(historyCount: 20, schedule: .eager(withPairs: true)))
    }
  }

  @Test func aConjugateGradientFitGoesOnWhereItStood() throws {
    for schedule in [PreconditionerSchedule.eager(withPairs: false), .eager(withPairs: true)] {
      try expectTheSame(atLeast: 4) { (try Self.objective(), NewtonConjugateGradient(schedule: schedule)) }
    }
  }

  @Test func aNewtonFitGoesOnWhereItStood() throws {
    try expectTheSame(atLeast: 3) { (try Self.objective(), NewtonCholesky()) }
  }

  @Test func aSparseFitGoesOnWhereItStood() throws {
    let objective = try Self.objective(l2Penalty: 1e-3, l1Penalty: 0.005)
    var start = objective.emptyPoint
    // Far from the optimum, so that it begins with larger penalties.
    for i in 0..<objective.weightCount { start[i] = Double(i % 5) - 2 }
    var descent = Descent(
      of: objective, by: ProximalNewton(), from: start,
      DescentSettings(tolerance: 1e-10, maxIterations: 200, isDouble: false))
    _ = try descent.step(DescentCallbacks(beforePass: {}))
    #expect(descent.state.memory.inflation.map { $0 > 1 } == true)
    try expectTheSame(atLeast: 4, from: start) { (objective, ProximalNewton()) }
  }

  @Test func severalFitsAtOnceGoOnWithTheMatrixThatTheyWereGiven() throws {
    let whole = try Self.objective()
    let given = try #require(
      whole.preconditioner(.kronecker, at: [Double](repeating: 0, count: whole.parameterCount)))
    try expectTheSame(
      atLeast: 4,
      settings: DescentSettings(
        tolerance: 1e-7, maxIterations: 200, isDouble: false, isForComparison: true, fitCount: 2)
    ) {
      (
        JointObjective(parts: [try Self.objective(l2Penalty: 1e-3), try Self.objective(l2Penalty: 2e-3)]),
        LimitedMemoryBFGS(
          historyCount: 10, schedule: .eager(withPairs: true, inherited: .kronecker),
          preconditioner: KnownPreconditioner(
            preconditioner: JointPreconditioner(given, count: 2), kind: .kronecker))
      )
    }
  }

  // MARK: Bytes that are no state

  @Test func everyCutAndEveryChangedByteIsRefused() throws {
    let bytes = try quasiNewtonBytes()
    let objective = try Self.small()
    #expect(throws: Never.self) { try resumed(bytes, objective) }
    for count in 0..<bytes.count {
      #expect(throws: StateError.self, "\(count) bytes") { try resumed(Array(bytes[..<count]), objective) }
    }
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8(1 << (place % 8))
      #expect(throws: StateError.self, "byte \(place)") { try resumed(changed, objective) }
    }
    #expect(throws: StateError.self) { try resumed(bytes + [0], objective) }
  }

  @Test func changesUnderAChecksumThatFitsNeverTrap() throws {
    let bytes = try quasiNewtonBytes()
    let objective = try Self.small()
    var refusals = 0
    for place in 12..<bytes.count - 8 {
      for value: UInt8 in [0, 1, 0x7f, 0xff] where bytes[place] != value {
        var changed = bytes
        changed[place] = value
        do {
          var descent = try resumed(Self.sealed(changed), objective)
          _ = try descent.step(DescentCallbacks(beforePass: {}))
        } catch is StateError {
          refusals += 1
        } catch let error as TrainingError {
          #expect(error == .notFinite)
        }
      }
    }
    #expect(refusals > 100)
  }

  @Test func theStateOfAnotherFitIsRefused() throws {
    let bytes = try quasiNewtonBytes()
    let settings = DescentSettings(tolerance: 1e-10, maxIterations: 200, isDouble: true)
    let other = #expect(throws: StateError.self) {
      try Descent(of: Self.small(), by: NewtonCholesky(), resuming: bytes, settings)
    }
    #expect(other?.description.contains("the solver is 'lbfgs', expected 'newton-cholesky'") == true)
    let larger = #expect(throws: StateError.self) {
      try Descent(
        of: Self.objective(), by: LimitedMemoryBFGS(historyCount: 3, schedule: .eager(withPairs: false)),
        resuming: bytes,
        settings)
    }
    #expect(larger?.description.contains("the state is of 9 parameters, expected 28") == true)
  }

  private static func small() throws -> MultinomialObjective {
    let data = try MadeData.clouds(classCount: 3, perClass: 4, featureCount: 2, seed: 5)
    return MultinomialObjective(
      features: data.features, labels: data.classIndices, classCount: 3, l2Penalty: 0.01)
  }

  private func resumed(
    _ bytes: [UInt8], _ objective: MultinomialObjective? = nil
  ) throws -> Descent<LimitedMemoryBFGS<MultinomialObjective>> {
    try Descent(
      of: objective ?? Self.small(), by: LimitedMemoryBFGS(historyCount: 3, schedule: .eager(withPairs: false)),
      resuming: bytes,
      DescentSettings(tolerance: 1e-10, maxIterations: 200, isDouble: true))
  }

  private func quasiNewtonBytes() throws -> [UInt8] {
    var descent = Descent(
      of: try Self.small(), by: LimitedMemoryBFGS(historyCount: 3, schedule: .eager(withPairs: false)),
      from: [Double](repeating: 0, count: 9),
      DescentSettings(tolerance: 1e-10, maxIterations: 200, isDouble: true))
    for _ in 0..<3 {
      guard case .moved = try descent.step(DescentCallbacks(beforePass: {})) else {
        Issue.record("ended early")
        break
      }
    }
    return descent.saved
  }

  /// The bytes with a checksum that fits what stands before it.
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var sum: UInt64 = 14_695_981_039_346_656_037
    let end = bytes.count - 8
    // Eight bytes at once, the first the least; those that are left one by one.
    let whole = end - end % 8
    for first in stride(from: 0, to: whole, by: 8) {
      let word = bytes[first..<first + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      sum = (sum ^ word) &* 1_099_511_628_211
    }
    for byte in bytes[whole..<end] { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    return Array(bytes[..<end]) + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
  }
}
