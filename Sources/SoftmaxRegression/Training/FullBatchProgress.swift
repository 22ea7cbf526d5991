// A full-batch fit between two of its steps.

/// How far a full-batch fit has come: its descent, and what it has told.
struct FullBatchProgress {
  /// What the state's bytes are called.
  private static let name = "full-batch fit"

  /// Whether the descent is one in the space of the rows, or of another method.
  var isReduced: Bool
  /// The state of the descent.
  var descent: [UInt8]
  var iterations: [IterationRecord]
  var passCount: Int
  /// Seconds of the fit, the scoring of validation and test sets left out.
  var seconds: Double
  /// The looks at the curvature of descents before this one.
  var looks: [PreconditionerSchedule.Look]

  /// All of it, as bytes. Complexity: O(the descent's state).
  var saved: [UInt8] { SealedState.bytes(of: self, solver: Self.name) }

  /// The fit that `bytes` were saved of.
  ///
  /// - Throws: `StateError` for bytes that are no state of a full-batch fit.
  init(resuming bytes: [UInt8]) throws(StateError) {
    self = try SealedState.value(Self.self, in: bytes, solver: Self.name)
  }

  init(
    isReduced: Bool, descent: [UInt8], iterations: [IterationRecord], passCount: Int, seconds: Double,
    looks: [PreconditionerSchedule.Look]
  ) {
    self.isReduced = isReduced
    self.descent = descent
    self.iterations = iterations
    self.passCount = passCount
    self.seconds = seconds
    self.looks = looks
  }
}

extension FullBatchProgress: SavedState {
  func write(to state: inout StateWriter) {
    isReduced.write(to: &state)
    state.append(run: descent)
    iterations.write(to: &state)
    passCount.write(to: &state)
    seconds.write(to: &state)
    looks.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    isReduced = try Bool(reading: &state)
    descent = try state.nextRun()
    iterations = try [IterationRecord](reading: &state)
    let place = state.position
    passCount = try Int(reading: &state)
    seconds = try Double(reading: &state)
    guard passCount >= 0, passCount < .max / 2, seconds >= 0, seconds.isFinite else {
      throw StateError("\(passCount) passes in \(seconds) seconds are no fit's", at: place)
    }
    looks = try [PreconditionerSchedule.Look](reading: &state)
  }
}

extension IterationRecord: SavedState {
  package func write(to state: inout StateWriter) {
    iteration.write(to: &state)
    passes.write(to: &state)
    for number in [objective, trainLoss, trainAccuracy, gradientMax, step, seconds] { number.write(to: &state) }
    for number in [validationLoss, validationAccuracy, testAccuracy] { number.write(to: &state) }
  }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    iteration = try Int(reading: &state)
    passes = try Int(reading: &state)
    objective = try Double(reading: &state)
    trainLoss = try Double(reading: &state)
    trainAccuracy = try Double(reading: &state)
    gradientMax = try Double(reading: &state)
    step = try Double(reading: &state)
    seconds = try Double(reading: &state)
    validationLoss = try Double?(reading: &state)
    validationAccuracy = try Double?(reading: &state)
    testAccuracy = try Double?(reading: &state)
    let numbers = [
      objective, trainLoss, trainAccuracy, gradientMax, step, seconds, validationLoss ?? 0,
      validationAccuracy ?? 0, testAccuracy ?? 0,
    ]
    guard iteration > 0, passes >= 0, numbers.allSatisfy(\.isFinite) else {
      throw StateError("the record of an iteration has a figure that is none", at: place)
    }
  }
}
