// What comes out of a file or the catalogue: samples, which may or may not have labels.

public import SoftmaxRegression

/// Samples as they were read. Scoring and training need labels, predicting does not.
public struct LoadedSamples: Sendable {
  /// The labels of samples, as class indices.
  public struct Labels: Sendable {
    /// The class index of each sample.
    public let classIndices: [UInt32]
    /// The classes.
    public let classes: ClassVocabulary
  }

  /// What it is called: `digits:test`, or a path.
  public let name: String
  /// The samples.
  public let features: Features
  /// Their labels, where there are any.
  public let labels: Labels?
  /// How much each counts, where that was asked for.
  public private(set) var weights: [Double]?
  /// Where the weights were found.
  public private(set) var weightSource: SampleWeightSource?
  /// Where labels were looked for, where there are none.
  let missingLabelsHint: String

  /// Labelled samples.
  package init(_ data: Dataset) {
    name = data.name
    features = data.features
    labels = Labels(classIndices: data.classIndices, classes: data.classes)
    weights = data.sampleWeights
    missingLabelsHint = ""
  }

  /// Samples without labels; the hint says where some were looked for.
  package init(name: String, unlabelled features: Features, missingLabelsHint: String) {
    self.name = name
    self.features = features
    self.labels = nil
    self.missingLabelsHint = missingLabelsHint
  }

  /// The same samples with weights, as many as there are samples.
  package func weighted(by weights: [Double]?, from source: SampleWeightSource? = nil) -> LoadedSamples {
    var other = self
    (other.weights, other.weightSource) = (weights, source)
    return other
  }

  /// The samples with their labels and weights.
  ///
  /// - Throws: `DataError.noLabels` where there are none.
  public func dataset() throws -> Dataset {
    guard let labels else { throw DataError.noLabels(name: name, hint: missingLabelsHint) }
    let data = try Dataset(
      name: name, features: features, classIndices: labels.classIndices, classes: labels.classes)
    return try weights.map { try data.weighted(by: $0) } ?? data
  }
}
