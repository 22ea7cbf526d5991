// Which penalties of a search may end early.

extension PenaltySearch {
  /// The rule in force. A search that asks for more than the usual tolerance wants every score at its optimum.
  private var earlyEndingInForce: EarlyEnding? {
    tolerance >= Self.defaultTolerance && relaxation == nil ? earlyEnding : nil
  }

  /// How long the fits of a penalty go on: to their end, unless the next stronger one of the family's `stronger` penalties,
  /// the strongest first, is clearly worse than the best of them already. `known` are its own scores, where an earlier run
  /// has them, and `heldOut` gives a fold's samples.
  func patience(
    after stronger: [PenaltyScore], known: [PenaltyScore]?, heldOut: @escaping (Int) -> Dataset
  ) -> FitPatience {
    guard let rule = earlyEndingInForce else { return .toTheEnd }
    if let known {
      return known.contains { $0.clearlyWorseIn != nil } ? .endedEarlyBefore(rule) : .toTheEnd
    }
    let rivals = stronger.filter { $0.clearlyWorseIn == nil }.map { $0.foldCosts(in: criterion) }
    guard let neighbour = stronger.last,
      let rival = rivals.min(by: { FoldMean(of: $0).value < FoldMean(of: $1).value })
    else { return .toTheEnd }
    let costs = neighbour.foldCosts(in: criterion)
    guard EarlyEnding.isClearlyWorse(costs, than: rival) else { return .toTheEnd }
    return .watched(
      HeldOutWatch(rule, rival: rival, neighbour: costs) { [criterion, classifier] fold, model in
        let found = try model.evaluate(heldOut(fold), execution: classifier.execution)
        return criterion == .logLoss ? found.logLoss : -found.accuracy
      })
  }

  /// The finished scores that this search can go on from: those of fits that were ended early for another criterion, and of
  /// the penalties after them, whose fits began there, are not.
  package func usable(_ finished: [PenaltyScore]) -> [PenaltyScore] {
    let others = finished.filter { score in
      score.clearlyWorseIn.map { $0 != criterion || earlyEndingInForce == nil } ?? false
    }
    return finished.filter { score in
      !others.contains { $0.family == score.family && $0.strength >= score.strength }
    }
  }
}
