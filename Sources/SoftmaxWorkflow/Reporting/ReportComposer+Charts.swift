// Charts of scores: how far to trust a probability, and how well classes are told apart.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// So many classes are in the table of a chart of ranks.
  private static let mostRankedRows = 40
  /// Work beyond which there are no curves: a class's samples are sorted.
  private static let mostRankWork = 400_000_000

  // MARK: Reliability

  /// The reliability diagram; none where nothing was scored.
  func reliability() throws -> [ReportPage.Chart] {
    let bins = evaluation.calibration.bins
    let error = evaluation.expectedCalibrationError
    let curve = ReliabilityPicture.Curve(name: "the model", bins: bins.map(Self.bin), calibrationError: error)
    let filled = bins.filter { $0.sampleCount > 0 }
    guard !filled.isEmpty else { return [] }
    return [
      .init(
        id: "chart-reliability", title: "Reliability",
        sentence: Self.sentence(filled, error),
        drawing: try ReliabilityPicture([curve]).drawing,
        table: .init(
          caption: "Predictions by their confidence, the probability of the predicted class",
          columns: [.init("confidence", isNumber: false), .init("samples"), .init("mean confidence"), .init("accuracy")],
          rows: filled.map { bin in
            [
              .init("\(FixedDecimal(bin.lower, places: 2)) to \(FixedDecimal(bin.upper, places: 2))"),
              .init(Wording.amount(bin.sampleCount)), .init(bin.meanConfidence.map { NumberText.share($0) } ?? ""),
              .init(bin.accuracy.map { NumberText.share($0) } ?? ""),
            ]
          }))
    ]
  }

  static func bin(_ bin: CalibrationBin) -> ReliabilityPicture.Bin {
    .init(
      lower: bin.lower, upper: bin.upper, sampleCount: bin.sampleCount,
      meanConfidence: bin.meanConfidence ?? 0, accuracy: bin.accuracy ?? 0)
  }

  /// Whether the model is too sure or not sure enough, and by how much.
  private static func sentence(_ bins: [CalibrationBin], _ error: Double) -> String {
    let total = bins.reduce(0) { $0 + $1.sampleCount }
    let excess = bins.reduce(0) { sum, bin in
      sum + bin.sampleCount * ((bin.meanConfidence ?? 0) - (bin.accuracy ?? 0))
    } / total
    let tendency =
      excess.magnitude < 0.005
      ? "On the whole it is as often right as it says"
      : excess > 0
        ? "On the whole it is too sure: it says \(NumberText.percent(excess)) percentage points more than it is right"
        : "On the whole it is not sure enough: it says \(NumberText.percent(-excess)) percentage points less than it is right"
    return
      "If the model says 80 %, it should be right four times in five. \(tendency). The mean distance over the bins, the expected "
      + "calibration error, is \(NumberText.significant(error))."
  }

  // MARK: Ranks

  /// ROC and precision-recall curves, each class against the others.
  func rankCurves() throws -> [ReportPage.Chart] {
    let predictions = samples.measured.predictions
    guard predictions.keepsSamples, predictions.sampleCount * names.count <= Self.mostRankWork else { return [] }
    let pointLimit = names.count <= 10 ? 120 : 40
    let found = names.indices.map { (name: names[$0], curve: predictions.rankCurve(ofClass: $0, pointLimit: pointLimit)) }
    guard found.contains(where: { $0.curve != nil }) else { return [] }
    let roc = found.map { one in
      RankCurvePicture.Curve(
        name: one.name,
        points: one.curve.map { [Point(0, 0)] + $0.points.map { Point($0.falsePositiveRate, $0.truePositiveRate) } } ?? [],
        area: one.curve?.area)
    }
    let precision = found.map { one in
      RankCurvePicture.Curve(
        name: one.name,
        points: one.curve.map { curve in
          (curve.points.first.map { [Point(0, $0.precision)] } ?? [])
            + curve.points.map { Point($0.truePositiveRate, $0.precision) }
        } ?? [], area: one.curve?.averagePrecision)
    }
    let areas = samples.measured.report
    return [
      .init(
        id: "chart-roc", title: "ROC curves",
        sentence: "Each class against all others: the share of the class that is found, over the share of the others that is "
          + "taken for it. " + Self.worst(found.map { ($0.name, $0.curve?.area) }, "area"),
        drawing: try RankCurvePicture(
          .receiverOperatingCharacteristic, roc, meanArea: areas[.rocAucMacro]?.number
        ).drawing,
        table: Self.table(found, caption: "The area under each class's ROC curve", column: "ROC-AUC") { $0.area }),
      .init(
        id: "chart-precision", title: "Precision and recall",
        sentence: "Each class against all others: how much of what is taken for the class is of it, over how much of it is "
          + "found. " + Self.worst(found.map { ($0.name, $0.curve?.averagePrecision) }, "average precision"),
        drawing: try RankCurvePicture(.precisionRecall, precision, meanArea: areas[.averagePrecisionMacro]?.number)
          .drawing,
        table: Self.table(found, caption: "Each class's average precision", column: "average precision") {
          $0.averagePrecision
        }),
    ]
  }

  private static func worst(_ areas: [(name: String, area: Double?)], _ what: String) -> String {
    guard let worst = areas.filter({ $0.area != nil }).min(by: { ($0.area ?? 1) < ($1.area ?? 1) }), let area = worst.area
    else { return "" }
    return "\(worst.name.printable(limit: 60)) has the least \(what), \(NumberText.share(area))."
  }

  /// The classes of least area first.
  private static func table(
    _ found: [(name: String, curve: RankCurve?)], caption: String, column: String, _ area: (RankCurve) -> Double
  ) -> ReportPage.DataTable {
    let known = found.compactMap { one in one.curve.map { (one.name, area($0)) } }.sorted { $0.1 < $1.1 }
    let shown = known.prefix(mostRankedRows)
    return .init(
      caption: caption + (shown.count < known.count ? ", the \(shown.count) least of \(known.count)" : ", the least first"),
      columns: [.init("class", isNumber: false), .init(column)],
      rows: shown.map { [.init($0.0), .init(NumberText.share($0.1), value: $0.1)] })
  }
}
