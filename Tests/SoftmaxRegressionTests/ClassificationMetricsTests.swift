// Metrics at their edges: nothing, one class, many classes, wrong numbers, threads, curves, blocks.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct ClassificationMetricsTests {
  /// Made predictions: right about as often as they say.
  private func made(
    _ count: Int, classes: Int, seed: UInt64 = 1, weighted: Bool = false, execution: Execution = .automatic
  ) throws -> ClassificationMetrics {
    var generator = RandomGenerator(seed: seed, stream: .sample)
    var (probabilities, labels, weights) = ([Float](), [UInt32](), [Double]())
    for _ in 0..<count {
      let scores = (0..<classes).map { _ in generator.uniform() * generator.uniform() }
      let total = scores.reduce(0, +)
      var (place, label) = (generator.uniform() * total, 0)
      while label < classes - 1, place > scores[label] {
        place -= scores[label]
        label += 1
      }
      labels.append(UInt32(label))
      probabilities += scores.map { Float($0 / total) }
      weights.append(0.25 + generator.uniform())
    }
    var metrics = try ClassificationMetrics(classCount: classes)
    try metrics.add(
      probabilities: probabilities, classIndices: labels, weights: weighted ? weights : nil,
      execution: execution)
    return metrics
  }

  @Test func withoutSamplesEveryMetricIsUndefinedAndSaysWhy() throws {
    let report = try ClassificationMetrics(classCount: 3).measured()
    for (metric, value) in report.values {
      #expect(value == .undefined(.noSamples), "\(metric.name)")
    }
    #expect(report.classes.allSatisfy { $0.rocAuc.number == nil && $0.calibrationError == nil })
    let none = try ClassificationMetrics(classCount: 3)
    #expect(try none.intervals(of: Metric.all, BootstrapSettings()).allSatisfy { $0 == nil })
    #expect(none.rankCurve(ofClass: 0) == nil)
  }

  @Test func ranksNeedTheSamplesAndSayThatTheyWereNotKept() throws {
    var metrics = try ClassificationMetrics(classCount: 2, keepsSamples: false)
    try metrics.add(probabilities: [0.75, 0.25, 0.5, 0.5], classIndices: [0, 1])
    let report = metrics.measured([.rocAucMacro, .accuracy])
    #expect(report[.rocAucMacro] == .undefined(.samplesNotKept) && report[.accuracy] == .number(0.5))
    #expect(report[.logLoss] == nil)
    #expect(throws: MetricError.samplesNotKept) { try metrics.intervals(of: [.accuracy], BootstrapSettings()) }
  }

  @Test func whatCannotBeMeasuredIsRefusedAndChangesNothing() throws {
    var metrics = try ClassificationMetrics(classCount: 2)
    try metrics.add(probabilities: [1, 0], classIndices: [0])
    let before = metrics.measured().values.map(\.value)
    func refused(_ error: MetricError, _ probabilities: [Float], _ labels: [UInt32], _ weights: [Double]? = nil)
    {
      #expect(throws: error) {
        try metrics.add(probabilities: probabilities, classIndices: labels, weights: weights)
      }
    }
    refused(.unknownClass(sample: 2, classIndex: 2, classCount: 2), [1, 0, 1, 0], [0, 2])
    refused(.notAProbability(sample: 1, classIndex: 1, value: "nan"), [1, .nan], [0])
    refused(.notAProbability(sample: 2, classIndex: 0, value: "-0.5"), [1, 0, -0.5, 1.5], [0, 1])
    refused(.notAProbability(sample: 1, classIndex: 0, value: "1.5"), [1.5, 0], [0])
    refused(.invalidWeight(sample: 1, value: "0.0"), [1, 0], [0], [0])
    refused(.invalidWeight(sample: 1, value: "inf"), [1, 0], [0], [.infinity])
    refused(
      .countMismatch(classes: 2, probabilities: 3, labels: 1, weights: nil, logLosses: nil), [1, 0, 0], [0])
    #expect(metrics.measured().values.map(\.value) == before && metrics.sampleCount == 1)
    #expect(throws: ConfigurationError.self) { try ClassificationMetrics(classCount: 2, topK: 0) }
    #expect(throws: ConfigurationError.self) { try BootstrapSettings(confidence: 1) }
    #expect(throws: ConfigurationError.self) { try BootstrapSettings(resampleCount: 1) }
  }

  @Test func namesOfMetricsAreAllDifferentAndFindTheirMetric() {
    #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    #expect(Metric.all.allSatisfy { Metric.named($0.name) == $0 })
    #expect(Metric.named("acuracy") == nil)
  }

  @Test(arguments: [false, true])
  func bitsAreTheSameOnAnyNumberOfThreads(weighted: Bool) throws {
    let settings = try BootstrapSettings(resampleCount: 20, seed: 3)
    let results = try [1, 3].map { threads in
      let execution = Execution(table: .best, threads: threads, isPatient: true)
      let metrics = try made(5000, classes: 3, weighted: weighted, execution: execution)
      let exact = Resampling([metrics], Metric.all, settings, engine: execution.engine)
      let blocks = Resampling([metrics], Metric.all, settings, engine: execution.engine, exactLimit: 0)
      return (
        metrics.measured(execution: execution).values.map(\.value),
        Metric.all.indices.flatMap { exact.values(model: 0, metric: $0) + blocks.values(model: 0, metric: $0) }
      )
    }
    #expect(results[0].0 == results[1].0)
    #expect(results[0].1.map(\.bitPattern) == results[1].1.map(\.bitPattern))
  }

  @Test func fiveHundredClassesAreMeasured() throws {
    let metrics = try made(700, classes: 500)
    let report = metrics.measured()
    #expect(report.values.allSatisfy { $0.value.number?.isFinite == true })
    // Most classes have one sample or none: a macro mean is over those that have some.
    #expect(report.classes.contains { $0.rocAuc == .undefined(.absentClass) })
    let intervals = try metrics.intervals(of: [.accuracy, .rocAucMacro], BootstrapSettings(resampleCount: 20))
    #expect(intervals.allSatisfy { $0 != nil })
  }

  @Test func wholeWeightsCountLikeSoManySamples() throws {
    var (weighted, repeated) = (
      try ClassificationMetrics(classCount: 2), try ClassificationMetrics(classCount: 2)
    )
    let rows: [([Float], UInt32, Int)] = [
      ([0.75, 0.25], 0, 2), ([0.5, 0.5], 1, 3), ([0.125, 0.875], 1, 1), ([0.25, 0.75], 0, 1),
    ]
    for (row, label, count) in rows {
      try weighted.add(probabilities: row, classIndices: [label], weights: [Double(count)])
      for _ in 0..<count { try repeated.add(probabilities: row, classIndices: [label]) }
    }
    for (one, other) in zip(weighted.measured().values, repeated.measured().values) {
      let (found, expected) = (try #require(one.value.number), try #require(other.value.number))
      #expect(abs(found - expected) < 1e-14, "\(one.metric.name)")
    }
  }

  @Test func reliabilityBinsCoverTheSamples() throws {
    let metrics = try made(500, classes: 3)
    let bins = metrics.calibration.bins
    #expect(bins.count == 15 && bins[0].lower == 0 && bins[14].upper == 1)
    #expect(bins.reduce(0) { $0 + $1.sampleCount } == 500)
    for bin in bins where bin.sampleCount > 0 {
      let confidence = try #require(bin.meanConfidence)
      #expect(confidence > bin.lower && confidence <= bin.upper)
    }
    #expect(bins.contains { $0.accuracy == nil && $0.meanConfidence == nil })
    let error = bins.reduce(0) {
      $0 + $1.sampleCount * abs(($1.accuracy ?? 0) - ($1.meanConfidence ?? 0))
    }
    #expect(abs(metrics.calibration.expectedCalibrationError - error / 500) < 1e-14)
    #expect(
      metrics.measured([.expectedCalibrationError])[.expectedCalibrationError]
        == .number(metrics.calibration.expectedCalibrationError))
    #expect(metrics.calibration(ofClass: 2).bins.reduce(0) { $0 + $1.sampleCount } == 500)
  }

  @Test(arguments: [false, true])
  func curvesAreThinnedAndKeepTheirEnds(weighted: Bool) throws {
    let metrics = try made(3000, classes: 3, weighted: weighted)
    let curve = try #require(metrics.rankCurve(ofClass: 1, pointLimit: 100))
    #expect(curve.points.count <= 100 && curve.points.count > 50)
    let last = try #require(curve.points.last)
    #expect(abs(last.truePositiveRate - 1) < 1e-12 && abs(last.falsePositiveRate - 1) < 1e-12)
    #expect(
      zip(curve.points, curve.points.dropFirst()).allSatisfy {
        $0.threshold > $1.threshold && $0.truePositiveRate <= $1.truePositiveRate
          && $0.falsePositiveRate <= $1.falsePositiveRate
      })
    // The trapezoids of the thinned curve lie near the whole one's.
    var (area, before) = (0.0, (x: 0.0, y: 0.0))
    for point in curve.points {
      area += (point.falsePositiveRate - before.x) * (point.truePositiveRate + before.y) / 2
      before = (point.falsePositiveRate, point.truePositiveRate)
    }
    #expect(abs(area - curve.area) < 2e-3)
    let report = metrics.measured([.rocAucMacro])
    #expect(report.classes[1].rocAuc == .number(curve.area))
  }

  /// To first order: drawing one sample twice changes areas by a term of 1/n, and what is left out is of 1/n^2.
  @Test(arguments: [false, true])
  func blocksTakeTheFirstOrderTermOfRanksAndSumsExactly(weighted: Bool) throws {
    let count = 600
    let samples = ResampledSamples(try made(count, classes: 3, weighted: weighted))
    let engine = Execution.automatic.engine
    let exact = ExactResampling(samples, needs: [.ranks, .classBins], engine: engine)
    let blocks = BlockResampling(samples, needs: [.ranks, .classBins], seed: 9, engine: engine)
    #expect(blocks.unitCount == count)
    let place = BlockResampling.dealt(count, into: count, seed: 9)
    func draws(twice sample: Int?) -> (samples: WorkBuffer<UInt32>, blocks: WorkBuffer<UInt32>) {
      let both = (
        WorkBuffer<UInt32>(count: count, repeating: 1), WorkBuffer<UInt32>(count: count, repeating: 1)
      )
      if let sample { (both.0[sample], both.1[Int(place[sample])]) = (2, 2) }
      return both
    }
    for sample in [nil, 0, 17, 333, 599] {
      let draws = draws(twice: sample)
      let (one, other) = (exact.sums(draws.samples), blocks.sums(draws.blocks))
      for metric in Metric.all {
        let (found, expected) = (
          try #require(metric.measure(other).number), try #require(metric.measure(one).number)
        )
        let allowed = metric.needs == .ranks && sample != nil ? 60 / Double(count * count) : 1e-12
        #expect(abs(found - expected) < allowed, "\(metric.name), sample \(String(describing: sample))")
      }
    }
  }

  @Test func intervalsOfBlocksAreAsWideAsThoseOfSamples() throws {
    let metrics = try made(800, classes: 3)
    let settings = try BootstrapSettings(resampleCount: 200, seed: 1)
    let chosen: [Metric] = [.accuracy, .logLoss, .rocAucMacro, .averagePrecisionMacro, .matthewsCorrelation]
    let engine = Execution.automatic.engine
    let (exact, blocks) = (
      Resampling([metrics], chosen, settings, engine: engine),
      Resampling([metrics], chosen, settings, engine: engine, exactLimit: 0)
    )
    for index in chosen.indices {
      func deviation(_ resampling: Resampling) -> Double {
        let values = resampling.values(model: 0, metric: index)
        let mean = values.reduce(0, +) / 200
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 299).squareRoot()
      }
      // Two deviations of 200 values each: four standard errors of their quotient.
      #expect(abs(deviation(blocks) / deviation(exact) - 1) < 4 / 200.0.squareRoot(), "\(chosen[index].name)")
    }
  }

  @Test func theBootstrapsDeviationOfAnAccuracyIsTheBinomials() throws {
    let metrics = try made(400, classes: 2)
    let resampling = Resampling(
      [metrics], [.accuracy], try BootstrapSettings(resampleCount: 1000), engine: Execution.automatic.engine)
    let values = resampling.values(model: 0, metric: 0)
    let mean = values.reduce(0, +) / 1000
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999).squareRoot()
    let accuracy = try #require(metrics.measured([.accuracy])[.accuracy]?.number)
    let expected = (accuracy * (1 - accuracy) / 400).squareRoot()
    // Four standard errors of a deviation of 1,000 values.
    #expect(abs(deviation / expected - 1) < 4 / 2000.0.squareRoot())
  }

  @Test func aPairIsRefusedWhereItsSamplesDiffer() throws {
    var (first, second) = (
      try ClassificationMetrics(classCount: 2), try ClassificationMetrics(classCount: 2)
    )
    try first.add(probabilities: [1, 0, 0, 1], classIndices: [0, 1])
    try second.add(probabilities: [1, 0, 0, 1], classIndices: [0, 0])
    #expect(throws: MetricError.notPaired(sample: 1)) { try PairedMetrics(first, second) }
    #expect(throws: MetricError.notPaired(sample: nil)) {
      try PairedMetrics(first, ClassificationMetrics(classCount: 2))
    }
    let pair = try PairedMetrics(first, first)
    #expect(pair.mcNemar.pValue == 1 && pair.disagreements.isEmpty)
    let same = pair.compared([.accuracy, .rocAucMacro], try BootstrapSettings(resampleCount: 20))
    #expect(same.allSatisfy { $0.difference == 0 })
    #expect(same[0].differenceInterval == ConfidenceInterval(low: 0, high: 0))
  }

  @Test func aModelsMetricsAreThoseOfItsEvaluationInAnyOrderOfClasses() throws {
    let data = try MadeData.clouds(perClass: 60)
    let model = try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data).model
    let evaluation = try model.evaluate(data)
    let metrics = try model.metrics(on: data)
    let report = metrics.measured()
    #expect(
      report[.accuracy] == .number(evaluation.accuracy) && report[.macroF1] == .number(evaluation.macroF1))
    // Both losses are Float32, of two kernels.
    #expect(abs(try #require(report[.logLoss]?.number) - evaluation.logLoss) < 1e-6)
    #expect(
      abs(try #require(report[.expectedCalibrationError]?.number) - evaluation.expectedCalibrationError) < 1e-6)
    let order = try ClassVocabulary(names: model.classes.names.reversed())
    let reversed = try model.metrics(on: data, order: order).measured()
    for (one, other) in zip(report.values, reversed.values) {
      #expect(abs(try #require(one.value.number) - (try #require(other.value.number))) < 1e-12)
    }
    #expect(reversed.classes.first?.support == report.classes.last?.support)
  }
}
