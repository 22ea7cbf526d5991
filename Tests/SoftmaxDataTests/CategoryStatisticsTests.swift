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
    #expect(
      statistics.terms.map { $0.replacing(" missing", with: "") }
        == golden.terms?.map { $0.replacing(" missing", with: "") })
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
}
