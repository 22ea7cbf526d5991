// Values that are looked at when they are used: once, and before any work.

import SoftmaxKernels
import SoftmaxRegression
import Testing

@Suite struct ValueCheckTests {
  private let input = InputDescription.vector(featureCount: 2)

  private func features(_ values: [Float]) throws -> Features {
    try Features(unchecked: SharedStorage(values), input: input)
  }

  private static let classes = ["a", "b", "a", "b"]

  @Test func theFirstValueThatIsNotFiniteIsNamed() throws {
    var values = [Float](repeating: 1, count: 20_000)
    #expect(throws: Never.self) { try features(values).checkValues() }
    values[9001] = -.infinity
    values[15_000] = .nan
    let unchecked = try features(values)
    for _ in 0..<2 {
      #expect(throws: DatasetError.notFinite(sample: 4500, feature: 1, value: "-inf")) {
        try unchecked.checkValues()
      }
      #expect(unchecked.needsCheck)
    }
    values[9001] = .greatestFiniteMagnitude
    #expect(throws: DatasetError.notFinite(sample: 7500, feature: 0, value: "nan")) {
      try features(values).checkValues()
    }
  }

  @Test func valuesAreLookedAtOnceForAllCopies() throws {
    let whole = try features([1, 2, 3, 4, 5, 6])
    let copy = whole
    let part = whole.samples(1..<2)
    let gathered = whole.samples(at: [2, 0])
    #expect(whole.needsCheck && part.needsCheck && gathered.needsCheck)
    try part.checkValues()
    #expect(whole.needsCheck && !part.needsCheck && gathered.needsCheck)
    try whole.checkValues()
    #expect(!copy.needsCheck && !gathered.needsCheck)
    #expect(!whole.samples(0..<1).needsCheck && !whole.samples(at: [1]).needsCheck)
  }

  @Test func checkedValuesNeedNoSecondLook() throws {
    #expect(try !Features([1, 2], input: input).needsCheck)
    #expect(try !Features(bytes: [1, 2], input: input).needsCheck)
  }

  @Test func partsOfUncheckedValuesAreCheckedByThemselves() throws {
    let whole = try features([1, 2, .nan, 4, 5, 6])
    #expect(throws: Never.self) { try whole.samples(2..<3).checkValues() }
    #expect(throws: Never.self) { try whole.samples(at: [2, 0]).checkValues() }
    #expect(throws: DatasetError.notFinite(sample: 0, feature: 0, value: "nan")) {
      try whole.samples(1..<3).checkValues()
    }
    #expect(throws: DatasetError.notFinite(sample: 1, feature: 0, value: "nan")) {
      try whole.samples(at: [0, 1]).checkValues()
    }
  }

  @Test func joinedValuesNeedALookIfOneOfThemDoes() throws {
    let checked = try Features([1, 2], input: input)
    let unchecked = try features([3, .nan])
    #expect(try !checked.appending(checked).needsCheck)
    for joined in [try checked.appending(unchecked), try unchecked.appending(checked)] {
      #expect(joined.needsCheck)
      #expect(throws: DatasetError.self) { try joined.checkValues() }
    }
  }

  @Test func everyUseRefusesThemBeforeItBegins() throws {
    let good = try Dataset(features: features([1, 2, 3, 1, 1, 3, 4, 1]), labels: Self.classes)
    let bad = try Dataset(features: features([1, 2, 3, 1, 1, .infinity, 4, 1]), labels: Self.classes)
    let error = DatasetError.notFinite(sample: 2, feature: 1, value: "inf")
    let classifier = try SoftmaxClassifier()
    let stochastic = try SoftmaxClassifier(solver: .stochastic(StochasticSettings()))
    var events = 0
    for fit in [classifier, stochastic] {
      #expect(throws: error) {
        try fit.fit(bad, every: .batch) { _ in
          events += 1
          return .continue
        }
      }
      #expect(throws: error) {
        try fit.fit(good, test: bad, every: .batch) { _ in
          events += 1
          return .continue
        }
      }
    }
    #expect(throws: error) { try classifier.fit(good, validation: bad) }
    let search = try PenaltySearch(folds: 2)
    #expect(throws: error) {
      try search.run(on: bad) { _ in
        events += 1
        return .continue
      }
    }
    #expect(throws: error) {
      try search.run(on: good, test: bad) { _ in
        events += 1
        return .continue
      }
    }
    #expect(events == 0)
    let fit = try classifier.fit(good)
    let model = fit.model
    #expect(throws: error) { try model.evaluate(bad) }
    #expect(throws: error) { try model.topClasses(for: bad.features) }
    #expect(throws: error) { try model.predictions(for: bad.features) }
    #expect(throws: error) { try model.logits(for: bad.features) }
    #expect(throws: error) { try model.probabilities(for: bad.features) }
    #expect(throws: error) { try model.objective(on: bad) }
    #expect(throws: error) { try model.certificate(on: bad, l2Penalty: 0.1) }
    let plain = try SoftmaxClassifier(l2Penalty: 0)
    let mixed = try Dataset(
      features: features([1, 2, 1, 2, 3, 1, 3, 1]), labels: ["a", "b", "a", "b"])
    let unpenalised = try plain.fit(mixed)
    #expect(throws: error) { try unpenalised.statistics(on: bad) }
  }

  @Test func uncheckedValuesFitAsCheckedOnesDo() throws {
    let values: [Float] = [1, 2, 3, 1, 1, 3, 4, 1]
    let checked = try Dataset(features: Features(values, input: input), labels: Self.classes)
    let unchecked = try Dataset(features: features(values), labels: Self.classes)
    let classifier = try SoftmaxClassifier()
    #expect(try classifier.fit(unchecked).model == classifier.fit(checked).model)
    #expect(!unchecked.features.needsCheck)
  }

  @Test func theShapeIsCheckedAtOnce() {
    #expect(throws: DatasetError.noSamples) { try features([]) }
    #expect(throws: DatasetError.incompleteRow(valueCount: 3, featureCount: 2)) { try features([1, 2, .nan]) }
  }
}
