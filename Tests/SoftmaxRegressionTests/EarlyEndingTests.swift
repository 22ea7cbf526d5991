// Fits of a search that end early, because their penalty cannot be chosen any more.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct EarlyEndingTests {
  /// Looks often, and at small data too.
  private static let rule = EarlyEnding(
    wholePassCount: 3, passesBetweenLooks: 2, lookCount: 6, endsCheapFits: true)

  private static let strengths = [1, 0.1, 1e-2, 1e-3, 3e-4]

  /// Labels that have nothing to do with the features: weak penalties fit the noise. 17 x 10 free parameters, so that
  /// folds share the steps of L-BFGS.
  private static func noisy() throws -> Dataset {
    var numbers = MadeNumbers(seed: 3)
    let values = numbers.floats(170 * 9)
    let labels = (0..<170).map { $0 % 17 }
    return try Dataset(
      name: "noise", features: Features(values, input: .vector(featureCount: 9)), labels: labels)
  }

  private static func search(
    _ rule: EarlyEnding?, criterion: SelectionCriterion = .logLoss, families: [PenaltyFamily] = [.l2],
    strengths: [Double] = strengths, tolerance: Double = PenaltySearch.defaultTolerance,
    execution: Execution = .automatic
  ) throws -> PenaltySearch {
    var search = try PenaltySearch(
      families: families, grid: .strengths(strengths), criterion: criterion, tolerance: tolerance,
      classifier: SoftmaxClassifier(
        solver: .automatic(maxIterations: 3), standardize: .never, execution: execution))
    search.earlyEnding = rule
    return search
  }

  /// The searches that several tests begin with, run once: by the rule, and without one.
  private static let byRule = Result { try search(rule).run(on: noisy(), keepsPath: true) }
  private static let whole = Result { try search(nil).run(on: noisy()) }

  private func ended(_ result: PenaltySearchResult) -> [Int] {
    result.scores.indices.filter { result.scores[$0].clearlyWorseIn != nil }
  }

  @Test func penaltiesThatAreClearlyWorseEndEarlyAndChangeNothingElse() throws {
    let (found, whole) = (try Self.byRule.get(), try Self.whole.get())
    #expect(ended(whole).isEmpty)
    let first = try #require(ended(found).first, "\(whole.scores)")
    // The weak end, and not the first penalty after the best.
    #expect(ended(found) == Array(first..<Self.strengths.count))
    #expect(first >= (try #require(found.chosenIndex)) + 2)
    for score in found.scores[first...] {
      #expect(score.clearlyWorseIn == .logLoss && !score.isConverged)
      #expect(score.foldLogLosses.count == 5 && score.estimatedGap != nil)
    }
    #expect(Array(found.scores[..<first]) == Array(whole.scores[..<first]))
    #expect(found.chosenIndex == whole.chosenIndex)
    #expect(found.fit?.model == whole.fit?.model)
    func passes(_ result: PenaltySearchResult) -> Int { result.scores[first...].reduce(0) { $0 + $1.passes } }
    #expect(passes(found) < passes(whole))
  }

  @Test func accuracyEndsFitsToo() throws {
    let data = try Self.noisy()
    // Two penalties that are said to be right most of the time: no other is, with such labels.
    let finished = zip([0.9, 0.5], Self.strengths).map { accuracy, strength in
      PenaltyScore(
        family: .l2, strength: strength, foldLogLosses: [2, 2, 2, 2, 2],
        foldAccuracies: [0, 0.01, -0.01, 0.02, -0.02].map { accuracy + $0 }, objective: 1, estimatedGap: nil,
        nonzeroCount: 1, testAccuracy: nil, testLogLoss: nil, passes: 1)
    }
    let found = try Self.search(Self.rule, criterion: .accuracy).run(on: data, resuming: finished)
    #expect(found.scores.contains { $0.clearlyWorseIn == .accuracy }, "\(found.scores)")
    #expect(found.scores.allSatisfy { $0.clearlyWorseIn != .logLoss } && found.chosenIndex == 0)
  }

  @Test func looksThatEndNothingChangeNothing() throws {
    let data = try Self.noisy()
    // The fit to all samples waits for a look that never comes.
    let never = EarlyEnding(
      wholePassCount: 1, passesBetweenLooks: 1_000_000, lookCount: 3, endsCheapFits: true)
    let (found, whole) = (try Self.search(never).run(on: data), try Self.whole.get())
    #expect(found.scores.map(\.foldLogLosses) == whole.scores.map(\.foldLogLosses))
    #expect(found.scores.map(\.objective) == whole.scores.map(\.objective))
    #expect(ended(found).isEmpty)
    // Looks were taken: their fits are beside those that count.
    #expect(zip(found.scores, whole.scores).contains { $0.passes > $1.passes })
  }

  @Test(arguments: SelectionCriterion.allCases)
  func aPathThatGetsBetterToItsWeakEndIsFittedToTheEnd(_ criterion: SelectionCriterion) throws {
    let data = try MadeData.clouds(classCount: 17, perClass: 8, featureCount: 9, seed: 7)
    let found = try Self.search(Self.rule, criterion: criterion).run(on: data)
    let losses = found.scores.compactMap { $0.mean(of: .logLoss)?.value }
    #expect(try #require(losses.indices.min { losses[$0] < losses[$1] }) >= 3, "\(losses)")
    #expect(ended(found).isEmpty)
    #expect(try Self.search(nil, criterion: criterion).run(on: data).scores == found.scores)
  }

  @Test(arguments: [1, 4])
  func aResumedSearchEndsTheSameFitsEarly(_ stopAfter: Int) throws {
    let data = try Self.noisy()
    let search = try Self.search(Self.rule)
    let through = try Self.byRule.get()
    #expect(!ended(through).isEmpty)
    let resumed = try search.run(on: data, resuming: Array(through.scores[..<stopAfter]))
    #expect(resumed.scores == through.scores && resumed.chosenIndex == through.chosenIndex)
    let again = try search.run(on: data, resuming: through.scores, keepsPath: true)
    #expect(again.scores == through.scores)
    #expect(again.path == through.path)
  }

  @Test func anotherCriterionFitsWhatWasEndedEarlyAgain() throws {
    let data = try Self.noisy()
    let byLoss = try Self.byRule.get()
    #expect(!ended(byLoss).isEmpty)
    let search = try Self.search(Self.rule, criterion: .accuracy)
    let resumed = try search.run(on: data, resuming: byLoss.scores)
    #expect(resumed.scores.allSatisfy { $0.clearlyWorseIn != .logLoss })
    #expect(resumed.scores == (try search.run(on: data)).scores)
  }

  @Test func threadsAndInstructionsChangeNoBit() throws {
    let data = try Self.noisy()
    let results = try SearchSameBitsTests.executions.filter { $0.threads != 2 && $0.threads != 5 }.map {
      try Self.search(Self.rule, execution: $0).run(on: data)
    }
    #expect(!ended(results[0]).isEmpty)
    #expect(results.allSatisfy { $0.scores == results[0].scores && $0.chosenIndex == results[0].chosenIndex })
  }

  @Test func aSmallerToleranceAsksForEveryScoreAtItsOptimum() throws {
    #expect(ended(try Self.search(Self.rule, tolerance: 9e-5).run(on: Self.noisy())).isEmpty)
  }

  @Test func sparsePathsGoOnAsBefore() throws {
    let data = try Self.noisy()
    for family in [PenaltyFamily.l1, .elasticNet(l1Ratio: 0.5)] {
      func run(_ rule: EarlyEnding?) throws -> [PenaltyScore] {
        try Self.search(rule, families: [family], strengths: [0.05, 0.01, 2e-3]).run(on: data).scores
      }
      #expect(try run(Self.rule) == run(nil))
    }
  }

  @Test func smallDataIsFittedToTheEnd() throws {
    #expect(ended(try Self.search(.standard).run(on: Self.noisy())).isEmpty)
  }

  // MARK: The rule alone

  /// The look at which fits with these mean scores are ended; the best penalty's mean is 0.5, the neighbour's 0.55.
  private func end(_ means: [Double], lookCount: Int = 4) throws -> Int? {
    let model = try SoftmaxClassifier().fit(MadeData.clouds(perClass: 4)).model
    var now = 0.0
    var watch = HeldOutWatch(
      EarlyEnding(wholePassCount: 1, passesBetweenLooks: 10, lookCount: lookCount),
      rival: [0.50, 0.51, 0.49], neighbour: [0.55, 0.56, 0.54]
    ) { fold, _ in now + [0, 0.01, -0.01][fold] + 1e-4 * Double(fold) }
    for (index, mean) in means.enumerated() {
      now = mean
      // Between two looks nobody is asked.
      watch.look(afterPasses: 10 * index + 9) { _ in throw Unasked() }
      watch.look(afterPasses: 10 * index + 10) { _ in model }
      if watch.isClearlyWorse { return index }
    }
    return nil
  }

  private struct Unasked: Error {}

  @Test func fitsEndWhereTheyAreWorseThanTheNeighbourAndGetWorse() throws {
    #expect(try end([0.52, 0.54, 0.56]) == 2)
    // The first look has nothing to compare with.
    #expect(try end([0.60, 0.61]) == 1)
    // Clearly worse than the best, and better than the neighbour: only after four looks.
    #expect(try end([0.51, 0.52, 0.53, 0.54, 0.545]) == 3)
    // As good as the best, however often they are looked at.
    #expect(try end([0.495, 0.496, 0.497, 0.498, 0.499, 0.5]) == nil)
  }

  @Test func fitsThatGetBetterGoOn() throws {
    #expect(try end([0.9, 0.8, 0.7, 0.6, 0.58, 0.56]) == nil)
    #expect(try end([0.9, 0.8, 0.8, 0.81]) == 3)
  }

  @Test func clearlyWorseIsMoreThanChanceAndMoreThanTheStandardError() {
    let rival = [0.50, 0.52, 0.51, 0.49, 0.48]
    func isWorse(_ differences: [Double]) -> Bool {
      EarlyEnding.isClearlyWorse(zip(rival, differences).map(+), than: rival)
    }
    // The same from fold to fold, beyond the rival's standard error of 0.0071, and within it.
    #expect(isWorse([0.0080, 0.0081, 0.0079, 0.0080, 0.0080]))
    #expect(!isWorse([0.0060, 0.0061, 0.0059, 0.0060, 0.0060]))
    // As much on average, but by chance: their standard error is a quarter of the mean.
    #expect(!isWorse([0.02, 0.08, 0.05, 0.02, 0.08]))
    #expect(!isWorse([-0.02, -0.02, -0.02, -0.02, -0.02]))
    // Two folds tell next to nothing.
    #expect(!EarlyEnding.isClearlyWorse([1.5, 1.4], than: [0.5, 0.5]))
    #expect(!EarlyEnding.isClearlyWorse([.infinity, .infinity], than: [0.5, 0.5]))
  }
}
