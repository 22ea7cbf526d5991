// A search over penalties, as its file keeps it.

import Foundation
import SoftmaxFiles
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
  /// The folds, where there are any. Files of earlier versions do not tell.
  let folds: Folds?
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
    /// For each feature what its penalties are multiplied by; nil where all factors are 1.
    let penaltyFactors: [Double]?
    /// Whether the L1 penalty is of norms; nil where it is of magnitudes.
    let isPenaltyGrouped: Bool?
    /// The limits of weights; nil without any.
    let coefficientLimits: [WeightLimitRecord]?
    /// The blends and the L2 penalty of a relaxed search; nil in any other.
    let relaxBlends: [Double]?
    let relaxL2Penalty: Double?
    /// The test set, where one is scored.
    let testDataSHA256: String?
  }

  /// Which samples are in which fold.
  struct Folds: Codable, Sendable, Hashable {
    /// Whether they were given; else they were drawn by the seed.
    let areGiven: Bool
    /// What they are called.
    let names: [String]
    /// For each sample of the data, in its order, the place of its fold among `names`; null where no fit sees it.
    let ofSamples: [Int?]
  }

  struct Score: Codable, Sendable, Hashable {
    let family: String
    let l1Ratio: Double
    let strength: Double
    let l1Penalty: Double
    let l2Penalty: Double
    /// The same penalty as scikit-learn's `C` and, of an elastic net, `l1_ratio`.
    let scikitLearnC: Double?
    let scikitLearnL1Ratio: Double?
    /// The penalised fit's share of the model, in a relaxed search.
    let blend: Double?
    let foldLogLosses: [Double]
    let foldAccuracies: [Double]
    let meanLogLoss: Double?
    let logLossStandardError: Double?
    let meanAccuracy: Double?
    let accuracyStandardError: Double?
    let objective: Double
    let estimatedGap: Double?
    /// Nil in files of earlier releases, which did not say.
    let isConverged: Bool?
    /// The criterion in which the folds were clearly worse than a stronger penalty's, so that the fits were ended early; nil
    /// of fits that went on to their end.
    let clearlyWorseIn: String?
    /// Whether a refit has no optimum; nil unless one has none.
    let hasSeparatedRefit: Bool?
    let nonzeroWeights: Int
    let testAccuracy: Double?
    let testLogLoss: Double?
    let passes: Int
  }
}

extension SweepRecord.Settings {
  init(_ search: PenaltySearch, foldCount: Int, testDataSHA256: String?) {
    families = search.families.map(\.name)
    l1Ratios = search.families.map(\.l1Ratio)
    (penaltyCount, strengths, inverseStrengths) =
      switch search.grid {
      case .automatic(let count): (count, nil, nil)
      case .strengths(let values): (nil, values, nil)
      case .inverse(let values): (nil, nil, values)
      }
    folds = foldCount
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
    let shape = search.classifier.penaltyShape
    penaltyFactors = shape.factors
    isPenaltyGrouped = shape.isGrouped ? true : nil
    coefficientLimits = shape.limitRecords
    relaxBlends = search.relaxation?.blends
    relaxL2Penalty = search.relaxation?.l2Penalty
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
      ("penalty factors", text(penaltyFactors), text(other.penaltyFactors)),
      ("grouping of the L1 penalty", text(isPenaltyGrouped), text(other.isPenaltyGrouped)),
      ("limits", text(coefficientLimits), text(other.coefficientLimits)),
      ("relaxed blends", text(relaxBlends), text(other.relaxBlends)),
      ("the refits' L2 penalty", text(relaxL2Penalty), text(other.relaxL2Penalty)),
      ("seed", text(seed), text(other.seed)), ("test set", text(testDataSHA256), text(other.testDataSHA256)),
    ]
    return pairs.first { $0.1 != $0.2 }
  }
}

extension SweepRecord.Score {
  init(_ score: PenaltyScore, classCount: Int, totalWeight: Double) {
    let scikitLearn = ScikitLearnPenalty(
      l1Penalty: score.l1Penalty, l2Penalty: score.l2Penalty, classCount: classCount, totalWeight: totalWeight)
    scikitLearnC = scikitLearn?.c
    scikitLearnL1Ratio = scikitLearn?.elasticNetRatio
    family = score.family.name
    l1Ratio = score.family.l1Ratio
    strength = score.strength
    l1Penalty = score.l1Penalty
    l2Penalty = score.l2Penalty
    blend = score.blend
    hasSeparatedRefit = score.hasSeparatedRefit ? true : nil
    foldLogLosses = score.foldLogLosses
    foldAccuracies = score.foldAccuracies
    let (losses, accuracies) = (score.mean(of: .logLoss), score.mean(of: .accuracy))
    meanLogLoss = losses?.value
    logLossStandardError = losses?.standardError
    meanAccuracy = accuracies?.value
    accuracyStandardError = accuracies?.standardError
    objective = score.objective
    estimatedGap = score.estimatedGap
    isConverged = score.isConverged
    clearlyWorseIn = score.clearlyWorseIn?.rawValue
    nonzeroWeights = score.nonzeroCount
    testAccuracy = score.testAccuracy
    testLogLoss = score.testLogLoss
    passes = score.passes
  }

