// Whether probabilities are what they promise.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// The reliability diagram, of a calibrated model before and after.
  public static let reliability = Plot(
    "reliability", "how often predictions of each confidence are right", from: .scores
  ) { request in
    let scoring = try request.neededScoring
    return try InputRecord().watching {
      let data = try WorkWatch.during(.preparing) {
        try ScoringInput(scoring, label: try scoring.neededLabel()).labelled()
      }
      func curve(_ name: String, _ model: SoftmaxModel) throws -> ReliabilityPicture.Curve {
        let calibration = try WorkWatch.during(.scoring) {
          try model.evaluate(data, execution: scoring.execution).calibration
        }
        return ReliabilityPicture.Curve(
          name: name,
          bins: calibration.bins.map {
            ReliabilityPicture.Bin(
              lower: $0.lower, upper: $0.upper, sampleCount: $0.sampleCount,
              meanConfidence: $0.meanConfidence ?? .nan, accuracy: $0.accuracy ?? .nan)
          }, calibrationError: calibration.expectedCalibrationError)
      }
      let model = request.file.model
      let before = try model.withoutScaling.map { try curve("before calibration", $0) }
      return try ReliabilityPicture(
        [before, curve(before == nil ? "model" : "calibrated", model)].compactMap(\.self),
        title: DataName.short(data.name)
      ).drawing
    }
  }
}
