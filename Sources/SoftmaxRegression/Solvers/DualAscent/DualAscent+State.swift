// All that dual coordinate ascent is between two iterations.

extension DualAscent {
  /// What a descent goes on from.
  struct State {
    var point: [Double]
    var biasSteps: DualBias
    var iteration = 0
    var epoch = 0
    var passCount = 0
    /// The estimated gap, as a share of F, at which a certificate is asked for.
    var target: Double
    var leastBound = Double.infinity
    var stalledEpochs = 0
    /// F where the last iteration ended.
    var value: Double?
    /// The mean entropy of the shares; nil where they are not those of an epoch or of the labels.
    var entropy: Double? = 0
    /// The shares' mean divergence, in the last epoch, from the probabilities that each met.
    var divergence = Double.infinity
    /// What the gap was of the divergence when both were known.
    var divergenceShare: Double
    /// Whether the tolerance is reached.
    var isConverged = false
    /// Written only when the state is saved.
    var shares: [Float] = []
    var bias: [Float] = []
    /// What the shares have come to for each class, in the order of the steps: other orders have other bits.
    var shareSums: [Double] = []
    /// The state of the method that takes the last steps.
    var last: [UInt8]?

    init(point: [Double], biasSteps: DualBias, target: Double, divergenceShare: Double) {
      self.point = point
      self.biasSteps = biasSteps
      self.target = target
      self.divergenceShare = divergenceShare
    }

    /// Refuses what no such descent of a problem of this shape has been.
    func check(parameterCount: Int, shareCount: Int, classCount: Int) throws(StateError) {
      guard point.count == parameterCount, point.allSatisfy(\.isFinite) else {
        throw StateError("the point is of another number of parameters")
      }
      guard [iteration, epoch, passCount, stalledEpochs].allSatisfy({ $0 >= 0 && $0 < .max / 2 })
      else { throw StateError("a count is out of its range") }
      guard
        ![target, leastBound, value ?? 0, entropy ?? 0, divergence, divergenceShare].contains(where: \.isNaN)
      else { throw StateError("a figure is no number") }
      guard
        last != nil
          || (shares.count == shareCount && bias.count == classCount && shareSums.count == classCount)
      else {
        throw StateError("the shares are of another number of samples or classes")
      }
      guard shares.allSatisfy({ $0 >= -1 && $0 <= 1 }), bias.allSatisfy(\.isFinite),
        shareSums.allSatisfy(\.isFinite)
      else {
        throw StateError("a share is no number from -1 to 1")
      }
      if last == nil { try biasSteps.check(classCount: classCount) }
    }
  }
}

extension DualAscent.State: SavedState {
  func write(to state: inout StateWriter) {
    point.write(to: &state)
    biasSteps.write(to: &state)
    iteration.write(to: &state)
    epoch.write(to: &state)
    passCount.write(to: &state)
    target.write(to: &state)
    leastBound.write(to: &state)
    stalledEpochs.write(to: &state)
    value.write(to: &state)
    entropy.write(to: &state)
    divergence.write(to: &state)
    divergenceShare.write(to: &state)
    isConverged.write(to: &state)
    shares.write(to: &state)
    bias.write(to: &state)
    shareSums.write(to: &state)
    last.map { $0.map(UInt64.init) }.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    self.init(
      point: try [Double](reading: &state), biasSteps: try DualBias(reading: &state), target: 0,
      divergenceShare: 0)
    iteration = try Int(reading: &state)
    epoch = try Int(reading: &state)
    passCount = try Int(reading: &state)
    target = try Double(reading: &state)
    leastBound = try Double(reading: &state)
    stalledEpochs = try Int(reading: &state)
    value = try Double?(reading: &state)
    entropy = try Double?(reading: &state)
    divergence = try Double(reading: &state)
    divergenceShare = try Double(reading: &state)
    isConverged = try Bool(reading: &state)
    shares = try [Float](reading: &state)
    bias = try [Float](reading: &state)
    shareSums = try [Double](reading: &state)
    let place = state.position
    guard let numbers = try [UInt64]?(reading: &state) else { return }
    guard numbers.allSatisfy({ $0 <= 255 }) else { throw StateError("a byte is beyond 255", at: place) }
    last = numbers.map { UInt8(truncatingIfNeeded: $0) }
  }
}
