// What is certified is true: held against arithmetic of 200 digits, on problems that Float64 finds hard.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct CertificateGoldenTests {
  @Test func theProblemsAreThere() {
    // Each argument below is one of them; an empty list would pass.
    #expect(CertificateGolden.all.count >= 60)
  }

  @Test(arguments: CertificateGolden.all)
  func noGapIsClaimedBelowTheTrueOneAndTheObjectiveIsRight(_ problem: CertificateGolden) throws {
    let data = try problem.dataset()
    let standardization =
      problem.isStandardized
      ? Standardization(of: data.features, weights: data.sampleWeights, isCentred: problem.hasBias) : nil
    for (index, point) in problem.points.enumerated() {
      let model = SoftmaxModel(
        parameters: point.parameters, classes: data.classes, input: data.features.input)
      let found = try model.certificate(
        on: data, l2Penalty: problem.l2Penalty, l1Penalty: problem.l1Penalty, standardization: standardization,
        hasBias: problem.hasBias)
      let objective = try #require(Double(point.objective))
      // The compensation's limit allows 1e-8 of rounding; standard deviations in Float64 change a penalty's last digits.
      #expect(Closeness.relative(found.objective, from: objective) < 1e-8, "point \(index)")
      guard let gap = found.gap else { continue }
      #expect(gap >= (try #require(Double(point.excess))), "point \(index)")
    }
  }

  @Test(arguments: CertificateGolden.all)
  func whatAFitSaysOfItselfIsTrue(_ problem: CertificateGolden) throws {
    let fit = try SoftmaxClassifier(
      l2Penalty: problem.l2Penalty, l1Penalty: problem.l1Penalty, hasBias: problem.hasBias,
      standardize: problem.isStandardized ? .always : .never
    ).fit(problem.dataset())
    let optimum = try #require(Double(problem.optimum))
    // The objective's own rounding, where it says nothing of the gap.
    #expect(fit.report.objective >= optimum * (1 - 1e-8))
    if let gap = fit.report.certifiedGap {
      // The golden's text and the difference are each rounded to Float64 here.
      #expect(gap >= fit.report.objective - optimum - 1e-14 * optimum)
    }
    guard fit.report.stopReason == .converged else { return }
    #expect(fit.report.objective <= optimum * (1 + 2e-8))
  }

  @Test func aCertificateIsGivenWhereverRoundingAllowsOne() throws {
    // Otherwise "none" would pass every test of this file.
    let claims = try CertificateGolden.all.flatMap { problem in
      let data = try problem.dataset()
      let standardization =
        problem.isStandardized
        ? Standardization(of: data.features, weights: data.sampleWeights, isCentred: problem.hasBias) : nil
      return try problem.points.map { point in
        try SoftmaxModel(parameters: point.parameters, classes: data.classes, input: data.features.input)
          .certificate(
            on: data, l2Penalty: problem.l2Penalty, l1Penalty: problem.l1Penalty,
            standardization: standardization, hasBias: problem.hasBias
          ).gap
      }
    }
    let given = claims.count { $0 != nil }
    #expect(given * 10 >= claims.count * 8, "\(given) of \(claims.count)")
  }
}
