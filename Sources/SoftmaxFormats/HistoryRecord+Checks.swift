// What no history of a fit can say.

extension TrainingRecord {
  /// What contradicts itself in the history, or the record; nil where nothing does.
  var historyProblem: String? {
    guard let history else { return nil }
    let place = "training.history"
    guard let first = history.first, let last = history.last else {
      return "'\(place)' is empty, expected one point at least"
    }
    guard history.count <= Self.mostHistoryPoints else {
      return "'\(place)' has \(history.count) points, expected \(Self.mostHistoryPoints) at most"
    }
    // A method that is not known here is that of a newer release.
    let isOfEpochs = stochastic != nil || (fullBatch == nil && first.epoch != nil)
    if let index = history.firstIndex(where: {
      ($0.epoch != nil) != isOfEpochs || ($0.iteration == nil) != isOfEpochs
    }) {
      return
        "'\(place).\(index)' has no '\(isOfEpochs ? "epoch" : "iteration")', or one of another method beside it"
    }
    let word = isOfEpochs ? "epoch" : "iteration"
    if let problem = CardCheck.count(first.number, "\(place).0.\(word)", from: 1, to: 1) { return problem }
    if let index = history.indices.dropFirst().first(where: { history[$0].number <= history[$0 - 1].number }) {
      return
        "'\(place).\(index).\(word)' is \(history[index].number), expected more than \(history[index - 1].number)"
    }
    if let done = stochastic?.epochsCompleted ?? fullBatch?.iterations,
      let problem = CardCheck.count(last.number, "\(place).\(history.count - 1).\(word)", from: done, to: done)
    {
      return problem
    }
    for (index, point) in history.enumerated() {
      if let (member, problem) = point.problem { return "'\(place).\(index).\(member)' \(problem)" }
    }
    return nil
  }
}

extension TrainingRecord.HistoryPoint {
  /// The member that is no figure of a fit, and what is wrong with it; nil where all are.
  var problem: (member: String, problem: String)? {
    for (member, value) in [
      ("objective", objective), ("trainLoss", trainLoss), ("validationLoss", validationLoss),
    ] {
      if let value, !(value >= 0 && value.isFinite) {
        return (member, "is \(value), expected a number that is at least 0")
      }
    }
    for (member, value) in [
      ("trainAccuracy", trainAccuracy), ("validationAccuracy", validationAccuracy),
      ("testAccuracy", testAccuracy),
    ] {
      if let value, !(value >= 0 && value <= 1) { return (member, "is \(value), expected a share from 0 to 1") }
    }
    return nil
  }
}
