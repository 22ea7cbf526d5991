// Whether probabilities are what they promise.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// The reliability diagram.
  public static let reliability = Plot(
    "reliability", "how often predictions of each confidence are right", from: .scores
  ) { request in
    let result = try request.neededScoring.evaluate()
    let calibration = result.evaluation.calibration
    let bins = calibration.bins.map {
      ReliabilityPicture.Bin(
        lower: $0.lower, upper: $0.upper, sampleCount: $0.sampleCount,
        meanConfidence: $0.meanConfidence ?? .nan,
        accuracy: $0.accuracy ?? .nan)
    }
    let curve = ReliabilityPicture.Curve(
      name: "model", bins: bins, calibrationError: calibration.expectedCalibrationError)
    return try ReliabilityPicture([curve], title: DataName.short(result.dataName)).drawing
  }
}
