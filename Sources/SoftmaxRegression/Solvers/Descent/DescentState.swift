// All that decides how a descent goes on.

/// Where a descent stands, and what its method has learned. Two descents of one problem, method and settings that have
/// the same state take the same steps, to the bit.
struct DescentState<Memory: DescentMemory> {
  /// Steps taken so far.
  var iteration = 0
  var point: [Double]
  /// What the last pass in `precision` found at the point; nil before it.
  var evaluation: PointEvaluation?
  var precision: PassPrecision
  /// The largest gradient component where the descent began; nil before its first pass.
  var firstGradientMax: Double?
  /// Passes over the data so far.
  var passCount = 0
  /// What the estimate of what is left is held against: the tolerance, and less after certificates that failed.
  var target: Double
  var failedCertificates = 0
  /// The least that such a certificate said was left, and how many in a row have said about as much.
  var leastRemaining = Double.infinity
  var idleCertificates = 0
  /// The number of steps in a row that lowered neither F nor the estimated gap.
  var stalledSteps = 0
  /// The least that was left to gain after a step, or the smallest gradient where no bound is known.
  var least = Double.infinity
  /// In a fit that is only compared, the number of steps in a row that promised next to nothing.
  var nearSteps = 0
  /// In such a fit F after the last steps, the latest at the end.
  var values: [Double] = []
  /// What the method has learned.
  var memory: Memory

  init(start: [Double], precision: PassPrecision, target: Double, memory: Memory) {
    point = start
    self.precision = precision
    self.target = target
    self.memory = memory
  }

  /// Goes on in Float64, from a pass that is still to come. Whether it had been in Float32.
  mutating func sharpen() -> Bool {
    guard precision == .single else { return false }
    precision = .double
    evaluation = nil
    return true
  }

  /// Refuses what was read and does not belong to a problem of so many parameters.
  func check(parameterCount: Int) throws(StateError) {
    guard point.count == parameterCount else {
      throw StateError("the state is of \(point.count) parameters, expected \(parameterCount)")
    }
    guard evaluation.map({ $0.gradient.count == parameterCount }) ?? true else {
      throw StateError("the gradient and the parameters differ in number")
    }
    let counters = [iteration, passCount, failedCertificates, idleCertificates, stalledSteps, nearSteps]
    guard counters.allSatisfy({ $0 >= 0 && $0 < .max / 2 }) else {
      throw StateError("a counter is out of its range")
    }
    guard target >= 0, target < 1, firstGradientMax.map({ $0 >= 0 }) ?? true, !least.isNaN,
      !leastRemaining.isNaN, point.allSatisfy(\.isFinite), values.allSatisfy({ !$0.isNaN })
    else { throw StateError("a number is out of its range") }
    guard evaluation == nil || firstGradientMax != nil else {
      throw StateError("there is an evaluation, but none where the descent began")
    }
    try memory.check(parameterCount: parameterCount)
  }
}

extension DescentState: SavedState {
  func write(to state: inout StateWriter) {
    iteration.write(to: &state)
    point.write(to: &state)
    evaluation.write(to: &state)
    precision.write(to: &state)
    firstGradientMax.write(to: &state)
    passCount.write(to: &state)
    target.write(to: &state)
    failedCertificates.write(to: &state)
    leastRemaining.write(to: &state)
    idleCertificates.write(to: &state)
    stalledSteps.write(to: &state)
    least.write(to: &state)
    nearSteps.write(to: &state)
    values.write(to: &state)
    memory.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    iteration = try Int(reading: &state)
    point = try [Double](reading: &state)
    evaluation = try PointEvaluation?(reading: &state)
    precision = try PassPrecision(reading: &state)
    firstGradientMax = try Double?(reading: &state)
    passCount = try Int(reading: &state)
    target = try Double(reading: &state)
    failedCertificates = try Int(reading: &state)
    leastRemaining = try Double(reading: &state)
    idleCertificates = try Int(reading: &state)
    stalledSteps = try Int(reading: &state)
    least = try Double(reading: &state)
    nearSteps = try Int(reading: &state)
    values = try [Double](reading: &state)
    memory = try Memory(reading: &state)
  }
}

extension PassPrecision: SavedState {
  package func write(to state: inout StateWriter) { (self == .double).write(to: &state) }

  package init(reading state: inout StateReader) throws(StateError) {
    self = try Bool(reading: &state) ? .double : .single
  }
}

extension PointEvaluation: SavedState {
  package func write(to state: inout StateWriter) {
    value.write(to: &state)
    gradient.write(to: &state)
    logLoss.write(to: &state)
    accuracy.write(to: &state)
    estimatedGap.write(to: &state)
  }

  package init(reading state: inout StateReader) throws(StateError) {
    value = try Double(reading: &state)
    gradient = try [Double](reading: &state)
    logLoss = try Double(reading: &state)
    accuracy = try Double(reading: &state)
    estimatedGap = try Double?(reading: &state)
  }
}
