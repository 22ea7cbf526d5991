// Counts of samples by true and predicted class.

/// Counts of samples by true and predicted class, and what follows from them. Samples with weights count as much as these
/// say: a count is then the sum of them, and whole where they are.
///
/// Only pairs that occur take memory, so thousands of classes do no harm.
public struct ConfusionMatrix: Sendable, Hashable {
  private struct Pair: Hashable {
    let trueClass: Int
    let predictedClass: Int
  }

  /// The number of classes.
  public let classCount: Int
  private var pairs: [Pair: Double] = [:]
  private var trueCounts: [Double]
  private var predictedCounts: [Double]

  /// All counts 0.
  public init(classCount: Int) {
    self.classCount = classCount
    trueCounts = [Double](repeating: 0, count: classCount)
    predictedCounts = trueCounts
  }

  /// Adds one sample, with a weight like so many of them.
  public mutating func add(trueClass: Int, predictedClass: Int, weight: Double = 1) {
    pairs[Pair(trueClass: trueClass, predictedClass: predictedClass), default: 0] += weight
    trueCounts[trueClass] += weight
    predictedCounts[predictedClass] += weight
  }

  /// The number of samples of one class that were predicted as another, or as itself.
  public func count(trueClass: Int, predictedClass: Int) -> Double {
    pairs[Pair(trueClass: trueClass, predictedClass: predictedClass)] ?? 0
  }

  /// All counts, [true][predicted]. Complexity: O(classes squared), in memory too.
  public var counts: [[Double]] {
    (0..<classCount).map { trueClass in
      (0..<classCount).map { count(trueClass: trueClass, predictedClass: $0) }
    }
  }

  /// The number of samples.
  public var sampleCount: Double { trueCounts.reduce(0, +) }

  /// The number of samples on the diagonal.
  public var correctCount: Double {
    (0..<classCount).reduce(0) { $0 + count(trueClass: $1, predictedClass: $1) }
  }

  /// The share of samples predicted right; 0 without samples.
  public var accuracy: Double { Self.ratio(correctCount, sampleCount) }

  /// How many samples belong to a class.
  public func support(of index: Int) -> Double { trueCounts[index] }

  /// Of the samples predicted as a class, the share that belongs to it; 0 where none was.
  public func precision(of index: Int) -> Double {
    Self.ratio(count(trueClass: index, predictedClass: index), predictedCounts[index])
  }

  /// Of a class's samples, the share that was found; 0 where it has none.
  public func recall(of index: Int) -> Double {
    Self.ratio(count(trueClass: index, predictedClass: index), trueCounts[index])
  }

  /// The harmonic mean of precision and recall; 0 where both are.
  public func f1(of index: Int) -> Double {
    Self.ratio(
      2 * count(trueClass: index, predictedClass: index), predictedCounts[index] + trueCounts[index])
  }

  /// The mean F1 of the classes that are there: those with samples or predictions.
  public var macroF1: Double {
    let present = (0..<classCount).filter { trueCounts[$0] > 0 || predictedCounts[$0] > 0 }
    guard !present.isEmpty else { return 0 }
    return present.reduce(0) { $0 + f1(of: $1) } / Double(present.count)
  }

  /// Parts are sums of other numbers than their wholes: rounding makes no share larger than 1.
  private static func ratio(_ part: Double, _ whole: Double) -> Double {
    whole == 0 ? 0 : min(1, part / whole)
  }
}
