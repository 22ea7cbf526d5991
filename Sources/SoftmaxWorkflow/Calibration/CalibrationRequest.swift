// A model's probabilities set right by samples that it was not trained on.

import SoftmaxFiles
public import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// A model to calibrate on labelled data that it was not trained on.
///
///     let scoring = try ScoringRequest(model: "people.safetensors", data: holdout)
///     let outcome = try CalibrationRequest(scoring).run()
///     if !outcome.isWorse { try outcome.file.write(to: "calibrated.safetensors") }
public struct CalibrationRequest: Sendable {
  /// The model, and the data.
  public var scoring: ScoringRequest
  /// The form of the scaling; nil: the model's probabilities stay as they are.
  public var method: LogitScaling.Method? = .temperature
  /// The share of samples whose true class is to be in their prediction sets; nil: sets are not measured.
  public var coverage: Double?
  /// What prediction sets are made of.
  public var setKind = PredictionSets.Kind.adaptive
  /// Of the folds of the cross-validation.
  public var seed: UInt64 = 0
  /// Whether the data is that of training, of which the samples are taken that were kept out of it.
  public var takesKeptOutSamples = false

  /// A temperature.
  public init(_ scoring: ScoringRequest) { self.scoring = scoring }

  /// Calibrates.
  ///
  /// - Returns: The calibrated model and its scores; whether it is to be used is for the caller to say.
  /// - Throws: `OutputsError` for a model or samples that cannot be calibrated, `WorkflowError`, and what reading the data
  ///   throws.
  /// - Complexity: One pass over the data, and some dozen over samples x classes. All of the data is held in memory.
  public func run() throws -> CalibrationOutcome {
    if let coverage, !(coverage > 0 && coverage < 1) { throw OutputsError.invalidCoverage(coverage) }
    return try InputRecord().watching {
      let labelled = try WorkWatch.during(.preparing) { try samples() }
      if let overlap = scoring.file.card.training?.rowFingerprints?.overlap(with: labelled.features) {
        scoring.onNote(.calibratedOnTrainingRows(overlap, data: labelled.name))
      }
      return try WorkWatch.during(.scoring) { try calibrate(on: labelled) }
    }
  }

  private func samples() throws -> Dataset {
    guard takesKeptOutSamples else {
      return try ScoringInput(scoring, label: try scoring.neededLabel()).labelled()
    }
    let data = try VerificationInput(
      file: scoring.file, source: scoring.source, holdout: nil, sampleWeight: nil, offset: nil
    ).keptOut()
    do throws(DatasetError) {
      return try scoring.file.model.labelled(data)
    } catch {
      throw WorkflowError.badData("\(data.name): \(error)")
    }
  }

  private func calibrate(on data: Dataset) throws -> CalibrationOutcome {
    var model = scoring.file.model
    var result: CalibrationResult?
    if let method {
      let found = try model.calibration(on: data, method: method, seed: seed, execution: scoring.execution)
      model = try model.calibrated(by: found.scaling)
      result = found
    }
    if let coverage {
      model = model.with(
        sets: try model.predictionSets(
          setKind, coverage: coverage, on: data, execution: scoring.execution))
    }
    return CalibrationOutcome(
      result: result, file: scoring.file.replacing(with: model), dataName: data.name,
      sampleCount: result?.scaling.sampleCount ?? data.sampleCount,
      leavesOutSets: scoring.file.model.outputs?.sets != nil && coverage == nil && method != nil)
  }
}

/// A calibrated model, and what it is worth.
public struct CalibrationOutcome: Sendable {
  /// The scaling with its scores; nil where none was asked for.
  public let result: CalibrationResult?
  /// The calibrated model, with what is still true of what its file said.
  public let file: ModelFile
  /// The data's name.
  public let dataName: String
  /// The number of samples.
  public let sampleCount: Int
  /// Whether sets that the model had are gone, because they were measured with other probabilities.
  public let leavesOutSets: Bool

  /// Whether new samples are not to be expected to have a smaller log loss with the scaling.
  public var isWorse: Bool { result?.isWorse ?? false }

  /// The outcome in the form of `softmax calibrate --json`.
  public var document: CalibrationDocument { CalibrationDocument(self) }

  /// The outcome for people: lines with a line break at their ends.
  public var text: String { CalibrationText.text(self) }
}
