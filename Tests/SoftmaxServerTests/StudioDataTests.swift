// What the page sees of data, what it may send, and what it is refused.

import Foundation
import SoftmaxFiles
import SoftmaxRegression
import Testing

@testable import SoftmaxServer

@Suite(.timeLimit(.minutes(2))) struct StudioDataTests: StudioAsking {
  let studio = Studio()

  private static let table = """
    age,plan,spend,outcome
    31,basic,12.5,stays
    45,plus,30.1,leaves
    28,basic,9.9,stays
    52,family,41.0,leaves
    ,plus,28.4,leaves
    37,basic,13.2,stays

    """

  /// A table of several rows of each kind.
  private static var longTable: String {
    let lines = table.split(separator: "\n").map(String.init)
    return ([lines[0]] + (0..<60).map { lines[1 + $0 % (lines.count - 1)] }).joined(separator: "\n") + "\n"
  }

  @Test func anUploadOfRubbishIsRefusedWithItsPlace() throws {
    let source = try upload("a,b,c\n1,2,x\n3,4\n5,6,y\n")
    let answer = ask("POST", "data", #"{"source":"\#(source)"}"#)
    #expect(answer.status == 422)
    let json = try read(answer)
    #expect(json["place"]?["line"]?.integer == 3)
    let text = try #require(json["error"]?.text)
    // It is called by its name, and not by where it is kept.
    #expect(text.contains("people.csv") && !text.contains("/"))
    #expect(ask("POST", "uploads", "", query: ["name": "x.csv"]).status == 422)
    #expect(ask("POST", "uploads", "x", query: ["name": ".."]).status == 400)
    #expect(ask("POST", "data", #"{"source":"upload:u99"}"#).status == 404)
  }

  @Test func aMissingCellIsMarkedAndPutRight() throws {
    let source = try upload(Self.longTable)
    let view = try read(ask("POST", "data", #"{"source":"\#(source)"}"#))
    let problem = try #require(list(view["problems"]).first)
    #expect(problem["code"]?.text == "missing")
    #expect(problem["column"]?.text == "age")
    #expect(problem["row"]?.integer == 6)
    let marks = list(view["sample"]?["marks"])
    let mark = try #require(marks.first)
    #expect(mark["column"]?.text == "age")
    let place = try #require(mark["row"]?.integer)
    #expect(list(list(view["sample"]?["rows"])[place]).first == .string(""))
    let refused = ask("POST", "runs", #"{"source":"\#(source)"}"#)
    #expect(refused.status == 422)
    #expect(studio.runs.all.isEmpty)
    let right = try read(ask("POST", "data", #"{"source":"\#(source)","table":{"missing":"mean"}}"#))
    #expect(list(right["problems"]).isEmpty)
    #expect(ask("POST", "data", #"{"source":"\#(source)","table":{"missing":"magic"}}"#).status == 400)
    #expect(ask("POST", "data", #"{"source":"\#(source)","table":{"shell":"x"}}"#).status == 400)
  }

  @Test func aRowIsScoredByTheWordsOfItsCells() throws {
    let source = try upload(Self.longTable)
    let started = try read(
      ask(
        "POST", "runs",
        #"{"source":"\#(source)","label":"outcome","table":{"missing":"mean"},"settings":{"holdout":0.2}}"#))
    let run = try studio.runs.run(try #require(started["id"]?.text))
    let end = ContinuousClock.now + .seconds(60)
    while !run.phase.isOver, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.005) }
    #expect(run.phase == .finished)
    #expect(run.recipe.data == "people.csv" && run.command == nil)
    #expect(
      run.recipe.settings == [
        .label("outcome"), .table(key: "missing", text: "mean"), .value(id: "holdout", text: "0.2"),
      ])
    let path = "runs/\(run.id)/predict"
    let answer = try read(
      ask("POST", path, #"{"row":{"age":"31","plan":"basic","spend":"12.5"},"contrast":true}"#))
    #expect(list(answer["top"]).first?["name"]?.text == "stays")
    let contrast = try #require(answer["contrast"])
    func number(_ value: StrictJSON?) -> Double {
      if case .number(let text)? = value { Double(text) ?? .nan } else { .nan }
    }
    let sum = list(contrast["contributions"]).map(number).reduce(0, +) + number(contrast["bias"])
    #expect(abs(sum - number(contrast["gap"])) < 1e-9)
    #expect(list(contrast["columns"]).map { $0["name"]?.text } == ["age", "plan", "spend"])
    #expect(list(contrast["columns"]).map { $0["value"]?.text } == ["31", "basic", "12.5"])
    let wrong = ask("POST", path, #"{"row":{"age":"old","plan":"basic","spend":"1"}}"#)
    #expect(wrong.status == 422)
    #expect(try read(wrong)["place"]?["column"]?.text == "age")
    // An absent cell is the mean.
    #expect(ask("POST", path, #"{"row":{"plan":"basic","spend":"1"}}"#).status == 200)
    let details = try read(ask("GET", "runs/\(run.id)"))
    #expect(list(details["columns"]).map { $0["kind"]?.text } == ["number", "category", "number"])
    let cells = try read(ask("GET", "runs/\(run.id)/cells", query: ["true": "0", "predicted": "0"]))
    let sample = try #require(list(cells["samples"]).first)
    let row = try #require(sample["row"])
    #expect(["basic", "plus", "family"].contains(row["plan"]?.text ?? ""))
    #expect(ask("GET", "runs/\(run.id)/report").bytes.count > 10_000)
    let export = ask("GET", "runs/\(run.id)/export", query: ["format": "onnx"])
    #expect(export.status == 200 && export.headers.contains { $0.name == "X-Softmax-Proof" })
    #expect(ask("GET", "runs/\(run.id)/export", query: ["format": "../x"]).status == 400)
  }

  @Test func whatIsWrongWithASettingIsSaidOfTheSetting() throws {
    func setting(_ settings: String) throws -> String? {
      let answer = ask("POST", "runs", #"{"source":"digits","settings":\#(settings)}"#)
      #expect(answer.status == 400)
      return try read(answer)["place"]?["setting"]?.text
    }
    #expect(try setting(#"{"method":"sgd","epochs":1.5}"#) == "epochs")
    #expect(try setting(#"{"method":"sgd","learningRate":0}"#) == "learningRate")
    #expect(try setting(#"{"method":"sgd","learningRate":"fast"}"#) == "learningRate")
    #expect(try setting(#"{"method":"auto","epochs":3}"#) == "epochs")
    #expect(try setting(#"{"method":"magic"}"#) == "method")
    #expect(try setting(#"{"method":"sgd","optimizer":"adam","momentum":0.5}"#) == "momentum")
    #expect(studio.runs.all.isEmpty)
  }

  @Test func eachSettingThatIsListedIsTaken() throws {
    for method in StudioSettings.methods.map(\.id) {
      for kind in ["image", "vector", "table"] {
        let document = try StrictJSON.parse(
          StudioSettings.document(kind: kind, method: method), path: "the settings")
        for setting in list(document["settings"]) {
          let id = try #require(setting["id"]?.text)
          guard let value = setting["default"], value != .null else { continue }
          let chosen = try ChosenSettings(
            .object([.init(name: "method", value: .string(method)), .init(name: id, value: value)]), kind: kind)
          #expect(chosen.text(id) != nil)
        }
      }
    }
  }

  @Test func addressesThatAreNotThereAndBodiesThatAreNoJSONAreRefused() throws {
    #expect(ask("GET", "nothing").status == 404)
    #expect(ask("GET", "runs/r1").status == 404)
    #expect(ask("DELETE", "state").status == 405)
    #expect(ask("POST", "data", "{").status == 400)
    #expect(ask("POST", "data", "{}").status == 400)
    #expect(ask("POST", "data", #"{"source":"-"}"#).status == 400)
    let missing = ask("POST", "data", #"{"source":"no-such-file.csv"}"#)
    #expect(missing.status == 404)
    #expect(try read(missing)["error"]?.text?.contains("no-such-file.csv") == true)
  }

  @Test func thePageIsWholeAndAsksForNothingElsewhere() throws {
    let page = try #require(StudioFiles.all[StudioFiles.pageName])
    #expect(page.bytes.count > 1000 && page.compressed.count < page.bytes.count)
    for (name, file) in StudioFiles.all {
      #expect(!file.bytes.isEmpty, "\(name)")
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(!text.contains("https://"), "\(name)")
      for part in text.components(separatedBy: "from \"./").dropFirst() {
        #expect(StudioFiles.all[String(part.prefix { $0 != "\"" })] != nil, "\(name) imports what is not there")
      }
    }
    #expect(StudioFiles.all.values.reduce(0) { $0 + $1.compressed.count } < 150_000)
  }
}
