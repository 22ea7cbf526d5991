// Everything about a model but its weights, as JSON in the model file.

import SoftmaxRegression

/// The card of a model: its classes, its input, and where it comes from.
public struct ModelCard: Codable, Sendable, Hashable {
  /// The version of the card's form that this library writes; it also reads all earlier ones.
  public static let currentVersion = 2
  /// That of models with offsets, which releases that do not know them would leave out.
  public static let versionWithOffsets = 3
  /// That of models with outputs, with offsets or without, which releases that do not know outputs would leave out.
  public static let versionWithOutputs = 4
  /// That of models of texts, whatever else they have, which releases that do not know texts would leave out.
  public static let versionWithTexts = 5

  /// The version of the card's form.
  public let version: Int
  /// What wrote the file, such as `swift-softmax 0.1.0`.
  public let producer: String
  /// The classes of the fit, in the order of the weights' rows.
  public let classes: [String]
  /// What a sample is.
  public let input: Input
  /// How a table's columns become the features, where the model was fitted to a table.
  public internal(set) var preparation: PreparationRecord?
  /// Where the offsets were found that the model was fitted with; nil where there were none.
  public let offsets: OffsetRecord?
  /// What becomes of the logits before they are probabilities, and which classes the model tells; nil: nothing, and
  /// `classes`.
  public let outputs: OutputsRecord?
  /// The SHA-256 of the weights that the card was written for, as `SoftmaxModel.weightsSHA256` has it; files of
  /// version 1 have none.
  public let weightsSHA256: String?
  /// How the model was fitted, where that is known.
  public let training: TrainingRecord?
  /// How good the model was on data that it was not fitted to, where it was scored.
  public let evaluation: EvaluationRecord?
  /// Standard errors of the coefficients, where they were asked for.
  public let statistics: StatisticsRecord?
  /// A few rows of the training data, where somebody asked to keep them.
  public internal(set) var sample: SampleRecord?

  /// What a sample is.
  public struct Input: Codable, Sendable, Hashable {
    /// `image`, `table` or `vector`.
    public let kind: String
    /// The shape of one sample.
    public let shape: [Int]
    /// The format's maximum, to which intensity 1 belongs.
    public let maximum: Double
    /// The columns' names, where they have any.
    public let featureNames: [String]?
    /// What is subtracted from each feature before the weights count, where that is not 0 for all of them.
    public let origins: [Double]?
    /// The first feature and the number of those that are words of a column of texts; nil where there is none.
    public let terms: [[Int]]?
    /// Where files of sparse vectors count columns from, 0 or 1; nil where nothing said so.
    public let indexBase: Int?
  }

  init(
    model: SoftmaxModel, preparation: PreparationRecord?, offsets: OffsetRecord?, training: TrainingRecord?,
    evaluation: EvaluationRecord?, statistics: StatisticsRecord?
  ) {
    outputs = model.outputs.map { OutputsRecord($0, layerClasses: model.layerClasses) }
    version =
      !model.input.terms.isEmpty
      ? Self.versionWithTexts
      : outputs != nil
        ? Self.versionWithOutputs : offsets == nil ? Self.currentVersion : Self.versionWithOffsets
    self.offsets = offsets
    producer = "swift-softmax \(SoftmaxRuntime.version)"
    classes = model.layerClasses.names
    input = Input(
      kind: model.input.kind.rawValue, shape: model.input.shape, maximum: model.input.maximum,
      // The vocabulary names words.
      featureNames: model.input.terms.isEmpty ? model.input.featureNames : nil, origins: model.input.origins,
      terms: model.input.terms.isEmpty ? nil : model.input.terms.map { [$0.lowerBound, $0.count] },
      indexBase: model.input.indexBase)
    self.preparation = preparation
    weightsSHA256 = model.weightsSHA256
    self.training = training
    self.evaluation = evaluation
    self.statistics = statistics
    sample = nil
  }

  /// A card of version 1 in the present form.
  init(_ old: ModelCardVersion1) {
    version = Self.currentVersion
    producer = old.producer
    classes = old.classes
    input = old.input
    preparation = nil
    offsets = nil
    outputs = nil
    weightsSHA256 = nil
    training = old.training.map { TrainingRecord($0) }
    evaluation = old.evaluation
    statistics = nil
    sample = nil
  }
}

extension ModelCard.Input {
  /// The input as the library describes it; nil where the card contradicts itself.
  func description() -> InputDescription? {
    let input: InputDescription
    switch InputDescription.Kind(rawValue: kind) {
    case .image where featureNames == nil && origins == nil:
      input = .image(shape: shape, maximum: maximum)
    case .table where shape.count == 1 && maximum == 1 && origins == nil:
      input = featureNames.map { .table(featureNames: $0) } ?? .table(featureCount: shape[0])
    case .vector where shape.count == 1 && maximum == 1 && featureNames == nil:
      input = .vector(featureCount: shape[0], origins: origins).counted(from: indexBase)
    default: return nil
    }
    guard indexBase == nil || input.kind == .vector else { return nil }
    guard let terms else { return input.problem == nil && input.shape == shape ? input : nil }
    guard input.kind == .table,
      terms.allSatisfy({ $0.count == 2 && $0[0] >= 0 && $0[1] > 0 && $0[0] <= .max - $0[1] })
    else { return nil }
    let withTerms = input.withTerms(terms.map { $0[0]..<$0[0] + $0[1] })
    return withTerms.problem == nil && withTerms.shape == shape ? withTerms : nil
  }
}
