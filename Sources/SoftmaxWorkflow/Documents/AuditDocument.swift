// What an audit has found, in the form that programs read.

import SoftmaxFiles
import SoftmaxRegression

/// An audit as `softmax audit --json` writes it.
public struct AuditDocument: Encodable, Sendable {
  struct Fold: Encodable, Sendable {
    let name: String
    let sampleCount: Int
    let trainingSampleCount: Int
    let objective: Double
    let gradientMax: Double
    let certifiedGap: Nullable<Double>
    let l2Penalty: Double
    let l1Penalty: Double
    let passes: Int
    let stopReason: String
    let seconds: Double
  }

  struct Class: Encodable, Sendable {
    let name: String
    /// The samples with this label or, where they have weights, the sum of these.
    let labelCount: Double
    /// The mean probability of the class over the samples with this label.
    let threshold: Nullable<Double>
    let estimatedErrorCount: Double
    let noiseRate: Double
  }

  struct Suspect: Encodable, Sendable {
    let rank: Int
    let index: Int
    let line: Nullable<Int>
    let given: String
    let suggested: String
    let selfConfidence: Double
    let suggestedProbability: Double
    let margin: Double
  }

  struct Pair: Encodable, Sendable {
    let first: Int
    let second: Int
    let distance: Double
    let labelsDiffer: Bool
  }

  struct Duplicates: Encodable, Sendable {
    let nearness: Double
    let missProbability: Double
    /// Training rows that equal an earlier one.
    let copyCount: Int
    let conflictCount: Int
    /// Equal training rows with different labels, at most `mostListed` groups.
    let conflicts: [[Int]]
    let nearCount: Int
    let near: [Pair]
    let testSampleCount: Nullable<Int>
    let testCopyCount: Int
    let testNearCount: Int
    /// `first` is a training row, `second` a test row.
    let test: [Pair]
  }

  struct Column: Encodable, Sendable {
    let name: String
    let accuracy: Double
    let baseAccuracy: Double
    let skill: Double
    let tellsTheClass: Bool
  }

  struct Seconds: Encodable, Sendable {
    let load: Double
    let fits: Double
    let leakage: Double
  }

  /// Lists of pairs and groups have so many entries at most; their counts are beside them.
  public static var mostListed: Int { 100 }

  let data: String
  let sampleCount: Int
  let foldCount: Int
  let folds: [Fold]
  /// Samples whose features equal an earlier one's, and whether these were in one fold.
  let keepsCopiesTogether: Bool
  let outOfFoldAccuracy: Double
  let rule: String
  let ranking: String
  let estimatedErrorCount: Double
  let suspectCount: Int
  let suspects: [Suspect]
  let classes: [Class]
  /// Estimated counts by given and true class. Empty where there are more than 100 classes.
  let estimatedJoint: [[Double]]
  let duplicates: Duplicates
  let columns: [Column]
  let seconds: Seconds
  let output: Nullable<String>

  /// The document of a result.
  ///
  /// - Parameters:
  ///   - result: What was found.
  ///   - perPair: How many suspects of each pair of a given and a suggested class at most; nil: all.
  ///   - output: The file of suspects that was written.
  public init(_ result: AuditResult, perPair: Int? = nil, output: String? = nil) {
    let (predictions, learning, copies) = (result.predictions, result.learning, result.duplicates)
    let names = result.classNames
    data = DataName.short(predictions.dataName)
    sampleCount = predictions.sampleCount
    foldCount = predictions.folds.count
    folds = predictions.folds.map { fold in
      Fold(
        name: fold.name, sampleCount: fold.heldOutCount, trainingSampleCount: fold.report.sampleCount,
        objective: fold.report.objective, gradientMax: fold.report.gradientMax,
        certifiedGap: Nullable(fold.report.certifiedGap), l2Penalty: fold.report.l2Penalty,
        l1Penalty: fold.report.l1Penalty, passes: fold.report.passes,
        stopReason: fold.report.stopReason.rawValue, seconds: fold.report.seconds)
    }
    keepsCopiesTogether = predictions.keepsCopiesTogether
    outOfFoldAccuracy = predictions.accuracy
    rule = result.rule.rawValue
    ranking = result.ranking.rawValue
    estimatedErrorCount = learning.estimatedErrorCount
    suspectCount = result.suspects.count
    let shown = perPair.map { Set(result.suspects.limited(perPair: $0)) }
    suspects = result.suspects.enumerated().filter { shown?.contains($1) ?? true }.map { place, suspect in
      Suspect(
        rank: place + 1, index: suspect.sample, line: Nullable(result.line(of: suspect.sample)),
        given: names[suspect.given], suggested: names[suspect.suggested],
        selfConfidence: suspect.selfConfidence, suggestedProbability: suspect.suggestedProbability,
        margin: suspect.margin)
    }
    classes = names.enumerated().map { index, name in
      Class(
        name: name, labelCount: learning.labelCounts[index],
        threshold: Nullable(finite: learning.thresholds[index]),
        estimatedErrorCount: learning.estimatedErrorCount(given: index),
        noiseRate: learning.noiseRate(given: index))
    }
    estimatedJoint = names.count <= EvaluationDocument.mostEncoded ? learning.estimatedJoint : []
    func pairs(_ all: [RowDuplicates.Pair]) -> [Pair] {
      all.prefix(Self.mostListed).map {
        Pair(first: $0.first, second: $0.second, distance: $0.distance, labelsDiffer: $0.labelsDiffer)
      }
    }
    duplicates = Duplicates(
      nearness: copies.nearness, missProbability: copies.missProbability, copyCount: copies.copyCount,
      conflictCount: copies.conflicts.count, conflicts: Array(copies.conflicts.prefix(Self.mostListed)),
      nearCount: copies.near.count, near: pairs(copies.near), testSampleCount: Nullable(copies.testCount),
      testCopyCount: copies.testCopyCount, testNearCount: copies.testNearCount, test: pairs(copies.crossing))
    columns = result.columns.map {
      Column(
        name: $0.column, accuracy: $0.accuracy, baseAccuracy: $0.baseAccuracy, skill: $0.skill,
        tellsTheClass: $0.isSuspicious)
    }
    seconds = Seconds(load: result.loadSeconds, fits: result.fitSeconds, leakage: result.leakageSeconds)
    self.output = Nullable(output)
  }
}
