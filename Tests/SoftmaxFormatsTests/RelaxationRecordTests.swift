// What a model file says of a relaxed fit, and what it cannot say.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct RelaxationRecordTests {
  private func data() throws -> Dataset {
    var numbers = MadeNumbers(seed: 71)
    let values = numbers.floats(4 * 90)
    let noise = numbers.floats(90)
    return try Dataset(
      name: "made", features: Features(values, input: .table(featureNames: ["w", "x", "y", "z"])),
      labels: (0..<90).map { values[4 * $0] + noise[$0] > 0 ? "yes" : "no" })
  }

  private func file(blend: Double = 0, l2: Double = 0.02) throws -> (
    file: ModelFile, fit: SoftmaxFit, data: Dataset
  ) {
    let data = try data()
    let fit = try SoftmaxClassifier(l1Penalty: 0.1, relaxation: Relaxation(blend: blend, l2Penalty: l2)).fit(
      data)
    return (ModelFile(fit.model, training: TrainingRecord(fit.report, data: data)), fit, data)
  }

  private func read(_ bytes: [UInt8]) throws -> ModelFile { try ModelFile(SharedStorage(bytes), path: "m") }

  @Test func bothFitsAreInTheFile() throws {
    let (file, fit, _) = try file(blend: 0.25)
    let again = try read(file.encoded())
    #expect(again == file)
    let record = try #require(again.card.training?.relaxation)
    let report = try #require(fit.report.relaxation)
    #expect(record.blend == 0.25 && record.l2Penalty == 0.02 && record.keptFeatures == report.keptFeatures)
    #expect(
      record.penalised.certifiedGap == report.penalised.certificate.gap && record.penalised.certifiedGap != nil)
    #expect(record.refit?.objective == report.refit?.certificate.objective)
    #expect(record.refit?.solver == report.refit?.solver.name && record.penalised.solver == "proximal-newton")
  }

  @Test func theRefitOfAFileWithAPenaltyIsProvenAnew() throws {
    let (file, _, data) = try file()
    let found = try file.verification(on: data)
    #expect(found.finding == .confirmed && found.recomputed?.gap != nil)
    let fields = Set(found.unchecked.map(\.field))
    #expect(fields.isSuperset(of: ["training.l1Penalty", "training.relaxation.penalised"]))
    // Another objective than that of all features without a penalty.
    #expect(found.recomputed?.objective == file.card.training?.objective)
  }

  @Test(arguments: [(0.0, 0.0), (0.5, 0.02)])
  func withoutAPenaltyAndOfABlendThereIsNoCertificateButTheRestIsCompared(_ blend: Double, _ l2: Double) throws
  {
    let (file, _, data) = try file(blend: blend, l2: l2)
    let found = try file.verification(on: data)
    #expect(found.finding == .noCertificate && found.recomputed != nil)
    let json = try CardText(file)
    let lie = try read(
      json.replacing(
        "\"trainLogLoss\":\(try #require(file.card.training?.trainLogLoss))", "\"trainLogLoss\":0.125"))
    guard case .differs(let differences) = try lie.verification(on: data).finding else {
      Issue.record("believed")
      return
    }
    #expect(differences.contains { $0.figure == "trainLogLoss" })
  }

  @Test func aRelaxedModelIsNestedInNone() throws {
    let (file, _, data) = try file(l2: 0)
    let whole = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let large = ModelFile(
      whole.model, training: TrainingRecord(whole.report, data: data),
      statistics: StatisticsRecord(try whole.statistics(on: data), data: data, preparation: nil))
    let error = #expect(throws: NestedModelsError.relaxed(.small)) {
      try NestedModels(small: file, large: large)
    }
    #expect(error?.description.contains("chosen on the same rows") == true)
  }

  @Test(arguments: [
    ("\"blend\":0,", "\"blend\":1.5,", "'training.relaxation.blend' is 1.5, expected a share from 0 to 1"),
    ("\"blend\":0,", "\"blend\":1,", "'training.relaxation.refit' stands where there was nothing to refit"),
    (
      "\"keptFeatures\":[0", "\"keptFeatures\":[0,0",
      "'training.relaxation.keptFeatures' are no features from 0 to 3"
    ),
    ("\"keptFeatures\":[0", "\"keptFeatures\":[-1,0", "'training.relaxation.keptFeatures' are no features"),
    (
      "\"keptFeatures\":[0", "\"keptFeatures\":[3",
      "expected 0: 'training.relaxation.keptFeatures' leaves feature 0 out"
    ),
    ("\"l1Penalty\":0.1,", "", "without an L1 penalty"),
  ])
  func whatNoRelaxedFitHasIsRefused(_ old: String, _ new: String, _ problem: String) throws {
    let (file, fit, _) = try file()
    // Only the first column says anything.
    #expect(fit.report.relaxation?.keptFeatures == [0])
    let bytes = try CardText(file).replacing(old, new)
    let error = #expect(throws: FileError.self) { try read(bytes) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  /// A file's card as text, to be changed.
  private struct CardText {
    let container: SafetensorsFile

    init(_ file: ModelFile) throws {
      container = try SafetensorsFile(SharedStorage(file.encoded()), path: "m")
    }

    /// The file's bytes with another card.
    func replacing(_ old: String, _ new: String) throws -> [UInt8] {
      let text = try #require(container.metadata["softmax"])
      try #require(text.contains(old), "\(old) is not in \(text)")
      return SafetensorsFile(
        tensors: container.tensors, metadata: ["softmax": text.replacing(old, with: new)]
      ).encoded()
    }
  }
}
