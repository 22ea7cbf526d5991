// What comes out of a file or the catalogue: samples, which may or may not have labels.

package import SoftmaxFiles
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
  /// What is added to their logits, where that was asked for: it is not yet known which classes the columns are.
  public private(set) var offsets: StoredOffsets?
  /// The same of a table, whose columns say which classes they are for.
  public private(set) var tableOffsets: SampleOffsets?
  /// What of a file of sparse rows is not in the samples; nil of other data.
  package private(set) var sparseNotes: SparseNotes?
  /// Where labels were looked for, where there are none.
  let missingLabelsHint: Advice

  /// Labelled samples.
  package init(_ data: Dataset) {
    name = data.name
    features = data.features
    labels = Labels(classIndices: data.classIndices, classes: data.classes)
    weights = data.sampleWeights
    tableOffsets = data.offsets
    missingLabelsHint = ""
  }

  /// Samples without labels; the hint says where some were looked for.
  package init(name: String, unlabelled features: Features, missingLabelsHint: Advice) {
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

  /// The same samples with offsets, as many rows as there are samples.
  package func offset(by offsets: StoredOffsets?) -> LoadedSamples {
    var other = self
    other.offsets = offsets
    return other
  }

  /// The same samples, read from a file of sparse rows.
  package func noting(_ notes: SparseNotes) -> LoadedSamples {
    var other = self
    other.sparseNotes = notes
    return other
  }

  /// The same rows of a table with offsets.
  package func offset(by offsets: SampleOffsets?) -> LoadedSamples {
    var other = self
    other.tableOffsets = offsets
    return other
  }

  /// What is added to the samples' logits, by a model of these classes; nil where there are no offsets.
  ///
  /// - Throws: `FileError` where an array has not one column for each class.
  public func offsets(for classes: ClassVocabulary) throws -> SampleOffsets? {
    try offsets?.offsets(of: classes) ?? tableOffsets
  }

  /// The samples with their labels, weights and offsets; the columns of an array of offsets are those of `classes`, or of
  /// the labels' own.
  ///
  /// - Throws: `DataError.noLabels` where there are none, `FileError` for offsets that are not for these classes.
  public func dataset(offsetClasses classes: ClassVocabulary? = nil) throws -> Dataset {
    let data = try ownDataset()
    return try offsets(for: classes ?? data.classes).map { try data.offset(by: $0) } ?? data
  }

  private func ownDataset() throws -> Dataset {
    guard let labels else { throw DataError.noLabels(name: name, hint: missingLabelsHint) }
    let data = try Dataset(
      name: name, features: features, classIndices: labels.classIndices, classes: labels.classes)
    return try weights.map { try data.weighted(by: $0) } ?? data
  }
}
