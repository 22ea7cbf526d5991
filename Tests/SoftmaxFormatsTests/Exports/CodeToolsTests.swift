// Exports that are code, compiled and run where a tool is there.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

/// The tools of this machine; without one of them its tests are skipped.
private let tools = ExternalTools.installed

@Suite(.serialized)
struct CodeToolsTests {
  /// Texts that break code, every kind of column and product, refused cells, merged classes, and each kind of dense input.
  private static func check(_ name: String, _ method: String) throws {
    let format = try CodeFormatTests.format(name)
    let nasty = name == "sql" ? SQLFormatTests.nastyTable : ExportModels.nastyTable
    // Compilers take their time.
    let others =
      ["c", "js", "sql"].contains(name)
      ? [ExportModels.interactions, ExportModels.colours, ExportModels.origins, ExportModels.calibratedTable]
      : []
    for model in [nasty, ExportModels.mergedClasses] + others {
      let proof = try ExportChecks.proves(format, model.file, ExportOptions(), tools)
      #expect(proof.method.hasPrefix(method), "\(proof.method)")
      #expect(proof.probabilityDifference < 1e-6, "\(model)")
    }
    let strict = ExportModels.strictTable
    let scorer = try format.scorer(of: ExportChecks.contents(format, strict.file), tools)
    CodeFormatTests.expectRefused(
      try scorer.scores(of: CodeFormatTests.refusedRows(of: strict.portable)), classCount: 3)
  }

  @Test(.enabled(if: tools.first(of: CLanguage().tools) != nil))
  func cIsCompiled() throws { try Self.check("c", "compiled by ") }

  @Test(.enabled(if: tools.first(of: SwiftLanguage().tools) != nil))
  func swiftIsCompiled() throws { try Self.check("swift", "compiled by swiftc") }

  @Test(.enabled(if: tools.first(of: JavaScriptLanguage().tools) != nil))
  func javaScriptIsRun() throws { try Self.check("js", "run by node") }

  @Test(.enabled(if: tools.first(of: RustLanguage().tools) != nil))
  func rustIsCompiled() throws { try Self.check("rust", "compiled by rustc") }

  @Test(.enabled(if: tools.first(of: GoLanguage().tools) != nil))
  func goIsCompiled() throws { try Self.check("go", "compiled by go") }

  @Test(.enabled(if: tools.first(of: ["sqlite3"]) != nil))
  func sqlIsRun() throws { try Self.check("sql", "run by sqlite3") }

  @Test func aToolThatFailsIsTold() throws {
    try TestTool.use(script: "echo 'no such flag' >&2\nexit 3") { folder in
      for (name, tool) in [("c", "gcc"), ("js", "node"), ("sql", "sqlite3")] {
        try folder.call(tool)
        let format = try CodeFormatTests.format(name)
        let scorer = try format.scorer(
          of: ExportChecks.contents(format, ExportModels.vectors.file), ExternalTools(folders: [folder.path]))
        let samples = ExportChecks.fewSamples(of: ExportModels.vectors.portable)
        let error = #expect(throws: FileError.self) { try scorer.scores(of: samples) }
        #expect(error?.problem == "\(tool) ended with status 3: no such flag")
      }
    }
  }

  @Test func whatAToolPrintsIsCounted() throws {
    try TestTool.use(script: "echo 1 2 3") { folder in
      for (name, tool) in [("js", "node"), ("sql", "sqlite3")] {
        try folder.call(tool)
        let format = try CodeFormatTests.format(name)
        let scorer = try format.scorer(
          of: ExportChecks.contents(format, ExportModels.vectors.file), ExternalTools(folders: [folder.path]))
        let samples = ExportChecks.fewSamples(of: ExportModels.vectors.portable)
        let error = #expect(throws: FileError.self) { try scorer.scores(of: samples) }
        #expect(error?.problem.contains("did not print") == true)
      }
    }
  }
}

/// A program of the tests' own in a folder, which is removed.
private struct TestTool {
  let path: String
  private let script: String

  static func use(script: String, _ body: (TestTool) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("softmax-tool-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(TestTool(path: url.path, script: script))
  }

  /// Puts it there under a name.
  func call(_ name: String) throws {
    try "#!/bin/sh\n\(script)\n".write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/" + name)
  }
}
