// Why mistakes were made: what each feature adds to the difference of two logits.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// So many columns are shown of each explanation.
  private static let mostColumns = 10

  /// An explanation of each sample that the page wants one of.
  func contrasts(_ page: ReportPage) throws -> [(sample: Int, why: ContrastExplanation)] {
    // Against a sample like the mean of training, so that a column that is as usual says nothing.
    let means = isOfPictures ? nil : file.card.training?.standardization?.means
    return try page.explained.map { place in
      let sample = page.samples[place]
      let question = ContrastQuestion(
        names[sample.predicted], against: names[sample.actual], trueClass: names[sample.actual],
        baseline: means.map { .values($0) } ?? .zero)
      if let table = input.table, let preparation = file.preparation {
        return (
          place,
          try model.explanation(
            of: table, row: sample.index, preparedBy: preparation, question, execution: input.execution)
        )
      }
      return (
        place,
        try model.explanation(
          of: samples.data.features.samples(at: [sample.index]), question,
          offsets: samples.data.offsets?.samples(at: [sample.index]), execution: input.execution)
      )
    }
  }

  /// What speaks most for the class; of a picture no single pixel is worth a word.
  private func mostOfAll(_ columns: [ColumnContribution]) -> String {
    guard let column = columns.first(where: { $0.contribution > 0 }) else { return "" }
    return
      ", most of all by \(column.text.printable(limit: 80)) (\(NumberText.significant(column.contribution)))"
  }

  /// Which classes of the fit stand for classes that were merged of several.
  private func parts(of why: ContrastExplanation) -> String {
    [(why.className, why.part), (why.opponent, why.opponentPart)].compactMap { name, part in
      part.map {
        " Of \(name.printable(limit: 60)), which was merged, \($0.printable(limit: 60)) is the most probable part."
      }
    }.joined()
  }

  /// What the page says of one explanation: `place` is that of its picture in the page's sheet.
  func contrast(
    of why: ContrastExplanation, _ sample: ReportPage.Sample, at index: Int, place: Int?
  ) -> ReportPage.Contrast {
    let (own, other) = (names[sample.predicted].printable(limit: 60), names[sample.actual].printable(limit: 60))
    let strongest = why.strongest(Self.mostColumns)
    let rest = why.contributions.reduce(0, +) - strongest.reduce(0) { $0 + $1.contribution }
    let isOfMeans = why.baseline.contains { $0 != 0 }
    var rows: [(String, String, Double)] = strongest.map { ($0.column, $0.value, $0.contribution) }
    if strongest.count < why.columns.count { rows.append(("all others", "", rest)) }
    rows.append((isOfMeans ? "the bias and a mean sample" : "the bias", "", why.baselineGap))
    if let offset = why.offsetGap { rows.append(("the offsets", "", offset)) }
    rows.append(("sum: the difference of the logits", "", why.gap))
    return .init(
      sample: index, title: "Why \(own), not \(other)?",
      sentence:
        "The model says \(own) with probability \(NumberText.share(sample.probability)); the label is \(other), "
        + "which has \(NumberText.share(sample.actualProbability)). The logits differ by "
        + "\(NumberText.significant(why.gap))"
        + (place == nil ? mostOfAll(strongest) : "")
        + "." + parts(of: why)
        + (place == nil ? "" : " Orange pixels speak for \(own), blue ones for \(other)."),
      table: .init(
        caption: "What adds to the difference of the logits; above 0 it speaks for \(own)",
        columns: [.init("what", isNumber: false), .init("value", isNumber: false), .init("adds")],
        rows: rows.map { [.init($0.0), .init($0.1), .init(NumberText.significant($0.2), value: $0.2)] }),
      place: place)
  }
}
