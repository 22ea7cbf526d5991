// What of minibatch descent can be saved.

extension StochasticGradientDescent {
  /// Where a descent stands between two minibatches.
  struct State {
    /// The epoch and batch in hand; batch 0 before the epoch's first.
    let epoch: Int
    let batch: Int
    /// Whether the epoch is done and told.
    let isEpochTold: Bool
    /// Where the epoch's random stream stood when the order of its samples was drawn.
    let shuffle: RandomGenerator
    /// The sums of the epoch up to the batch.
    let tally: EpochTally
    let weights: ParameterUpdate.State
    let bias: ParameterUpdate.State
  }
}

extension StochasticGradientDescent.State: SavedState {
  func write(to state: inout StateWriter) {
    epoch.write(to: &state)
    batch.write(to: &state)
    isEpochTold.write(to: &state)
    shuffle.write(to: &state)
    tally.write(to: &state)
    weights.write(to: &state)
    bias.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    epoch = try Int(reading: &state)
    batch = try Int(reading: &state)
    isEpochTold = try Bool(reading: &state)
    shuffle = try RandomGenerator(reading: &state)
    tally = try EpochTally(reading: &state)
    weights = try ParameterUpdate.State(reading: &state)
    bias = try ParameterUpdate.State(reading: &state)
  }
}
