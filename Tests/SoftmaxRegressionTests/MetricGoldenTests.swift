// Metrics beside scikit-learn's, McNemar's test beside statsmodels', intervals beside SciPy's.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct MetricGoldenTests {
  /// Sums in another order differ by some roundings; figures near 0 are differences of numbers near 1.
  private func agrees(_ found: Double?, _ expected: Double?) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) <= 1e-12 * max(abs(expected), 1e-3)
  }

  @Test(arguments: MetricGolden.document.cases)
  func everyMetricIsThatOfScikitLearn(golden: MetricGolden) throws {
    let report = try golden.metrics().measured()
    #expect(report.values.count == Metric.all.count)
    for (metric, value) in report.values {
      let expected = try #require(golden.scores[metric.name], "\(metric.name)")
      #expect(agrees(value.number, expected), "\(metric.name): \(value), not \(String(describing: expected))")
    }
    #expect(Set(golden.scores.keys) == Set(Metric.all.map(\.name)))
  }

  @Test(arguments: MetricGolden.document.cases)
  func everyClassHasTheFiguresOfScikitLearn(golden: MetricGolden) throws {
    let classes = try golden.metrics().measured().classes
    #expect(classes.count == golden.classes.count)
    for (found, expected) in zip(classes, golden.classes) {
      #expect(agrees(found.precision, expected.precision) && agrees(found.recall, expected.recall))
      #expect(agrees(found.f1, expected.f1) && agrees(found.support, expected.support))
      #expect(agrees(found.rocAuc.number, expected.rocAuc), "\(found.rocAuc)")
      #expect(agrees(found.averagePrecision.number, expected.averagePrecision), "\(found.averagePrecision)")
      #expect(agrees(found.calibrationError, expected.calibrationError))
    }
  }

  @Test(arguments: MetricGolden.document.cases)
  func batchesGiveTheFiguresOfTheWhole(golden: MetricGolden) throws {
    let (whole, parts) = (try golden.metrics().measured(), try golden.metrics(batch: 7).measured())
    for (one, other) in zip(whole.values, parts.values) {
      #expect(agrees(other.value.number, one.value.number), "\(one.metric.name)")
      #expect(other.value.reason == one.value.reason)
    }
  }

  @Test(arguments: MetricGolden.document.mcNemar)
  func mcNemarsTestIsThatOfStatsmodels(golden: MetricGolden.McNemar) {
    let test = McNemarTest(
      bothRight: golden.counts[0], onlyFirstRight: golden.counts[1], onlySecondRight: golden.counts[2],
      bothWrong: golden.counts[3])
    #expect((test.method == .exactBinomial) == golden.exact)
    #expect(agrees(test.chiSquare, golden.statistic))
    #expect(abs(test.pValue - golden.pValue) <= 1e-11 * golden.pValue)
  }

  @Test func percentilesAreThoseOfNumPy() throws {
    let golden = MetricGolden.document.percentiles
    let interval = try #require(ConfidenceInterval(percentilesOf: golden.values, confidence: 0.95))
    #expect(agrees(interval.low, golden.low) && agrees(interval.high, golden.high))
  }

  @Test func intervalsAreThoseOfSciPyWithinWhatChanceAllows() throws {
    let golden = MetricGolden.document.bootstrap
    var (first, second) = (
      try ClassificationMetrics(classCount: 3), try ClassificationMetrics(classCount: 3)
    )
    try first.add(probabilities: golden.probabilities, classIndices: golden.classIndices)
    try second.add(probabilities: golden.others, classIndices: golden.classIndices)
    let metrics: [Metric] = [.accuracy, .logLoss, .macroF1, .rocAucMacro, .averagePrecisionMacro]
    let settings = try BootstrapSettings(resampleCount: 2000, confidence: golden.confidence, seed: 5)
    let compared = try PairedMetrics(first, second).compared(metrics, settings)
    // A percentile of 2,000 resamples lies off by some hundredths of the width, SciPy's of 4,000 too.
    func check(_ name: String, _ interval: ConfidenceInterval?) throws {
      let (found, expected) = (try #require(interval), try #require(golden.intervals[name]))
      let allowed = 0.1 * (expected[1] - expected[0])
      #expect(abs(found.low - expected[0]) < allowed && abs(found.high - expected[1]) < allowed, "\(name)")
    }
    for one in compared { try check(one.metric.name, one.firstInterval) }
    try check("differenceOfAccuracy", compared[0].differenceInterval)
    #expect(try first.intervals(of: metrics, settings) == compared.map(\.firstInterval))
  }
}
