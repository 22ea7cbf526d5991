// The columns of predictions, in whatever form.

/// What is shown of each prediction.
package struct PredictionLayout: Sendable {
  let classNames: [String]
  let topCount: Int
  let showsAll: Bool
  let showsTrue: Bool
  /// The names of the columns that are passed through.
  let keyNames: [String]

  /// - Parameters:
  ///   - header: What is known of the predictions.
  ///   - topCount: How many of the most probable classes each has.
  ///   - showsAll: Whether the probabilities of all classes are there.
  package init(_ header: PredictionRequest.Header, topCount: Int, showsAll: Bool) {
    classNames = header.classNames
    self.topCount = min(topCount, header.classNames.count)
    self.showsAll = showsAll
    showsTrue = header.hasTrueNames
    keyNames = header.keyNames
  }

  /// The titles of the columns of a table or CSV file: what is passed through, then what is ours.
  package var titles: [String] { keyNames + ownTitles }

  /// A column that is passed through and called like one of ours.
  package var clash: String? {
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
