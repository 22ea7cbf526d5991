// A search over penalties as the user sees it while it runs.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// A line for each penalty as its scores come; on a terminal also one that updates in place.
final class SearchDisplay {
  /// Where the penalties' lines go.
  let stream: StandardStream

  private let line = StatusLine.shared
  private let hasTest: Bool
  private let folds: Int
  private let isRelaxed: Bool
  private let classCount: Int
  private let totalWeight: Double
  private let finishedCount: Int
  private var passCount = 0
  private var hasBegun = false
  private let heading: String

  /// - Throws: `DatasetError` for class weights of the search that do not fit the data.
  init(stream: StandardStream, _ prepared: PreparedSearch) throws {
    let (search, training) = (prepared.search, prepared.data.training)
    let folds = search.folds
    self.stream = stream
    hasTest = prepared.data.test != nil
    self.folds = folds
    isRelaxed = search.relaxation != nil
    finishedCount = search.usable(prepared.finished).penaltyCount
    classCount = training.classCounts.count { $0 > 0 }
    totalWeight = try training.totalWeight(classWeights: search.classifier.classWeights)
    heading =
      "Penalties on \(training.name.printablePath): \(Wording.count(training.wholeSampleCount)) samples, \(training.classes.count) classes"
      + (folds > 0 ? ", \(folds) folds" : "")
  }

  func show(_ event: PenaltySearchEvent) {
    switch event {
    case .pass(let index, let count):
      begin()
      passCount += 1
      line.update("penalty \(index + 1) of \(count), pass \(passCount)")
    case .scored(let score, _, _):
      begin()
      line.clear()
      stream.write(row(score) + "\n")
    case .refit(let event):
      if case .iteration(let record) = event {
        line.update("fitting the chosen one: \(record)")
      }
    }
  }

  func clear() { line.clear() }

  private func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    if finishedCount > 0 {
      Notice.write(
        "\(Wording.counted(finishedCount, "penalty", "penalties")) already scored\n"
      )
    }
    stream.write(heading + "\n\n" + Self.row(titles) + "\n")
  }

  private var titles: [String] {
    ["penalty", "strength", "C"] + (isRelaxed ? ["blend"] : [])
      + (folds > 0 ? ["log loss", "+-", "accuracy", "+-"] : []) + ["nonzero"]
      + (hasTest ? ["test loss", "test acc"] : [])
  }

  private func row(_ score: PenaltyScore) -> String {
    var cells = [
      score.family.name, Wording.measure(score.strength),
      ScikitLearnPenalty(
        l1Penalty: score.l1Penalty, l2Penalty: score.l2Penalty, classCount: classCount, totalWeight: totalWeight
      ).map { Wording.measure($0.c) } ?? "",
    ]
    if isRelaxed { cells.append(score.blend.map(Wording.number) ?? "") }
    for criterion in SelectionCriterion.allCases where folds > 0 {
      let mean = score.mean(of: criterion)
      cells += [
        mean.map { Self.text($0.value, criterion) } ?? "",
        mean.map { NumberText.decimal($0.standardError, places: 4) } ?? "",
      ]
    }
    cells.append(Wording.count(score.nonzeroCount))
    if hasTest {
      cells += [
        score.testLogLoss.map { Self.text($0, .logLoss) } ?? "",
        score.testAccuracy.map { Self.text($0, .accuracy) } ?? "",
      ]
    }
    return Self.row(cells) + mark(score)
  }

  private static func text(_ score: Double, _ criterion: SelectionCriterion) -> String {
    criterion == .logLoss ? NumberText.decimal(score, places: 4) : NumberText.share(score, places: 4)
  }

  /// What is said behind the scores of fits that are not at their optimum.
  private func mark(_ score: PenaltyScore) -> String {
    if score.hasSeparatedRefit { return "  refit without an optimum (--relax-l2 gives it one)" }
    if score.clearlyWorseIn != nil { return "  clearly worse: ended early" }
    return score.isConverged ? "" : "  not within --sweep-tolerance"
  }

  /// The first cell to the left, the others to the right, in columns of one width: lines come one by one.
  private static func row(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      let padding = String(repeating: " ", count: max(0, (index == 0 ? 11 : 9) - cell.count))
      return index == 0 ? cell + padding : padding + cell
    }.joined(separator: " ")
  }
}
