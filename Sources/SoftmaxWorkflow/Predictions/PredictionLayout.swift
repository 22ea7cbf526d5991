// The columns of predictions, in whatever form.

import SoftmaxRegression

/// What is shown of each prediction.
package struct PredictionLayout: Sendable {
  let classNames: [String]
  let topCount: Int
  let showsAll: Bool
  let showsTrue: Bool
  /// The names of the columns that are passed through.
  let keyNames: [String]
  /// The sets that are shown; nil: none.
  let sets: PredictionSets?
  /// The least probability with which a class is predicted; nil: any.
  let leastProbability: Double?

  /// - Parameters:
  ///   - header: What is known of the predictions.
  ///   - topCount: How many of the most probable classes each has.
  ///   - showsAll: Whether the probabilities of all classes are there.
  ///   - showsSets: Whether each has its prediction set, of a model that has some.
  ///   - leastProbability: Where the most probable class is less probable, none is predicted; nil: one is always.
  package init(
    _ header: PredictionRequest.Header, topCount: Int, showsAll: Bool, showsSets: Bool = false,
    leastProbability: Double? = nil
  ) {
    sets = showsSets ? header.sets : nil
    self.leastProbability = leastProbability
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
    if leastProbability != nil { titles.append("rejected") }
    if topCount > 1 {
      for rank in 2...topCount { titles += ["predicted_\(rank)", "probability_\(rank)"] }
    }
    if sets != nil { titles.append("set") }
    if showsAll { titles += classNames.map { "p(\($0))" } }
    return titles
  }

  /// Whether no class is predicted, because the most probable one is less probable than was asked for; nil where nothing was.
  func isRejected(_ prediction: PredictedSample) -> Bool? {
    leastProbability.map { least in Double(prediction.probabilities.max() ?? 0) < least }
  }

  /// The names of the classes of a sample's prediction set, the most probable first; nil where sets are not shown.
  func set(of prediction: PredictedSample) -> [String]? {
    sets?.members(of: prediction.probabilities).map { classNames[$0] }
  }

  /// `list` writes the names of a set.
  func cells(
    _ prediction: PredictedSample, list: ([String]) -> String, _ number: (Float) -> String
  ) -> [String] {
    var cells = prediction.keys + ["\(prediction.index)"]
    if showsTrue { cells.append(prediction.trueName ?? "") }
    let isRejected = isRejected(prediction)
    for (rank, index) in prediction.top(topCount).enumerated() {
      let name = rank == 0 && isRejected == true ? "" : classNames[index]
      cells += [name, number(prediction.probabilities[index])]
      if rank == 0, let isRejected { cells.append(isRejected ? "yes" : "no") }
    }
    if let set = set(of: prediction) { cells.append(list(set)) }
    if showsAll { cells += prediction.probabilities.map(number) }
    return cells
  }
}
