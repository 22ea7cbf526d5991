// Sandwich errors and marginal effects: invariances, refusals, the same bits.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct RobustErrorTests {
  private let data: Dataset
  private let fit: SoftmaxFit

  init() throws {
    data = try StatisticsGolden.data()
    fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
  }

  private func errors(_ statistics: ModelStatistics) throws -> [Double] {
    try statistics.coefficients().map(\.standardError)
  }

  @Test func groupsOfOneAreRobustButForTheirFactor() throws {
    let alone = try data.grouped(by: (0..<200).map(UInt32.init))
    let clustered = try errors(fit.statistics(on: alone, standardErrors: .clustered))
    let robust = try errors(fit.statistics(on: data, standardErrors: .robust))
    for (a, b) in zip(clustered, robust) {
      #expect(Closeness.relative(a, from: b * (200.0 / 199).squareRoot()) < 1e-12)
    }
  }

  @Test func aRepeatedSampleInItsGroupCountsAsOften() throws {
    // Twice the data in the same groups: A doubles, the groups' scores double, and the errors stay.
    let groups = (0..<200).map { UInt32($0 / 7) }
    let once = try data.grouped(by: groups)
    let indices = Array(0..<200) + Array(0..<200)
    let twice = try data.samples(at: indices).grouped(by: groups + groups)
    let repeated = try once.repeated(by: [Int](repeating: 2, count: 200))
    let first = try errors(fit.statistics(on: once, standardErrors: .clustered))
    for other in [twice, repeated] {
      let second = try errors(
        SoftmaxClassifier(l2Penalty: 0).fit(other).statistics(on: other, standardErrors: .clustered))
      for (a, b) in zip(first, second) { #expect(Closeness.relative(a, from: b) < 1e-9) }
    }
  }

  @Test func unitsOfAColumnChangeNothingElse() throws {
    let scaled = try StatisticsGolden.data(kind: .vector, scale: 1024)
    let other = try SoftmaxClassifier(l2Penalty: 0, standardize: .always).fit(scaled)
    let (first, second) = try (
      fit.statistics(on: data, standardErrors: .robust, marginalEffects: .average),
      other.statistics(on: scaled, standardErrors: .robust, marginalEffects: .average)
    )
    for (a, b) in zip(try first.coefficients(), try second.coefficients()) {
      #expect(abs(a.z - b.z) < 1e-9)
    }
    for (a, b) in zip(
      try #require(try first.marginalEffects?.effects()), try #require(try second.marginalEffects?.effects()))
    {
      #expect(abs(a.z - b.z) < 1e-8)
      let factor = a.term == "score" ? 1024.0 : 1
      #expect(Closeness.relative(b.estimate * factor, from: a.estimate) < 1e-9)
    }
  }

  @Test func withoutABiasEffectsAreThoseOfDifferences() throws {
    let fit = try SoftmaxClassifier(l2Penalty: 0, hasBias: false).fit(data)
    let statistics = try fit.statistics(on: data, marginalEffects: .average)
    let effects = try #require(try statistics.marginalEffects?.effects())
    let estimates = try statistics.coefficients().map(\.estimate)
    let rows = (0..<200).map { data.features.row($0).map(Double.init) }
    func probability(_ k: Int, _ row: [Double]) -> Double {
      var logits = [0.0]
      for c in 0..<2 {
        var logit = 0.0
        for j in 0..<3 { logit += estimates[c * 3 + j] * row[j] }
        logits.append(logit)
      }
      return ReferenceSoftmax.logProbabilities(logits)[k].exponential
    }
    for (index, effect) in effects.enumerated() {
      let (k, j) = index.quotientAndRemainder(dividingBy: 3)
      let mean = rows.reduce(0) { sum, row in
        sum
          + ReferenceSoftmax.derivative { step in
            var moved = row
            moved[j] += step
            return probability(k, moved)
          } / 200
      }
      // Central differences with steps of 1e-3: the third derivative is left.
      #expect(abs(effect.estimate - mean) < 1e-6)
    }
  }

  @Test func effectsAreTheSameHoweverManyAreTakenAtOnce() throws {
    let request = StatisticsRequest(
      standardErrors: .robust, marginalEffects: .average, indicators: [IndicatorGroup(levels: [0, 1])])
    let found = try [1, 3, 6, 1000].map { count in
      try LikelihoodAnalysis(data, engine: Execution.automatic.engine, effectColumnCount: count)
        .run(
          from: fit.model.parameters, stopReason: .converged, reference: 0, confidence: 0.95, request
        ).marginalEffects
    }
    #expect(found[0] != nil && found.allSatisfy { $0 == found[0] })
  }

  @Test func threadsChangeNoBit() throws {
    var numbers = MadeNumbers(seed: 71)
    let count = 3000
    let made = try Dataset(
      features: Features(numbers.floats(count * 4), input: .vector(featureCount: 4)),
      labels: (0..<count).map { ($0 * 7 + $0 / 3) % 4 }
    ).grouped(by: (0..<count).map { UInt32($0 % 90) })
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(made)
    for kind in StandardErrors.allCases {
      let found = try [1, 2, 3].map { threads in
        try fit.statistics(
          on: made, standardErrors: kind, marginalEffects: .average, keepsCovariance: true,
          execution: Execution(threads: threads))
      }
      #expect(found[1] == found[0] && found[2] == found[0])
    }
  }

  @Test func groupsThatSayNothingAreRefused() throws {
    #expect(throws: StatisticsError.noGroups) {
      try fit.statistics(on: data, standardErrors: .clustered)
    }
    let one = try data.grouped(by: [UInt32](repeating: 5, count: 200))
    #expect(throws: StatisticsError.singleGroup) {
      try fit.statistics(on: one, standardErrors: .clustered)
    }
  }

  @Test func whatTakesTooMuchMemoryIsRefusedByName() throws {
    let limit = LikelihoodAnalysis.byteCount(classCount: 3, featureCount: 3, hasBias: true)
    let grouped = try data.grouped(by: (0..<200).map(UInt32.init))
    func run(_ limit: Int, _ request: StatisticsRequest) throws {
      _ = try LikelihoodAnalysis(grouped, engine: Execution.automatic.engine, memoryLimit: limit)
        .run(
          from: fit.model.parameters, stopReason: .converged, reference: 0, confidence: 0.95, request)
    }
    try run(limit, StatisticsRequest())
    // The sandwich has five matrices of 8 x 8 more, the covariance four; 200 groups have 200 scores of 8, and 16 to spare.
    for (request, least, words) in [
      (StatisticsRequest(standardErrors: .robust), limit + 5 * 512, "robust errors of 8 estimates"),
      (StatisticsRequest(keepsCovariance: true), limit + 4 * 512, "the covariance of 8 estimates"),
      (StatisticsRequest(standardErrors: .clustered), 200 * 24 * 8, "the scores of 200 groups"),
    ] {
      try run(least, request)
      let error = #expect(throws: StatisticsError.self) { try run(least - 1, request) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "none")")
    }
  }

  @Test func aPreparationOfOtherFeaturesIsRefused() throws {
    let preparation = Preparation(
      columns: [
        PreparedColumn(
          column: TableColumn(name: "x", kind: .number(origin: 0)), means: [0], hasIndicator: false)
      ], missing: .error, unseen: .error, labelColumn: nil)
    #expect(throws: DatasetError.self) {
      try fit.statistics(on: data, marginalEffects: .means, preparation: preparation)
    }
  }
}
