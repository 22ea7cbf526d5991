// The bias in dual coordinate ascent.

/// Steps of Newton's method for a bias, which has no penalty and so no dual variables, while the shares move.
///
/// A share follows a change of the bias when its sample is next visited, within an epoch. So each step takes into account
/// what the steps of the last epoch have yet to bring: without that they are taken again and again, and the bias swings
/// ever further. The curvature is that of the shares as they are; the weights, which follow the bias, make that of F
/// smaller, by how much is found out: a slope that an epoch has left a share r of asks for steps 1 / (1 - r) times as long.
struct DualBias {
  /// Steps in an epoch.
  static let stepsOfEpoch = 8
  /// How far a step goes at most: a class that hardly any sample is undecided about has hardly any curvature.
  private static let longestStep = 3.0
  /// Added to a class's mean variance.
  private static let leastVariance = 1e-4
  /// How much longer than Newton's a step is.
  private static let gains = 0.5...8
  /// What an epoch multiplies a gain by.
  private static let gainChanges = 0.5...3
  /// A slope below this share of a class's is rounding, of which nothing is learnt.
  private static let leastSlope = 1e-6

  private var gains: [Double]
  /// Of each class the slope where the last epoch ended; nil before that.
  private var slopes: [Double]?
  /// Of each class its last steps, the newest first.
  private var steps: [Double]

  init(classCount: Int) {
    gains = [Double](repeating: 1, count: classCount)
    steps = [Double](repeating: 0, count: classCount * Self.stepsOfEpoch)
  }

  /// A step for a class.
  ///
  /// - Parameters:
  ///   - k: The class.
  ///   - slope: What its mean share has more than its part of the samples.
  ///   - variance: The mean of a (1 - a) of its shares.
  ///   - stepCount: How many steps there are in an epoch.
  /// - Returns: What is added to the class's bias.
  mutating func step(_ k: Int, slope: Double, variance: Double, of stepCount: Int) -> Double {
    let first = k * Self.stepsOfEpoch
    var pending = 0.0
    for age in 1...stepCount {
      pending += steps[first + age - 1] * (1 - Double(age) / Double(stepCount))
    }
    let step = -(gains[k] * slope / (variance + Self.leastVariance) + pending)
    let taken = (-Self.longestStep...Self.longestStep).nearest(step)
    for age in stride(from: Self.stepsOfEpoch - 1, to: 0, by: -1) {
      steps[first + age] = steps[first + age - 1]
    }
    steps[first] = taken
    return taken
  }

  /// Learns from the slopes where an epoch ends.
  mutating func endEpoch(slopes found: [Double]) {
    if let slopes {
      for (k, slope) in found.enumerated() where abs(slope) >= Self.leastSlope / Double(found.count) {
        let left = slopes[k] == 0 ? 0 : slope / slopes[k]
        let (changes, gains) = (Self.gainChanges, Self.gains)
        let change = left < 1 ? 1 / (1 - left) : changes.upperBound
        self.gains[k] = gains.nearest(self.gains[k] * changes.nearest(change))
      }
    }
    slopes = found
  }

  /// Refuses what no bias of so many classes has been.
  func check(classCount: Int) throws(StateError) {
    guard gains.count == classCount, slopes?.count ?? classCount == classCount,
      steps.count == classCount * Self.stepsOfEpoch
    else { throw StateError("the bias is of another number of classes") }
    guard gains.allSatisfy(Self.gains.contains), slopes?.allSatisfy(\.isFinite) ?? true,
      steps.allSatisfy({ abs($0) <= Self.longestStep })
    else { throw StateError("a step of the bias is out of its range") }
  }
}

extension DualBias: SavedState {
  func write(to state: inout StateWriter) {
    gains.write(to: &state)
    slopes.write(to: &state)
    steps.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    gains = try [Double](reading: &state)
    slopes = try [Double]?(reading: &state)
    steps = try [Double](reading: &state)
  }
}

extension ClosedRange<Double> {
  fileprivate func nearest(_ number: Double) -> Double { Swift.min(Swift.max(number, lowerBound), upperBound) }
}
