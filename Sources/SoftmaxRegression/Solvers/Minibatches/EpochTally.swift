// The sums of an epoch, as far as it has come.

import SoftmaxKernels

/// The losses and the right predictions of an epoch's first samples. The losses are summed in eight lanes, each from
/// front to back: an epoch that is interrupted anywhere comes to the same bits.
struct EpochTally {
  /// How many samples of the epoch's order are in it.
  private(set) var count = 0
  /// Of the samples that were predicted right, each as much as it counts in scores.
  private(set) var correctCount = 0.0
  /// The place in the order of the first loss that is no number.
  private(set) var firstWrong: Int?
  private var lanes = SIMD8<Double>.zero

  /// The sum of the losses, each times its sample's weight beside the mean one.
  var loss: Double { lanes.sum() }

  init() {}

  /// Adds the samples up to `end`. Complexity: O(their number).
  mutating func add(upTo end: Int, of step: MinibatchStep) {
    let start = count
    guard end > start else { return }
    var (lanes, firstWrong) = (lanes, firstWrong)
    step.losses.withSpan(start..<end) { span in
      for i in span.indices {
        let loss = span[i]
        lanes[(start + i) % 8] += Double(step.factor(ofSample: step.order[start + i])) * Double(loss)
        if !loss.isFinite, firstWrong == nil { firstWrong = start + i }
      }
    }
    self.lanes = lanes
    self.firstWrong = firstWrong
    var correctCount = correctCount
    step.predictions.withSpan(start..<end) { span in
      for i in span.indices {
        let sample = step.order[start + i]
        if Int(span[i]) == step.labels[sample] { correctCount += step.score(ofSample: sample) }
      }
    }
    self.correctCount = correctCount
    count = end
  }
}

extension EpochTally: SavedState {
  func write(to state: inout StateWriter) {
    count.write(to: &state)
    correctCount.write(to: &state)
    firstWrong.write(to: &state)
    for lane in 0..<8 { lanes[lane].write(to: &state) }
  }

  init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    count = try Int(reading: &state)
    correctCount = try Double(reading: &state)
    firstWrong = try Int?(reading: &state)
    for lane in 0..<8 { lanes[lane] = try Double(reading: &state) }
    guard correctCount >= 0, correctCount.isFinite, firstWrong.map({ $0 >= 0 && $0 < count }) ?? true else {
      throw StateError("an epoch's counts contradict each other", at: place)
    }
  }
}
