// Samples that an audit of the data has found, whose labels may be wrong.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// So many suspects are listed.
  private static let mostSuspects = 100
  /// So many of them have their picture.
  private static let mostSuspectPictures = 48

  /// The suspects that are samples of this data, by their places in it; none where the audit was one of other data.
  ///
  /// The file names samples by their numbers and labels. It is of this data where every one of them has the label that it
  /// says.
  var suspectSamples: [Int] {
    guard isOfPictures, suspectsAreOfThisData, let suspects = request.suspects?.suspects else { return [] }
    return suspects.prefix(Self.mostSuspectPictures).map(\.index)
  }

  private var suspectsAreOfThisData: Bool {
    request.suspects?.suspects.allSatisfy { suspect in
      samples.actual.indices.contains(suspect.index) && names[samples.actual[suspect.index]] == suspect.given
    } ?? false
  }

  /// Refuses suspects of classes that the model lacks: they are of data that has nothing to do with it.
  ///
  /// - Throws: `WorkflowError.badData`.
  func checkSuspects() throws {
    for suspect in request.suspects?.suspects ?? [] {
      if let name = [suspect.given, suspect.suggested].first(where: { model.classIndex(ofLabel: $0) == nil }) {
        throw WorkflowError.badData(
          "the suspects are of other data: suspect \(suspect.rank) has the class '\(name.printable(limit: 40))', which the model "
            + "lacks; give what an audit of its data has found")
      }
    }
  }

  /// What the page says of them; `places` are those of their pictures among the page's samples.
  func suspects(pictures places: [Int]) -> ReportPage.Suspects? {
    guard let file = request.suspects else { return nil }
    let all = file.suspects.count
    guard all > 0 else {
      return .init(
        sentence: "The audit found no label that is probably wrong.",
        table: .init(caption: "Suspected labels", columns: [.init("sample")], rows: []), samples: [])
    }
    let shown = file.suspects.prefix(Self.mostSuspects)
    let hasLines = shown.contains { $0.line != nil }
    typealias Cell = ReportPage.DataTable.Cell
    let rows = shown.map { suspect -> [Cell] in
      let line = hasLines ? [Cell(suspect.line.map(String.init) ?? "")] : []
      let figures = [suspect.selfConfidence, suspect.suggestedProbability, suspect.margin]
      return [Cell("\(suspect.index)")] + line + [Cell(suspect.given), Cell(suspect.suggested)]
        + figures.map { Cell(NumberText.share($0), value: $0) }
        + suspect.keptCells.map { Cell($0.printable(limit: 80, .sign)) }
    }
    return .init(
      sentence:
        "The audit found \(Wording.counted(all, "label")) that \(all == 1 ? "is" : "are") probably wrong"
        + (shown.count < all ? "; the \(shown.count) most suspicious ones are listed" : "")
        + ". Each was judged by a model that had not seen it."
        + (suspectsAreOfThisData
          ? ""
          : " The audit was one of other data than this page's: its numbers count the samples of that data."),
      table: .init(
        caption: "Suspected labels, the most suspicious first",
        columns: [.init("sample")] + (hasLines ? [.init("line")] : [])
          + [.init("label", isNumber: false), .init("suggested", isNumber: false)]
          + ["probability of the label", "of the suggested class", "margin"].map { .init($0) }
          + file.keptColumns.map { .init($0, isNumber: false) },
        rows: Array(rows)), samples: places)
  }
}
