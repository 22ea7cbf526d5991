// A fit by minibatches between two of its steps.

/// How far a fit has come: its descent, its epochs, and the best one's weights where early stopping looks for them.
/// Between two minibatches `saved` is all that it is.
struct StochasticProgress {
  var descent: StochasticGradientDescent
  private(set) var history: [EpochRecord] = []
  private(set) var watch: EarlyStopping.Watch?
  /// The last epoch's weights; with early stopping the best one's.
  private(set) var kept: KeptEpoch?
  private let start: ContinuousClock.Instant
  /// The time that does not count as the fit's.
  private var timeLeftOut = Duration.zero
  /// Seconds that the fit had taken when it was saved.
  private var earlierSeconds = 0.0

  /// The weights after an epoch, in the user's units, and what was computed of them.
  struct KeptEpoch {
    let parameters: Parameters
    let certificate: OptimalityCertificate?
  }

  /// A fit before its first step, that began at `start`.
  init(
    descent: StochasticGradientDescent, watch: EarlyStopping.Watch?, since start: ContinuousClock.Instant
  ) {
    self.descent = descent
    self.watch = watch
    self.start = start
  }

  /// Seconds of the fit until now.
  var seconds: Double { earlierSeconds + (ContinuousClock.now - start - timeLeftOut).inSeconds }

  /// Whether early stopping has seen enough.
  var isStalled: Bool { watch?.isStalled == true }

  /// Has so much time not count as the fit's.
  mutating func leaveOut(_ duration: Duration) { timeLeftOut += duration }

  /// Takes note of an epoch and of the weights that it came to.
  mutating func add(_ record: EpochRecord, _ parameters: Parameters) {
    history.append(record)
    if watch?.isBest(record) != false {
      kept = KeptEpoch(parameters: parameters, certificate: record.certificate)
    }
  }
}

// MARK: Saving

extension StochasticProgress {
  /// All of it, as bytes. Complexity: O(parameters + epochs), and of the samples that the epoch has seen.
  var saved: [UInt8] {
    SealedState.bytes(
      of: State(
        descent: descent.state, history: history, watch: watch?.state, kept: kept, seconds: seconds),
      solver: StochasticMethod.name)
  }

  /// Goes on where the saved fit stood.
  ///
  /// - Throws: `StateError` for bytes that are no state of a fit with these settings and samples.
  mutating func resume(_ bytes: [UInt8]) throws(StateError) {
    let state = try SealedState.value(State.self, in: bytes, solver: StochasticMethod.name)
    guard (watch == nil) == (state.watch == nil) else {
      throw StateError("the saved fit ends early, or the one that goes on does, but not both")
    }
    let shape = descent.parameters
    if let kept = state.kept {
      guard kept.parameters.weights.count == shape.weights.count, kept.parameters.bias.count == shape.bias.count
      else { throw StateError("the best epoch's weights are those of another model") }
    }
    // Whatever the bytes say is the epoch: nothing is subtracted from it.
    guard state.history.count + (state.descent.isEpochTold ? 0 : 1) == state.descent.epoch else {
      throw StateError("there are \(state.history.count) epochs' records in epoch \(state.descent.epoch)")
    }
    try descent.resume(state.descent)
    history = state.history
    if let watch, let seen = state.watch { self.watch = EarlyStopping.Watch(watch.settings, resuming: seen) }
    kept = state.kept
    earlierSeconds = state.seconds
  }

  fileprivate struct State {
    let descent: StochasticGradientDescent.State
    let history: [EpochRecord]
    let watch: EarlyStopping.Watch.State?
    let kept: KeptEpoch?
    let seconds: Double
  }
}

extension StochasticProgress.State: SavedState {
  func write(to state: inout StateWriter) {
    descent.write(to: &state)
    history.write(to: &state)
    watch.write(to: &state)
    kept.write(to: &state)
    seconds.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    descent = try StochasticGradientDescent.State(reading: &state)
    history = try [EpochRecord](reading: &state)
    watch = try EarlyStopping.Watch.State?(reading: &state)
    kept = try StochasticProgress.KeptEpoch?(reading: &state)
    let place = state.position
    seconds = try Double(reading: &state)
    guard seconds >= 0, seconds.isFinite else {
      throw StateError("the seconds are \(seconds), expected a number from 0 on", at: place)
    }
  }
}

extension StochasticProgress.KeptEpoch: SavedState {
  func write(to state: inout StateWriter) {
    parameters.weights.write(to: &state)
    parameters.bias.write(to: &state)
    certificate.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    let (weights, bias) = (try [Float](reading: &state), try [Float](reading: &state))
    guard !bias.isEmpty, weights.count % bias.count == 0 else {
      throw StateError("\(weights.count) weights and \(bias.count) biases are no model", at: place)
    }
    parameters = Parameters(weights: weights, bias: bias)
    certificate = try OptimalityCertificate?(reading: &state)
  }
}

extension EpochRecord: SavedState {
  package func write(to state: inout StateWriter) {
    epoch.write(to: &state)
    for number in [trainLoss, trainAccuracy, seconds] { number.write(to: &state) }
    for number in [testAccuracy, validationLoss, validationAccuracy] { number.write(to: &state) }
    certificate.write(to: &state)
  }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    epoch = try Int(reading: &state)
    trainLoss = try Double(reading: &state)
    trainAccuracy = try Double(reading: &state)
    seconds = try Double(reading: &state)
    testAccuracy = try Double?(reading: &state)
    validationLoss = try Double?(reading: &state)
    validationAccuracy = try Double?(reading: &state)
    certificate = try OptimalityCertificate?(reading: &state)
    let numbers = [
      trainLoss, trainAccuracy, seconds, testAccuracy ?? 0, validationLoss ?? 0, validationAccuracy ?? 0,
      certificate?.objective ?? 0, certificate?.logLoss ?? 0, certificate?.accuracy ?? 0,
      certificate?.gradientMax ?? 0, certificate?.gap ?? 0,
    ]
    guard epoch > 0, numbers.allSatisfy(\.isFinite) else {
      throw StateError("the record of an epoch has a figure that is none", at: place)
    }
  }
}

extension OptimalityCertificate: SavedState {
  package func write(to state: inout StateWriter) {
    for number in [objective, logLoss, accuracy, gradientMax] { number.write(to: &state) }
    gap.write(to: &state)
  }

  package init(reading state: inout StateReader) throws(StateError) {
    objective = try Double(reading: &state)
    logLoss = try Double(reading: &state)
    accuracy = try Double(reading: &state)
    gradientMax = try Double(reading: &state)
    gap = try Double?(reading: &state)
  }
}
