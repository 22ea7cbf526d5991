// What an audit has found, as people read it.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

struct AuditText {
  let result: AuditResult
  /// The suspects that are listed.
  let shown: [LabelSuspect]
  let wording: RemedyWording

  /// Of everything that is no suspect, so many examples.
  private static let exampleCount = 5
  /// So many pairs of classes and columns.
  private static let rowCount = 10

  /// All of it, with line breaks at the lines' ends.
  var text: String {
    [folds, labels, suspects, duplicates, columns].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var names: [String] { result.classNames }

  private func percent(_ share: Double) -> String { "\(NumberText.percent(share)) %" }

  // MARK: Fits

  private var folds: String {
    let predictions = result.predictions
    var table = TextTable([
      ("fold", .left), ("asked about", .right), ("learned from", .right), ("objective", .right),
      ("certified gap", .right), ("of it", .right), ("passes", .right),
    ])
    for fold in predictions.folds {
      let report = fold.report
      table.add([
        fold.name, Wording.count(fold.heldOutCount), Wording.count(report.sampleCount),
        Wording.measure(report.objective), report.certifiedGap.map(Wording.measure) ?? "none",
        report.certifiedGap.map { Wording.measure($0 / report.objective) } ?? "", "\(report.passes)",
      ])
    }
    let early = predictions.folds.filter { !$0.report.stopReason.isComplete }
    let unfinished = early.map {
      "Fold \($0.name.printable(limit: 40)): \($0.report.stopReason.explanation).\n"
    }.joined()
    return "\(result.data.training.name.printablePath): \(Wording.counted(predictions.sampleCount, "sample")), "
      + "\(Wording.counted(names.count, "class", "classes")). Each sample is asked about by a model that has not seen it.\n\n"
      + table.text + unfinished
      + "\nOut-of-fold accuracy \(NumberText.share(predictions.accuracy, places: 4)). "
      + copies + "\n"
  }

  private var copies: String {
    let predictions = result.predictions
    guard predictions.copyCount > 0 else { return "No two samples are equal." }
    let isOne = predictions.copyCount == 1
    let what =
      "\(Wording.counted(predictions.copyCount, "sample")) \(isOne ? "equals" : "equal") an earlier one"
    return predictions.keepsCopiesTogether
      ? "\(what); equal samples were kept in one fold." : "\(what); equal samples may be in different folds."
  }

  // MARK: Labels

  private var labels: String {
    let learning = result.learning
    let count = learning.estimatedErrorCount
    let rareNames = zip(names, learning.labelCounts).filter {
      $1 < Double(result.predictions.folds.count)
    }.map { "'\($0.0.printable(limit: 40))'" }
    let rare =
      rareNames.isEmpty
      ? ""
      : "\(rareNames.count == 1 ? "The class" : "The classes") \(Wording.list(Array(rareNames.prefix(Self.rowCount))))"
        + "\(rareNames.count > Self.rowCount ? " and others" : "") \(rareNames.count == 1 ? "has" : "have") fewer samples than "
        + "there are folds: what is said of them rests on next to nothing.\n"
    let suspectCount = result.suspects.count
    let suspected =
      suspectCount == 0
      ? "No sample is suspected."
      : "\(Wording.counted(suspectCount, "sample")) \(suspectCount == 1 ? "is" : "are") suspected (\(result.rule.rawValue))."
    let share = learning.totalCount > 0 ? count / learning.totalCount : 0
    let summary =
      "Labels: about \(Wording.count(Int(count.rounded()))) of \(Wording.amount(learning.totalCount)) are wrong, by estimate "
      + "(\(percent(share))), fewer where classes overlap. \(suspected)\n\(rare)"
    guard !result.suspects.isEmpty else { return summary }
    var counts: [[Int]: Int] = [:]
    for suspect in result.suspects { counts[[suspect.given, suspect.suggested], default: 0] += 1 }
    let order = counts.keys.sorted { (-(counts[$0] ?? 0), $0[0], $0[1]) < (-(counts[$1] ?? 0), $1[0], $1[1]) }
    var table = TextTable([
      ("given", .left), ("suggested", .left), ("suspects", .right), ("estimate", .right),
      ("of this label", .right),
    ])
    for pair in order.prefix(Self.rowCount) {
      let estimate = learning.estimatedCount(given: pair[0], truth: pair[1])
      table.add([
        names[pair[0]], names[pair[1]], Wording.count(counts[pair] ?? 0),
        NumberText.decimal(estimate, places: 1), percent(estimate / max(learning.labelCounts[pair[0]], 1e-300)),
      ])
    }
    let rest = order.count - Self.rowCount
    return summary + "\n" + table.text
      + (rest > 0 ? "and \(Wording.counted(rest, "pair")) of classes with fewer\n" : "")
  }

  private var suspects: String {
    guard !shown.isEmpty else { return "" }
    let hasLines = result.data.lines.training != nil
    let ranks = Dictionary(
      uniqueKeysWithValues: zip(result.suspects.map(\.sample), 1...result.suspects.count))
    var table = TextTable(
      [("rank", .right), ("index", .right)] + (hasLines ? [("line", .right)] : [])
        + [
          ("given", .left), ("suggested", .left), ("p(given)", .right), ("p(suggested)", .right),
          ("margin", .right),
        ])
    for suspect in shown {
      table.add(
        ["\(ranks[suspect.sample] ?? 0)", "\(suspect.sample)"]
          + (hasLines ? [result.line(of: suspect.sample).map { "\($0)" } ?? ""] : [])
          + [
            names[suspect.given], names[suspect.suggested],
            NumberText.decimal(suspect.selfConfidence, places: 4),
            NumberText.decimal(suspect.suggestedProbability, places: 4),
            NumberText.decimal(suspect.margin, places: 4),
          ])
    }
    let rest = result.suspects.count - shown.count
    return table.text
      + (rest > 0 ? "\(Wording.counted(rest, "further suspect")) not listed here\n" : "")
      + "A suspect is a sample to look at, not a proof.\n"
  }

  // MARK: Rows

  private var duplicates: String {
    let found = result.duplicates
    var lines: [String] = []
    if !found.conflicts.isEmpty {
      let count = found.conflicts.count
      lines.append(
        "\(Wording.counted(count, "group")) of equal rows \(count == 1 ? "has" : "have") different labels, of which all but one "
          + "must be wrong unless the classes overlap: \(examples(found.conflicts.map(rows)))")
    }
    if !found.near.isEmpty {
      lines.append(
        "\(Wording.counted(found.near.count, "pair")) of rows \(found.near.count == 1 ? "is" : "are") nearly equal"
          + "\(differing(found.near)): \(examples(found.near.map { rows([$0.first, $0.second]) }))")
    }
    if let testCount = found.testCount {
      let crossing = found.crossing
      lines.append(
        crossing.isEmpty
          ? "None of the \(Wording.counted(testCount, "test row")) is a training row"
            + "\(found.nearness > 0 ? ", or nearly one" : "")."
          : "\(Wording.count(found.testCopyCount)) of the \(Wording.counted(testCount, "test row")) "
            + "\(found.testCopyCount == 1 ? "equals a training row" : "equal training rows")"
            + "\(found.nearness > 0 ? ", \(Wording.count(found.testNearCount)) more nearly do" : "")"
            + "\(differing(crossing)), so that scores on them are too good. Test and training row: "
            + examples(
              crossing.map { pair in
                "\(place(pair.second, result.data.lines.test)) and \(place(pair.first, result.data.lines.training))"
              }))
    }
    guard !lines.isEmpty else { return "" }
    if found.nearness > 0 {
      lines.append(
        "Nearly equal means a distance of at most \(NumberText.decimal(found.nearness, places: 2)) of the rows' own size; "
          + "up to \(percent(found.missProbability)) of such pairs may be missed, of equal ones none.")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func differing(_ pairs: [RowDuplicates.Pair]) -> String {
    let count = pairs.count(where: \.labelsDiffer)
    return count == 0 ? "" : ", \(Wording.count(count)) with different labels"
  }

  private func place(_ row: Int, _ lines: RowLines?) -> String {
    lines?.line(of: row).map { "line \($0)" } ?? "index \(row)"
  }

  private func rows(_ rows: [Int]) -> String {
    let shown = rows.prefix(Self.exampleCount).map { place($0, result.data.lines.training) }
    return shown.joined(separator: " = ") + (rows.count > Self.exampleCount ? " = ..." : "")
  }

  private func examples(_ all: [String]) -> String {
    let rest = all.count - Self.exampleCount
    return all.prefix(Self.exampleCount).joined(separator: "; ")
      + (rest > 0 ? "; and \(Wording.count(rest)) more" : "")
  }

  // MARK: Columns

  private var columns: String {
    guard !result.columns.isEmpty else { return "" }
    let ordered = result.columns.enumerated().sorted {
      ($1.element.accuracy, $0.offset) < ($0.element.accuracy, $1.offset)
    }.map(\.element)
    guard let best = ordered.first else { return "" }
    let telling = result.tellingColumns
    guard !telling.isEmpty else {
      return "No \(noun) tells the class by itself: the best one, \(shown(best)), is right on "
        + "\(percent(best.accuracy)) of the rows, the most frequent class on \(percent(best.baseAccuracy)).\n"
    }
    var table = TextTable([(noun, .left), ("right alone", .right), ("most frequent class", .right)])
    for rule in ordered.filter(\.isSuspicious).prefix(Self.rowCount) {
      table.add([rule.column, percent(rule.accuracy), percent(rule.baseAccuracy)])
    }
    let rest = telling.count - Self.rowCount
    let advice =
      result.data.preparation == nil
      ? ""
      : "; "
        + Self.leavingOut(Array(telling.map(\.column).prefix(Self.rowCount))).text(in: wording)
    return
      "\(Wording.counted(telling.count, noun)) \(telling.count == 1 ? "tells" : "tell") the class nearly alone. Ask whether "
      + "it is known when a new row is to be predicted\(advice).\n\n" + table.text
      + (rest > 0 ? "and \(Wording.count(rest)) more\n" : "")
  }

  private static func leavingOut(_ columns: [String]) -> Advice {
    "leave \(columns.count == 1 ? "it" : "them") out if not: \(.ignoreColumns(columns))"
  }

  private var noun: String { Wording.feature(result.data.training.features.input) }

  private func shown(_ rule: ColumnRule) -> String { "'\(rule.column.printable(limit: 40))'" }
}
