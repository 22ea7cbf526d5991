// What can be wrong with predictions that are to be measured.

/// Why predictions cannot be measured. Samples and classes are counted from 0.
public enum MetricError: Error, Hashable, CustomStringConvertible {
  /// Probabilities, classes and weights are not as many as there are samples and classes.
  case countMismatch(classes: Int, probabilities: Int, labels: Int, weights: Int?, logLosses: Int?)
  /// A sample's class is none of the classes.
  case unknownClass(sample: Int, classIndex: Int, classCount: Int)
  /// A probability is NaN, below 0 or above 1.
  case notAProbability(sample: Int, classIndex: Int, value: String)
  /// A sample's weight is not above 0, or no number.
  case invalidWeight(sample: Int, value: String)
  /// More samples were added than can be kept: their places are numbers of 32 bits.
  case tooManySamples
  /// What was asked needs the samples, which were not kept.
  case samplesNotKept
  /// Two sets of predictions are not of the same samples: other numbers of samples or classes, other classes or weights of a
  /// sample.
  case notPaired(sample: Int?)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .countMismatch(let classes, let probabilities, let labels, let weights, let logLosses):
      "\(labels) samples of \(classes) classes need \(labels) x \(classes) probabilities, not \(probabilities)"
        + (weights.map { "; there are \($0) weights" } ?? "")
        + (logLosses.map { " and \($0) log losses" } ?? "")
    case .unknownClass(let sample, let index, let count):
      "sample \(sample) is of class \(index), but the classes are 0 to \(count - 1): give each sample one of them"
    case .notAProbability(let sample, let index, let value):
      "sample \(sample), class \(index): found \(value), expected a probability from 0 to 1"
    case .invalidWeight(let sample, let value):
      "sample \(sample): found the weight \(value), expected a number above 0; leave out samples that do not count"
    case .tooManySamples:
      "at most \(UInt32.max) samples can be kept: measure without keepsSamples, which leaves out ranks and intervals"
    case .samplesNotKept: "this needs the samples: measure with keepsSamples"
    case .notPaired(let sample):
      "the predictions are not of the same samples"
        + (sample.map { ": sample \($0) has another class or weight" } ?? "")
        + "; measure both models on the same data"
    }
  }
}
