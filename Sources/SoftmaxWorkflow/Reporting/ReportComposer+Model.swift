// What a report shows of the model itself.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// Coefficients of so many classes are shown as pictures.
  private static let mostWeightPictures = 40
  /// So many features are in a table of coefficients.
  private static let mostFeatures = 20

  /// The model in the page, or why it is not.
  func trial(examples: [Int], of page: ReportPage) -> ReportPage.Trial {
    if let reason = PageModel.reason(against: model) { return .none(reason: reason) }
    let start = examples.first.map { page.samples[$0].inputs } ?? []
    return .model(PageModel(model, preparation: preparation, start: start), examples: examples)
  }

  /// How typed values become features; a table without a preparation is as many numbers as it has features.
  private var preparation: Preparation? {
    if let preparation = file.preparation { return preparation }
    guard model.input.kind == .table else { return nil }
    return Preparation(
      columns: ModelStatistics.terms(of: model.input, hasIntercept: false).map { name in
        PreparedColumn(
          column: TableColumn(name: name, kind: .number(origin: 0)), means: [0], hasIndicator: false)
      },
      missing: .error, unseen: .error, labelColumn: nil)
  }

  /// Pictures of a picture model's coefficients, else the strongest ones; and why mistakes were made.
  func addWeights(to page: inout ReportPage) throws {
    let explanations = try contrasts(page)
    guard isOfPictures else {
      page.contrasts = explanations.map {
        contrast(of: $0.why, page.samples[$0.sample], at: $0.sample, place: nil)
      }
      return try addStrongest(to: &page)
    }
    let layerNames = model.rowNames
    let shown = Array(layerNames.indices.prefix(Self.mostWeightPictures))
    let pictures = CoefficientMaps(model, classes: shown)
    let reasons = CoefficientMaps(explanations.map { $0.why.contributions }, shape: model.input.shape)
    page.colorSheet = ThumbnailSheet(pictures.images + reasons.images)
    page.contrasts = explanations.enumerated().map { number, explanation in
      contrast(
        of: explanation.why, page.samples[explanation.sample], at: explanation.sample,
        place: shown.count + number)
    }
    let part =
      shown.count < layerNames.count
      ? " The first \(shown.count) of \(Wording.count(layerNames.count)) classes." : ""
    page.weights = .init(
      sentence:
        "The weight of each pixel, a picture a class: a bright pixel there speaks for the class where the picture is "
        + "orange and against it where it is blue; white has no say. Full colour is \(NumberText.significant(pictures.limit)) on "
        + "either side.\(part)",
      pictures: shown.enumerated().map { (name: layerNames[$1], place: $0) })
  }

  private func addStrongest(to page: inout ReportPage) throws {
    let coefficients = file.coefficients
    let features = coefficients.strongest(count: Self.mostFeatures)
    guard !features.isEmpty, coefficients.classNames.count <= ReportPage.Confusion.mostClasses else {
      page.weights = .init(
        sentence: features.isEmpty
          ? "No feature of this model does anything: it gives every sample the same probabilities."
          : "Coefficients of \(Wording.count(names.count)) classes are too many for a picture; the model's file has them."
      )
      return
    }
    let step = coefficients.areComparable ? "one standard deviation" : "one unit"
    let shown = coefficients.shownClasses
    let table = ReportPage.DataTable(
      caption: "Change of the logit with \(step) of the feature",
      columns: [.init("feature", isNumber: false)] + shown.map { .init(coefficients.classNames[$0]) },
      rows: features.map { feature in
        [.init(coefficients.featureNames[feature])]
          + shown.map { k in
            let value =
              (coefficients.areComparable
                ? coefficients.standardizedContrast(ofClass: k, feature: feature) : nil)
              ?? coefficients.contrast(ofClass: k, feature: feature)
            return .init(NumberText.significant(value), value: value)
          }
      })
    page.weights = .init(
      sentence:
        "What one step of a feature does to the logits; the numbers of a row can be compared with each other"
        + (coefficients.areComparable ? " and with those of other rows." : "."),
      charts: [
        .init(
          id: "chart-features", title: "The strongest features",
          sentence:
            "Orange speaks for a class, blue against it. \(coefficients.featureNames[features[0]].printable(limit: 60)) "
            + "does most.",
          drawing: try FeatureWeightsPicture(coefficients).drawing, table: table)
      ], words: classWords(coefficients))
  }
}
