// A model in JSON says what the model says, and its schema names all that it has.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import Testing

@testable import SoftmaxFormats

@Suite struct JSONModelFormatTests {
  private let format = JSONModelFormat()

  private func text(_ model: ExportModels.Named) throws -> String {
    String(decoding: try ExportChecks.contents(format, model.file).single.array, as: UTF8.self)
  }

  private func refusal(of text: String) -> FileError? {
    let contents = ExportContents(path: "m.json", files: ["": SharedStorage(Array(text.utf8))])
    return #expect(throws: FileError.self) { try format.scorer(of: contents, .none) }
  }

  @Test(arguments: ExportModels.all + [ExportModels.offsets])
  func everyModelIsProven(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(format, model.file)
    #expect(proof.probabilityDifference < 1e-6)
  }

  @Test func numbersAreReadBackBitForBit() throws {
    let model = ExportModels.table
    let json = try StrictJSON.parse(Array(text(model).utf8), path: "m")
    let read = try JSONModelReader(path: "m").model(in: json)
    #expect(read == StatedModel(model.portable))
    #expect(read.weights.map { Float($0).bitPattern } == model.portable.weights.map(\.bitPattern))
  }

  @Test func namesComeBackAsTheyWere() throws {
    let json = try JSONSerialization.jsonObject(with: Data(text(ExportModels.nastyTable).utf8))
    let object = try #require(json as? [String: Any])
    let classes = try #require(object["classes"] as? [[String: Any]])
    #expect(classes.compactMap { $0["name"] as? String } == ExportModels.nastyNames)
    #expect(try !text(ExportModels.nastyTable).contains("</script"))
  }

  @Test func offsetsSayWhatTheyAreMultipliedBy() throws {
    #expect(try text(ExportModels.offsets).contains("\"offsetScales\": [1.0, 1.0]"))
    #expect(try !text(ExportModels.vectors).contains("offsetScales"))
  }

  /// Each member that is written stands in the schema with a description, and what the schema requires is written.
  @Test(arguments: ExportModels.all + [ExportModels.offsets])
  func theSchemaNamesEveryMember(_ model: ExportModels.Named) throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = source.appendingPathComponent("../../../Documentation/model.schema.json").path
    let schema = try StrictJSON.parse(Array(Data(contentsOf: URL(fileURLWithPath: path))), path: path)
    let document = try StrictJSON.parse(Array(text(model).utf8), path: "m")
    var checked = 0
    func resolved(_ part: StrictJSON) -> StrictJSON {
      guard let name = part["$ref"]?.text?.split(separator: "/").last else { return part }
      return schema["$defs"]?[String(name)] ?? .null
    }
    func check(_ value: StrictJSON, _ part: StrictJSON, _ place: String) {
      let part = resolved(part)
      if case .array(let choices) = part["oneOf"] {
        let kind = value["kind"]?.text
        let choice = choices.map(resolved).first { choice in
          let kinds = choice["properties"]?["kind"]
          if let constant = kinds?["const"] { return constant.text == kind }
          guard case .array(let some) = kinds?["enum"] else { return false }
          return some.contains { $0.text == kind }
        }
        check(value, choice ?? .null, place)
        return
      }
      switch value {
      case .object(let members):
        let properties = part["properties"]
        for member in members {
          let own = properties?[member.name] ?? part["additionalProperties"]
          #expect(own != nil && own != .bool(false), "\(place).\(member.name) is not in the schema")
          if let own { check(member.value, own, "\(place).\(member.name)") }
        }
        if case .array(let required) = part["required"] {
          for name in required.compactMap(\.text) {
            #expect(value[name] != nil, "\(place) lacks the required \(name)")
          }
        }
        checked += members.count
      case .array(let elements):
        #expect(part["items"] != nil, "\(place) is no array in the schema")
        if let items = part["items"] { for element in elements { check(element, items, place + "[]") } }
      default:
        #expect(part["type"] != nil || part["const"] != nil || part["enum"] != nil, "\(place) has no type")
      }
    }
    check(document, schema, "$")
    #expect(checked >= 12)
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", "'version' is not 1"),
    ("\"softmax-model\"", "\"other\"", "'format' is not"),
    ("\"kind\": \"table\"", "\"kind\": \"tree\"", "'input.kind' is not"),
    ("\"notes\"", "\"remarks\"", "the document has no 'notes'"),
    ("\"products\": []", "\"products\": [[0, 99]]", "another number of features"),
    ("\"products\": []", "\"products\": [[0]]", "another number of features"),
    ("\"rows\": [0]", "\"rows\": [7]", "is in no class"),
    ("\"rows\": [0]", "\"rows\": [1]", "is in no class, or in two"),
    ("\"rows\": [0]", "\"rows\": []", "is in no class"),
    ("\"name\": \"dog\"", "\"name\": \"cat\"", "a class stands twice"),
    ("\"name\": \"seen\"", "\"name\": \"age\"", "the column 'age' stands twice"),
    ("\"missing\": [41.5]", "\"missing\": [1e60]", "too large"),
    ("\"missing\": [41.5]", "\"missing\": [1, 2]", "has 2 features for a missing cell"),
    ("\"indicator\": true", "\"indicator\": 1", "is not true or false"),
    ("\"bias\": [", "\"bias\": [0, ", "4 rows of 18 features"),
    ("\"kind\": \"number\"", "\"kind\": \"number\", \"extra\": 1", "has 'extra', which is not known"),
    ("\"base\": \"east\"", "\"base\": 3", "is no text"),
  ])
  func whatContradictsItselfIsRefused(_ old: String, _ new: String, _ problem: String) throws {
    let whole = try text(ExportModels.table)
    #expect(whole.contains(old))
    let error = refusal(of: whole.replacing(old, with: new, maxReplacements: 1))
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test(arguments: ["json", "huggingface"])
  func otherNamesOfFeaturesAreSeen(_ name: String) throws {
    let format = try #require(ExportFormats.named(name))
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file)
    let part = name == "json" ? "" : "config.json"
    var files = contents.files
    let text = String(decoding: try contents.file(part).array, as: UTF8.self)
    #expect(text.contains("\"x2\""))
    files[part] = SharedStorage(Array(text.replacing("\"x2\"", with: "\"y2\"").utf8))
    let scorer = try format.scorer(of: ExportContents(path: "m", files: files), .none)
    let proof = try ExportProver(ExportModels.vectors.portable).proof(of: scorer)
    #expect(proof.disagreement?.what == "feature 2 is called 'y2', expected 'x2'")
  }

  @Test func shapesBeyondAnyMemoryAreRefused() throws {
    let error = refusal(
      of: try text(ExportModels.pictures).replacing(
        "\"shape\": [4, 4]", with: "\"shape\": [4611686018427387904, 4611686018427387904]"))
    #expect(error?.problem.contains("another number of features") == true)
  }

  @Test func damageIsSeen() throws {
    try ExportChecks.survivesDamage(format, ExportModels.numberTable.file)
    try ExportChecks.survivesDamage(format, ExportModels.pictures.file, most: 100)
  }
}
