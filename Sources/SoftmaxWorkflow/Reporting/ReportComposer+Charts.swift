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

  /// The reliability diagram, of a calibrated model before and after; and what is gained by leaving doubtful samples
  /// unanswered. None where nothing was scored.
  func reliability() throws -> [ReportPage.Chart] {
    let bins = evaluation.calibration.bins
    guard bins.contains(where: { $0.sampleCount > 0 }) else { return [] }
    return [try reliability(before: calibrationBefore(), bins), try rejection()]
  }

  /// The bins of the same model without its scaling; nil of one without.
  private func calibrationBefore() throws -> CalibrationBins? {
    try model.withoutScaling?.evaluate(samples.data, execution: input.execution).calibration
  }

  private func reliability(before: CalibrationBins?, _ bins: [CalibrationBin]) throws -> ReportPage.Chart {
    let error = evaluation.expectedCalibrationError
    func curve(_ name: String, _ bins: [CalibrationBin], _ error: Double) -> ReliabilityPicture.Curve {
      .init(name: name, bins: bins.map(Self.bin), calibrationError: error)
    }
    let curves =
      (before.map { [curve("before", $0.bins, $0.expectedCalibrationError)] } ?? [])
      + [curve(before == nil ? "the model" : "calibrated", bins, error)]
    let gain = before.map {
      " Before calibration the error was \(NumberText.significant($0.expectedCalibrationError))."
    }
    typealias Column = ReportPage.DataTable.Column
    func cells(_ bin: CalibrationBin) -> [ReportPage.DataTable.Cell] {
      [
        .init(Wording.amount(bin.sampleCount)),
        .init(bin.meanConfidence.map { NumberText.share($0) } ?? "none"),
        .init(bin.accuracy.map { NumberText.share($0) } ?? "none"),
      ]
    }
    func columns(_ ending: String) -> [Column] {
      ["samples", "mean confidence", "accuracy"].map { .init($0 + ending) }
    }
    let shown = bins.indices.filter { bins[$0].sampleCount > 0 || (before?.bins[$0].sampleCount ?? 0) > 0 }
    return .init(
      id: "chart-reliability", title: "Reliability",
      sentence: Self.sentence(bins.filter { $0.sampleCount > 0 }, error) + (gain ?? ""),
      drawing: try ReliabilityPicture(curves).drawing,
      table: .init(
        caption: "Predictions by their confidence, the probability of the predicted class",
        columns: [Column("confidence", isNumber: false)] + columns("")
          + (before == nil ? [] : columns(" before")),
        rows: shown.map { place in
          let bin = bins[place]
          let range = "\(FixedDecimal(bin.lower, places: 2)) to \(FixedDecimal(bin.upper, places: 2))"
          return [.init(range)] + cells(bin) + (before.map { cells($0.bins[place]) } ?? [])
        }))
  }

  /// The accuracy of the answers that are left where doubtful samples have none.
  private func rejection() throws -> ReportPage.Chart {
    let weights = samples.data.sampleWeights
    let curve = RejectionCurve(
      confidences: samples.counted.map { samples.predicted[$0].probability },
      isCorrect: samples.counted.map { !samples.isWrong($0) },
      weights: weights.map { weights in samples.counted.map { weights[$0] } })
    let answered = curve.points.filter { $0.accuracy != nil }
    let example = answered.first { $0.threshold >= 0.9 }
    let sets = try model.setCoverage(on: samples.data, execution: input.execution).map { found in
      " Its prediction sets hold the true class of \(NumberText.percent(found.coverage)) % of the samples "
        + "(\(NumberText.percent(found.sets.coverage)) % were promised) and have \(NumberText.significant(found.meanSize)) classes on "
        + "average."
    }
    return .init(
      id: "chart-rejection", title: "Leaving doubtful samples unanswered",
      sentence: (example.map {
        "Of the samples with a probability of \(Wording.number($0.threshold)) or more, \(NumberText.percent($0.keptShare)) % of "
          + "all, \(NumberText.percent($0.accuracy ?? 0)) % are predicted right."
      } ?? "No sample has a probability of 0.9 or more.") + (sets ?? ""),
      drawing: try RejectionPicture(answered.map { Point($0.keptShare, $0.accuracy ?? 0) }).drawing,
      table: .init(
        caption: "What is left, and how much of it is right, by the least probability that is answered",
        columns: [.init("least probability"), .init("answered"), .init("accuracy")],
        rows: curve.points.map {
          [
            .init(Wording.number($0.threshold)), .init(NumberText.share($0.keptShare)),
            .init($0.accuracy.map { NumberText.share($0) } ?? "none"),
          ]
        }))
  }

  static func bin(_ bin: CalibrationBin) -> ReliabilityPicture.Bin {
    .init(
      lower: bin.lower, upper: bin.upper, sampleCount: bin.sampleCount,
      meanConfidence: bin.meanConfidence ?? 0, accuracy: bin.accuracy ?? 0)
  }

  /// Whether the model is too sure or not sure enough, and by how much.
  private static func sentence(_ bins: [CalibrationBin], _ error: Double) -> String {
    let total = bins.reduce(0) { $0 + $1.sampleCount }
    let excess =
      bins.reduce(0) { sum, bin in
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
    let predictions = samples.predictions
    guard predictions.keepsSamples, predictions.sampleCount * names.count <= Self.mostRankWork else {
      return []
    }
    let pointLimit = names.count <= 10 ? 120 : 40
    let found = names.indices.map {
      (name: names[$0], curve: predictions.rankCurve(ofClass: $0, pointLimit: pointLimit))
    }
    guard found.contains(where: { $0.curve != nil }) else { return [] }
    let roc = found.map { one in
      RankCurvePicture.Curve(
        name: one.name,
        points: one.curve.map {
          [Point(0, 0)] + $0.points.map { Point($0.falsePositiveRate, $0.truePositiveRate) }
        } ?? [],
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
    let areas = samples.report
    return [
      .init(
        id: "chart-roc", title: "ROC curves",
        sentence:
          "Each class against all others: the share of the class that is found, over the share of the others that is "
          + "taken for it. " + Self.worst(found.map { ($0.name, $0.curve?.area) }, "area"),
        drawing: try RankCurvePicture(
          .receiverOperatingCharacteristic, roc, meanArea: areas[.rocAucMacro]?.number
        ).drawing,
        table: Self.table(found, caption: "The area under each class's ROC curve", column: "ROC-AUC") {
          $0.area
        }),
      .init(
        id: "chart-precision", title: "Precision and recall",
        sentence:
          "Each class against all others: how much of what is taken for the class is of it, over how much of it is "
          + "found. " + Self.worst(found.map { ($0.name, $0.curve?.averagePrecision) }, "average precision"),
        drawing: try RankCurvePicture(
          .precisionRecall, precision, meanArea: areas[.averagePrecisionMacro]?.number
        )
        .drawing,
        table: Self.table(found, caption: "Each class's average precision", column: "average precision") {
          $0.averagePrecision
        }),
    ]
  }

  private static func worst(_ areas: [(name: String, area: Double?)], _ what: String) -> String {
    guard let worst = areas.filter({ $0.area != nil }).min(by: { ($0.area ?? 1) < ($1.area ?? 1) }),
      let area = worst.area
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
      caption: caption
        + (shown.count < known.count ? ", the \(shown.count) least of \(known.count)" : ", the least first"),
      columns: [.init("class", isNumber: false), .init(column)],
      rows: shown.map { [.init($0.0), .init(NumberText.share($0.1), value: $0.1)] })
  }
}
