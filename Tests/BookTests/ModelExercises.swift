// Answers to the exercises of chapters 9 and 10: the optimum, calibration.

import Foundation
import SoftmaxKit
import Testing

@Suite struct ModelExercises {
  // snippet.twice
  @Test func dataTwiceOverHasTheSameOptimum() throws {
    let irises = try Catalogue.iris.load(.all)
    let twice = try irises.appending(irises, name: "twice")
    let classifier = try SoftmaxClassifier(l2Penalty: 0.01)
    let (once, both) = (try classifier.fit(irises).report, try classifier.fit(twice).report)
    // Each is within its own gap of one and the same optimum.
    let gap = (once.certifiedGap ?? .infinity) + (both.certifiedGap ?? .infinity)
    #expect(abs(once.objective - both.objective) <= gap + 1e-12)
  }
  // snippet.end

  // snippet.unpenalised
  @Test func withoutAPenaltyThereIsNoBound() throws {
    let irises = try Catalogue.iris.load(.all)
    let solver = SolverConfiguration.stochastic(learningRate: 0.1, epochs: 10, batchSize: 10)
    #expect(try SoftmaxClassifier(solver: solver).fit(irises).report.certifiedGap == nil)
    let stopped = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01).fit(irises).report
    let solved = try SoftmaxClassifier(l2Penalty: 0.01).fit(irises).report
    #expect(try #require(stopped.certifiedGap) > 1000 * #require(solved.certifiedGap))
  }
  // snippet.end

  // snippet.calibrated
  @Test func aTemperatureChangesNoPrediction() throws {
    let digits = try Catalogue.digits.load()
    let parts = try digits.train.split(testFraction: 0.3, seed: 0)
    let held = try #require(parts.test)
    let model = try SoftmaxClassifier().fit(parts.training).model
    let calibration = try model.calibration(on: held)
    let calibrated = try model.calibrated(by: calibration.scaling)
    #expect(try model.predict(digits.test).classIndices == calibrated.predict(digits.test).classIndices)
    #expect(try model.evaluate(digits.test).logLoss != calibrated.evaluate(digits.test).logLoss)
  }
  // snippet.end
}
