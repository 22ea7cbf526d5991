// The script and style in the library are those of the folder Web.

import Foundation
import SoftmaxFiles
@testable import SoftmaxReport
import Testing

@Suite struct WebFilesTests {
  private static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("Sources/SoftmaxReport/Web")
  }

  @Test func theLibraryHasTheFilesOfTheFolder() throws {
    let shared = Self.folder.appendingPathComponent("shared")
    let files = try [Self.folder, shared].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".js") }
        .map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
    }
    #expect(Set(WebFiles.modules) == Set(files), "make web copies them")
    #expect(WebFiles.modules.count == files.count)
    let own = try String(contentsOf: Self.folder.appendingPathComponent("report.css"), encoding: .utf8)
    let common = try String(contentsOf: shared.appendingPathComponent("page.css"), encoding: .utf8)
    #expect(WebFiles.style == common + own, "make web copies it")
  }

  @Test func theModulesAreOneScriptWithoutImports() {
    let script = WebFiles.script
    let lines = script.split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("import ") || $0.hasPrefix("export ") })
    // In one scope no two may have one name.
    let names = lines.compactMap { line -> Substring? in
      let words = line.hasPrefix(" ") ? [] : line.split(separator: " ")
      guard let first = words.first, ["function", "const", "class", "let"].contains(first), words.count > 1
      else { return nil }
      return words[1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    #expect(Set(names).count == names.count)
    for forbidden in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest",
    ] {
      #expect(!script.contains(forbidden))
    }
  }

  /// The declarations behind a selector, up to the end of its block.
  private func block(behind selector: String, in style: String) throws -> [String] {
    let start = try #require(style.range(of: selector + " {\n")?.upperBound, "\(selector)")
    let end = try #require(style[start...].firstIndex(of: "}"))
    return style[start..<end].split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  @Test func darkIsTheSameForTheSystemAndForReadersWhoChooseIt() throws {
    let path = Self.folder.appendingPathComponent("shared/page.css")
    let style = try String(contentsOf: path, encoding: .utf8)
    let bySystem = try block(behind: ":root:not([data-theme=\"light\"])", in: style)
    let byChoice = try block(behind: "\n:root[data-theme=\"dark\"]", in: style)
    #expect(bySystem == byChoice && bySystem.count > 10)
    // And each colour of light has one of dark.
    let names = { (lines: [String]) in Set(lines.compactMap { $0.split(separator: ":").first }) }
    #expect(names(try block(behind: "\n:root", in: style)) == names(byChoice))
  }

  @Test func thePolicyNamesATextByItsHash() {
    // printf abc | openssl dgst -sha256 -binary | base64
    #expect(WebFiles.source(of: "abc") == "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='")
  }
}
