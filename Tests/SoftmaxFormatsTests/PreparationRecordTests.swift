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

  private func preparation(_ contrasts: TreatmentContrasts? = nil) throws -> Preparation {
    try Preparation(learnedOn: table, missing: .indicator, unseen: .zeros, contrasts: contrasts)
  }

  private func file(_ contrasts: TreatmentContrasts? = nil) throws -> ModelFile {
    let preparation = try preparation(contrasts)
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
    (#""name":"age""#, #""name":"years""#, "'preparation' does not fit the model"),
    (#""name":"age""#, #""name":"colour""#, "'preparation.columns.2.name' is 'colour', which stands twice"),
    (#""kind":"boolean""#, #""kind":"category""#, "'preparation.columns.1.categories' is missing"),
    (
      #""kind":"boolean""#, #""kind":"date""#,
      "'preparation.columns.1.kind' is 'date', expected number, boolean"
    ),
    (
      #""categories":["blue","red"]"#, #""categories":["blue","blue"]"#,
      "'preparation.columns.2.categories' has a name twice"
    ),
    (
      #""missing":"indicator""#, #""missing":"maybe""#, "'preparation.missing' is 'maybe', expected error, mean"
    ),
    (#""missing":"indicator""#, #""missing":"mean""#, "'preparation.columns.0.hasIndicator' is true, but"),
    (#""origin":40"#, #""origin":41"#, "'preparation' does not fit the model"),
    (#""unseen":"zeros""#, #""unseen":"ones""#, "'preparation.unseen' is 'ones', expected error or zeros"),
    (
      #""means":[0.5,0.5]"#, #""means":[0.5,0.25]"#,
      "'preparation.columns.2.means' has the sum 0.75, expected 1"
    ),
    (
      #""means":[0.5,0.5]"#, #""means":[1.5,-0.5]"#,
      "element 0 of 'preparation.columns.2.means' is 1.5, expected a share"
    ),
    (#""means":[0.5,0.5]"#, #""means":[1]"#, "'preparation.columns.2.means' has 1 numbers, expected 2"),
  ])
  func whatContradictsTheModelIsRefused(_ change: (from: String, to: String, part: String)) throws {
    try check(change, in: file())
  }

  @Test func theTextsOfMissingCellsAreReadBackAsTheyWere() throws {
    let learned = try preparation()
    func back(_ words: MissingWords) throws -> (preparation: Preparation?, text: String) {
      let file = try ModelFile(
        file().model,
        preparation: Preparation(
          columns: learned.columns, missing: .indicator, unseen: .zeros, labelColumn: "kind",
          missingWords: words))
      let bytes = try file.encoded()
      try folder.write(bytes, to: "w.safetensors")
      return try (
        ModelFile(contentsOf: folder.file("w.safetensors")).preparation, String(decoding: bytes, as: UTF8.self)
      )
    }
    for words in [MissingWords.usual, MissingWords([]), MissingWords(["-999", "Keine Angabe"])] {
      #expect(try back(words).preparation?.missingWords == words)
    }
    // A file without a list is an older one, which takes None for missing.
    let older = try back(.ofOlderModels)
    #expect(!older.text.contains("missingWords"))
    #expect(older.preparation?.missingWords.words.contains("none") == true)
  }

  @Test(arguments: [
    (#""nan""#, #""NaN""#, "'preparation.missingWords' is 'NaN', expected a text with small letters"),
    (#""nan""#, #""""#, "element 2 of 'preparation.missingWords' is '', expected a text"),
    (#""nan""#, #""na""#, "element 2 of 'preparation.missingWords' is 'na', which stands twice"),
  ])
  func textsOfMissingCellsThatCannotBeAreRefused(_ change: (from: String, to: String, part: String)) throws {
    try check(change, in: file())
  }

  @Test func datesAndTheNotationOfNumbersAreReadBackAsTheyWere() throws {
    let learned = try preparation()
    let days = DatePart(column: "seen", part: .days, order: .dayFirst)
    let columns =
      learned.columns + [
        PreparedColumn(
          column: TableColumn(date: days, kind: .number(origin: 19700)), means: [0.5], hasIndicator: false),
        PreparedColumn(
          column: TableColumn(
            date: DatePart(column: "seen", part: .month, order: .dayFirst), kind: .category(["may"])),
          means: [1], hasIndicator: false),
      ]
    let notation = try #require(NumberNotation(decimalMark: ",", thousandsMark: "."))
    let dated = Preparation(
      columns: columns, missing: .error, unseen: .error, labelColumn: "kind", numberNotation: notation)
    let record = PreparationRecord(dated)
    let data = try JSONEncoder().encode(record)
    let back = try JSONDecoder().decode(PreparationRecord.self, from: data)
    #expect(back.preparation(of: dated.input) == dated)
    let text = String(decoding: data, as: UTF8.self)
    for (from, to) in [
      ("\"part\":\"days\"", "\"part\":\"hour\""), ("\"part\":\"days\"", "\"part\":\"years\""),
      ("\"column\":\"seen\"", "\"column\":\"other\""), ("dayFirst", "yearFirst"),
      ("\"decimalMark\":\",\"", "\"decimalMark\":\";\""), ("\"decimalMark\":\",\"", "\"decimalMark\":\".\""),
    ] {
      let changed = try JSONDecoder().decode(
        PreparationRecord.self, from: Data(text.replacing(from, with: to).utf8))
      #expect(text.contains(from) && changed.problem(input: dated.input) != nil, "\(to)")
    }
  }

  @Test func basesAreReadBackAsTheyWere() throws {
    let contrasts = TreatmentContrasts(bases: ["colour": "red", "member": "yes"])
    let file = try file(contrasts)
    try file.write(to: folder.file("m.safetensors"))
    let back = try ModelFile(contentsOf: folder.file("m.safetensors"))
    #expect(try back == file && back.preparation == preparation(contrasts))
    #expect(back.card.preparation?.columns.map(\.base) == [nil, "yes", "red"])
    // Without contrasts a card has no such member.
    #expect(!String(decoding: try self.file().encoded(), as: UTF8.self).contains("\"base"))
  }

  @Test(arguments: [
    (
      #""base":"red""#, #""base":"green""#,
      "'preparation.columns.2.base' is 'green', expected one of 'categories'"
    ),
    (#""base":"red""#, #""base":"blue""#, "'preparation' does not fit the model"),
    (#""base":"no""#, #""base":"never""#, "'preparation.columns.1.base' is 'never', expected no or yes"),
    (#""base":"no""#, #""base":"yes""#, "'preparation' does not fit the model"),
    (
      #""kind":"number""#, #""base":"no","kind":"number""#,
      "'preparation.columns.0.base' stands beside the kind number"
    ),
    (#""base":"red","#, "", "'preparation.columns.2.means' has 1 numbers, expected 2"),
    (#""means":[0.5]"#, #""means":[0.5,0.5]"#, "'preparation.columns.1.means' has 2 numbers, expected 1"),
  ])
  func basesThatContradictTheModelAreRefused(_ change: (from: String, to: String, part: String)) throws {
    try check(change, in: file(TreatmentContrasts(bases: ["colour": "red"])))
  }

  private func check(_ change: (from: String, to: String, part: String), in file: ModelFile) throws {
    let bytes = try file.encoded()
    let text = String(decoding: bytes, as: UTF8.self)
    // The card is JSON within JSON.
    func quoted(_ text: String) -> String { text.replacing("\"", with: "\\\"") }
    #expect(text.contains(quoted(change.from)))
    try folder.write(
      SafetensorsEdit.replacing(quoted(change.from), with: quoted(change.to), in: bytes), to: "bad.safetensors")
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: folder.file("bad.safetensors")) }
    #expect(error?.problem.contains(change.part) == true, "\(error?.problem ?? "none")")
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
