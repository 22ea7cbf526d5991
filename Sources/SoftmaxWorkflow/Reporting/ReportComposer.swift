// From scores to the value that a page is made of.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

/// Gathers what a report shows.
struct ReportComposer {
  let request: ReportRequest
  let input: ScoringInput
  let samples: ScoredSamples
  let notices: [String]

  init(_ request: ReportRequest, _ input: ScoringInput, _ samples: ScoredSamples, notices: [String]) {
    (self.request, self.input, self.samples, self.notices) = (request, input, samples, notices)
  }

  var file: ModelFile { input.file }
  var model: SoftmaxModel { input.file.model }
  var names: [String] { model.classes.names }
  var evaluation: Evaluation { samples.evaluation }
  var dataName: String { DataName.short(samples.data.name) }

  /// The page's value.
  func page() throws -> ReportPage {
    var page = ReportPage(
      modelName: DataName.short(request.scoring.path), dataName: dataName, classNames: names,
      producer: "swift-softmax \(SoftmaxRuntime.version)",
      confusion: .init(evaluation.confusionMatrix, pairs: samples.pairs))
    page.summary = summary
    page.notices = notices + furtherNotices
    page.figures = figures
    page.training = try training()
    page.calibration = try reliability()
    page.ranking = try rankCurves()
    page.classes = classTable
    page.card = CardText.rows(of: file).map { ReportPage.CardLine(name: $0.0, value: $0.1) }
    page.certificate = certificate
    page.commands = request.commands.map { .init(purpose: $0.purpose, line: $0.line) }
    try addSamples(to: &page)
    try addWeights(to: &page)
    return page
  }

  private var furtherNotices: [String] {
    guard !samples.predictions.keepsSamples else { return [] }
    return [
      "so many samples of so many classes are not kept in memory: there are no intervals and no curves of ranks"
    ]
  }

  // MARK: Figures

  private var summary: [String] {
    let matrix = evaluation.confusionMatrix
    let counted = evaluation.totalWeight == nil ? "" : ", by their weights"
    let all = Wording.counted(evaluation.sampleCount, "sample")
    var sentences = [
      "Of \(all) of \(dataName), the model predicts \(NumberText.percent(evaluation.accuracy)) % right\(counted)."
    ]
    let total = matrix.sampleCount
    if let frequent = names.indices.max(by: { matrix.support(of: $0) < matrix.support(of: $1) }), total > 0 {
      let share = matrix.support(of: frequent) / total
      sentences.append(
        share < 1
          ? "It tells \(Wording.count(names.count)) classes apart. Who always said \(names[frequent].printable(limit: 80)), the "
            + "most frequent one, would be right for \(NumberText.percent(share)) %."
          : "All of these samples are \(names[frequent].printable(limit: 80)), so that they say little of how the model tells "
            + "classes apart.")
    }
    let absent = names.indices.filter { matrix.support(of: $0) == 0 }
    if !absent.isEmpty, absent.count < names.count - 1 || names.count == 2 {
      let shown = absent.prefix(5).map { names[$0].printable(limit: 40) }
      let more = absent.count > 5 ? " and \(absent.count - 5) more" : ""
      sentences.append("The data has no sample of \(Wording.list(shown))\(more).")
    }
    return sentences
  }

  /// What a figure says, in a few words.
  private static let meanings: [Metric: String] = [
    .accuracy: "the share that is predicted right",
    .balancedAccuracy: "the mean of the classes' recalls: all classes count alike",
    .macroF1: "the mean over the classes of precision's and recall's harmonic mean",
    .logLoss: "the mean of −log p of the true class; smaller is better",
    .brierScore: "the mean squared error of the probabilities; smaller is better",
    .rocAucMacro: "how well each class is ranked above the others, on average; 0.5 is chance",
    .averagePrecisionMacro: "the mean precision over all recalls, averaged over the classes",
    .expectedCalibrationError: "how far probabilities are from how often they are right, on average",
  ]

  private var figures: [ReportPage.Figure] {
    samples.report.values.map { metric, value in
      let interval = samples.intervals[metric]
      return .init(
        name: metric.title.prefix(1).uppercased() + metric.title.dropFirst(),
        value: value.number.map { Self.text($0) } ?? "none",
        interval: interval.map { "95 % interval \(Self.text($0.low)) to \(Self.text($0.high))" },
        meaning: value.reason.map { "undefined, because \($0)" } ?? Self.meanings[metric] ?? "")
    }
  }

  private static func text(_ value: Double) -> String {
    value.magnitude >= 0.1 ? NumberText.decimal(value, places: 3) : NumberText.significant(value)
  }

  /// A row a class.
  private var classTable: ReportPage.DataTable {
    typealias Cell = ReportPage.DataTable.Cell
    func share(_ value: Double) -> Cell { .init(NumberText.share(value), value: value) }
    func share(_ value: MetricValue) -> Cell { value.number.map { share($0) } ?? .init("none", value: -1) }
    let hasRanks = samples.predictions.keepsSamples
    return .init(
      caption: "Each class",
      columns: ["class", "samples", "precision", "recall", "F1"].enumerated().map {
        .init($1, isNumber: $0 > 0)
      } + (hasRanks ? [.init("ROC-AUC"), .init("average precision")] : []),
      rows: zip(names, samples.report.classes).map { name, figures in
        [
          .init(name), .init(Wording.amount(figures.support), value: figures.support),
          share(figures.precision), share(figures.recall), share(figures.f1),
        ] + (hasRanks ? [share(figures.rocAuc), share(figures.averagePrecision)] : [])
      })
  }

  // MARK: The certificate

  private var certificate: ReportPage.Certificate {
    guard let training = file.card.training else {
      return .init(
        sentences: [
          "The model's file has no record of its fit, so that nothing is known of how near it is to the best one."
        ],
        command: nil)
    }
    guard let gap = training.certifiedGap else {
      return .init(
        sentences: [
          "The fit has no certificate: nothing proves how near its objective, \(Wording.measure(training.objective)), is to the "
            + "smallest one."
        ],
        command: request.verification)
    }
    let kept = Wording.dataAsKept(model.input, file.preparation, isRounded: training.dataIsRounded == true)
    return .init(
      sentences: [
        "The objective of the fit, mean log loss with the penalty, is \(Wording.measure(training.objective)). It is proven that "
          + "no weights have one smaller by more than \(Wording.gap(gap, below: training.objective))\(kept).",
        "So another method, another seed or more time cannot find a better model of this kind for the same data and penalty.",
      ],
      command: request.verification)
  }
}
