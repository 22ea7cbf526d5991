// The requests of case h: a cross-validated sweep of penalties, and the optimum of a part of the samples.

import Foundation
import SoftmaxFormats
import SoftmaxRegression

extension Rounds {
  /// A search over L2 penalties and the fit with the chosen one; `seconds3` are those until penalty number 3 has its
  /// scores, `logLoss3.1` is its log loss on fold 1.
  mutating func sweep(
    _ problem: Problem, execution: Execution, folds: Int, strengths: [Double]
  ) throws -> [String: Double] {
    let data = try dataset(for: problem)
    let search = try PenaltySearch(
      grid: .strengths(strengths), folds: folds, classifier: SoftmaxClassifier(execution: execution))
    let start = ContinuousClock.now
    var figures: [String: Double] = [:]
    let result = try search.run(on: data) { event in
      guard case .scored(let score, let index, _) = event else { return .continue }
      figures["seconds\(index)"] = seconds(since: start)
      figures["strength\(index)"] = score.strength
      figures["objective\(index)"] = score.objective
      figures["passes\(index)"] = Double(score.passes)
      for (fold, logLoss) in score.foldLogLosses.enumerated() { figures["logLoss\(index).\(fold)"] = logLoss }
      return .continue
    }
    figures["seconds"] = seconds(since: start)
    figures["chosen"] = Double(result.chosenIndex ?? -1)
    figures["certifiedGap"] = result.fit?.report.certifiedGap ?? -1
    return figures
  }

  /// A fit to the samples whose numbers stand in a file, as little-endian UInt32; its model written.
  mutating func partOptimum(
    _ problem: Problem, execution: Execution, l2Penalty: Double, tolerance: Double, rows: String, path: String
  ) throws -> [String: Double] {
    let content = try Data(contentsOf: URL(fileURLWithPath: rows))
    let numbers = stride(from: 0, to: content.count, by: 4).map { first in
      content[first..<first + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let fit = try SoftmaxClassifier(
      solver: .automatic(tolerance: tolerance), l2Penalty: l2Penalty, execution: execution
    ).fit(dataset(for: problem).samples(at: numbers))
    try ModelFile(fit.model).write(to: path)
    return [
      "seconds": fit.report.seconds, "objective": fit.report.objective,
      "certifiedGap": fit.report.certifiedGap ?? -1,
    ]
  }
}
