// The columns of predictions, in whatever form.

import SoftmaxWorkflow

/// What is shown of each prediction.
struct PredictionLayout {
  let classNames: [String]
  let topCount: Int
  let showsAll: Bool
  let showsTrue: Bool
  /// The names of the columns that are passed through.
  let keyNames: [String]

  /// The titles of the columns of a table or CSV file: what is passed through, then what is ours.
  var titles: [String] { keyNames + ownTitles }

  /// A column that is passed through and called like one of ours.
  var clash: String? {
    let own = Set(ownTitles)
    return keyNames.first { own.contains($0) }
  }

  private var ownTitles: [String] {
    var titles = ["index"]
    if showsTrue { titles.append("true") }
    titles += ["predicted", "probability"]
    if topCount > 1 {
      for rank in 2...topCount { titles += ["predicted_\(rank)", "probability_\(rank)"] }
    }
    if showsAll { titles += classNames.map { "p(\($0))" } }
    return titles
  }

  func cells(_ prediction: PredictedSample, _ number: (Float) -> String) -> [String] {
    var cells = prediction.keys + ["\(prediction.index)"]
    if showsTrue { cells.append(prediction.trueName ?? "") }
    for index in prediction.top(topCount) {
      cells += [classNames[index], number(prediction.probabilities[index])]
    }
    if showsAll { cells += prediction.probabilities.map(number) }
    return cells
  }
}
