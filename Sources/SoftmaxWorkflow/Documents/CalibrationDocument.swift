// A calibration, in the form that programs read.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// A calibration as `softmax calibrate --json` writes it.
public struct CalibrationDocument: Encodable, Sendable {
  struct Scores: Encodable, Sendable {
    let logLoss: Double
    let expectedCalibrationError: Double
    let brierScore: Double
    let accuracy: Double

    init(_ scores: CalibrationScores) {
      logLoss = scores.logLoss
      expectedCalibrationError = scores.expectedCalibrationError
      brierScore = scores.brierScore
      accuracy = scores.accuracy
    }
  }

  struct Sets: Encodable, Sendable {
    let kind: String
    let coverage: Double
    let threshold: Double
    let sampleCount: Int
  }

  let data: String
  let sampleCount: Int
  /// `temperature`, `vector`, or null where probabilities stayed as they were.
  let method: Nullable<String>
  let temperature: Double?
  /// For each class of the fit what its logit is multiplied by, and what is added.
  let scales: [Float]?
  let shifts: [Float]?
  /// Whether all samples are right at any temperature, so that a bound decided.
  let isBounded: Bool?
  let before: Scores?
  let after: Scores?
  let crossValidated: Scores?
  let foldCount: Int?
  /// Whether the cross-validated log loss is no smaller than the one before.
  let isWorse: Bool
  let sets: Sets?

  init(_ outcome: CalibrationOutcome) {
    let result = outcome.result
    data = DataName.short(outcome.dataName)
    sampleCount = outcome.sampleCount
    method = Nullable(result?.scaling.method.rawValue)
    temperature = result?.scaling.temperature
    if case .vector(let scales, let shifts) = result?.scaling.factors {
      (self.scales, self.shifts) = (scales, shifts)
    } else {
      (scales, shifts) = (nil, nil)
    }
    isBounded = result?.isBounded
    before = result.map { Scores($0.before) }
    after = result.map { Scores($0.after) }
    crossValidated = result.map { Scores($0.crossValidated) }
    foldCount = result?.foldCount
    isWorse = outcome.isWorse
    sets = outcome.file.model.outputs?.sets.map {
      Sets(
        kind: $0.kind.rawValue, coverage: $0.coverage, threshold: $0.threshold, sampleCount: $0.sampleCount)
    }
  }
}
