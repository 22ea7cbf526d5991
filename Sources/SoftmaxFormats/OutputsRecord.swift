// What a model does with its logits, as its file keeps it.

import SoftmaxFiles
import SoftmaxRegression

/// The record of a model's outputs. Files that have one are of a version of their own, because a release that does not know
/// it would tell other probabilities.
public struct OutputsRecord: Codable, Sendable, Hashable {
  /// The classes that the model tells, in order; nil where they are the card's `classes`.
  public let classes: [OutputClass]?
  /// What the logits are scaled by; nil: nothing.
  public let calibration: Calibration?
  /// The class frequencies that probabilities are for; nil: those of training.
  public let prior: Prior?
  /// When a class belongs to a prediction set; nil: that was not measured.
  public let sets: Sets?

  /// A class that the model tells.
  public struct OutputClass: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The rows of weights whose probabilities are added up, ascending.
    public let rows: [Int]
  }

  /// A scaling of the logits.
  public struct Calibration: Codable, Sendable, Hashable {
    /// What all logits are divided by; nil for vector scaling.
    public let temperature: Double?
    /// For each row of weights what its logit is multiplied by; nil with a temperature.
    public let scales: [Float]?
    /// For each row of weights what is added to its logit; nil with a temperature.
    public let shifts: [Float]?
    /// What it was fitted to: a name without folders.
    public let data: String
    /// The number of samples that it was fitted to.
    public let sampleCount: Int
  }

  /// Class frequencies.
  public struct Prior: Codable, Sendable, Hashable {
    /// For each row of weights the share of its class where the model is used.
    public let shares: [Double]
    /// The same in training.
    public let trainingShares: [Double]
  }

  /// Prediction sets.
  public struct Sets: Codable, Sendable, Hashable {
    /// `plain` or `adaptive`.
    public let kind: String
    /// The share of samples whose true class is to be in their sets.
    public let coverage: Double
    /// As `PredictionSets.threshold`.
    public let threshold: Double
    /// What it was measured on: a name without folders.
    public let data: String
    /// The number of samples that it was measured on.
    public let sampleCount: Int
  }

  /// The record of a model's outputs.
  init(_ outputs: ModelOutputs, layerClasses: ClassVocabulary) {
    classes =
      outputs.classes == layerClasses
      ? nil : zip(outputs.classes.names, outputs.rowsOfClasses).map { OutputClass(name: $0, rows: $1) }
    calibration = outputs.scaling.map { scaling in
      let (data, count) = (DataName.short(scaling.data), scaling.sampleCount)
      return switch scaling.factors {
      case .temperature(let temperature):
        Calibration(temperature: temperature, scales: nil, shifts: nil, data: data, sampleCount: count)
      case .vector(let scales, let shifts):
        Calibration(temperature: nil, scales: scales, shifts: shifts, data: data, sampleCount: count)
      }
    }
    prior = outputs.prior.map { Prior(shares: $0.shares, trainingShares: $0.trainingShares) }
    sets = outputs.sets.map { sets in
      Sets(
        kind: sets.kind.rawValue, coverage: sets.coverage, threshold: sets.threshold,
        data: DataName.short(sets.data), sampleCount: sets.sampleCount)
    }
  }

  /// What the record says, of a model with these classes of the fit; nil where `problem(classes:)` has something.
  func outputs(layerClasses: ClassVocabulary) -> ModelOutputs? {
    let own = classes.map(\.self) ?? layerClasses.names.enumerated().map { OutputClass(name: $1, rows: [$0]) }
    var classOfRow = [Int](repeating: 0, count: layerClasses.count)
    for (index, one) in own.enumerated() {
      for row in one.rows { classOfRow[row] = index }
    }
    guard let vocabulary = try? ClassVocabulary(names: own.map(\.name)) else { return nil }
    return ModelOutputs(
      classes: vocabulary, classOfRow: classOfRow, scaling: calibration?.scaling,
      prior: prior.map { ClassPrior(storedShares: $0.shares, trainingShares: $0.trainingShares) },
      sets: sets.flatMap { sets in
        PredictionSets.Kind(rawValue: sets.kind).map {
          PredictionSets(
            kind: $0, coverage: sets.coverage, threshold: sets.threshold, data: sets.data,
            sampleCount: sets.sampleCount)
        }
      })
  }
}

extension OutputsRecord.Calibration {
  /// The scaling; nil where the record has neither form of one.
  var scaling: LogitScaling? {
    if let temperature {
      return LogitScaling(.temperature(temperature), data: data, sampleCount: sampleCount)
    }
    guard let scales, let shifts else { return nil }
    return LogitScaling(.vector(scales: scales, shifts: shifts), data: data, sampleCount: sampleCount)
  }
}
