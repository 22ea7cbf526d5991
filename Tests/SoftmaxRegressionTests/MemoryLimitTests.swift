// Fits whose samples lie in files: every method, with divisions, preparation and certificates, to the same bits.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxKernels
@testable import SoftmaxRegression

@Suite struct MemoryLimitTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Where 4 KiB are large, so that all that is made of samples lies in files.
  private func within<Value>(_ body: () throws -> Value) rethrows -> Value {
    try MemoryBudget.$current.withValue(
      MemoryBudget(limit: 8 << 10, isChosen: false, folder: folder.path), operation: body)
  }

  private func data() throws -> Dataset {
    var numbers = MadeNumbers(seed: 11)
    let values = numbers.floats(900 * 12, scale: 2)
    let labels = (0..<900).map { UInt32(abs(Int(values[$0 * 12] * 2 + values[$0 * 12 + 1])) % 3) }
    return try Dataset(
      name: "made", features: Features(values, input: .vector(featureCount: 12)), classIndices: labels,
      classes: ClassVocabulary(names: ["a", "b", "c"]))
  }

  @Test(arguments: [
    SolverConfiguration.automatic(), .lbfgs(), .newtonCG(), .newtonCholesky(),
    .stochastic(epochs: 3, batchSize: 32),
  ])
  func everyMethodHasTheSameBits(_ solver: SolverConfiguration) throws {
    func fit() throws -> (SoftmaxFit, Dataset) {
      let parts = try data().split(testFraction: 0.3)
      let classifier = try SoftmaxClassifier(solver: solver, standardize: .always)
      return (try classifier.fit(parts.training), try #require(parts.test))
    }
    let (free, freeTest) = try fit()
    let (limited, limitedTest) = try within { try fit() }
    #expect(limitedTest.features.rows.pagedByteCount > 0 && freeTest.features.rows.pagedByteCount == 0)
    #expect(limited.model == free.model)
    #expect(limited.report.certificate == free.report.certificate)
    #expect(try limited.model.evaluate(limitedTest) == free.model.evaluate(freeTest))
  }

  @Test func aTableIsPreparedToTheSameFeatures() throws {
    var numbers = MadeNumbers(seed: 2)
    let first = (0..<1000).map { $0 % 9 == 0 ? nil : Double(numbers.next()) }
    let second = (0..<1000).map { Double($0 * 37 % 101) }
    let words = (0..<1000).map { ["x", "y", "z", "w"][$0 % 4] }
    let classes = (0..<1000).map { ["p", "q"][($0 / 3) % 2] }
    func features() throws -> (Features, Preparation) {
      let table = try Table(
        columns: [
          .init("a", first), .init("b", second), .init("w", words), .init("y", classes),
        ], label: "y")
      let rows = (0..<1000).filter { $0 % 7 != 0 }
      let preparation = try Preparation(
        learnedOn: table, rows: rows, missing: .indicator,
        interactions: [Interaction("a", "w"), Interaction("a", "b")])
      return (try preparation.features(of: table, rows: rows), preparation)
    }
    let (free, preparation) = try features()
    let (limited, limitedPreparation) = try within { try features() }
    #expect(preparation == limitedPreparation)
    #expect(limited.rows.pagedByteCount > 0)
    for row in 0..<free.sampleCount { #expect(free.row(row) == limited.row(row)) }
  }

  @Test func aLimitNeedsAFolderOnADisk() throws {
    let small = #expect(throws: ConfigurationError.self) {
      try MemoryLimit(maxMemory: 1 << 20, cacheFolder: folder.path)
    }
    #expect(small?.parameter == "maxMemory")
    let file = try folder.write([1], to: "file")
    let error = #expect(throws: ConfigurationError.self) {
      try MemoryLimit(maxMemory: 1 << 30, cacheFolder: file + "/below")
    }
    #expect(error?.parameter == "cacheFolder")
  }

  /// The least limit that a refusal names is enough for what was refused.
  @Test func aMethodThatDoesNotFitIsRefused() throws {
    let budget = MemoryBudget(limit: 16 << 20, isChosen: true, folder: folder.path)
    let shortage = #expect(throws: MemoryShortage.self) {
      try MemoryBudget.$current.withValue(budget) {
        try MemoryShortage.check(200e6, for: "the method", advice: "take less")
      }
    }
    #expect(
      shortage?.description.contains("within the limit of 16 MiB; take less, or raise the limit on memory to ")
        == true)
  }
}
