// Names of code as a whole, so that two models may be in one program.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

/// The tools of this machine; without one of them its tests are skipped.
private let tools = ExternalTools.installed

@Suite(.serialized)
struct CodeNamingTests {
  private static let names = ["c": "fraud_model", "swift": "FraudModel", "go": "fraud"]

  private static func options(_ name: String) -> ExportOptions {
    var options = ExportOptions()
    options.name = name
    return options
  }

  @Test(arguments: [
    ("c", "fraud", true), ("c", "a_1", true), ("c", "Fraud", false), ("c", "int", false), ("c", "1a", false),
    ("c", "_a", false), ("c", "a_", false), ("c", "a__b", false), ("c", "", false), ("c", "gr\u{fc}n", false),
    ("c", "class_of", false), ("c", "a\nint b;", false), ("c", String(repeating: "a", count: 61), false),
    ("swift", "Fraud", true), ("swift", "Fraud_2", true), ("swift", "fraud", false), ("swift", "Self", false),
    ("swift", "Row", false), ("swift", "Double", false), ("swift", "A B", false),
    ("go", "fraud2", true), ("go", "fraud_model", false), ("go", "main", false), ("go", "func", false),
    ("go", "Fraud", false),
  ])
  func namesAreThoseThatTheLanguageTakes(_ format: String, _ name: String, _ isAllowed: Bool) throws {
    let format = try CodeFormatTests.format(format)
    let naming = try #require(format.naming)
    #expect(naming.allows(name) == isAllowed)
    if !isAllowed {
      #expect(throws: FileError.self) {
        try ExportChecks.contents(format, ExportModels.vectors.file, Self.options(name))
      }
    }
  }

  @Test func formatsWithoutNamesInCodeHaveNoSuchOption() {
    let named = ExportFormats.all.filter { $0.options.contains(.name) }.map(\.name)
    #expect(named == ["c", "swift", "go"])
    for format in ExportFormats.all { #expect((format.naming != nil) == format.options.contains(.name)) }
  }

  @Test(arguments: ["c", "swift", "go"])
  func codeWithAnotherNameIsProven(_ name: String) throws {
    let format = try CodeFormatTests.format(name)
    let own = try #require(Self.names[name])
    for model in [ExportModels.vectors, ExportModels.interactions, ExportModels.nastyTable] {
      try ExportChecks.proves(format, model.file, Self.options(own))
      for (_, bytes) in try ExportChecks.contents(format, model.file, Self.options(own)).files {
        let text = String(decoding: bytes.array, as: UTF8.self)
        #expect(text.contains("// name: \(own)\n"))
        #expect(text.lowercased().replacing("_", with: "").contains("softmaxmodel") == false)
      }
    }
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file, Self.options(own), most: 40)
  }

  @Test func theNameInTheFileCountsAndNothingElse() throws {
    let format = try CodeFormatTests.format("c")
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file, Self.options("fraud"))
    func changed(_ from: String, _ to: String) throws -> ExportContents {
      let text = String(decoding: contents.single.array, as: UTF8.self)
      #expect(text.contains(from))
      var files = contents.files
      files[""] = SharedStorage(Array(text.replacing(from, with: to).utf8))
      return ExportContents(path: "m.c", files: files)
    }
    for (from, to) in [
      ("// name: fraud\n", "// name: thief\n"), ("// name: fraud\n", "// name: int\n"),
      ("// name: fraud\n", ""),
      ("// name: fraud\n", "// name: fr\"aud\n"), ("fraud", "thief"),
    ] {
      // The last one is whole, but its header is of another name.
      #expect(throws: FileError.self) { try format.scorer(of: changed(from, to), .none) }
    }
    _ = try format.scorer(of: contents, .none)
  }

  @Test(.enabled(if: tools.first(of: CLanguage().tools) != nil))
  func twoModelsAreInOneProgramOfC() throws {
    let tool = try #require(tools.first(of: CLanguage().tools))
    try ToolFolder.use(path: "test") { folder in
      try Self.write(folder, "c", "fraud", ExportModels.vectors)
      try Self.write(folder, "c", "churn", ExportModels.numberTable)
      let program = """
        #include <stdio.h>
        #include "fraud.h"
        #include "churn.h"
        int main(void) {
          const double values[FRAUD_VALUE_COUNT] = {0.5, -1.0, 2.0, 0.25, 3.0};
          const churn_row row = {30.0, 1700000004.0};
          double a[FRAUD_CLASS_COUNT], b[CHURN_CLASS_COUNT];
          fraud_probabilities(values, a);
          churn_probabilities(&row, b);
          for (int i = 0; i < FRAUD_CLASS_COUNT; i++) printf("%.17g ", a[i]);
          for (int i = 0; i < CHURN_CLASS_COUNT; i++) printf("%.17g ", b[i]);
          return 0;
        }

        """
      try folder.write(Array(program.utf8), "main.c")
      _ = try folder.run(
        tools, tool,
        [
          "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", "proof", "fraud.c", "churn.c", "main.c",
          "-lm",
        ])
      try Self.expectBoth(folder.run(tools, folder.path + "/proof", []))
    }
  }

  @Test(.enabled(if: tools.first(of: SwiftLanguage().tools) != nil))
  func twoModelsAreInOneModuleOfSwift() throws {
    let tool = try #require(tools.first(of: SwiftLanguage().tools))
    try ToolFolder.use(path: "test") { folder in
      try Self.write(folder, "swift", "Fraud", ExportModels.vectors)
      try Self.write(folder, "swift", "Churn", ExportModels.numberTable)
      let program = """
        let numbers = Fraud.probabilities([0.5, -1, 2, 0.25, 3])
          + Churn.probabilities(Churn.Row(age: 30, seen: 1_700_000_004))
        print(numbers.map { "\\($0)" }.joined(separator: " "))

        """
      try folder.write(Array(program.utf8), "main.swift")
      _ = try folder.run(
        tools, tool,
        [
          "-Onone", "-warnings-as-errors", "-module-name", "Both", "-o", "proof", "Fraud.swift", "Churn.swift",
          "main.swift",
        ])
      try Self.expectBoth(folder.run(tools, folder.path + "/proof", []))
    }
  }

  private static func write(
    _ folder: ToolFolder, _ format: String, _ name: String, _ model: ExportModels.Named
  ) throws {
    let format = try CodeFormatTests.format(format)
    for (ending, bytes) in try ExportChecks.contents(format, model.file, options(name)).files {
      try folder.write(bytes.array, name + (ending.isEmpty ? format.endings[0] : ending))
    }
  }

  /// What the two models say of the programs' inputs.
  private static func expectBoth(_ output: [UInt8]) throws {
    let found = String(decoding: output, as: UTF8.self).split { $0 == " " || $0.isNewline }.compactMap {
      Double($0)
    }
    let values = RawSamples(count: 1, .dense([0.5, -1, 2, 0.25, 3], width: 5))
    let row = RawSamples(count: 1, .table([.numbers([30]), .numbers([1_700_000_004])]))
    let expected =
      try ExportModels.vectors.portable.scores(of: values).probabilities
      + ExportModels.numberTable.portable.scores(of: row).probabilities
    #expect(found.count == expected.count)
    // Both are sums of few products of Float32.
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
  }
}
