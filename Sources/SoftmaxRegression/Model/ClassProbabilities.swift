// The probabilities of all classes, by name and in order.

/// A class with its probability.
public struct ClassProbability: Sendable, Hashable {
  /// The name of the class.
  public let label: String
  /// Its probability, from 0 to 1.
  public let probability: Float
}

/// The probabilities that a model gives the classes for one sample; their sum is 1.
///
///     prediction.probabilities["trouser"]   // 0.998, nil for a name that is no class
///     for one in prediction.probabilities { print(one.label, one.probability) }
///
/// As a collection it has the classes in the model's order.
public struct ClassProbabilities: Sendable, Hashable, RandomAccessCollection {
  /// The classes.
  public let classes: ClassVocabulary
  /// The probabilities, by class index.
  public let values: [Float]

  init(classes: ClassVocabulary, values: [Float]) {
    self.classes = classes
    self.values = values
  }

  /// The probability of the class with this name; nil where there is no such class. Complexity: O(1).
  public subscript(label: String) -> Float? {
    classes.index(of: label).map { values[$0] }
  }

  /// The class with this index.
  public subscript(classIndex: Int) -> ClassProbability {
    ClassProbability(label: classes.names[classIndex], probability: values[classIndex])
  }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of classes.
  public var endIndex: Int { values.count }

  /// The most probable classes, the most probable first; of equals the first in the model's order.
  ///
  /// - Parameter count: How many; all of them where there are fewer.
  /// - Returns: So many classes with their probabilities.
  /// - Complexity: O(k log k) for k classes.
  public func top(_ count: Int) -> [ClassProbability] {
    let order = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    return order.prefix(Swift.max(count, 0)).map { self[$0] }
  }
}
