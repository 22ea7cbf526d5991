// A search over penalties, as its file keeps it.

import SoftmaxRegression

/// What was searched, on which data, and the scores so far.
struct SweepRecord: Codable, Sendable, Hashable {
  static let currentFormat = "softmax-sweep 1"

  let format: String
  /// What wrote it: scores of another release may differ in their last bits.
  let producer: String
  let data: String
  let dataSHA256: String
  let settings: Settings
  /// Whether all penalties were tried.
  var isComplete: Bool
  /// Which of the scores was chosen.
  var chosenIndex: Int?
  var scores: [Score]

  /// All that scores depend on beside the data.
  struct Settings: Codable, Sendable, Hashable {
    let families: [String]
    let l1Ratios: [Double]
    let penaltyCount: Int?
    let strengths: [Double]?
    let inverseStrengths: [Double]?
    let folds: Int
    let tolerance: Double
    let classWeights: String
    let classFactors: [String: Double]?
    let hasBias: Bool
    let standardize: String
    let seed: UInt64
    /// The test set, where one is scored.
    let testDataSHA256: String?
  }

  struct Score: Codable, Sendable, Hashable {
    let family: String
    let l1Ratio: Double
    let strength: Double
    let l1Penalty: Double
    let l2Penalty: Double
    let foldLogLosses: [Double]
    let foldAccuracies: [Double]
    let meanLogLoss: Double?
    let logLossStandardError: Double?
    let meanAccuracy: Double?
    let accuracyStandardError: Double?
    let objective: Double
    let estimatedGap: Double?
    let nonzeroWeights: Int
    let testAccuracy: Double?
    let testLogLoss: Double?
    let passes: Int
  }
}

extension SweepRecord.Settings {
  init(_ search: PenaltySearch, testDataSHA256: String?) {
    families = search.families.map(\.name)
    l1Ratios = search.families.map(\.l1Ratio)
    (penaltyCount, strengths, inverseStrengths) =
      switch search.grid {
      case .automatic(let count): (count, nil, nil)
      case .strengths(let values): (nil, values, nil)
      case .inverse(let values): (nil, nil, values)
      }
    folds = search.folds
    tolerance = search.tolerance
    (classWeights, classFactors) =
      switch search.classifier.classWeights {
      case .uniform: ("uniform", nil)
      case .balanced: ("balanced", nil)
      case .custom(let factors): ("custom", factors)
      }
    hasBias = search.classifier.hasBias
    standardize =
      switch search.classifier.standardize {
      case .automatic: "automatic"
      case .always: "always"
      case .never: "never"
      }
    seed = search.classifier.seed
    self.testDataSHA256 = testDataSHA256
  }

  /// The first setting that is another one in `other`: its name and both values; nil where none is.
  func difference(from other: Self) -> (name: String, own: String, other: String)? {
    func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "none" }
    let pairs: [(String, String, String)] = [
      ("families", text(families), text(other.families)), ("l1 ratios", text(l1Ratios), text(other.l1Ratios)),
      ("number of penalties", text(penaltyCount), text(other.penaltyCount)),
      ("strengths", text(strengths), text(other.strengths)),
      ("C values", text(inverseStrengths), text(other.inverseStrengths)),
      ("folds", text(folds), text(other.folds)), ("tolerance", text(tolerance), text(other.tolerance)),
      ("class weights", classWeights, other.classWeights),
      (
        "class weights", text(classFactors.map { $0.sorted { $0.key < $1.key } }),
        text(other.classFactors.map { $0.sorted { $0.key < $1.key } })
      ),
      ("bias", text(hasBias), text(other.hasBias)), ("standardisation", standardize, other.standardize),
      ("seed", text(seed), text(other.seed)), ("test set", text(testDataSHA256), text(other.testDataSHA256)),
    ]
    return pairs.first { $0.1 != $0.2 }
  }
}

extension SweepRecord.Score {
  init(_ score: PenaltyScore) {
    family = score.family.name
    l1Ratio = score.family.l1Ratio
    strength = score.strength
    l1Penalty = score.l1Penalty
    l2Penalty = score.l2Penalty
    foldLogLosses = score.foldLogLosses
    foldAccuracies = score.foldAccuracies
    let (losses, accuracies) = (score.mean(of: .logLoss), score.mean(of: .accuracy))
    meanLogLoss = losses?.value
    logLossStandardError = losses?.standardError
    meanAccuracy = accuracies?.value
    accuracyStandardError = accuracies?.standardError
    objective = score.objective
    estimatedGap = score.estimatedGap
    nonzeroWeights = score.nonzeroCount
    testAccuracy = score.testAccuracy
    testLogLoss = score.testLogLoss
    passes = score.passes
  }

  /// The score, where it is one of a search with so many folds.
  func score(folds: Int) -> PenaltyScore? {
    let family: PenaltyFamily
    switch self.family {
    case "l2": family = .l2
    case "l1": family = .l1
    case "elastic-net": family = .elasticNet(l1Ratio: l1Ratio)
    default: return nil
    }
    guard foldLogLosses.count == folds, foldAccuracies.count == folds,
      (foldLogLosses + foldAccuracies + [strength, objective]).allSatisfy(\.isFinite)
    else {
      return nil
    }
    return PenaltyScore(
      family: family, strength: strength, foldLogLosses: foldLogLosses, foldAccuracies: foldAccuracies,
      objective: objective, estimatedGap: estimatedGap, nonzeroCount: nonzeroWeights,
      testAccuracy: testAccuracy,
      testLogLoss: testLogLoss, passes: passes)
  }
}
