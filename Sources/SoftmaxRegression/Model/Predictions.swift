// What a model says of many samples.

/// A model's predictions, one for each sample, in the order of the samples.
///
///     let predictions = try model.predict(test.features)
///     print(predictions.labels)
///     print(predictions[0].probabilities["trouser"] ?? 0)
public struct Predictions: Sendable, Hashable, RandomAccessCollection {
  /// The classes.
  public let classes: ClassVocabulary
  /// The index of the most probable class of each sample; of equals, the first.
  public let classIndices: [Int]
  /// [sampleCount x classCount], row-major.
  private let probabilities: [Float]
  /// [sampleCount x classCount], row-major.
  private let logits: [Float]

  init(classes: ClassVocabulary, classIndices: [Int], probabilities: [Float], logits: [Float]) {
    self.classes = classes
    self.classIndices = classIndices
    self.probabilities = probabilities
    self.logits = logits
  }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of samples.
  public var endIndex: Int { classIndices.count }

  /// The prediction for one sample. Complexity: O(classes).
  public subscript(sample: Int) -> Prediction {
    let row = sample * classes.count..<(sample + 1) * classes.count
    return Prediction(
      classIndex: classIndices[sample],
      probabilities: ClassProbabilities(classes: classes, values: Array(probabilities[row])),
      logits: Array(logits[row]))
  }

  /// The name of the most probable class of each sample.
  public var labels: [String] { classIndices.map { classes.names[$0] } }

  /// The probability of one class for each sample; nil where there is no class of this name.
  public func probabilities(of label: String) -> [Float]? {
    classes.index(of: label).map { index in
      indices.map { probabilities[$0 * classes.count + index] }
    }
  }

  /// The most probable classes of each sample: as `ClassProbabilities.top(_:)`.
  ///
  /// - Parameter count: How many; all of them where there are fewer.
  /// - Returns: So many classes for each sample.
  /// - Complexity: O(samples x k log k) for k classes.
  public func top(_ count: Int) -> [[ClassProbability]] { map { $0.top(count) } }
}
