// A search for the penalty as people read it.

import SoftmaxFiles
import SoftmaxRegression

/// Which penalty was chosen and why.
package struct SearchText {
  private let search: PenaltySearch
  private let outcome: PenaltySearchResult

  /// The text of a search.
  package init(_ result: SearchResult) {
    (search, outcome) = (result.search, result.outcome)
  }

  /// One line; nil where nothing was chosen.
  package var choice: String? {
    outcome.chosen.map { "Chosen: \(description($0)), \(reason)." }
  }

  private func description(_ score: PenaltyScore) -> String {
    let c = outcome.scikitLearnPenalty(of: score).map { " (C \(Wording.measure($0.c)))" } ?? ""
    let blend = score.blend.map { ", relaxed with blend \(Wording.number($0))" } ?? ""
    return "\(score.family.name) \(Wording.measure(score.strength))\(c)\(blend)"
  }

  private func score(_ value: Double) -> String {
    search.criterion == .logLoss
      ? NumberText.decimal(value, places: 4) : NumberText.share(value, places: 4)
  }

  private var reason: String {
    let name = search.criterion == .logLoss ? "log loss" : "accuracy"
    guard let mean = outcome.chosen?.mean(of: search.criterion) else { return name }
    let value =
      "\(name) \(score(mean.value)) +- \(NumberText.decimal(mean.standardError, places: 4)) over "
      + "\(search.folds) folds"
    return search.rule == .best
      ? "the best \(value)" : "the strongest within one standard error of the best: \(value)"
  }
}
