// Fits with offsets against R's glmnet, nnet and VGAM.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct OffsetGoldenTests {
  private let golden = OffsetGolden.housing

  /// VGAM ends at steps of 1e-14 of the likelihood, which leaves the estimates some 1e-9.
  @Test func theMaximumAndItsErrorsAreThoseOfVGAM() throws {
    let data = try golden.people()
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let statistics = try fit.statistics(on: data, reference: "Low")
    let rows = try statistics.coefficients()
    #expect(Closeness.largestDifference(rows.map(\.estimate), golden.estimates) < 1e-8)
    let errors = golden.estimates.indices.map {
      golden.covariance[$0 * (golden.estimates.count + 1)].squareRoot()
    }
    #expect(zip(rows, errors).allSatisfy { Closeness.relative($0.standardError, from: $1) < 1e-8 })
    #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihood) < 1e-12)
    #expect(Closeness.relative(statistics.nullLogLikelihood, from: golden.nullLogLikelihood) < 1e-12)
    #expect(statistics.observationCount == 1681)
  }

  /// multinom ends where its BFGS sees no change in 16 digits of the deviance, so that estimates have half of them.
  @Test func theMaximumIsThatOfMultinom() throws {
    let data = try golden.people()
    let statistics = try SoftmaxClassifier(l2Penalty: 0).fit(data).statistics(on: data, reference: "Low")
    #expect(
      Closeness.largestDifference(try statistics.coefficients().map(\.estimate), golden.multinomEstimates)
        < 1e-6)
    #expect(Closeness.relative(-2 * statistics.logLikelihood, from: golden.multinomDeviance) < 1e-12)
    #expect(Closeness.relative(-2 * statistics.nullLogLikelihood, from: golden.multinomNullDeviance) < 1e-12)
  }

  @Test func withoutInterceptsTheNullModelHasTheOffsetsAlone() throws {
    let data = try golden.people()
    let statistics = try SoftmaxClassifier(l2Penalty: 0, hasBias: false).fit(data).statistics(
      on: data, reference: "Low")
    #expect(
      Closeness.largestDifference(
        try statistics.coefficients().map(\.estimate), golden.estimatesWithoutIntercept)
        < 1e-8)
    #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihoodWithoutIntercept) < 1e-12)
    let counted = try golden.dataset()
    let reference = ReferenceProblem(
      rows: MadeData.rows(of: counted), labels: counted.classIndices.map(Int.init), classCount: 3,
      penalties: [Double](repeating: 0, count: 6), hasBias: false, sampleWeights: golden.weights,
      offsets: offsetRows)
    let none = reference.value(weights: [Double](repeating: 0, count: 18), bias: [0, 0, 0])
    #expect(Closeness.relative(statistics.nullLogLikelihood, from: -1681 * none.logLoss) < 1e-13)
  }

  private var offsetRows: [[Double]] {
    (0..<golden.labels.count).map { Array(golden.offsets[3 * $0..<3 * $0 + 3]) }
  }

  /// At thresh 1e-16 glmnet's objectives are right to some 1e-12 and its coefficients to half the digits; ours come with a
  /// proof.
  @Test(arguments: OffsetGolden.housing.penalised.indices)
  func penalisedFitsAreThoseOfGlmnet(_ index: Int) throws {
    let expected = golden.penalised[index]
    let fit = try SoftmaxClassifier(
      l2Penalty: expected.lambda * (1 - expected.alpha), l1Penalty: expected.lambda * expected.alpha,
      standardize: .never
    ).fit(golden.dataset())
    let report = fit.report
    let gap = try #require(report.certifiedGap)
    #expect(gap <= 1e-8 * report.objective)
    #expect(report.objective - gap <= expected.objective)
    #expect(report.objective <= expected.objective * (1 + 1e-10))
    #expect(Closeness.largestDifference(fit.model.weights.map(Double.init), expected.weights) < 1e-4)
    #expect(Closeness.largestDifference(centred(fit.model.bias), centred(expected.bias)) < 1e-4)
  }

  @Test func thePathBeginsWhereThatOfGlmnetDoes() throws {
    let samples = FitSamples(try golden.dataset(), Execution.automatic.engine)
    let objective = MultinomialObjective(
      samples, penalties: [Double](repeating: 0, count: 6), l1Penalties: [Double](repeating: 1, count: 6))
    let bias = Array(objective.emptyPoint[18...])
    #expect(Closeness.largestDifference(bias[1...].map { $0 - bias[0] }, golden.nullEstimates) < 1e-9)
    // glmnet ends its own search for the bias at 1e-6 or so.
    #expect(Closeness.relative(objective.smallestZeroingFactor(), from: golden.largestLambda) < 1e-5)
  }
}
