// Suspected labels as CSV.

import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// The file of suspects: RFC 4180 with a line of names, the columns that are passed through first, then our own.
package enum SuspectTable {
  private typealias Column = SuspectFile.Column

  private static func titles(hasLines: Bool) -> [String] {
    [Column.rank, Column.index] + (hasLines ? [Column.line] : [])
      + [
        Column.given, Column.suggested, Column.selfConfidence, Column.suggestedProbability, Column.margin,
      ]
  }

  /// A column that is passed through and called like one of ours.
  package static func clash(_ result: AuditResult) -> String? {
    let own = Set(titles(hasLines: result.data.lines.training != nil))
    return result.keptColumns.map(\.name).first(where: own.contains)
  }

  /// The file's content.
  ///
  /// - Parameters:
  ///   - result: What was found.
  ///   - perPair: How many suspects of each pair of a given and a suggested class at most; nil: all.
  ///   - isSafe: Whether cells are kept from being run by a spreadsheet.
  /// - Returns: Its bytes. Ranks are those among all suspects.
  package static func content(_ result: AuditResult, perPair: Int? = nil, isSafe: Bool = false) -> [UInt8] {
    let hasLines = result.data.lines.training != nil
    let ranks = Dictionary(
      uniqueKeysWithValues: zip(result.suspects.map(\.sample), 1...max(1, result.suspects.count)))
    let shown = perPair.map { result.suspects.limited(perPair: $0) } ?? result.suspects
    var text = CSVLine.text(
      result.keptColumns.map(\.name) + titles(hasLines: hasLines), isSafe: isSafe)
    for suspect in shown {
      let cells =
        result.keptColumns.map { $0.cells[suspect.sample] }
        + ["\(ranks[suspect.sample] ?? 0)", "\(suspect.sample)"]
        + (hasLines ? [result.line(of: suspect.sample).map { "\($0)" } ?? ""] : [])
        + [
          result.classNames[suspect.given], result.classNames[suspect.suggested],
          "\(Float(suspect.selfConfidence))", "\(Float(suspect.suggestedProbability))", "\(suspect.margin)",
        ]
      text += CSVLine.text(cells, isSafe: isSafe)
    }
    return Array(text.utf8)
  }
}
