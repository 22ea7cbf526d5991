// A search's scores and model are the same bits for any number of threads and any instruction set.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct SearchSameBitsTests {
  /// One thread with the fastest kernels, then others: threads beyond the machine's cores, every table with three.
  static let executions =
    [1, 2, 5].map { Execution(table: .supported[0], threads: $0, isPatient: true) }
    + KernelTable.supported.dropFirst().map { Execution(table: $0, threads: 3, isPatient: true) }

  private func check(
    _ data: Dataset, strengths: [Double], folds: Int, hasBias: Bool = true,
    standardize: SoftmaxClassifier.Standardize = .automatic
  ) throws {
    let results = try Self.executions.map { execution in
      try PenaltySearch(
        grid: .strengths(strengths), folds: folds, rule: .oneStandardError,
        classifier: SoftmaxClassifier(
          solver: .automatic(maxIterations: 3), hasBias: hasBias, standardize: standardize, execution: execution
        )
      ).run(on: data, test: data)
    }
    #expect(results[0].scores.count == strengths.count)
    #expect(results[0].scores.allSatisfy { $0.passes > 4 })
    for (result, execution) in zip(results, Self.executions).dropFirst() {
      #expect(result.scores == results[0].scores, "\(execution)")
      #expect(result.chosenIndex == results[0].chosenIndex, "\(execution)")
      #expect(
        result.fit?.model.weights.map(\.bitPattern) == results[0].fit?.model.weights.map(\.bitPattern),
        "\(execution)")
      #expect(result.fit?.model.bias.map(\.bitPattern) == results[0].fit?.model.bias.map(\.bitPattern))
      #expect(result.fit?.report.certificate == results[0].fit?.report.certificate, "\(execution)")
    }
  }

  private func made(
    _ sampleCount: Int, _ featureCount: Int, _ classCount: Int, isBytes: Bool, isWeighted: Bool = false
  ) throws -> Dataset {
    var numbers = MadeNumbers(seed: 137)
    let count = sampleCount * featureCount
    let features =
      isBytes
      ? try Features(bytes: numbers.bytes(count), input: .image(shape: [1, featureCount]))
      : try Features(numbers.floats(count), input: .vector(featureCount: featureCount))
    let data = try Dataset(
      features: features, classIndices: numbers.indices(sampleCount, below: classCount),
      classes: ClassVocabulary(of: 0..<classCount))
    guard isWeighted else { return data }
    return try data.weighted(by: (0..<sampleCount).map { _ in Double(numbers.next()).magnitude + 0.1 })
  }

  @Test func newtonsMethodOnATable() throws {
    try check(IrisRows.dataset(), strengths: [1, 0.1, 1e-3], folds: 5)
  }

  /// 3 x 160 free parameters, more than a chunk of rows, absent runs longer than a tile.
  @Test func fewClassesOfBytes() throws {
    try check(made(4300, 160, 3, isBytes: true), strengths: [0.1, 1e-3], folds: 3)
  }

  /// 17 x 40 free parameters, by columns of the gradient.
  @Test func manyClassesOfWeightedFloats() throws {
    try check(
      made(1100, 40, 17, isBytes: false, isWeighted: true), strengths: [0.1, 1e-3], folds: 3, hasBias: false,
      standardize: .always)
  }
}