  /// The score of a search with so many folds.
  ///
  /// - Throws: `Problem` with the member that no search has written.
  func score(folds: Int) throws(Problem) -> PenaltyScore {
    let family: PenaltyFamily
    switch self.family {
    case "l2": family = .l2
    case "l1": family = .l1
    case "elastic-net": family = .elasticNet(l1Ratio: l1Ratio)
    default:
      throw Problem("family", "is '\(self.family.printable(limit: 40))', expected l2, l1 or elastic-net")
    }
    guard l1Ratio >= 0, l1Ratio <= 1 else { throw Problem("l1Ratio", "is \(l1Ratio), expected a share") }
    for (name, values) in [("foldLogLosses", foldLogLosses), ("foldAccuracies", foldAccuracies)] {
      guard values.count == folds else {
        throw Problem(name, "has \(values.count) numbers, expected one for each of \(folds) folds")
      }
    }
    let losses = foldLogLosses + (testLogLoss.map { [$0] } ?? [])
    let accuracies = foldAccuracies + (testAccuracy.map { [$0] } ?? [])
    guard losses.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw Problem("foldLogLosses", "or 'testLogLoss' has a number that is no log loss")
    }
    guard accuracies.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw Problem("foldAccuracies", "or 'testAccuracy' has a number that is no share")
    }
    guard strength > 0, strength.isFinite else {
      throw Problem("strength", "is \(strength), expected a number above 0")
    }
    if let blend, !(blend >= 0 && blend <= 1) {
      throw Problem("blend", "is \(blend), expected a number from 0 to 1")
    }
    let criterion = clearlyWorseIn.flatMap(SelectionCriterion.init)
    if let clearlyWorseIn, criterion == nil {
      throw Problem(
        "clearlyWorseIn", "is '\(clearlyWorseIn.printable(limit: 40))', expected log-loss or accuracy")
    }
    guard objective.isFinite else { throw Problem("objective", "is \(objective), expected a number") }
    guard nonzeroWeights >= 0, passes >= 0 else {
      throw Problem(nonzeroWeights < 0 ? "nonzeroWeights" : "passes", "is below 0")
    }
    return PenaltyScore(
      family: family, strength: strength, blend: blend, foldLogLosses: foldLogLosses,
      foldAccuracies: foldAccuracies,
      objective: objective, estimatedGap: estimatedGap, isConverged: isConverged ?? true,
      clearlyWorseIn: criterion, hasSeparatedRefit: hasSeparatedRefit ?? false,
      nonzeroCount: nonzeroWeights,
      testAccuracy: testAccuracy,
      testLogLoss: testLogLoss, passes: passes)
  }

  /// A member and what is wrong with it.
  struct Problem: Error {
    let member: String
    let problem: String

    init(_ member: String, _ problem: String) {
      self.member = member
      self.problem = problem
    }
  }
}

// MARK: Reading

extension SweepRecord {
  /// Reads a record.
  ///
  /// - Throws: `FileError` naming the byte at which it is no JSON, or the member that does not fit.
  init(json text: String, path: String) throws {
    _ = try StrictJSON.parse(Array(text.utf8), path: path)
    do {
      self = try JSONDecoder().decode(SweepRecord.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw Self.bad("this is not the file of a sweep over penalties: \(error.reason)", path: path)
    }
  }

  /// The scores, with as many folds as the record says.
  ///
  /// - Throws: `FileError` naming the member that no search has written.
  func penaltyScores(path: String) throws(FileError) -> [PenaltyScore] {
    var scores: [PenaltyScore] = []
    for (index, score) in self.scores.enumerated() {
      do throws(Score.Problem) {
        scores.append(try score.score(folds: settings.folds))
      } catch {
        throw Self.bad("'scores.\(index).\(error.member)' \(error.problem)", path: path)
      }
    }
    return scores
  }

  static func bad(_ problem: String, path: String) -> FileError {
    FileError(
      .badData, path: path, problem: problem,
      remedy: "name another file for this sweep, or repeat the one in the file with its own settings")
  }
}
