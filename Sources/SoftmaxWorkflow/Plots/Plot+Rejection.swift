// What is gained where the least sure answers are left out.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// Accuracy over the share of samples that are answered.
  public static let rejection = Plot(
    "rejection", "accuracy over the share of samples that are answered", from: .scores
  ) { request in
    let scoring = try request.neededScoring
    return try InputRecord().watching {
      let data = try ScoringInput(scoring, label: try scoring.neededLabel()).labelled()
      // Close to 1 as well: there a good model has most of its samples.
      let thresholds = (0..<200).map { Double($0) / 200 } + [0.999, 0.9999]
      let curve = try WorkWatch.during(.scoring) {
        try request.file.model.rejectionCurve(on: data, thresholds: thresholds, execution: scoring.execution)
      }
      let points = curve.points.compactMap { point in point.accuracy.map { Point(point.keptShare, $0) } }
      return try RejectionPicture(points, title: DataName.short(data.name)).drawing
    }
  }
}
