// A look at the folds' scores while their fits go on.

/// How long a penalty's fits go on.
enum FitPatience {
  /// To their end.
  case toTheEnd
  /// Until their scores say that the penalty cannot be chosen.
  case watched(HeldOutWatch)
  /// Until that was found out by an earlier run of the search, whose scores are kept.
  case endedEarlyBefore(EarlyEnding)

  private var rule: EarlyEnding? {
    switch self {
    case .toTheEnd: nil
    case .watched(let watch): watch.rule
    case .endedEarlyBefore(let rule): rule
    }
  }

  /// Passes after which the fit to all samples waits for a look at the folds.
  var wholePassCount: Int? { rule?.wholePassCount }

  /// Whether fits like this one may end early at all.
  func isFor(_ objective: MultinomialObjective) -> Bool {
    rule.map { $0.endsCheapFits || !objective.isPassCheap } ?? false
  }
}

/// Looks at the scores that the folds' models have on their held-out samples, and says when these are clearly worse than the
/// best penalty's and getting worse.
///
/// The folds' fits begin where one to all samples stands, which has seen the held-out samples too: their scores are too good
/// at first, and get worse. So they also have to be worse than the next stronger penalty's, or to have been looked at often.
struct HeldOutWatch {
  let rule: EarlyEnding
  /// The best penalty's scores so far, the smaller the better, of the same folds.
  private let rival: [Double]
  /// The next stronger penalty's mean score.
  private let neighbour: Double
  /// Of a fold's model the score on its held-out samples, the smaller the better.
  private let score: (Int, SoftmaxModel) throws -> Double

  private var nextLook: Int
  private(set) var lookCount = 0
  private var mean: Double?
  private(set) var isClearlyWorse = false

  /// - Parameters:
  ///   - rule: When to look.
  ///   - rival: The best penalty's scores so far, the smaller the better, one for each fold.
  ///   - neighbour: The next stronger penalty's.
  ///   - score: Of a fold's model the score on its held-out samples.
  init(
    _ rule: EarlyEnding, rival: [Double], neighbour: [Double],
    score: @escaping (Int, SoftmaxModel) throws -> Double
  ) {
    self.rule = rule
    self.rival = rival
    self.neighbour = FoldMean(of: neighbour).value
    self.score = score
    nextLook = rule.passesBetweenLooks
  }

  /// Looks, where it is time, after so many passes. `model` gives the fit of a fold as it is now.
  mutating func look(afterPasses passCount: Int, _ model: (Int) throws -> SoftmaxModel) {
    guard passCount >= nextLook else { return }
    nextLook = passCount + rule.passesBetweenLooks
    lookCount += 1
    let before = mean
    // A point on the way that Float32 cannot hold says nothing of the end.
    let scores = try? rival.indices.map { try score($0, model($0)) }
    mean = scores.map { FoldMean(of: $0).value }
    // A fit that gets better may end well, however bad it is by now.
    guard let scores, let before, let mean, mean > before else { return }
    guard mean > neighbour || lookCount >= rule.lookCount else { return }
    isClearlyWorse = EarlyEnding.isClearlyWorse(scores, than: rival)
  }
}
