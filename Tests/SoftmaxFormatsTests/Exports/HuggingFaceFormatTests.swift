// A folder for the Hugging Face Hub says what the model says.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct HuggingFaceFormatTests {
  private let format = HuggingFaceFormat()

  private func config(_ model: ExportModels.Named) throws -> String {
    String(decoding: try ExportChecks.contents(format, model.file).file("config.json").array, as: UTF8.self)
  }

  @Test(arguments: ExportModels.all + [ExportModels.offsets])
  func everyModelIsProven(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(format, model.file)
    #expect(proof.probabilityDifference < 1e-6)
  }

  @Test func theTensorsAreTheModelsOwnFile() throws {
    let contents = try ExportChecks.contents(format, ExportModels.temperature.file)
    let read = try ModelFile(contents.file("model.safetensors"), path: "m")
    #expect(read == ExportModels.temperature.file)
    #expect(contents.files["README.md"] == nil && format.recognises(contents))
  }

  @Test func aConfigThatIsNoJSONIsTold() throws {
    let whole = try ExportChecks.contents(format, ExportModels.vectors.file)
    var files = whole.files
    files["config.json"] = SharedStorage(Array(try config(ExportModels.vectors).utf8.dropLast(20)))
    let broken = ExportContents(path: "model", files: files)
    #expect(format.recognises(broken))
    let error = #expect(throws: FileError.self) { try format.scorer(of: broken, .none) }
    #expect(error?.path == "model/config.json" && error?.problem.hasPrefix("invalid JSON") == true)
    #expect(error?.remedy == "get the folder again, or export the model again")
  }

  @Test func theReadmeIsTakenAsItIsGiven() throws {
    var options = ExportOptions()
    options.readme = "---\nlibrary_name: softmax\n---\n"
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file, options)
    #expect(try contents.file("README.md").array == Array("---\nlibrary_name: softmax\n---\n".utf8))
  }

  @Test func labelsAreToldInBothDirections() throws {
    let object = try JSONSerialization.jsonObject(with: Data(config(ExportModels.nastyClasses).utf8))
    let members = try #require(object as? [String: Any])
    let labels = try #require(members["id2label"] as? [String: String])
    #expect((0..<labels.count).map { labels["\($0)"] } == ExportModels.nastyNames)
    let places = try #require(members["label2id"] as? [String: Int])
    #expect(ExportModels.nastyNames.enumerated().allSatisfy { places[$1] == $0 })
  }

  @Test(arguments: [
    ("\"0\": \"animal\"", "\"0\": \"beast\"", "do not fit each other"),
    ("\"num_labels\": 3", "\"num_labels\": 4", "'num_labels' is another number"),
    ("\"class_rows\": [[0, 2]", "\"class_rows\": [[0, 9]", "in no class"),
    ("\"logit_shifts\": [", "\"logit_shifts\": [1, ", "has not one number"),
    ("\"kind\": \"vector\"", "\"kind\": \"text\"", "'input.kind'"),
  ])
  func aConfigThatDoesNotFitIsRefused(_ old: String, _ new: String, _ problem: String) throws {
    let whole = try ExportChecks.contents(format, ExportModels.mergedClasses.file)
    let text = try config(ExportModels.mergedClasses)
    #expect(text.contains(old))
    var files = whole.files
    files["config.json"] = SharedStorage(Array(text.replacing(old, with: new).utf8))
    let error = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: files), .none)
    }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    files["config.json"] = nil
    let lacking = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: files), .none)
    }
    #expect(lacking?.problem == "there is no file 'config.json' in it")
  }

  @Test func damageIsSeen() throws {
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file, most: 100)
  }
}
