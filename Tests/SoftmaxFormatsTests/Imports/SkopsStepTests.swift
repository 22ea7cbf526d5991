// Steps of scikit-learn's pipelines that are not what they seem.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct SkopsStepTests {
  /// A seed whose schema has another text in the first places of a pattern.
  private func contents(_ name: String, _ change: (String) throws -> String) throws -> ExportContents {
    let archive = try ZipArchive(ForeignFiles.contents(name).single, path: name)
    var builder = ZipBuilder()
    for entry in archive.entries {
      var bytes = try archive.contents(of: entry).array
      if entry.name == "schema.json" { bytes = Array(try change(String(decoding: bytes, as: UTF8.self)).utf8) }
      builder.add(entry.name, ByteRope(bytes))
    }
    return ForeignFiles.contents(builder.finish().array)
  }

  /// The text with another content of the first node of this name.
  private func replacing(_ content: String, of name: String, with other: String, in text: String) throws
    -> String
  {
    let start = try #require(text.range(of: "\"\(name)\": {"))
    let old = "\"content\": \"\(content)\""
    let place = try #require(text.range(of: old, range: start.upperBound..<text.endIndex))
    return text.replacingCharacters(in: place, with: "\"content\": \"\(other)\"")
  }

  private func problem(_ contents: ExportContents) -> String {
    let error = #expect(throws: FileError.self) { try SkopsImport().model(in: contents, ImportOptions()) }
    return error?.problem ?? ""
  }

  @Test func weightsOfTransformersAreRefused() throws {
    let changed = try contents("skops/columns") {
      try replacing("null", of: "transformer_weights", with: "2.0", in: $0)
    }
    #expect(problem(changed).contains("transformer_weights"))
  }

  @Test func otherNumbersForMissingCellsAreRefused() throws {
    let changed = try contents("skops/columns") {
      $0.replacing("\"content\": \"NaN\"", with: "\"content\": \"-1\"")
    }
    #expect(problem(changed).contains("takes another value than NaN for a missing one"))
  }

  // MARK: Scalers

  private func scaler(
    _ name: String, _ numbers: [String: [Double]], _ settings: [String: Bool] = [:]
  ) throws(FileError) -> ForeignScaler {
    var attributes: [String: SkopsValue] = [:]
    for (setting, value) in settings { attributes[setting] = .json(.bool(value)) }
    let value = SkopsValue.object(type: "sklearn.preprocessing._data.\(name)", attributes: attributes)
    return try ForeignScaler(value, name, "the scaler", path: "m") { attribute throws(FileError) in
      numbers[attribute]
    }
  }

  @Test func scalersSubtractAndDivide() throws {
    // x * 0.5 - 1: the range 2...4 becomes 0...1.
    let range = try scaler("MinMaxScaler", ["scale_": [0.5], "min_": [-1]])
    #expect(range.means == [2] && range.scales == [2])
    let largest = try scaler("MaxAbsScaler", ["scale_": [8]])
    #expect(largest.means == nil && largest.scales == [8])
    let robust = try scaler("RobustScaler", ["center_": [3], "scale_": [4]])
    #expect(robust.means == [3] && robust.scales == [4])
    let centred = try scaler("RobustScaler", ["center_": [3]], ["with_scaling": false])
    #expect(centred.means == [3] && centred.scales == nil)
  }

  @Test func scalersThatAreNotLinearOrNotFittedAreRefused() {
    let cut = #expect(throws: FileError.self) {
      try scaler("MinMaxScaler", ["scale_": [1], "min_": [0]], ["clip": true])
    }
    #expect(cut?.problem.contains("(clip)") == true)
    #expect(throws: FileError.self) { try scaler("MinMaxScaler", ["scale_": [1]]) }
    #expect(throws: FileError.self) { try scaler("MinMaxScaler", ["scale_": [0], "min_": [1]]) }
    #expect(throws: FileError.self) { try scaler("MaxAbsScaler", [:]) }
    #expect(throws: FileError.self) { try scaler("RobustScaler", ["center_": [1], "scale_": [0]]) }
  }

  // MARK: Damage

  @Test(arguments: ["m.npz", "m.SKOPS"])
  func aDamagedArchiveIsToldByItsReader(_ path: String) throws {
    let whole = try ForeignFiles.contents("skops/columns").single.array
    let contents = ExportContents(path: path, files: ["": SharedStorage(Array(whole.prefix(whole.count / 2)))])
    let format = try #require(ImportFormats.all.first { $0.recognises(contents) })
    let error = #expect(throws: FileError.self) { try format.model(in: contents, ImportOptions()) }
    #expect(error?.remedy == "get the file again")
  }
}

@Suite struct JSONModelImportTests {
  @Test(arguments: ExportModels.all)
  func ourOwnModelsComeBack(_ model: ExportModels.Named) throws {
    let contents = try ExportChecks.contents(JSONModelFormat(), model.file)
    #expect(ImportFormats.all.first { $0.recognises(contents) }?.name == "json")
    let back = try JSONModelImport().model(in: contents, ImportOptions())
    let file = ModelFile(back.model, preparation: back.preparation)
    let read = try ModelFile(SharedStorage(file.encoded()), path: "m")
    #expect(read == file && read.model.classes.names == model.portable.classNames && back.notes.isEmpty)
    let samples = ExportChecks.fewSamples(of: model.portable)
    let (found, expected) = (
      try PortableModel(read).scores(of: samples), try model.portable.scores(of: samples)
    )
    // The same Float32 numbers, in another order where classes are merged.
    for (a, b) in zip(found.probabilities, expected.probabilities) {
      #expect(a.isNaN == b.isNaN && (a.isNaN || abs(a - b) <= 1e-6))
    }
    #expect(found.labels == expected.labels)
  }

  @Test func offsetsAndOtherNamesAreRefused() throws {
    let offsets = try ExportChecks.contents(JSONModelFormat(), ExportModels.offsets.file)
    let error = #expect(throws: FileError.self) {
      try JSONModelImport().model(in: offsets, ImportOptions())
    }
    #expect(error?.problem.hasPrefix("'offsetScales'") == true)
    var options = ImportOptions()
    options.classNames = ["a"]
    let contents = try ExportChecks.contents(JSONModelFormat(), ExportModels.vectors.file)
    let few = #expect(throws: FileError.self) { try JSONModelImport().model(in: contents, options) }
    #expect(few?.problem == "there are 1 names for 3 classes")
  }
}

@Suite struct NameLineTests {
  @Test func aDeviceWithoutAnEndIsStopped() {
    let error = #expect(throws: FileError.self) { try NameLines.names(inFile: "/dev/zero") }
    #expect(error?.problem.contains("more than 64 MiB") == true)
  }
}
