// Interactions in a model's card, and cards with some that cannot be.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFormats

@Suite struct InteractionRecordTests {
  private func fitted() throws -> (file: ModelFile, table: Table, preparation: Preparation, data: Dataset) {
    var numbers = MadeNumbers(seed: 8)
    let table = Table(
      name: "t",
      columns: [
        TableColumn(name: "x", kind: .number(origin: 0)),
        TableColumn(name: "kind", kind: .category(["p", "q"])),
      ], rowCount: 40, numbers: SharedStorage(numbers.floats(40)), codes: [numbers.indices(40, below: 2)],
      labels: CategoryValues(codes: numbers.indices(40, below: 2), names: ["a", "b"]), labelColumn: "y")
    let preparation = try Preparation(
      learnedOn: table, interactions: [Interaction("x", "kind"), Interaction("x", "x")])
    let data = try preparation.dataset(of: table)
    let fit = try SoftmaxClassifier().fit(data)
    let file = ModelFile(
      fit.model, preparation: preparation, training: TrainingRecord(fit.report, data: data))
    return (file, table, preparation, data)
  }

  @Test func aPreparationWithThemIsReadAsItWasWritten() throws {
    let made = try fitted()
    let read = try ModelFile(SharedStorage(made.file.encoded()), path: "m")
    #expect(read.preparation == made.preparation)
    #expect(try read.preparation?.features(of: made.table).input == made.data.features.input)
    #expect(
      try read.verification(against: VerificationData(training: made.data, preparation: made.preparation))
        .finding
        == .confirmed)
  }

  @Test(arguments: [
    ("[[\"x\",\"kind\"]]", "does not fit the model"),
    ("[[\"x\"],[\"x\",\"x\"]]", "interactions.0' has 1 names, expected 2"),
    ("[[\"x\",\"z\"],[\"x\",\"x\"]]", "names 'z', which is no column"),
    ("[[\"kind\",\"x\"],[\"x\",\"x\"]]", "does not fit the model"),
    ("[[\"kind\",\"kind\"]]", "does not fit the model"),
  ])
  func whatDoesNotFitIsNamed(_ pairs: String, _ problem: String) throws {
    let container = try SafetensorsFile(SharedStorage(fitted().file.encoded()), path: "m")
    let card = try StrictJSON.parse(Array(try #require(container.metadata["softmax"]).utf8), path: "m")
    let changed = CardEdit.setting(
      "preparation.interactions", to: try StrictJSON.parse(Array(pairs.utf8), path: "p"), in: card)
    let bytes = SafetensorsFile(tensors: container.tensors, metadata: ["softmax": changed.encoded]).encoded()
    let error = #expect(throws: FileError.self) { try ModelFile(SharedStorage(bytes), path: "m") }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }
}
