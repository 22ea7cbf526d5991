// How well classes are told from the others, at every threshold.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// ROC curves, each class against all others.
  public static let roc = Plot("roc", "ROC curves, each class against all others", from: .scores) { request in
    try request.rankPicture(.receiverOperatingCharacteristic) { curve in
      (curve.points.map { Point($0.falsePositiveRate, $0.truePositiveRate) }, curve.area)
    }
  }

  /// Precision over recall, each class against all others.
  public static let precisionRecall = Plot(
    "precision-recall", "precision over recall, each class against all others", from: .scores
  ) { request in
    try request.rankPicture(.precisionRecall) { curve in
      // Before anything is found precision is what it is at the first threshold.
      let first = curve.points.first.map { [Point(0, $0.precision)] } ?? []
      return (first + curve.points.map { Point($0.truePositiveRate, $0.precision) }, curve.averagePrecision)
    }
  }
}

extension PlotRequest {
  fileprivate func rankPicture(
    _ kind: RankCurvePicture.Kind, _ line: (RankCurve) -> (points: [Point], area: Double)
  ) throws -> Drawing {
    let scoring = try neededScoring
    return try InputRecord().watching {
      let data = try WorkWatch.during(.preparing) {
        try ScoringInput(scoring, label: try scoring.neededLabel()).labelled()
      }
      let metrics = try WorkWatch.during(.scoring) {
        try file.model.metrics(on: data, execution: scoring.execution)
      }
      let curves = file.model.classes.names.enumerated().map { k, name in
        let found = metrics.rankCurve(ofClass: k).map(line)
        return RankCurvePicture.Curve(name: name, points: found?.points ?? [], area: found?.area)
      }
      return try RankCurvePicture(kind, curves, title: DataName.short(data.name)).drawing
    }
  }
}
