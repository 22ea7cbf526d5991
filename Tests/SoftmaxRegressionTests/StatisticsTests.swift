// Standard errors and tests against statsmodels, finite differences and themselves.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct StatisticsTests {
  private func fit(
    _ data: Dataset, standardize: SoftmaxClassifier.Standardize = .automatic
  ) throws -> SoftmaxFit {
    try SoftmaxClassifier(l2Penalty: 0, standardize: standardize).fit(data)
  }

  /// What is not rounding is what statsmodels' own iterations leave: they end at steps of 1e-14 of the likelihood.
  private func check(
    _ statistics: ModelStatistics, _ golden: StatisticsGolden, against reference: String? = nil
  )
    throws
  {
    var rows = try statistics.coefficients(against: reference)
    if reference == "general" {
      // The golden has the third class first.
      rows = Array(rows[(rows.count / 2)...] + rows[..<(rows.count / 2)])
    }
    func relative(_ found: [Double], _ expected: [Double]) -> Double {
      zip(found, expected).map { Closeness.relative($0, from: $1) }.max() ?? .infinity
    }
    // Estimates may be small beside their errors.
    #expect(Closeness.largestDifference(rows.map(\.estimate), golden.estimates) < 1e-9)
    #expect(relative(rows.map(\.standardError), golden.standardErrors) < 1e-9)
    #expect(Closeness.largestDifference(rows.map(\.z), golden.z) < 1e-9)
    #expect(Closeness.largestDifference(rows.map(\.pValue), golden.p) < 1e-9)
    #expect(Closeness.largestDifference(rows.map(\.interval.lowerBound), golden.lower) < 1e-9)
    #expect(Closeness.largestDifference(rows.map(\.interval.upperBound), golden.upper) < 1e-9)
    #expect(relative(rows.map(\.oddsRatio), golden.estimates.map(\.exponential)) < 1e-8)
    #expect(relative(rows.map(\.oddsRatioInterval.upperBound), golden.upper.map(\.exponential)) < 1e-8)
    #expect(Closeness.relative(statistics.logLikelihood, from: golden.logLikelihood) < 1e-12)
    #expect(Closeness.relative(statistics.aic, from: golden.aic) < 1e-12)
    #expect(Closeness.relative(statistics.bic, from: golden.bic) < 1e-12)
  }

  /// statsmodels finds the likelihood of intercepts alone by iterations too, to 7e-9 here.
  private func checkTest(_ statistics: ModelStatistics, _ golden: StatisticsGolden) {
    let test = statistics.likelihoodRatioTest
    #expect(abs(statistics.nullLogLikelihood - golden.nullLogLikelihood) < 1e-7)
    #expect(abs(test.chiSquare - golden.chiSquare) < 1e-7)
    #expect(Closeness.relative(test.pValue, from: golden.chiSquareP) < 1e-6)
    #expect(abs(statistics.pseudoRSquared - golden.pseudoRSquared) < 1e-9)
  }

  @Test(arguments: [SoftmaxClassifier.Standardize.automatic, .never])
  func everyFigureIsThatOfStatsmodels(_ standardize: SoftmaxClassifier.Standardize) throws {
    let data = try StatisticsGolden.data()
    let statistics = try fit(data, standardize: standardize).statistics(on: data)
    #expect(statistics.referenceName == "academic" && statistics.observationCount == 200)
    #expect(statistics.terms == ["(intercept)"] + StatisticsGolden.columnNames)
    #expect(statistics.parameterCount == 8 && statistics.likelihoodRatioTest.degreesOfFreedom == 6)
    try check(statistics, .academic)
    checkTest(statistics, .academic)
    try check(statistics, .general, against: "general")
    #expect(
      try statistics.coefficients().map(\.className)
        == Array(repeating: "general", count: 4) + Array(repeating: "vocation", count: 4))
  }

  @Test func theReferenceCanBeChosenForTheFit() throws {
    let data = try StatisticsGolden.data()
    let fit = try fit(data)
    let statistics = try fit.statistics(on: data, reference: "general")
    try check(statistics, .general, against: "general")
    let own = try statistics.coefficients()
    #expect(own == (try statistics.coefficients(against: "general")))
    for (a, b) in zip(own, try fit.statistics(on: data).coefficients(against: "general")) {
      #expect(abs(a.estimate - b.estimate) < 1e-12 && a.standardError == b.standardError)
    }
  }

  @Test func withoutInterceptsTheyAreThoseOfStatsmodelsToo() throws {
    let data = try StatisticsGolden.data()
    let statistics = try SoftmaxClassifier(l2Penalty: 0, hasBias: false).fit(data).statistics(on: data)
    #expect(statistics.terms == StatisticsGolden.columnNames && !statistics.hasIntercept)
    try check(statistics, .withoutIntercepts)
    // Intercepts alone are no part of this model: its null model has equal probabilities.
    #expect(Closeness.relative(statistics.nullLogLikelihood, from: -200 * 1.0986122886681098) < 1e-15)
    #expect(statistics.likelihoodRatioTest.degreesOfFreedom == 6)
  }

  @Test func repeatedSamplesAreAsManyObservations() throws {
    let data = try StatisticsGolden.data()
    // The last one was not seen at all.
    let counts = (0..<200).map { 1 + $0 % 3 } + [0]
    let repeated = try data.samples(at: Array(0..<200) + [7]).repeated(by: counts)
    let statistics = try fit(repeated).statistics(on: repeated)
    #expect(statistics.observationCount == 399)
    try check(statistics, .repeated)
    checkTest(statistics, .repeated)
  }

  @Test func weightsSayNothingOfHowManyWereObserved() throws {
    let data = try StatisticsGolden.data()
    let weighted = try data.weighted(by: (0..<200).map { Double(1 + $0 % 3) })
    #expect(throws: StatisticsError.samplesWeighted) { try fit(weighted).statistics(on: weighted) }
    // Weights that are all alike make no difference, and one of 0 leaves its sample out.
    let alike = try data.samples(at: Array(0..<200) + [7]).weighted(
      by: [Double](repeating: 3, count: 200) + [0])
    let (first, second) = try (fit(data).statistics(on: data), fit(alike).statistics(on: alike))
    #expect(first.observationCount == 200 && second.observationCount == 200)
    for (a, b) in zip(try first.coefficients(), try second.coefficients()) {
      #expect(Closeness.relative(a.standardError, from: b.standardError) < 1e-9)
    }
  }

  @Test func weightedClassesHaveNone() throws {
    let data = try StatisticsGolden.data()
    let fit = try SoftmaxClassifier(l2Penalty: 0, classWeights: .balanced).fit(data)
    #expect(throws: StatisticsError.classesWeighted) { try fit.statistics(on: data) }
  }

  @Test func errorsAreThoseOfDifferencesOfTheLikelihood() throws {
    var numbers = MadeNumbers(seed: 301)
    let labels = (0..<90).map { $0 % 3 }
    let data = try Dataset(
      features: Features(numbers.floats(90 * 2, scale: 3), input: .vector(featureCount: 2)), labels: labels)
    let fit = try fit(data)
    let statistics = try fit.statistics(on: data, reference: "2")
    let rows = EverySolver.exactRows(of: data.features)
    // The last class is fixed at 0; terms are (intercept, two features).
    let estimates = try statistics.coefficients().map(\.estimate)
    func negativeLogLikelihood(_ x: [Double]) -> Double {
      var sum = 0.0
      for (row, label) in zip(rows, labels) {
        let logits = (0..<2).map { x[$0 * 3] + x[$0 * 3 + 1] * row[0] + x[$0 * 3 + 2] * row[1] } + [0]
        sum -= ReferenceSoftmax.logProbabilities(logits)[label]
      }
      return sum
    }
    let information = (0..<6).flatMap { i in
      (0..<6).map { j in
        ReferenceSoftmax.derivative { a in
          ReferenceSoftmax.derivative { b in
            var x = estimates
            x[i] += a
            x[j] += b
            return negativeLogLikelihood(x)
          }
        }
      }
    }
    for (i, row) in try statistics.coefficients().enumerated() {
      let unit = (0..<6).map { $0 == i ? 1.0 : 0 }
      let variance = ReferenceProblem.solve(information, unit, order: 6)[i]
      // Second differences with steps of 1e-3 lose ten digits to rounding: 1e-14 x 60 / 1e-6.
      #expect(Closeness.relative(row.standardError, from: variance.squareRoot()) < 1e-6)
    }
  }

  @Test func unitsOfAColumnChangeItsCoefficientAlone() throws {
    // Times a power of two, so that nothing is rounded.
    let (data, scaled) = (try StatisticsGolden.data(), try StatisticsGolden.data(kind: .vector, scale: 1024))
    let first = try fit(data).statistics(on: data).coefficients()
    let second = try fit(scaled, standardize: .always).statistics(on: scaled).coefficients()
    for (a, b) in zip(first, second) {
      let factor = a.term == "score" ? 1024.0 : 1
      #expect(Closeness.relative(b.standardError * factor, from: a.standardError) < 1e-9)
      #expect(abs(b.z - a.z) < 1e-9)
    }
  }

  @Test func columnsFarFromZeroKeepTheirErrors() throws {
    let data = try StatisticsGolden.data()
    let shifted = try Dataset(
      features: Features(
        rows: (0..<200).map { sample in
          let row = data.features.row(sample)
          return [row[0], row[1], row[2] + 50_000]
        }, input: .table(featureCount: 3)), labels: (0..<200).map { data.label($0) })
    let first = try fit(data).statistics(on: data)
    let second = try fit(shifted).statistics(on: shifted)
    for (a, b) in zip(try first.coefficients(), try second.coefficients()) where a.term != "(intercept)" {
      // Half a unit in the last place of 50,000, beside a standard deviation of 5, is 7e-13; sums lose some of those.
      #expect(Closeness.relative(b.standardError, from: a.standardError) < 1e-8)
      #expect(abs(b.estimate - a.estimate) < 1e-8)
    }
    #expect(abs(first.logLikelihood - second.logLikelihood) < 1e-9)
  }

  @Test func theConfidenceSetsTheIntervalsAlone() throws {
    let data = try StatisticsGolden.data()
    let statistics = try fit(data).statistics(on: data, confidence: 0.99)
    // Two-sided 99 %: 2.5758 standard errors.
    for row in try statistics.coefficients() {
      let half = (row.interval.upperBound - row.interval.lowerBound) / 2
      #expect(Closeness.relative(half, from: 2.5758293035489004 * row.standardError) < 1e-12)
    }
    for (a, b) in zip(try statistics.coefficients(), try statistics.coefficients(confidence: 0.5)) {
      #expect(a.standardError == b.standardError && a.interval.contains(b.interval.lowerBound))
    }
    for wrong in [0, 1, -1, 2, .nan, .infinity] {
      #expect(throws: ConfigurationError.self) { try statistics.coefficients(confidence: wrong) }
    }
  }

  @Test func aReferenceThatIsNoClassIsRefused() throws {
    let data = try StatisticsGolden.data()
    let fit = try fit(data)
    let error = #expect(throws: ConfigurationError.self) { try fit.statistics(on: data, reference: "genral") }
    #expect(
      error?.description
        == "reference must be one of the classes academic, general, vocation (did you mean 'general'?), not genral"
    )
  }

  @Test func twoClassesAreOneLogisticRegression() throws {
    let all = try StatisticsGolden.data()
    let indices = (0..<200).filter { all.label($0) != "general" }
    let data = try Dataset(
      features: all.features.samples(at: indices), labels: indices.map { all.label($0) })
    let statistics = try fit(data).statistics(on: data)
    #expect(statistics.parameterCount == 4)
    let there = try statistics.coefficients()
    let back = try statistics.coefficients(against: "vocation")
    for (a, b) in zip(there, back) {
      #expect(a.estimate == -b.estimate && a.standardError == b.standardError && a.pValue == b.pValue)
    }
  }

  @Test func whereManyErrorsAreNotKeptTheReferenceStays() throws {
    let data = try StatisticsGolden.data()
    let fit = try fit(data)
    let all = try fit.statistics(on: data, reference: "general")
    // Three pairs of classes and four terms are twelve errors.
    let some = try LikelihoodAnalysis(data, engine: Execution.automatic.engine, keptCount: 11).run(
      from: fit.model.parameters, stopReason: .converged, reference: 1, confidence: 0.95)
    #expect(some.errors.values.count == 8 && all.errors.values.count == 12)
    #expect(try some.coefficients() == all.coefficients())
    let error = #expect(throws: ConfigurationError.self) { try some.coefficients(against: "academic") }
    #expect(error?.description.hasPrefix("reference must be 'general', because ") == true)
  }

  @Test func pairsOfClassesFindTheirErrors() throws {
    for only in [nil, 0, 1, 3] as [Int?] {
      let pairs = PairwiseErrors.pairs(only: only, classCount: 4)
      let errors = try #require(
        PairwiseErrors(
          only: only, classCount: 4, termCount: 2,
          values: pairs.flatMap { first, second in [Double(first), Double(second)] }))
      for (k, l) in pairs {
        #expect(errors.errors(k, l).map(Array.init) == [Double(k), Double(l)])
        #expect(errors.errors(l, k).map(Array.init) == [Double(k), Double(l)])
      }
      #expect(only == nil || errors.errors(only == 0 ? 1 : 0, 2) == nil)
    }
  }

  @Test func bytesAreIntensities() throws {
    var numbers = MadeNumbers(seed: 302)
    let bytes = numbers.bytes(120 * 4)
    let labels = (0..<120).map { $0 % 3 }
    let pictures = try Dataset(
      features: Features(bytes: bytes, input: .image(shape: [2, 2])), labels: labels)
    let vectors = try Dataset(
      features: Features(bytes.map { Float($0) }, input: .vector(featureCount: 4)), labels: labels)
    let (a, b) = (
      try fit(pictures).statistics(on: pictures).coefficients(),
      try fit(vectors, standardize: .always).statistics(on: vectors).coefficients()
    )
    for (a, b) in zip(a, b) {
      let factor = a.term == "(intercept)" ? 1.0 : 255
      #expect(Closeness.relative(a.standardError, from: b.standardError * factor) < 1e-9)
      #expect(abs(a.z - b.z) < 1e-9)
    }
  }
}
