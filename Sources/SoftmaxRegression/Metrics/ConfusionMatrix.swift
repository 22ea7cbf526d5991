// Which class was taken for which.

/// Counts of samples by true and predicted class, and what follows from them.
public struct ConfusionMatrix: Sendable, Hashable {
  /// counts[true][predicted].
  public private(set) var counts: [[Int]]

  /// All counts 0.
  public init(classCount: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
  }

  /// Adds one sample.
  public mutating func add(trueClass: Int, predictedClass: Int) {
    counts[trueClass][predictedClass] += 1
  }

  /// The number of samples.
  public var sampleCount: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The number of samples on the diagonal.
  public var correctCount: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share of samples predicted right; 0 without samples.
  public var accuracy: Double { Self.ratio(correctCount, sampleCount) }

  /// How many samples belong to a class.
  public func support(of index: Int) -> Int { counts[index].reduce(0, +) }

  /// Of the samples predicted as a class, the share that belongs to it; 0 where none was.
  public func precision(of index: Int) -> Double {
    Self.ratio(counts[index][index], counts.reduce(0) { $0 + $1[index] })
  }

  /// Of a class's samples, the share that was found; 0 where it has none.
  public func recall(of index: Int) -> Double {
    Self.ratio(counts[index][index], support(of: index))
  }

  /// The harmonic mean of precision and recall; 0 where both are.
  public func f1(of index: Int) -> Double {
    let predicted = counts.reduce(0) { $0 + $1[index] }
    return Self.ratio(2 * counts[index][index], predicted + support(of: index))
  }

  /// The mean F1 of the classes that are there: those with samples or predictions.
  public var macroF1: Double {
    let present = counts.indices.filter { index in
      support(of: index) > 0 || counts.contains { $0[index] > 0 }
    }
    guard !present.isEmpty else { return 0 }
    return present.reduce(0) { $0 + f1(of: $1) } / Double(present.count)
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
