// A model file keeps how a table becomes features, and refuses what contradicts the model.

import Foundation
import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PreparationRecordTests {
  private let folder: TemporaryDirectory
  private let table = Table(
    name: "t.csv",
    columns: [
      TableColumn(name: "age", kind: .number(origin: 40)), TableColumn(name: "member", kind: .boolean),
      TableColumn(name: "colour", kind: .category(["red", "blue"])),
    ], rowCount: 4, numbers: SharedStorage([1, 0, .nan, 1, 3, 1, 4, 0]), codes: [[0, 1, 1, 0]],
    labels: CategoryValues(codes: [0, 1, 0, 1], names: ["a", "b"]), labelColumn: "kind")

  init() throws { folder = try TemporaryDirectory() }

  private func preparation() throws -> Preparation {
    try Preparation(learnedOn: table, missing: .indicator, unseen: .zeros)
  }

  private func file() throws -> ModelFile {
    let preparation = try preparation()
    let data = try preparation.dataset(of: table)
    let fit = try SoftmaxClassifier().fit(data)
    return ModelFile(
      fit.model, preparation: preparation,
      training: TrainingRecord(
        fit.report, data: data,
        rows: RowSelection(
          holdout: 0.25, splitColumn: "part", groupColumn: "patient", weightColumn: "w", heldOutCount: 3)))
  }

  @Test func aPreparationIsReadBackAsItWas() throws {
    let file = try file()
    try file.write(to: folder.file("m.safetensors"))
    let back = try ModelFile(contentsOf: folder.file("m.safetensors"))
    #expect(back == file)
    #expect(try back.preparation == preparation())
    #expect(back.card.training?.rows?.groupColumn == "patient")
    #expect(ModelFile(file.model).preparation == nil)
  }

  @Test(arguments: [
    (#""name":"age""#, #""name":"years""#), (#""kind":"boolean""#, #""kind":"category""#),
    (#""kind":"boolean""#, #""kind":"date""#),
    (#""categories":["blue","red"]"#, #""categories":["blue","blue"]"#),
    (#""missing":"indicator""#, #""missing":"maybe""#), (#""origin":40"#, #""origin":41"#),
    (#""unseen":"zeros""#, #""unseen":"ones""#),
  ])
  func whatContradictsTheModelIsRefused(_ change: (from: String, to: String)) throws {
    let bytes = try file().encoded()
    let text = String(decoding: bytes, as: UTF8.self)
    // The card is JSON within JSON.
    func quoted(_ text: String) -> String { text.replacing("\"", with: "\\\"") }
    #expect(text.contains(quoted(change.from)))
    try folder.write(
      SafetensorsEdit.replacing(quoted(change.from), with: quoted(change.to), in: bytes), to: "bad.safetensors")
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: folder.file("bad.safetensors")) }
    #expect(error?.problem.contains("'preparation' does not fit the model") == true)
  }
}

/// Changing a header's text, with its length.
private enum SafetensorsEdit {
  static func replacing(_ old: String, with new: String, in file: [UInt8]) -> [UInt8] {
    let length = (0..<8).reduce(0) { $0 | Int(file[$1]) << (8 * $1) }
    var header = Array(
      String(decoding: file[8..<8 + length], as: UTF8.self).replacing(old, with: new, maxReplacements: 1).utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + file[(8 + length)...]
  }
}
