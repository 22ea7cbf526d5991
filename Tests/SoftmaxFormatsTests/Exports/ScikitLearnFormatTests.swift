// Arrays of NumPy say what the model says.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFormats

@Suite struct ScikitLearnFormatTests {
  private let format = ScikitLearnFormat()

  private func arrays(_ model: ExportModels.Named) throws -> NamedArrays {
    try NamedArrays(npz: ExportChecks.contents(format, model.file).single, path: "m.npz")
  }

  @Test(arguments: ExportModels.all)
  func everyModelIsProven(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(format, model.file)
    #expect(proof.probabilityDifference < 1e-6)
  }

  @Test func ofTwoClassesThereIsOneRow() throws {
    let model = ExportModels.twoClasses
    let arrays = try arrays(model)
    let coefficients = try arrays.numbers("coef_")
    #expect(coefficients.shape == [1, 5] && coefficients.isDouble)
    let weights = model.file.model.weights.map { Double($0) }
    #expect(coefficients.values == (0..<5).map { weights[5 + $0] - weights[$0] })
    #expect(try arrays.labels("classes_") == ["no", "yes"])
  }

  @Test func aPicturesScaleIsFoldedIn() throws {
    let model = ExportModels.pictures
    let found = try arrays(model).numbers("coef_")
    #expect(found.shape == [3, 16])
    #expect(found.values == model.file.model.weights.map { Double($0) / 255 })
  }

  @Test func originsStandBesideTheWeights() throws {
    #expect(try arrays(ExportModels.origins).numbers("mean_").values == [0, 1_700_000_000, -8_388_609.25, 0.5])
    #expect(try !arrays(ExportModels.vectors).names.contains("mean_"))
  }

  @Test func theLoaderStandsInItAndBesideIt() throws {
    let contents = try ExportChecks.contents(format, ExportModels.recorded.file)
    let archive = try ZipArchive(contents.single, path: "m.npz")
    let entry = try #require(archive.entries.first { $0.name == "loader.py" })
    let text = String(decoding: try archive.contents(of: entry).array, as: UTF8.self)
    #expect(try text == String(decoding: contents.file(".py").array, as: UTF8.self))
    // The name of the data has a line end in it, which must not end the comment.
    #expect(
      text.contains("# | trained_on: ")
        && text.split(separator: "\n").prefix(6).allSatisfy { $0.hasPrefix("# ") }
    )
    #expect(text.contains("allow_pickle=False"))
  }

  /// It is what a user runs.
  @Test func anotherLoaderBesideTheArraysIsRefused() throws {
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file)
    var files = contents.files
    let text = String(decoding: try contents.file(".py").array, as: UTF8.self)
    files[".py"] = SharedStorage(Array(text.replacing("a[\"coef_\"]", with: "-a[\"coef_\"]").utf8))
    let error = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: files), .none)
    }
    #expect(error?.problem.contains("the loader is not the one") == true)
    _ = try format.scorer(of: contents, .none)
  }

  /// Python looks for `coding:` in the first two lines, and editors for options everywhere.
  @Test func aCommentOfTheLoaderTellsNobodyAnything() throws {
    let contents = try ExportChecks.contents(format, ExportModels.recorded.file)
    let text = String(decoding: try contents.file(".py").array, as: UTF8.self)
    #expect(text.split(separator: "\n").prefix(2).allSatisfy { !$0.contains("|") && !$0.contains("coding") })
    for line in ["# coding: utf-7\n", "# | a $ b\n", "import os\n", "# | a\rimport os\n", "\n"] {
      let place = try #require(text.range(of: "# | "))
      var files = contents.files
      files[".py"] = SharedStorage(
        Array(text.replacingCharacters(in: place.lowerBound..<place.lowerBound, with: line).utf8))
      #expect(throws: FileError.self) { try format.scorer(of: ExportContents(path: "m", files: files), .none) }
    }
  }

  @Test func whatItCannotHoldIsNamed() {
    ExportChecks.refuses(format, ExportModels.offsets.file, "offsets")
  }

  @Test func damageIsSeen() throws {
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file, most: 60)
    try ExportChecks.survivesDamage(format, ExportModels.calibratedTable.file, most: 40)
  }

  @Test(arguments: [
    (["coef_": NPYWriter.floats([1, 2, 3], shape: [3])], "dimensions, expected 2"),
    (["coef_": NPYWriter.floats([1, .nan, 3], shape: [3, 1])], "nan as its element 1"),
    (["intercept_": NPYWriter.floats([1], shape: [1])], "'intercept_' has the shape 1, expected 3"),
    (["classes_": NPYWriter.integers([1, 1, 2])], "a class stands twice"),
    (["classes_": NPYWriter.integers([1, 2])], "is in no class"),
    (["class_of_row": NPYWriter.integers([0, 1, 3])], "names a class that is none"),
    (["class_of_row": NPYWriter.integers([0, 1, -1])], "names a class that is none"),
    (["mean_": NPYWriter.floats([1, 2], shape: [2])], "'mean_' has the shape 2, expected 1"),
    (["columns": NPYWriter.integers([1])], "expected texts"),
  ])
  func arraysThatDoNotFitAreRefused(_ changes: [String: [UInt8]], _ problem: String) throws {
    var entries = [
      "coef_": NPYWriter.floats([1, 2, 3], shape: [3, 1]),
      "intercept_": NPYWriter.floats([1, 2, 3], shape: [3]),
      "classes_": NPYWriter.integers([1, 2, 3]),
    ]
    let whole = ZipWriter.file(entries.map { ZipWriter.Entry($0.key + ".npy", $0.value) })
    _ = try format.scorer(of: ExportContents(path: "m", files: ["": SharedStorage(whole)]), .none)
    entries.merge(changes) { $1 }
    let bytes = ZipWriter.file(entries.map { ZipWriter.Entry($0.key + ".npy", $0.value) })
    let error = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: ["": SharedStorage(bytes)]), .none)
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func aWrongChecksumIsSeen() throws {
    let whole = try ExportChecks.contents(format, ExportModels.vectors.file).single
    let entry = try #require(ZipArchive(whole, path: "m").entries.first { $0.name == "coef_.npy" })
    var bytes = whole.array
    bytes[entry.range.upperBound - 1] ^= 1
    let error = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: ["": SharedStorage(bytes)]), .none)
    }
    #expect(error?.problem.contains("checksum") == true)
  }
}
