// A model file keeps the words of a text column beside the card.

import Foundation
import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct TextRecordTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func table() throws -> Table {
    try Table(
      columns: [
        Table.Column("mail", texts: ["win money now", "see you at noon", "money for you", "noon then"]),
        Table.Column("kind", ["spam", "ham", "spam", "ham"]),
      ], label: "kind")
  }

  private func file(_ settings: TextSettings = TextSettings()) throws -> ModelFile {
    let preparation = try Preparation(learnedOn: table(), text: settings)
    let data = try preparation.dataset(of: table())
    return try SoftmaxClassifier().fit(data).file(trainedOn: data, preparation: preparation)
  }

  @Test func wordsAreReadBackAsTheyWere() throws {
    let path = folder.file("m.safetensors")
    let file = try file()
    try file.write(to: path)
    let back = try ModelFile(contentsOf: path)
    #expect(back == file)
    let preparation = try #require(back.preparation)
    #expect(
      preparation.columns[0].termNames
        == ["at", "for", "money", "noon", "now", "see", "then", "win", "you"].sorted())
    #expect(back.model.input == preparation.input)
    #expect(
      try preparation.features(of: table()).row(2)
        == Preparation(learnedOn: table()).features(of: table()).row(2))
  }

  @Test func theTensorsAreThoseOfALinearLayerAndWordsStandOnce() throws {
    let path = folder.file("m.safetensors")
    try file().write(to: path)
    let stored = try SafetensorsFile(InputFile.contents(of: path), path: path)
    #expect(stored.tensors.map(\.name).sorted() == ["bias", "weight"])
    #expect(Set(stored.metadata.keys) == ["softmax", "softmax.vocabularies"])
    #expect(stored.metadata["softmax"]?.contains("noon") == false)
    #expect(stored.metadata["softmax.vocabularies"]?.components(separatedBy: "noon").count == 2)
  }

  @Test func hashedTextsHaveNoWords() throws {
    var settings = TextSettings()
    settings.hashBits = 8
    let path = folder.file("m.safetensors")
    let file = try file(settings)
    try file.write(to: path)
    let back = try ModelFile(contentsOf: path)
    #expect(back == file)
    #expect(try SafetensorsFile(InputFile.contents(of: path), path: path).metadata.count == 1)
  }

  @Test(arguments: [
    (#""unit":"word""#, #""unit":"line""#, "'unit' is 'line', expected word, char or char_wb"),
    (#""norm":"l2""#, #""norm":"l9""#, "'norm' is 'l9', expected l2, l1 or none"),
    (#""lengths":[1,1]"#, #""lengths":[2,1]"#, "expected the least and the greatest number of units"),
    (#""kind":"text""#, #""kind":"number""#, "'preparation.columns.0.text' stands beside the kind number"),
  ])
  func aCardThatContradictsItselfIsRefused(old: String, new: String, problem: String) throws {
    let bytes = try file().encoded()
    let text = try #require(String(bytes: bytes, encoding: .isoLatin1))
    // Inside the header, as JSON within JSON.
    func escaped(_ text: String) -> String { text.replacingOccurrences(of: "\"", with: "\\\"") }
    #expect(text.contains(escaped(old)))
    var changed = text.replacingOccurrences(of: escaped(old), with: escaped(new))
    let growth = changed.unicodeScalars.count - text.unicodeScalars.count
    // The header's length stands in front of it.
    var header = Array(changed.unicodeScalars.prefix(8).map { UInt8($0.value) })
    var length = header.enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) } + growth
    for i in 0..<8 {
      header[i] = UInt8(length & 255)
      length >>= 8
    }
    changed = String(
      String.UnicodeScalarView(header.map { Unicode.Scalar($0) } + changed.unicodeScalars.dropFirst(8)))
    let path = folder.file("m.safetensors")
    try Data(changed.unicodeScalars.map { UInt8($0.value) }).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }
}
