// What a fit would refuse in a table: each kind has a code, a place, and words that fit a page.

import Foundation
import SoftmaxFiles
import SoftmaxRemedies
import Testing

@testable import SoftmaxServer

@Suite(.timeLimit(.minutes(2))) struct StudioTableProblemTests: StudioAsking {
  let studio = Studio()

  /// Lines of numbers and labels, some of them replaced.
  private static func table(
    _ count: Int = 40, header: String = "x,y", _ row: (Int) -> String? = { _ in nil }
  ) -> String {
    ([header] + (0..<count).map { row($0) ?? "\($0 * 7 % 40).5,\($0 % 2 == 0 ? "a" : "b")" })
      .joined(separator: "\n") + "\n"
  }

  private func view(_ text: String, _ more: String = "") throws -> (source: String, view: StrictJSON) {
    let source = try upload(text)
    let answer = ask("POST", "data", #"{"source":"\#(source)"\#(more)}"#)
    #expect(answer.status == 200, "\(String(decoding: answer.bytes, as: UTF8.self))")
    return (source, try read(answer))
  }

  /// A table, what else is asked, the code, the line of the cell, and a button that is offered.
  private static let kinds: [(table: String, more: String, code: String, line: Int?, fix: String?)] = [
    (table { $0 == 30 ? "much,a" : nil }, "", "not-a-number", 32, "columns"),
    (table { $0 == 35 ? "1.5," : nil }, "", "missing-label", 37, "unlabelled"),
    (table { $0 == 20 ? ",a" : nil }, "", "missing", 22, "missing"),
    (table { "\($0 % 28 + 1)/02/2024,\($0 % 2)a" }, "", "dates", nil, "columns"),
    (
      table(header: "x;y") { "\($0),\($0 % 9);\($0 % 2 == 0 ? "a" : "b")" }, "", "decimal-comma", nil, "decimal"
    ),
    (table { "$\($0),\($0 % 2 == 0 ? "a" : "b")" }, "", "formatted-number", nil, "columns"),
    (
      table(header: "x,z,y") { "\($0 * 3 % 17),,\($0 % 2 == 0 ? "a" : "b")" }, "", "empty-column", nil, "ignore"
    ),
    (table { "\($0).5,a" }, "", "one-class", nil, nil),
    (table(60) { "\($0 % 7),\($0 * 3).25" }, "", "regression", nil, "label"),
    (table(header: "y") { $0 % 2 == 0 ? "a" : "b" }, #","label":"y""#, "no-features", nil, nil),
    (
      table(header: "x,y") { "\($0 == 30 ? "maybe" : $0 % 2 == 0 ? "yes" : "no"),\($0 % 2 == 0 ? "a" : "b")" },
      #","table":{"columns":"x=boolean"}"#,
      "not-a-boolean", 32, "columns"
    ),
    (
      table { "2024-01-\($0 == 30 ? "99" : String($0 % 20 + 10)),\($0 % 2 == 0 ? "a" : "b")" },
      #","table":{"columns":"x=date"}"#, "not-a-date", 32, nil
    ),
    (
      table(12, header: "x,z,y") { $0 % 2 == 0 ? "1,,a" : ",2,b" }, #","table":{"missing":"drop"}"#,
      "every-row",
      nil, "missing"
    ),
  ]

  @Test(arguments: kinds.indices) func eachKindHasACodeAndItsPlace(_ place: Int) throws {
    let kind = Self.kinds[place]
    let answer = ask("POST", "data", #"{"source":"\#(try upload(kind.table))"\#(kind.more)}"#)
    let document = String(decoding: answer.bytes, as: UTF8.self)
    try #require(answer.status == 200, "\(kind.code): \(document)")
    let view = try read(answer)
    let problem = try #require(
      list(view["problems"]).first { $0["code"]?.text == kind.code }, "\(kind.code): \(document)")
    #expect(problem["row"]?.integer == kind.line, "\(kind.code)")
    if let fix = kind.fix {
      let keys = list(problem["fixes"]).flatMap { fix -> [String] in
        var names: [String] = fix["label"] == nil ? [] : ["label"]
        if case .object(let members)? = fix["table"] { names += members.map(\.name) }
        return names
      }
      #expect(keys.contains(fix), "\(kind.code): \(document)")
    }
    // A problem of a column stands beside a cell of it.
    if let column = problem["column"]?.text {
      let marks = list(view["sample"]?["marks"]).filter { $0["column"]?.text == column }
      #expect(!marks.isEmpty, "\(kind.code)")
      if let line = kind.line {
        let numbers = list(view["sample"]?["numbers"]).map(\.integer)
        #expect(marks.contains { $0["row"]?.integer.map { numbers[$0] } == line }, "\(kind.code)")
      }
    }
    for text in [problem["message"]?.text, problem["remedy"]?.text] { expectFit(text) }
    // What the view refuses, a run refuses too.
    let source = try #require(view["source"]?.text)
    #expect(ask("POST", "runs", #"{"source":"\#(source)"\#(kind.more)}"#).status == 422, "\(kind.code)")
    #expect(studio.runs.all.isEmpty)
  }

  /// No parameters of the library, no flags, no commands.
  private func expectFit(_ text: String?) {
    guard let text else { return }
    for part in ["`", "--", "TableOptions", "gzip", "MissingValues"] {
      #expect(!text.contains(part), "\(text)")
    }
  }

  @Test func buttonsPutThingsRight() throws {
    // Decimal commas, as one press of a button says them.
    let comma = Self.table(header: "x;y") { "\($0),\($0 % 9);\($0 % 2 == 0 ? "a" : "b")" }
    let (source, first) = try view(comma)
    let fixes = list(list(first["problems"]).first?["fixes"])
    let fix = try #require(fixes.first { $0["table"]?["decimal"] != nil })
    #expect(fix["table"]?["decimal"]?.text == ",")
    let right = try read(ask("POST", "data", #"{"source":"\#(source)","table":{"decimal":","}}"#))
    #expect(list(right["problems"]).isEmpty)
    // Numbers that are classes.
    let numbers = try view(Self.table(60) { "\($0 % 7).5,\($0 * 3 % 50).25" })
    let labels = list(list(numbers.view["problems"]).first?["fixes"]).compactMap { $0["label"]?.text }
    let named = try #require(labels.first)
    let labelled = try read(ask("POST", "data", #"{"source":"\#(numbers.source)","label":"\#(named)"}"#))
    #expect(list(labelled["problems"]).isEmpty)
  }

  @Test func aRowOfAnotherLengthIsShownWhereItStands() throws {
    let source = try upload(Self.table { $0 == 30 ? "1.5" : nil })
    let answer = ask("POST", "data", #"{"source":"\#(source)"}"#)
    #expect(answer.status == 422)
    let json = try read(answer)
    #expect(json["code"]?.text == "ragged")
    #expect(json["values"]?["found"]?.text == "1" && json["values"]?["expected"]?.text == "2")
    let sample = try #require(json["sample"])
    #expect(list(sample["header"]).map(\.text) == ["x", "y"])
    let mark = try #require(list(sample["marks"]).first)
    let place = try #require(mark["row"]?.integer)
    #expect(list(sample["numbers"])[place].integer == 32)
    #expect(mark["column"]?.text == "y" && mark["code"]?.text == "ragged")
    expectFit(json["error"]?.text)
    // One cell too many is marked in the last column.
    let long = try read(
      ask("POST", "data", #"{"source":"\#(try upload(Self.table { $0 == 30 ? "1,a,b" : nil }))"}"#))
    #expect(list(long["sample"]?["marks"]).first?["column"]?.text == "y")
  }

  @Test func whatIsNoTableIsRefusedInWordsForAPage() throws {
    let files: [(String, [UInt8])] = [
      ("people.parquet", Array("PAR1".utf8) + [0, 1, 2, 0xff] + [UInt8](repeating: 7, count: 100)),
      ("people.csv.bz2", Array("BZh91AY".utf8) + [0xff, 0, 0x80]),
      ("people.json", Array(#"[{"a":1},{"a":2}]"#.utf8)),
      ("people.csv", Array("a,b\n1,\"x\n".utf8)),
      ("people.csv", Array("a,a\n1,2\n".utf8)),
    ]
    for (name, bytes) in files {
      let sent = studio.answer(StudioRequest("POST", "uploads", query: ["name": name], body: bytes))
      let source = try #require(try read(sent)["source"]?.text)
      let answer = ask("POST", "data", #"{"source":"\#(source)"}"#)
      #expect(answer.status == 422, "\(name)")
      let text = try #require(try read(answer)["error"]?.text)
      #expect(text.contains(name) && !text.contains("/"), "\(text)")
      for part in ["duckdb", "bunzip2", "jq ", "`", "--"] { #expect(!text.contains(part), "\(text)") }
    }
  }

  @Test func everyRemedyHasWordsForAPage() {
    let names = ["a, b", "c"]
    let remedies: [Remedy] = [
      .command("gzip -d"), .nameFormat("csv"), .summariseData, .setDelimiter, .skipLines(0), .skipLines(2),
      .chooseLabel, .nameLabelFile, .nameTestLabelFile, .ignoreColumns(names), .treatColumns(names, as: .date),
      .nameKinds([.init(column: "a", kind: .number)]), .nameOffsetColumn(className: "a"), .centreFarColumns,
      .allowNetwork, .nameDataFolder, .imputeMissing, .markMissing, .leaveOutIncompleteRows,
      .leaveOutUnlabelledRows, .readAsMissing(names), .readNumbers(decimal: ",", thousands: "."),
      .allowUnseenCategories, .holdOutFewer, .useFewerFolds, .balanceClasses, .lowerLearningRate(below: 1),
      .removePenalty, .addPenalty, .useFullBatchMethod, .allowMoreIterations, .lowerTolerance, .raiseTolerance,
      .standardize, .set(.holdout), .set(.scikitLearnC), .leaveOutFeatures(names), .countAlike,
      .readConfusionMatrix,
    ]
    for remedy in remedies {
      let text = RemedyWording.page.text(remedy)
      #expect(!text.isEmpty)
      expectFit(text)
    }
  }
}
