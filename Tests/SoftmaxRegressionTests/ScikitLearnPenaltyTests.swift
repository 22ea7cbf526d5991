// Penalties by scikit-learn's C give scikit-learn's models, of two classes and of many.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ScikitLearnPenaltyTests {
  @Test(arguments: try TwoClassGolden.all())
  func theSameCGivesTheModelOfScikitLearn(_ golden: TwoClassGolden) throws {
    let data = try golden.dataset()
    let penalties = try ScikitLearnPenalty(c: golden.c, l1Ratio: golden.l1Ratio).penalties(
      of: data, classWeights: golden.factors)
    let fit = try SoftmaxClassifier(
      solver: .automatic(tolerance: 1e-12), l2Penalty: penalties.l2, l1Penalty: penalties.l1,
      classWeights: golden.factors, standardize: .always
    ).fit(data)
    #expect(Closeness.relative(fit.report.objective, from: golden.objective) < 1e-8)
    let standardDeviations = try #require(fit.report.standardization).standardDeviations
    let (classCount, featureCount) = (fit.model.classCount, fit.model.featureCount)
    var found = fit.model.weights.enumerated().map { Double($1) * standardDeviations[$0 % featureCount] }
    if classCount == 2 { found = (0..<featureCount).map { found[featureCount + $0] - found[$0] } }
    let largest = golden.coefficients.reduce(0) { max($0, abs($1)) }
    #expect(Closeness.largestDifference(found, golden.coefficients) < 1e-6 * largest)
    // Of the symmetric rows both are exactly 0, or neither.
    #expect(found.count { $0 != 0 } == golden.nonzeroCount)
    let probabilities = try fit.model.probabilities(for: data.features)
    let last = (0..<20).map { Double(probabilities[$0 * classCount + classCount - 1]) }
    #expect(Closeness.largestDifference(last, golden.firstProbabilities) < 1e-6)
    let told = try #require(fit.report.scikitLearnPenalty(classCount: classCount))
    #expect(Closeness.relative(told.c, from: golden.c) < 1e-14)
    #expect(abs(told.l1Ratio - golden.l1Ratio) < 1e-14)
  }

  @Test(arguments: try TwoClassGolden.all())
  func aSearchByCTriesThePenaltiesOfScikitLearn(_ golden: TwoClassGolden) throws {
    let family: PenaltyFamily =
      golden.l1Ratio == 0 ? .l2 : golden.l1Ratio == 1 ? .l1 : .elasticNet(l1Ratio: golden.l1Ratio)
    let search = try PenaltySearch(
      families: [family], grid: .inverse([golden.c]), folds: 0, tolerance: 1e-10,
      classifier: SoftmaxClassifier(classWeights: golden.factors, standardize: .always))
    let result = try search.run(on: golden.dataset())
    let score = try #require(result.scores.first)
    // Paths read standardised columns in Float32.
    #expect(Closeness.relative(score.objective, from: golden.objective) < 1e-6)
    let told = try #require(result.scikitLearnPenalty(of: score))
    #expect(Closeness.relative(told.c, from: golden.c) < 1e-14)
    #expect(abs(told.l1Ratio - golden.l1Ratio) < 1e-14)
  }

  @Test func theDefaultIsC2ForTwoClassesAndC1ForMore() throws {
    let cancer = try SoftmaxClassifier(standardize: .always).fit(TwoClassGolden.breastCancer())
    #expect(cancer.report.l2Penalty == 1.0 / 569)
    let found = try #require(cancer.report.scikitLearnPenalty(classCount: 2)).c
    #expect(Closeness.relative(found, from: 2) < 1e-15)
    let golden = try #require(try TwoClassGolden.all().first { $0.name.hasSuffix("the default") })
    #expect(Closeness.relative(cancer.report.objective, from: golden.objective) < 1e-8)
    let iris = try SoftmaxClassifier().fit(IrisRows.dataset())
    let irises = try #require(iris.report.scikitLearnPenalty(classCount: 3)).c
    #expect(Closeness.relative(irises, from: 1) < 1e-15)
  }

  @Test(arguments: try TwoClassGolden.all())
  func aClassifierTakesThePenaltyOfScikitLearn(_ golden: TwoClassGolden) throws {
    let data = try golden.dataset()
    let penalty = try ScikitLearnPenalty(c: golden.c, l1Ratio: golden.l1Ratio)
    let penalties = try penalty.penalties(of: data, classWeights: golden.factors)
    let classifier = try SoftmaxClassifier(classWeights: golden.factors, seed: 3).with(penalty, for: data)
    #expect(classifier.l1Penalty == penalties.l1 && classifier.l2Penalty == penalties.l2)
    #expect(classifier.classWeights == golden.factors && classifier.seed == 3)
  }

  @Test func aStochasticMethodCountsTheClassesThatItKeeps() throws {
    // Of three classes one has no samples: sgd keeps it, the others leave it out.
    let data = try Dataset(
      features: Features([0, 1, 2, 3], input: .vector(featureCount: 1)), classIndices: [0, 1, 0, 1],
      classes: ClassVocabulary(names: ["a", "b", "c"]))
    let penalty = try ScikitLearnPenalty(c: 0.5)
    #expect(try SoftmaxClassifier(solver: .stochastic()).with(penalty, for: data).l2Penalty == 0.5)
    #expect(try SoftmaxClassifier().with(penalty, for: data).l2Penalty == 1)
    #expect(throws: ConfigurationError.self) {
      try SoftmaxClassifier(solver: .stochastic()).with(ScikitLearnPenalty(c: 0.5, l1Ratio: 0.5), for: data)
    }
  }

  @Test(arguments: [2, 3, 7], [0, 0.25, 0.5, 1])
  func whatIsConvertedComesBack(_ classCount: Int, _ ratio: Double) throws {
    for (c, total) in [(1e-3, 150.0), (2, 1), (1e6, 12.5)] {
      let penalties = try ScikitLearnPenalty(c: c, l1Ratio: ratio).penalties(
        classCount: classCount, totalWeight: total)
      #expect(Closeness.relative(penalties.l1, from: ratio / (c * total)) < 1e-15)
      let share = (classCount == 2 ? 2 : 1) * (1 - ratio)
      #expect(abs(penalties.l2 - share / (c * total)) <= 1e-15 * penalties.l2)
      let back = try #require(
        ScikitLearnPenalty(
          l1Penalty: penalties.l1, l2Penalty: penalties.l2, classCount: classCount, totalWeight: total))
      #expect(Closeness.relative(back.c, from: c) < 1e-14 && abs(back.l1Ratio - ratio) < 1e-14)
    }
    #expect(ScikitLearnPenalty(l1Penalty: 0, l2Penalty: 0, classCount: classCount, totalWeight: 9) == nil)
  }

  @Test func aCThatIsNoneIsRefused() {
    for c in [0, -1, .nan, .infinity] as [Double] {
      #expect(throws: ConfigurationError.self) { try ScikitLearnPenalty(c: c) }
    }
    for ratio in [-0.1, 1.1, .nan] {
      #expect(throws: ConfigurationError.self) { try ScikitLearnPenalty(c: 1, l1Ratio: ratio) }
    }
  }
}
