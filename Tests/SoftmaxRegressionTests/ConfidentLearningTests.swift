// Confident learning beside cleanlab, and what must hold of it whatever the probabilities.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct ConfidentLearningTests {
  private func predictions(
    _ rows: [[Float]], _ labels: [UInt32], weights: [Double]? = nil
  ) throws -> OutOfFoldPredictions {
    OutOfFoldPredictions(
      probabilities: rows.flatMap(\.self), classIndices: labels,
      classes: try ClassVocabulary(names: rows[0].indices.map { "c\($0)" }), weights: weights)
  }

  @Test(arguments: 0..<4) func countsAndSuspectsAreThoseOfCleanlab(_ index: Int) throws {
    let golden = LabelErrorGolden.all[index]
    let learning = try ConfidentLearning(golden.predictions)
    #expect(learning.confidentJoint.flatMap(\.self) == golden.confidentJoint)
    for rule in SuspectRule.allCases {
      let found = learning.suspects(by: rule)
      let theirs = try #require(golden.issues[rule.rawValue])
      // Counts are rounded so that a label's sum stays; of equal remainders cleanlab takes another one than we do.
      let difference = Set(found.map(\.sample)).symmetricDifference(theirs)
      #expect(difference.count <= 3, "\(rule): \(difference.sorted())")
      #expect((rule != .confidentJoint && rule != .pruneByClass) || difference.isEmpty)
      for suspect in found {
        // Their scores are rounded to nine digits.
        #expect(abs(suspect.selfConfidence - golden.selfConfidence[suspect.sample]) < 1e-8)
        #expect(abs((suspect.margin + 1) / 2 - golden.normalizedMargin[suspect.sample]) < 1e-8)
      }
      let common = Set(theirs).subtracting(difference)
      #expect(found.map(\.sample).filter(common.contains) == theirs.filter(common.contains))
    }
  }

  /// Two classes, three samples each; the third sample of class 0 looks like class 1.
  private static let six: [[Float]] = [
    [0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.1, 0.9],
  ]

  @Test func countsByHandAreRight() throws {
    let learning = try ConfidentLearning(predictions(Self.six, [0, 0, 0, 1, 1, 1]))
    // Means of 0.9, 0.8, 0.1 and of 0.8, 0.7, 0.9; the numbers are Float32.
    #expect(abs(learning.thresholds[0] - 0.6) < 1e-7 && abs(learning.thresholds[1] - 0.8) < 1e-7)
    // The fifth sample is below both thresholds.
    #expect(learning.confidentJoint == [[2, 1], [0, 2]])
    #expect(learning.estimatedJoint == [[2, 1], [0, 3]])
    #expect(learning.estimatedErrorCount == 1 && learning.noiseRate(given: 0) == 1.0 / 3)
    #expect(learning.noiseRate(truth: 1) == 0.25 && learning.noiseRate(truth: 0) == 0)
    for rule in SuspectRule.allCases {
      let found = learning.suspects(by: rule)
      #expect(found.map(\.sample) == [2] && found[0].given == 0 && found[0].suggested == 1)
    }
  }

  @Test func weightsCountLikeRepetitions() throws {
    let golden = LabelErrorGolden.all[1]
    let count = golden.classCount
    let weights = golden.labels.indices.map { Double(1 + $0 % 3) }
    let weighted = try ConfidentLearning(
      OutOfFoldPredictions(
        probabilities: golden.probabilities, classIndices: golden.labels,
        classes: golden.predictions.classes, weights: weights))
    let places = golden.labels.indices.flatMap { Array(repeating: $0, count: 1 + $0 % 3) }
    let repeated = try ConfidentLearning(
      OutOfFoldPredictions(
        probabilities: places.flatMap { golden.probabilities[$0 * count..<($0 + 1) * count] },
        classIndices: places.map { golden.labels[$0] }, classes: golden.predictions.classes))
    #expect(weighted.confidentJoint == repeated.confidentJoint)
    for (a, b) in zip(weighted.thresholds, repeated.thresholds) { #expect(abs(a - b) < 1e-12) }
    // A sample is taken whole or not, its repetitions one by one.
    let (ours, theirs) = (
      Set(weighted.suspects().map(\.sample)), Set(repeated.suspects().map { places[$0.sample] })
    )
    #expect(ours.subtracting(theirs).isEmpty && theirs.subtracting(ours).count <= count * count)
  }

  @Test func theOrderOfClassesDoesNotChangeTheSuspects() throws {
    let golden = LabelErrorGolden.all[2]
    let count = golden.classCount
    let turned = try ConfidentLearning(
      OutOfFoldPredictions(
        probabilities: golden.labels.indices.flatMap { row in
          (0..<count).map { golden.probabilities[row * count + count - 1 - $0] }
        },
        classIndices: golden.labels.map { UInt32(count) - 1 - $0 }, classes: golden.predictions.classes))
    let straight = try ConfidentLearning(golden.predictions)
    for rule in SuspectRule.allCases {
      #expect(turned.suspects(by: rule).map(\.sample) == straight.suspects(by: rule).map(\.sample))
    }
  }

  @Test func equalSuspectsStandInTheOrderOfTheData() throws {
    let rows = Self.six + Self.six
    let found = try ConfidentLearning(predictions(rows, [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1])).suspects()
    #expect(found.map(\.sample) == [2, 8])
    let bySelf = try ConfidentLearning(predictions(rows, [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]))
      .suspects(rankedBy: .selfConfidence)
    #expect(bySelf.map(\.sample) == [2, 8])
  }

  @Test func atMostSoManySuspectsOfAPairAreLeft() throws {
    let all = try ConfidentLearning(LabelErrorGolden.all[3].predictions).suspects()
    for limit in [1, 2] {
      let left = all.limited(perPair: limit)
      let pairs = Dictionary(grouping: left) { [$0.given, $0.suggested] }
      #expect(pairs.values.allSatisfy { $0.count <= limit })
      // The most suspicious of each pair are those that stay.
      for (pair, kept) in pairs {
        #expect(kept == Array(all.filter { [$0.given, $0.suggested] == pair }.prefix(limit)))
      }
    }
  }

  @Test func labelsThatTheModelAgreesWithAreNoSuspects() throws {
    let sure: [[Float]] = [[1, 0], [1, 0], [0, 1], [0, 1]]
    let learning = try ConfidentLearning(predictions(sure, [0, 0, 1, 1]))
    #expect(learning.estimatedErrorCount == 0)
    for rule in SuspectRule.allCases { #expect(learning.suspects(by: rule).isEmpty) }
    // Probabilities that say nothing accuse nobody.
    let even = [[Float]](repeating: [0.5, 0.5], count: 4)
    for rule in SuspectRule.allCases {
      #expect(try ConfidentLearning(predictions(even, [0, 0, 1, 1])).suspects(by: rule).isEmpty)
    }
  }

  @Test func fiveHundredClassesAreCounted() throws {
    let count = 500
    // Two samples each, and a third one of class 0 that looks like class 499.
    let labels: [UInt32] = (0..<2 * count).map { UInt32($0 / 2) } + [0]
    let rows = labels.indices.map { row in
      let likely = row == labels.count - 1 ? 499 : Int(labels[row])
      return (0..<count).map { $0 == likely ? Float(0.5) : 0.5 / Float(count - 1) }
    }
    let learning = try ConfidentLearning(predictions(rows, labels))
    let found = learning.suspects()
    #expect(found.map(\.sample) == [1000] && found[0].suggested == 499)
    #expect(abs(learning.estimatedErrorCount - 1) < 1e-9)
  }
}
