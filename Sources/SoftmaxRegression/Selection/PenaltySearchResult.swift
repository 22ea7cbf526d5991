// The result of a search over penalties.

/// All penalties with their scores, the one that was chosen, and the model fitted with it.
public struct PenaltySearchResult: Sendable {
  /// The scores, family by family, each from the strongest penalty down; in a relaxed search, for each penalty from the
  /// largest blend down.
  public let scores: [PenaltyScore]
  /// Which of them was chosen; nil where the search was stopped, or had no folds to choose by.
  public let chosenIndex: Int?
  /// The fit to all samples with the chosen penalty, to its certified optimum.
  public let fit: SoftmaxFit?
  /// The models along the path, where the search was to keep them.
  public let path: CoefficientPath?
  /// Whether all penalties were tried.
  public let isComplete: Bool
  /// The classes of the models.
  public let classCount: Int
  /// The sum of the samples' weights, with their classes' factors; their number where all are 1.
  public let totalWeight: Double

  /// The penalty that was chosen.
  public var chosen: PenaltyScore? { chosenIndex.map { scores[$0] } }

  /// How many penalties have scores: one for each of them or, in a relaxed search, one for each of its blends.
  public var penaltyCount: Int { scores.penaltyCount }

  /// A penalty as scikit-learn states it.
  public func scikitLearnPenalty(of score: PenaltyScore) -> ScikitLearnPenalty? {
    ScikitLearnPenalty(
      l1Penalty: score.l1Penalty, l2Penalty: score.l2Penalty, classCount: classCount, totalWeight: totalWeight)
  }
}

extension PenaltySearchResult {
  /// The index of the score that a rule takes; nil where folds are missing.
  package static func choice(
    among scores: [PenaltyScore], by criterion: SelectionCriterion, _ rule: SelectionRule
  )
    -> Int?
  {
    let means = scores.map { $0.mean(of: criterion) }
    guard !means.isEmpty, means.allSatisfy({ $0 != nil }) else { return nil }
    // Oriented so that less is better.
    let values = means.map { ($0?.value ?? 0) * (criterion == .logLoss ? 1 : -1) }
    // The first of equals: within a family the strongest penalty, and of its blends the largest, as in glmnet. The same numbers in another order have means that
    // differ in their last places.
    guard let least = values.min() else { return nil }
    let limit = least + 1e-12 * abs(least)
    guard let best = values.indices.first(where: { values[$0] <= limit }) else { return nil }
    guard rule == .oneStandardError, let error = means[best]?.standardError else { return best }
    return values.indices.first { i in
      scores[i].family == scores[best].family && values[i] <= limit + error
    }
  }
}

/// A penalty, whatever the blend.
private struct Penalty: Hashable {
  let family: PenaltyFamily
  let strength: Double
}

extension [PenaltyScore] {
  /// How many penalties they are of, whatever the blends. Complexity: O(scores).
  package var penaltyCount: Int {
    Set(map { Penalty(family: $0.family, strength: $0.strength) }).count
  }
}
