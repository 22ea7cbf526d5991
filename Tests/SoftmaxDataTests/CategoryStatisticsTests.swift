// Statistics of tables with categories, beside statsmodels, nnet and VGAM.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct CategoryStatisticsTests {
  static let cases = [
    "housing", "housing by bases", "housing without type", "birthwt", "birthwt without race", "birthwt race",
    "customers", "customers by bases", "anes96",
  ]

  @Test(arguments: cases)
  func estimatesAndErrorsAreThoseOfStatsmodels(_ name: String) throws {
    let golden = try CategoryStatisticsGolden.statsmodels(name)
    let (_, data) = try CategoryStatisticsGolden.samples(name)
    let statistics = try SoftmaxClassifier(l2Penalty: 0).fit(data).statistics(on: data)
    #expect(statistics.classNames == golden.classes)
    #expect(statistics.terms == golden.terms)
    let rows = try statistics.coefficients()
    // What is not rounding is what their own iterations leave.
    #expect(Closeness.largestDifference(rows.map(\.estimate), golden.estimates) < 1e-9)
    let errors = CategoryStatisticsGolden.errors(golden.covariance)
    for (row, error) in zip(rows, errors) { #expect(Closeness.relative(row.standardError, from: error) < 1e-9) }
    #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihood) < 1e-12)
  }

  @Test(arguments: [
    "housing", "housing by bases", "housing without type", "birthwt", "birthwt without race", "customers",
  ])
  func estimatesAndErrorsAreThoseOfR(_ name: String) throws {
    let golden = try CategoryStatisticsGolden.load("r.json", name)
    let (_, data) = try CategoryStatisticsGolden.samples(name)
    let statistics = try SoftmaxClassifier(l2Penalty: 0).fit(data).statistics(on: data)
    let rows = try statistics.coefficients()
    #expect(Closeness.largestDifference(rows.map(\.estimate), golden.estimates) < 1e-9)
    // VGAM's covariance is that of its last iteration but one; multinom's optimiser ends at 1e-7.
    let errors = CategoryStatisticsGolden.errors(golden.covariance)
    for (row, error) in zip(rows, errors) { #expect(Closeness.relative(row.standardError, from: error) < 1e-6) }
    #expect(Closeness.largestDifference(rows.map(\.estimate), try #require(golden.multinomEstimates)) < 1e-6)
    for (row, error) in zip(rows, try #require(golden.multinomErrors)) {
      #expect(Closeness.relative(row.standardError, from: error) < 1e-6)
    }
    #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihood) < 1e-12)
  }

  @Test func anotherBaseIsTheSameModel() throws {
    let (_, first) = try CategoryStatisticsGolden.samples("housing")
    let (_, second) = try CategoryStatisticsGolden.samples("housing by bases")
    let (a, b) = try (
      SoftmaxClassifier(l2Penalty: 0).fit(first).statistics(on: first),
      SoftmaxClassifier(l2Penalty: 0).fit(second).statistics(on: second)
    )
    #expect(Closeness.relative(a.logLikelihood, from: b.logLikelihood) < 1e-13)
    // The contrast of two categories is minus that of the other base.
    let ahead = try #require(try a.coefficients().first { $0.term == "Cont=Low" })
    let back = try #require(try b.coefficients().first { $0.term == "Cont=High" })
    #expect(abs(ahead.estimate + back.estimate) < 1e-10)
    #expect(Closeness.relative(ahead.standardError, from: back.standardError) < 1e-10)
  }

  // MARK: Covariances

  /// The largest difference between two covariances, by the errors of both coefficients.
  private func distance(_ found: CoefficientCovariance?, _ golden: [Double]) throws -> Double {
    let found = try #require(found)
    let count = found.coefficients.count
    try #require(golden.count == count * count)
    let errors = CategoryStatisticsGolden.errors(golden)
    return (0..<count).reduce(0) { largest, i in
      (0..<count).reduce(largest) {
        max($0, abs(found[i, $1] - golden[i * count + $1]) / errors[i] / errors[$1])
      }
    }
  }

  @Test(arguments: cases)
  func theCovarianceIsThatOfStatsmodels(_ name: String) throws {
    let golden = try CategoryStatisticsGolden.statsmodels(name)
    let (_, data) = try CategoryStatisticsGolden.samples(name)
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    for (kind, expected) in [
      (StandardErrors.classical, golden.covariance), (.robust, golden.robust), (.clustered, golden.clustered),
    ] {
      guard let expected else { continue }
      let statistics = try fit.statistics(on: data, standardErrors: kind, keepsCovariance: true)
      #expect(try distance(statistics.covariance, expected) < 1e-9, "\(kind)")
      #expect(
        statistics.standardErrors == kind
          && statistics.groupCount == (kind == .clustered ? golden.clusterCount : nil))
      // Estimates and likelihood are the same, and so are the errors of the coefficients.
      #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihood) < 1e-12)
      let rows = try statistics.coefficients()
      for (row, error) in zip(rows, CategoryStatisticsGolden.errors(expected)) {
        #expect(Closeness.relative(row.standardError, from: error) < 1e-9)
      }
      let covariance = try #require(statistics.covariance)
      #expect(covariance.coefficients.map(\.term) == rows.map(\.term))
      #expect(covariance.coefficients.map(\.className) == rows.map(\.className))
      for i in rows.indices { for j in 0..<i { #expect(covariance[i, j] == covariance[j, i]) } }
    }
  }

  @Test(arguments: [StandardErrors.robust, .clustered])
  func errorsAgainstAnotherReferenceAreThoseOfThatFit(_ kind: StandardErrors) throws {
    let (_, data) = try CategoryStatisticsGolden.samples("birthwt race")
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let own = try fit.statistics(on: data, standardErrors: kind)
    let other = try fit.statistics(on: data, reference: "white", standardErrors: kind, keepsCovariance: true)
    let covariance = try #require(other.covariance)
    for (index, row) in try own.coefficients(against: "white").enumerated() {
      #expect(Closeness.relative(row.standardError, from: covariance[index, index].squareRoot()) < 1e-10)
    }
  }

  // MARK: Marginal effects

  /// The statistics of a fit and its effects, held against those of a golden with classical and robust errors.
  private func effects(
    at place: MarginalEffects.Place, on data: Dataset, _ preparation: Preparation,
    _ expected: CategoryStatisticsGolden.Effects
  ) throws -> (statistics: ModelStatistics, effects: [MarginalEffects.Effect]) {
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let classical = try fit.statistics(on: data, marginalEffects: place, preparation: preparation)
    let effects = try #require(try classical.marginalEffects?.effects())
    #expect(Closeness.largestDifference(effects.map(\.estimate), expected.effects) < 1e-10)
    // Their errors come from differences with small steps.
    for (effect, error) in zip(effects, expected.errors) {
      #expect(abs(effect.standardError - error) < 1e-7 * error + 1e-11, "\(effect.term)")
    }
    let robust = try fit.statistics(
      on: data, standardErrors: .robust, marginalEffects: place, preparation: preparation)
    for (effect, error) in zip(try #require(try robust.marginalEffects?.effects()), expected.robustErrors) {
      #expect(abs(effect.standardError - error) < 1e-7 * error + 1e-11, "\(effect.term)")
    }
    return (classical, effects)
  }

  @Test(arguments: cases, MarginalEffects.Place.allCases)
  func marginalEffectsAreThoseOfStatsmodels(_ name: String, _ place: MarginalEffects.Place) throws {
    let golden = try CategoryStatisticsGolden.statsmodels(name)
    let expected = try #require(place == .average ? golden.average : golden.means)
    let (preparation, data) = try CategoryStatisticsGolden.samples(name)
    let (_, effects) = try effects(at: place, on: data, preparation, expected)
    // What one class gains others lose.
    let terms = try #require(golden.terms).count - 1
    for term in 0..<terms {
      let sum = stride(from: term, to: effects.count, by: terms).reduce(0) { $0 + effects[$1].estimate }
      #expect(abs(sum) < 1e-14)
    }
  }

  @Test(
    arguments: ["housing products", "birthwt products", "birthwt race products"], MarginalEffects.Place.allCases
  )
  func productsChangeWithTheirColumns(_ name: String, _ place: MarginalEffects.Place) throws {
    let golden = try CategoryStatisticsGolden.load("interactions.json", name)
    let expected = try #require(place == .average ? golden.average : golden.means)
    let (preparation, data) = try CategoryStatisticsGolden.samples(name)
    let (statistics, effects) = try effects(at: place, on: data, preparation, expected)
    #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihood) < 1e-12)
    // Products have none of their own.
    let terms = try #require(golden.terms)
    #expect(effects.prefix(terms.count).map(\.term) == terms)
    #expect(statistics.terms.count > terms.count + 1)
    for term in terms.indices {
      let sum = stride(from: term, to: effects.count, by: terms.count).reduce(0) { $0 + effects[$1].estimate }
      #expect(abs(sum) < 1e-13)
    }
  }

  @Test func categoriesChangeAndNumbersHaveDerivatives() throws {
    let (preparation, data) = try CategoryStatisticsGolden.samples("customers by bases")
    let statistics = try SoftmaxClassifier(l2Penalty: 0).fit(data).statistics(
      on: data, marginalEffects: .average, preparation: preparation)
    let effects = try #require(try statistics.marginalEffects?.effects()).prefix(12)
    #expect(
      effects.filter(\.isChange).map(\.term) == [
        "age missing", "spend missing", "city=Graz", "city=Linz", "city=Salzburg", "plan=basic", "plan=family",
        "newsletter=no",
      ])
    #expect(effects.filter { !$0.isChange }.map(\.term) == ["age", "months", "spend", "calls"])
    // Without the preparation all of them are numbers.
    let plain = try SoftmaxClassifier(l2Penalty: 0).fit(data).statistics(on: data, marginalEffects: .average)
    #expect(try plain.marginalEffects?.effects().contains(where: \.isChange) == false)
  }
}
