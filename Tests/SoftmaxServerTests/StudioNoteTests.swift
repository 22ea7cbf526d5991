// What is odd about data, in both languages of the page: a sentence that fits it in English, its own words in Chinese.

import Foundation
import SoftmaxData
import SoftmaxFiles
import Testing

@testable import SoftmaxServer

@Suite(.timeLimit(.minutes(2))) struct StudioNoteTests: StudioAsking {
  let studio = Studio()

  private static func table(_ count: Int, header: String = "x,y", _ row: (Int) -> String) -> String {
    ([header] + (0..<count).map(row)).joined(separator: "\n") + "\n"
  }

  private static func label(_ place: Int) -> String { place % 2 == 0 ? "a" : "b" }

  /// A code, a table that has it, and what else is asked. Without a table it is the digits that come with the command.
  private static let notes: [(code: String, table: String?, more: String)] = [
    (
      "rows-without-label", table(40) { "\($0 * 7 % 40).5,\($0 % 10 == 3 ? "" : label($0))" },
      #","table":{"unlabelled":"drop"}"#
    ),
    (
      "incomplete-rows",
      table(40, header: "x,z,y") { "\($0 % 9 == 0 ? "" : "\($0 * 7 % 40).5"),\($0 % 7).25,\(label($0))" },
      #","table":{"missing":"drop"}"#
    ),
    (
      "mostly-missing",
      table(40, header: "x,z,y") { "\($0 % 3 > 0 ? "" : "\($0 * 7 % 40).5"),\($0 % 7).25,\(label($0))" },
      #","table":{"missing":"mean"}"#
    ),
    ("constant", table(40, header: "x,z,y") { "\($0 * 7 % 40).5,3,\(label($0))" }, ""),
    ("constant-features", nil, ""),
    ("looks-like-key", table(40, header: "x,z,y") { "\($0 * 7 % 40).5,\($0),\(label($0))" }, ""),
    ("nearly-key", table(40, header: "x,z,y") { "\($0 * 7 % 40).5,w\($0 % 30),\(label($0))" }, ""),
    ("far-from-zero", table(40) { "17000000\($0 * 7 % 40 + 10),\(label($0))" }, ""),
    ("rare-classes", table(40) { "\($0 * 7 % 40).5,\($0 < 4 ? "c" : label($0))" }, ""),
    ("uneven-classes", table(500) { "\($0 * 7 % 40).5,\($0 < 3 ? "b" : "a")" }, ""),
    ("regression", table(60) { "\($0 % 7).5,\($0 * 3).25" }, #","label":"y""#),
  ]

  @Test(arguments: notes.indices) func eachNoteHasWordsInBothLanguages(_ place: Int) throws {
    let (code, table, more) = Self.notes[place]
    let source = try table.map { try upload($0) } ?? "digits"
    let answer = ask("POST", "data", #"{"source":"\#(source)"\#(more)}"#)
    let document = String(decoding: answer.bytes, as: UTF8.self)
    try #require(answer.status == 200, "\(code): \(document)")
    let notes = list(try read(answer)["notes"])
    let note = try #require(notes.first { $0["code"]?.text == code }, "\(code): \(document)")
    try expectWords(note)
  }

  @Test func everyKindOfWarningHasACodeButThoseOfACell() throws {
    // These stand beside a cell or a column, and have the codes of StudioTableProblemTests.
    let stopping: Set<DataWarning.Kind> = [.refusedColumn, .noFeatures, .oneClass, .notFinite]
    let noted = Set(DataWarning.Kind.allCases).subtracting(stopping)
    #expect(noted.count == 9)
    let codes = Set(Self.notes.map(\.code))
    // Two kinds say two things each: keys and near keys, columns and features that are constant.
    #expect(codes.count == noted.count + 2)
  }

  /// What a run is refused for is listed with codes too.
  @Test func theListOfARefusalHasWordsInBothLanguages() throws {
    // One thing alone is a sentence with a place; several are listed.
    let table = Self.table(40) { "\($0 % 9 == 0 ? "" : "\($0 * 7 % 40).5"),a" }
    let answer = ask("POST", "runs", #"{"source":"\#(try upload(table))"}"#)
    #expect(answer.status == 422)
    let listed = list(try read(answer)["problems"])
    for code in ["missing-cells", "one-class"] {
      let problem = listed.first { $0["code"]?.text == code }
      try expectWords(try #require(problem, "\(String(decoding: answer.bytes, as: UTF8.self))"))
    }
  }

  @Test func aRunSaysWhatIsOddWithItsCode() throws {
    let source = try upload(Self.table(40) { "\($0 * 7 % 40).5,\($0 < 4 ? "c" : Self.label($0))" })
    let run = try finished("{}", source: source)
    let note = try #require(run.now.notes.first { $0.code == "rare-classes" }, "\(run.now.notes)")
    #expect(note.values["classes"] == .list(["c"]) && note.values["sizes"] == .list(["4"]))
    var events = RunEvents(run, lastEventID: nil)
    let told = String(decoding: events.next(), as: UTF8.self)
    #expect(told.contains(#""code":"rare-classes""#))
  }

  @Test func thePageSeesFewOfManyNames() throws {
    let names = (0..<30).map { "column\($0)" }
    let table = Self.table(40, header: (names + ["x", "y"]).joined(separator: ",")) { row in
      (names.map { _ in "3" } + ["\(row * 7 % 40).5", Self.label(row)]).joined(separator: ",")
    }
    let view = try read(ask("POST", "data", #"{"source":"\#(try upload(table))"}"#))
    let note = try #require(list(view["notes"]).first { $0["code"]?.text == "constant" })
    #expect(list(note["values"]?["columns"]).map(\.text) == names.prefix(5).map { $0 })
    #expect(note["values"]?["columnCount"]?.text == "30")
  }

  /// A sentence without flags or parameters of the library, and Chinese words for all of whose values there are values.
  private func expectWords(_ note: StrictJSON) throws {
    let (code, message) = (try #require(note["code"]?.text), try #require(note["message"]?.text))
    #expect(!message.isEmpty)
    for part in ["`", "--", "TableOptions", "MissingValues"] { #expect(!message.contains(part), "\(message)") }
    let file = try #require(StudioFiles.all["words.zh.js"])
    let start = "  \"problem.\(code)\": "
    let line = try #require(
      String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(start) },
      "\(code) has no Chinese words")
    let words = line.dropFirst(start.count)
    var needed: Set<String> = []
    if words.hasPrefix("\"") {
      needed = Set(words.matches(of: #/\{(\w+)\}/#).map { String($0.1) })
    } else if words.hasPrefix("({") {
      needed = Set(words.dropFirst(2).prefix { $0 != "}" }.matches(of: #/\w+/#).map { String($0.0) })
    } else {
      needed = Set(words.matches(of: #/values\.(\w+)/#).map { String($0.1) })
      if words.contains("columns(values)") { needed.formUnion(["columns", "columnCount"]) }
    }
    #expect(words.contains { ("\u{4e00}"..."\u{9fff}").contains($0) }, "\(words)")
    for name in needed { #expect(note["values"]?[name] != nil, "\(code) lacks \(name): \(message)") }
  }
}
