// Samples that were seen several times.

import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct RepeatedSamplesTests {
  private let data: Dataset

  init() throws {
    let features = (0..<60).map { (row: Int) -> [Double] in
      [row % 7, row * 5 % 11, row * 3 % 5].map { Double($0) }
    }
    let classes = try ClassVocabulary(names: ["a", "b", "c"])
    data = try Dataset(
      name: "made", features: Features(rows: features),
      classIndices: (0..<60).map { (row: Int) -> UInt32 in UInt32((row * 7 + row / 9) % 3) }, classes: classes)
  }

  private let counts = (0..<60).map { $0 * 7 % 4 }

  @Test func theyHaveTheBitsOfDataThatHasThemSoOften() throws {
    let indices = counts.enumerated().flatMap { Array(repeating: $0, count: $1) }
    let written = data.samples(at: indices)
    let repeated = try data.repeated(by: counts)
    #expect(repeated.sampleCount == counts.reduce(0, +))
    let settings = try SoftmaxClassifier(l2Penalty: 0.01)
    let (first, second) = (try settings.fit(written), try settings.fit(repeated))
    #expect(first.model == second.model)
    #expect(first.report.certificate.gap == second.report.certificate.gap)
  }

  @Test func theirOptimumIsThatOfWeightsOfTheSameSize() throws {
    let weighted = try data.weighted(by: counts.map(Double.init))
    let settings = try SoftmaxClassifier(l2Penalty: 0.01)
    let (first, second) = try (settings.fit(weighted), settings.fit(try data.repeated(by: counts)))
    let gap = (first.report.certificate.gap ?? 1) + (second.report.certificate.gap ?? 1)
    // Objectives of one function, each at most its bound above the least.
    #expect(abs(first.report.objective - second.report.objective) <= gap + 1e-12)
  }

  @Test func whatStandsBesideSamplesIsRepeatedToo() throws {
    let whole = try data.grouped(by: (0..<60).map { UInt32($0 / 3) }).weighted(
      by: (0..<60).map { Double($0 + 1) })
    let repeated = try whole.repeated(by: counts)
    let rows = counts.enumerated().flatMap { Array(repeating: $0, count: $1) }
    #expect(repeated.sampleWeights == rows.map { Double($0 + 1) })
    #expect(repeated.groups == rows.map { UInt32($0 / 3) })
  }

  @Test func countsThatCannotBeAreRefused() throws {
    #expect(throws: DatasetError.weightCountMismatch(samples: 60, weights: 59)) {
      try data.repeated(by: Array(counts.dropLast()))
    }
    #expect(throws: DatasetError.badFrequency(sample: 0, count: -1)) {
      try data.repeated(by: [-1] + counts.dropFirst())
    }
    #expect(throws: MemoryShortage.self) {
      try data.repeated(by: [.max, .max] + counts.dropFirst(2))
    }
  }
}
