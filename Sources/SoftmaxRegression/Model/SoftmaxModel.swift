// The fitted model: immutable, and the only thing that predicts.

import SoftmaxKernels

/// A fitted softmax regression: logits = weights x features + bias, probabilities = softmax(logits).
///
/// `outputs` is what a model may do with the logits before they are probabilities: scale them, shift them to other class
/// frequencies, add up the probabilities of classes that were merged, and call classes by other names. Everything that a
/// model is asked goes through it; weights, and what a fit says of them, know the classes of the fit alone.
///
/// A model that was fitted with offsets adds those of the samples to the logits and needs them for everything that it is
/// asked (`DatasetError.missingOffsets`), any other one refuses them (`.unexpectedOffsets`). Columns of offsets whose class
/// the model does not have are left out.
///
/// Weights are in the user's own units (any standardisation is folded in), an image's features are
/// intensities 0...1. Only `SoftmaxClassifier.fit` and a model file make one, so nothing untrained predicts.
public struct SoftmaxModel: Sendable, Hashable {
  /// The classes of the fit, in the order of the weights' rows.
  public let layerClasses: ClassVocabulary
  /// What becomes of the logits before they are probabilities; nil: nothing.
  public let outputs: ModelOutputs?
  /// What the model expects a sample to be.
  public let input: InputDescription

  /// Whether it was fitted with offsets: every sample that it is used on needs its own, which are added to the logits.
  public let needsOffsets: Bool

  package let parameters: Parameters

  /// W [layerClasses x featureCount], row-major.
  public var weights: [Float] { parameters.weights }
  /// b [layerClasses].
  public var bias: [Float] { parameters.bias }
  /// The classes that the model tells, in the order of its probabilities: those of the fit, unless some were renamed or merged.
  public var classes: ClassVocabulary { outputs?.classes ?? layerClasses }
  /// The number of classes that the model tells.
  public var classCount: Int { classes.count }
  /// The number of features of a sample.
  public var featureCount: Int { parameters.featureCount }

  /// `classes` are those of the fit.
  package init(
    parameters: Parameters, classes: ClassVocabulary, input: InputDescription, needsOffsets: Bool = false,
    outputs: ModelOutputs? = nil
  ) {
    precondition(
      parameters.classCount == classes.count && parameters.featureCount == input.featureCount,
      "the model's shape")
    precondition(outputs.map { $0.classOfRow.count == classes.count } ?? true, "the outputs' shape")
    self.parameters = parameters
    self.layerClasses = classes
    self.input = input
    self.needsOffsets = needsOffsets
    self.outputs = outputs
  }

