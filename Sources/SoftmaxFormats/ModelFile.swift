// The native model file: safetensors, with the card in its metadata.

import Foundation
import SoftmaxFiles
package import SoftmaxKernels
public import SoftmaxRegression

/// A model with its card, as a file holds them.
///
/// The tensors are `weight` [classes, features] and `bias` [classes] in Float32, so that PyTorch's `nn.Linear`
/// loads the file as its state; the card is JSON under the metadata key `softmax`.
public struct ModelFile: Sendable, Hashable {
  /// The model.
  public let model: SoftmaxModel
  /// Everything else.
  public internal(set) var card: ModelCard

  private static let cardKey = "softmax"
  /// The vocabularies of text columns, beside the card.
  private static let vocabularyKey = "softmax.vocabularies"

  /// A model with what is known of it; `offsets` counts for one that needs some.
  public init(
    _ model: SoftmaxModel, preparation: Preparation? = nil, offsets: OffsetRecord? = nil,
    training: TrainingRecord? = nil, evaluation: EvaluationRecord? = nil, statistics: StatisticsRecord? = nil
  ) {
    precondition(preparation.map { $0.input == model.input } ?? true, "a preparation of the model's features")
    self.model = model
    var training = training
    // Of other data than the fit's.
    if training?.classTotals?.count != model.layerClasses.count { training?.classTotals = nil }
    self.card = ModelCard(
      model: model, preparation: preparation.map(PreparationRecord.init),
      offsets: model.needsOffsets ? offsets ?? OffsetRecord() : nil, training: training,
      evaluation: evaluation, statistics: statistics)
  }

  /// A model with its card.
  init(_ model: SoftmaxModel, card: ModelCard) {
    self.model = model
    self.card = card
  }

  /// How columns of a table become the model's features, where it was fitted to a table.
  public var preparation: Preparation? { card.preparation?.preparation(of: model.input) }

  /// The statistics of the fit, where the file has them.
  public var statistics: ModelStatistics? {
    card.statistics?.statistics(classNames: model.layerClasses.names, input: model.input)
  }

  // MARK: Writing

  /// Writes the file beside `path` and renames it into place.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there.
  public func write(to path: String) throws {
    try OutputFile.write(encoded(), to: path)
  }

