// Objects of scikit-learn in a skops file say what the model says.

import SoftmaxFiles
import SoftmaxKernels
import Testing

@testable import SoftmaxFormats
@testable import SoftmaxRegression

@Suite struct SkopsFormatTests {
  private let format = SkopsFormat()

  /// Numbers, yes and no in both directions, an origin; missing cells are refused.
  private static let numbers = ExportModels.Named("numbers", columns(["age", "seen", "member", "active"]))

  private static func columns(_ names: [String]) -> ModelFile {
    let columns = ExportModels.columns.filter { names.contains($0.column.name) }.map { column in
      PreparedColumn(column: column.column, means: column.means, hasIndicator: false, base: column.base)
    }
    let preparation = Preparation(
      columns: columns, missing: .error, unseen: .error, labelColumn: "kind")
    let model = ExportModels.dense(
      preparation.input, classes: ["cat", "dog", "ship"], seed: 30,
      scales: columns.map { max(abs($0.means[0]), 1) })
    return ModelFile(model, preparation: preparation)
  }

  private static let held =
    ExportModels.allDense.filter { $0.name != "merged classes" } + [numbers]

  @Test(arguments: held)
  func everyModelThatItHoldsIsProven(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(format, model.file)
    #expect(proof.probabilityDifference < 1e-6)
  }

  @Test func whatItCannotHoldIsNamed() {
    ExportChecks.refuses(format, ExportModels.offsets.file, "offsets")
    ExportChecks.refuses(format, ExportModels.mergedClasses.file, "merged classes")
    ExportChecks.refuses(format, ExportModels.table.file, "categories")
    ExportChecks.refuses(format, ExportModels.numberTable.file, "missing cells")
  }

  @Test func originsAreTakenAwayByAStandardScaler() throws {
    let contents = try ExportChecks.contents(format, ExportModels.origins.file)
    let file = try SkopsFile(contents.single, path: "m.skops")
    #expect(file.root.value.typeName == "sklearn.pipeline.Pipeline")
    let model = try ForeignPipeline(file.root, path: "m.skops").model
    #expect(model.means == [0, 1_700_000_000, -8_388_609.25, 0.5] && model.scales == nil)
    // As a model of ours again the origins that matter are origins.
    let back = try SkopsImport().model(in: contents, ImportOptions())
    #expect(back.model.input.origins == [0, 1_700_000_000, -8_388_609.25, 0])
    #expect(back.model.weights == ExportModels.origins.file.model.weights)
  }

  @Test func columnsKeepTheirNames() throws {
    let contents = try ExportChecks.contents(format, Self.numbers.file)
    let back = try SkopsImport().model(in: contents, ImportOptions())
    #expect(back.preparation?.columns.map(\.column.name) == ["age", "seen", "member", "active"])
  }

  @Test func notesAreAnAttribute() throws {
    let contents = try ExportChecks.contents(format, ExportModels.recorded.file)
    let file = try SkopsFile(contents.single, path: "m.skops")
    guard case .json(let notes) = file.root.value["softmax_notes_"] else {
      Issue.record("no notes")
      return
    }
    #expect(notes["trained_on"]?.text == ExportNotes(ExportModels.recorded.file, proof: nil)["trained_on"])
  }

  @Test func damageIsSeen() throws {
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file, most: 150)
    try ExportChecks.survivesDamage(format, ExportModels.origins.file, most: 150)
  }
}
