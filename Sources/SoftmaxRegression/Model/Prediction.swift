// What a model says of one sample.

/// A model's prediction for one sample.
///
///     let prediction = try model.predict([5.1, 3.5, 1.4, 0.2])
///     print(prediction.label, prediction.probability)
public struct Prediction: Sendable, Hashable, CustomStringConvertible {
  /// The index of the most probable class; of equals, the first.
  public let classIndex: Int
  /// The probabilities of all classes.
  public let probabilities: ClassProbabilities
  /// The logits of all classes, by class index, offsets included.
  public let logits: [Float]

  init(classIndex: Int, probabilities: ClassProbabilities, logits: [Float]) {
    self.classIndex = classIndex
    self.probabilities = probabilities
    self.logits = logits
  }

  /// The name of the most probable class; of equals, the first.
  public var label: String { probabilities.classes.names[classIndex] }

  /// The probability of the most probable class.
  public var probability: Float { probabilities.values[classIndex] }

  /// The most probable classes: as `ClassProbabilities.top(_:)`.
  public func top(_ count: Int) -> [ClassProbability] { probabilities.top(count) }

  /// `virginica 0.987`.
  public var description: String { "\(label) \(FixedDecimal(Double(probability), places: 3))" }
}
