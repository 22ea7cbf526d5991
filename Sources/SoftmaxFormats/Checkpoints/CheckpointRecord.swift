// The first line of a checkpoint: which fit it is of.

import Foundation
import SoftmaxFiles
import SoftmaxRegression

/// What a fit's bits depend on, and what the state behind it has to be.
struct CheckpointRecord: Codable, Sendable, Hashable {
  static let currentFormat = "softmax-checkpoint 1"
  /// What each file begins with: keys are sorted.
  static let firstBytes = Array("{\"data\":".utf8)
  /// Class names may be long, and many: more than this is no first line of ours.
  static let lineLimit = 1 << 22

  /// Something that the fit was told, in words.
  struct Setting: Codable, Sendable, Hashable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  let format: String
  /// What wrote it: another release may take other steps.
  let producer: String
  let data: String
  let dataSHA256: String
  let settings: [Setting]
  /// Epochs or iterations that are done.
  var stepCount: Int
  var stateByteCount: Int
  var stateSHA256: String

  /// All that the bits depend on beside data, classes and starting model. What the fit runs on is not in it.
  static func settings(_ classifier: SoftmaxClassifier) -> [Setting] {
    func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "none" }
    let (solver, shape) = (classifier.solver, classifier.penaltyShape)
    let stochastic = solver.stochasticSettings
    let weights =
      switch classifier.classWeights {
      case .uniform: "uniform"
      case .balanced: "balanced"
      case .custom(let factors): short(factors.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      }
    return [
      Setting("solver", solver.name), Setting("tolerance", text(solver.stopping?.tolerance)),
      Setting("most iterations", text(solver.stopping?.maxIterations)),
      Setting("curvature", text(solver.curvature?.rawValue)),
      Setting("optimizer", text(stochastic.map { "\($0.optimizer)" })),
      Setting("learning rate", text(stochastic?.learningRate)), Setting("epochs", text(stochastic?.epochs)),
      Setting("batch size", text(stochastic?.batchSize)), Setting("schedule", text(stochastic?.schedule)),
      Setting("averaging of weights", text(stochastic?.averagesWeights)),
      Setting("certificates of epochs", text(stochastic?.certifiesEpochs)),
      Setting(
        "early stopping",
        text(stochastic?.earlyStopping.map { "\($0.metric), \($0.patience), \($0.minimumImprovement)" })),
      Setting("L2 penalty", classifier.l2Penalty.map { "\($0)" } ?? "automatic"),
      Setting("L1 penalty", text(classifier.l1Penalty)),
      Setting("penalty factors", shape.factors.map { short($0.map { "\($0)" }) } ?? "none"),
      Setting("grouping of the L1 penalty", text(shape.isGrouped)),
      Setting("limits", shape.limitRecords.map { short($0.map { "\($0)" }) } ?? "none"),
      Setting("class weights", weights), Setting("bias", text(classifier.hasBias)),
      Setting("standardisation", text(classifier.standardize)), Setting("seed", text(classifier.seed)),
    ]
  }

  /// What the same bytes may mean: a table's columns are standardised, and a picture's bytes have a scale.
  static func settings(_ data: Dataset, isStandardized: Bool) -> [Setting] {
    let (input, rows) = (data.features.input, data.features.rows)
    return [
      Setting("kind of input", "\(input.kind)"), Setting("shape", "\(input.shape)"),
      Setting("largest value", "\(input.maximum)"), Setting("features", "\(rows.featureCount)"),
      Setting("scale", "\(rows.scale)"),
      Setting("origins", input.origins.map { short($0.map { "\($0)" }) } ?? "none"),
      Setting("columns of texts", short(input.terms.map { "\($0)" })),
      Setting("standardised", "\(isStandardized)"),
    ]
  }

  /// A list in words; a long one by its SHA-256.
  static func short(_ list: [String]) -> String {
    let text = list.joined(separator: ", ")
    return text.utf8.count <= 200 ? text : "SHA-256 \(SHA256.hexDigest(of: Array(text.utf8)))"
  }

  /// Why this fit cannot go on from a state of another one: the first thing that differs; nil where nothing does.
  func difference(from found: Self) -> String? {
    func shown(_ text: String) -> String { text.printable(limit: 200) }
    guard found.format == format else { return "'format' is '\(shown(found.format))', expected '\(format)'" }
    guard found.producer == producer else {
      return
        "it was written by \(shown(found.producer)), not by \(producer): another release may take other steps"
    }
    guard found.dataSHA256 == dataSHA256 else {
      return
        "it is of other data, \(shown(found.data)), SHA-256 \(found.dataSHA256.printable(limit: 12)); here "
        + "\(data.printable(limit: 200)), SHA-256 \(dataSHA256.prefix(12))"
    }
    for (own, other) in zip(settings, found.settings) where own != other {
      return "it is of another fit: \(shown(other.name)) \(shown(other.value)), here \(shown(own.value))"
    }
    guard settings.count == found.settings.count else { return "it is of a fit with other settings" }
    return nil
  }

  /// The record as one line.
  var line: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Of texts and whole numbers alone: it cannot fail.
    let json = (try? encoder.encode(self)) ?? Data()
    return Array(json) + [UInt8(ascii: "\n")]
  }

  /// Reads a record.
  ///
  /// - Throws: `FileError` naming the byte at which it is no JSON, or the member that does not fit.
  init(json: [UInt8], path: String) throws(FileError) {
    do {
      _ = try StrictJSON.parse(json, path: path)
      self = try JSONDecoder().decode(Self.self, from: Data(json))
    } catch let error as FileError {
      throw error
    } catch let error as DecodingError {
      throw Self.bad("its first line is not that of the state of a fit: \(error.reason)", path: path)
    } catch {
      throw Self.bad("its first line is not that of the state of a fit", path: path)
    }
    guard stepCount >= 0, stateByteCount >= 0 else {
      throw Self.bad("'\(stepCount < 0 ? "stepCount" : "stateByteCount")' is below 0", path: path)
    }
  }

  init(
    format: String, producer: String, data: String, dataSHA256: String, settings: [Setting], stepCount: Int,
    stateByteCount: Int, stateSHA256: String
  ) {
    self.format = format
    self.producer = producer
    self.data = data
    self.dataSHA256 = dataSHA256
    self.settings = settings
    self.stepCount = stepCount
    self.stateByteCount = stateByteCount
    self.stateSHA256 = stateSHA256
  }

  static func bad(_ problem: String, path: String, position: FileError.Position? = nil) -> FileError {
    FileError(
      .badData, path: path, position: position, problem: problem,
      remedy: "begin the fit anew, or go on from the state of this very fit")
  }
}