  /// The logits O = X W^T + b, with the offsets added, [sampleCount x classCount], row-major.
  ///
  /// Of a model with `outputs` they are what its probabilities are the softmax of: scaled and shifted, and of merged classes
  /// the logarithm of the sum of the exponentials of theirs.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`. Complexity: O(samples x
  ///   features x classes).
  public func logits(
    for features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> [Float] {
    try matrix(for: features, offsets, .logits, execution)
  }

  /// The probabilities of all classes, [sampleCount x classCount], row-major; each row sums to 1.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`. Complexity: O(samples x
  ///   features x classes).
  public func probabilities(
    for features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> [Float] {
    try matrix(for: features, offsets, .probabilities, execution)
  }

  /// The logarithms of the probabilities, finite even where a probability underflows to 0.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`. Complexity: O(samples x
  ///   features x classes).
  public func logProbabilities(
    for features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> [Float] {
    try matrix(for: features, offsets, .logProbabilities, execution)
  }

  /// How many weights are not exactly 0; the biases do not count. Complexity: O(weights).
  public var nonzeroWeightCount: Int { weights.reduce(0) { $0 + ($1 == 0 ? 0 : 1) } }

  /// The most probable class of a sample.
  public struct TopClass: Sendable, Hashable {
    /// The index of the class; of equally probable ones, the first.
    public let classIndex: Int
    /// Its probability.
    public let probability: Float
  }

  /// The most probable class of each sample, with its probability.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`. Complexity: O(samples x features x
  ///   classes), in tiles: no [samples x classes] matrix is built.
  public func topClasses(
    for features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> [TopClass] {
    try check(features, offsets)
    let found = scorer(execution).topClasses(
      of: features.rows, offsets: scoringOffsets(offsets))
    if let sample = found.overflow { throw .logitsOverflow(sample: sample) }
    return (0..<features.sampleCount).map {
      TopClass(classIndex: Int(found.classes[$0]), probability: found.probabilities[$0])
    }
  }

  /// The name of the most probable class of each sample; of equals, the first.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`. Complexity: O(samples x features x
  ///   classes).
  public func predictions(
    for features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> [String] {
    try topClasses(for: features, offsets: offsets, execution: execution).map { classes.names[$0.classIndex] }
  }

  /// What `topClasses`, `probabilities` and `logits` tell, each as it does; the weights are laid out once for all three.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`. Complexity: O(samples x
  ///   features x classes), in three passes over the features.
  package func scores(
    for features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> (classIndices: [Int], probabilities: [Float], logits: [Float]) {
    try check(features, offsets)
    let scorer = scorer(execution)
    let top = scorer.topClasses(of: features.rows, offsets: scoringOffsets(offsets))
    if let sample = top.overflow { throw .logitsOverflow(sample: sample) }
    return (
      (0..<features.sampleCount).map { Int(top.classes[$0]) },
      try matrix(for: features, offsets, .probabilities, scorer),
      try matrix(for: features, offsets, .logits, scorer)
    )
  }

  private func matrix(
    for features: Features, _ offsets: SampleOffsets?, _ output: BatchScorer.Output, _ execution: Execution
  ) throws(DatasetError) -> [Float] {
    try check(features, offsets)
    return try matrix(for: features, offsets, output, scorer(execution))
  }

  /// The same of features that were checked.
  func matrix(
    for features: Features, _ offsets: SampleOffsets?, _ output: BatchScorer.Output, _ scorer: BatchScorer
  ) throws(DatasetError) -> [Float] {
    // The logits are told as they are; for probabilities only differences matter.
    let added = output == .logits ? offsets?.logitOffsets(of: layerClasses) : scoringOffsets(offsets)
    let found = scorer.matrix(of: features.rows, offsets: added, output)
    if let sample = found.overflow { throw .logitsOverflow(sample: sample) }
    return found.values
  }

  func scorer(_ execution: Execution) -> BatchScorer {
    BatchScorer(weights: weights, bias: bias, map: outputs?.map, engine: execution.engine)
  }

  /// The offsets as scores add them: of each sample only their differences matter, unless classes are scaled by numbers of
  /// their own.
  func scoringOffsets(_ offsets: SampleOffsets?) -> LogitOffsets? {
    outputs?.scalesClassByClass == true
      ? offsets?.logitOffsets(of: layerClasses) : offsets?.relativeOffsets(of: layerClasses)
  }

  /// The same weights with other outputs; nil: with none.
  package func withOutputs(_ outputs: ModelOutputs?) -> SoftmaxModel {
    SoftmaxModel(
      parameters: parameters, classes: layerClasses, input: input, needsOffsets: needsOffsets, outputs: outputs)
  }

  /// The same weights with the classes of the fit in another order, without outputs.
  ///
  /// - Throws: `DatasetError.unknownLabel` for a class of `target` that the fit lacks; classes that `target` lacks
  ///   are left out.
  func reordered(to target: ClassVocabulary) throws(DatasetError) -> SoftmaxModel {
    guard target != layerClasses else { return withOutputs(nil) }
    let rows = try layerClasses.indices(of: target.names).map(Int.init)
    return SoftmaxModel(
      parameters: Parameters(
        weights: rows.flatMap { weights[$0 * featureCount..<($0 + 1) * featureCount] },
        bias: rows.map { bias[$0] }),
      classes: target, input: input, needsOffsets: needsOffsets)
  }

  /// Refuses samples that are not like those of the fit.
  func check(_ data: Dataset) throws(DatasetError) {
    try check(data.features, data.offsets)
  }

  /// Refuses features of another number, values that are not finite, offsets that lack or are not those of the samples.
  func check(_ features: Features, _ offsets: SampleOffsets?) throws(DatasetError) {
    guard (offsets != nil) == needsOffsets else { throw needsOffsets ? .missingOffsets : .unexpectedOffsets }
    if let offsets, offsets.sampleCount != features.sampleCount {
      throw .offsetCountMismatch(
        samples: features.sampleCount, classes: offsets.classNames.count, values: offsets.values.count)
    }
    try check(features)
  }

  /// Refuses features of another number, and values that are not finite.
  func check(_ features: Features) throws(DatasetError) {
    guard features.featureCount == featureCount else {
      throw .featureCountMismatch(expected: featureCount, found: features.featureCount)
    }
    guard features.input.origins == input.origins else { throw .otherOrigins }
    try features.checkValues()
  }
}
