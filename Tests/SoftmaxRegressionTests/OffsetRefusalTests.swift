// Offsets that lack, are too many, or are no numbers are refused with the reason.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct OffsetRefusalTests {
  @Test func offsetsThatAreNoneAreRefused() {
    #expect(throws: DatasetError.offsetCountMismatch(samples: nil, classes: 2, values: 3)) {
      try SampleOffsets([1, 2, 3], classNames: ["a", "b"])
    }
    #expect(throws: DatasetError.duplicateClass(name: "a")) {
      try SampleOffsets([1, 2], classNames: ["a", "a"])
    }
    #expect(throws: DatasetError.noClasses) { try SampleOffsets([], classNames: []) }
    for value in [Double.nan, .infinity, -1e38] {
      #expect(throws: DatasetError.invalidOffset(sample: 1, className: "b", value: "\(value)")) {
        try SampleOffsets([1, 2, 3, value], classNames: ["a", "b"])
      }
    }
    #expect(
      "\(DatasetError.invalidOffset(sample: 1, className: "b", value: "nan"))".contains(
        "offset of sample 1 for the class 'b'"))
  }

  @Test func everySetOfAFitHasOffsetsOrNone() throws {
    let plain = try MadeData.clouds(perClass: 6)
    let (data, _) = try plain.madeOffset()
    let classifier = try SoftmaxClassifier()
    #expect(throws: DatasetError.missingOffsets) { try classifier.fit(data, test: plain) }
    #expect(throws: DatasetError.unexpectedOffsets) { try classifier.fit(plain, test: data) }
    let stochastic = try SoftmaxClassifier(solver: .stochastic(epochs: 1))
    #expect(throws: DatasetError.missingOffsets) { try stochastic.fit(data, validation: plain, test: data) }
    #expect(throws: DatasetError.missingOffsets) { try PenaltySearch().run(on: data, test: plain) }
    #expect(throws: DatasetError.missingOffsets) { try data.appending(plain, name: "both") }
    let both = try data.appending(data, name: "both")
    #expect(both.offsets?.values == (data.offsets?.values ?? []) + (data.offsets?.values ?? []))
    #expect(throws: DatasetError.offsetCountMismatch(samples: 18, classes: 1, values: 2)) {
      try plain.offset(by: SampleOffsets([1, 2], classNames: ["0"]))
    }
    let unknown = try plain.offset(by: SampleOffsets([Double](repeating: 0, count: 18), classNames: ["11"]))
    #expect(throws: DatasetError.unknownOffsetClass(name: "11", nearest: nil)) { try classifier.fit(unknown) }
  }

  @Test func aModelWithOffsetsNeedsThemAndAnotherRefusesThem() throws {
    let plain = try MadeData.clouds(perClass: 8)
    let (data, _) = try plain.madeOffset()
    let (own, bare) = (try SoftmaxClassifier().fit(data), try SoftmaxClassifier().fit(plain))
    for (model, other, error) in [
      (own.model, plain, DatasetError.missingOffsets), (bare.model, data, .unexpectedOffsets),
    ] {
      #expect(throws: error) { try model.evaluate(other) }
      #expect(throws: error) { try model.probabilities(for: other.features, offsets: other.offsets) }
      #expect(throws: error) { try model.topClasses(for: other.features, offsets: other.offsets) }
      #expect(throws: error) { try model.certificate(on: other, l2Penalty: 0.1) }
      #expect(throws: error) { try model.objective(on: other) }
    }
    let first = data.samples(at: [0, 1])
    #expect(throws: DatasetError.offsetCountMismatch(samples: 24, classes: 3, values: 6)) {
      try own.model.logits(for: data.features, offsets: first.offsets)
    }
  }

  @Test func marginalEffectsAreRefused() throws {
    let data = try OffsetGolden.housing.people()
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    #expect(throws: StatisticsError.effectsWithOffsets) {
      try fit.statistics(on: data, marginalEffects: .average)
    }
    #expect(throws: DatasetError.missingOffsets) {
      try fit.statistics(on: OffsetGolden.housing.people(hasOffsets: false))
    }
  }
}