  /// The file's bytes. Equal models with equal cards give equal bytes.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var card = card
    let vocabularies = card.preparation?.vocabularies ?? [:]
    card.preparation = card.preparation?.with(vocabularies: [:])
    var metadata = [Self.cardKey: String(decoding: try encoder.encode(card), as: UTF8.self)]
    if !vocabularies.isEmpty {
      metadata[Self.vocabularyKey] = String(decoding: try encoder.encode(vocabularies), as: UTF8.self)
    }
    return SafetensorsFile(
      tensors: [
        SafetensorsTensor(
          name: "weight", shape: [model.layerClasses.count, model.featureCount], values: model.weights),
        SafetensorsTensor(name: "bias", shape: [model.layerClasses.count], values: model.bias),
      ],
      metadata: metadata
    ).encoded()
  }

  // MARK: Reading

  /// Reads a file, strictly: whatever is in it that a model file cannot have is an error, and weights that the card was
  /// not written for are, too.
  ///
  /// - Throws: `FileError` with the place and what was expected. Complexity: O(the file's bytes).
  public init(contentsOf path: String) throws {
    try self.init(InputFile.contents(of: path), path: path)
  }

  /// Reads a file whose weights may be others than the card's: `verification` then says so.
  package init(unverified path: String) throws {
    try self.init(InputFile.contents(of: path), path: path, checksWeights: false)
  }

  /// Reads a file's bytes.
  package init(_ bytes: SharedStorage<UInt8>, path: String, checksWeights: Bool = true) throws {
    let file = try SafetensorsFile(bytes, path: path)
    let card = try Self.card(in: file, path: path)
    guard var input = card.input.description() else {
      throw Self.bad("the input's kind, shape, maximum and names contradict each other", path: path)
    }
    // Words name the features of texts.
    if !input.terms.isEmpty, let known = card.preparation?.preparation(of: input) { input = known.input }
    let classes: ClassVocabulary
    do throws(DatasetError) {
      classes = try ClassVocabulary(names: card.classes)
    } catch {
      throw Self.bad(error.description, path: path)
    }
    if let problem = card.problem(classes: classes.names, featureCount: input.featureCount) {
      throw Self.bad(problem, path: path)
    }
    let known: Set<String> = ["weight", "bias"]
    if let extra = file.tensors.first(where: { !known.contains($0.name) }) {
      throw Self.bad("unexpected tensor '\(extra.name.prefix(80))'", path: path)
    }
    let weights = try Self.floats(
      "weight", shape: [classes.count, input.featureCount], in: file, path: path)
    let bias = try Self.floats("bias", shape: [classes.count], in: file, path: path)
    let model = SoftmaxModel(
      parameters: Parameters(weights: weights, bias: bias), classes: classes, input: input,
      needsOffsets: card.offsets != nil, outputs: card.outputs?.outputs(layerClasses: classes))
    // After the tensors: the file is then known to be long enough for so many classes and features.
    if let problem = card.problem(of: model) { throw Self.bad(problem, path: path) }
    if checksWeights, let expected = card.weightsSHA256, case let found = model.weightsSHA256, found != expected
    {
      throw FileError(
        .badData, path: path,
        problem: "the weights are not those of the card: expected SHA-256 \(expected.prefix(12))..., found "
          + "\(found.prefix(12))...",
        remedy: "the file was changed or damaged: get it again, or train the model anew")
    }
    self.model = model
    self.card = card
    if let problem = card.sample?.problem(of: self) { throw Self.bad(problem, path: path) }
  }

  private static func bad(_ problem: String, path: String) -> FileError {
    FileError(
      .badData, path: path, problem: problem, remedy: "expected a model that softmax has written")
  }

  private static func card(in file: SafetensorsFile, path: String) throws -> ModelCard {
    guard let text = file.metadata[cardKey] else {
      throw bad("the metadata has no '\(cardKey)'", path: path)
    }
    // Foundation's decoder lets a name stand twice; this one does not.
    _ = try StrictJSON.parse(Array(text.utf8), path: path + ": the model card")
    let decoder = JSONDecoder()
    struct Version: Decodable { let version: Int }
    do {
      let version = try decoder.decode(Version.self, from: Data(text.utf8)).version
      switch version {
      case ModelCard.currentVersion, ModelCard.versionWithOffsets, ModelCard.versionWithOutputs,
        ModelCard.versionWithTexts:
        var card = try decoder.decode(ModelCard.self, from: Data(text.utf8))
        if let words = file.metadata[vocabularyKey] {
          _ = try StrictJSON.parse(Array(words.utf8), path: path + ": the vocabularies")
          card.preparation = card.preparation?.with(
            vocabularies: try decoder.decode(
              [String: TextRecord.Vocabulary].self, from: Data(words.utf8)))
        }
        return card
      case 1: return ModelCard(try decoder.decode(ModelCardVersion1.self, from: Data(text.utf8)))
      default:
        throw FileError(
          .badData, path: path,
          problem: "the model card has version \(version), expected \(ModelCard.versionWithTexts) or less",
          remedy: "use the release of softmax that wrote it, or a newer one")
      }
    } catch let error as DecodingError {
      throw bad("the model card does not fit: \(error.reason)", path: path)
    }
  }

  private static func floats(
    _ name: String, shape: [Int], in file: SafetensorsFile, path: String
  ) throws -> [Float] {
    guard let tensor = file[name] else {
      throw bad("there is no tensor '\(name)'", path: path)
    }
    guard let values = tensor.floats else {
      throw bad("tensor '\(name)' is \(tensor.type.rawValue), expected F32", path: path)
    }
    guard tensor.shape == shape else {
      throw bad("tensor '\(name)' has shape \(tensor.shape), expected \(shape)", path: path)
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw bad(
        "element \(index) of tensor '\(name)' is \(values[index]), expected a finite number",
        path: path)
    }
    return values
  }
}

extension SoftmaxFit {
  /// Writes the model with the record of its fit to `data` and, where there are such, its scores and statistics.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there. Hashes the data: O(its bytes).
  public func write(
    to path: String, trainedOn data: Dataset, preparation: Preparation? = nil,
    rows: RowSelection = RowSelection(), offsets: OffsetRecord? = nil,
    evaluation: Evaluation? = nil, statistics: ModelStatistics? = nil
  ) throws {
    try file(
      trainedOn: data, preparation: preparation, rows: rows, offsets: offsets, evaluation: evaluation,
      statistics: statistics
    ).write(to: path)
  }

  /// The model with the record of its fit, ready to be written. Hashes the data: O(its bytes).
  package func file(
    trainedOn data: Dataset, preparation: Preparation? = nil, rows: RowSelection = RowSelection(),
    offsets: OffsetRecord? = nil, evaluation: Evaluation? = nil, statistics: ModelStatistics? = nil
  ) -> ModelFile {
    ModelFile(
      model, preparation: preparation, offsets: offsets,
      training: TrainingRecord(report, data: data, rows: rows),
      evaluation: evaluation.map(EvaluationRecord.init),
      statistics: statistics.map { StatisticsRecord($0, data: data, preparation: preparation) })
  }
}

extension SoftmaxModel {
  /// Writes the model as safetensors: `ModelFile` without a record of the fit.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there.
  public func write(to path: String) throws {
    try ModelFile(self).write(to: path)
  }

  /// Reads a model file.
  ///
  /// - Throws: `FileError` with the place and what was expected.
  public init(contentsOf path: String) throws {
    self = try ModelFile(contentsOf: path).model
  }

  /// The SHA-256 of the weights and then the bias as little-endian Float32: equal models have equal hashes.
  public var weightsSHA256: String {
    // In pieces: a large model's bytes need not be there a second time.
    var content = ByteRope()
    content.append(weights[...])
    content.append(bias[...])
    var hash = SHA256()
    content.forEachChunk { hash.update($0.span) }
    return hash.hexDigest()
  }
}
