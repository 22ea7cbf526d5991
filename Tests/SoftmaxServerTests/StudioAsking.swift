// A studio that is asked as its page asks, without HTTP.

import Foundation
import SoftmaxFiles
import Testing

@testable import SoftmaxServer

/// A suite with a studio of its own.
protocol StudioAsking {
  var studio: Studio { get }
}

extension StudioAsking {
  func ask(
    _ method: String, _ path: String, _ body: String = "", query: [String: String] = [:]
  ) -> StudioAnswer {
    studio.answer(StudioRequest(method, path, query: query, body: Array(body.utf8)))
  }

  func read(_ answer: StudioAnswer) throws -> StrictJSON {
    try StrictJSON.parse(answer.bytes, path: "the answer")
  }

  func list(_ json: StrictJSON?) -> [StrictJSON] {
    if case .array(let values)? = json { values } else { [] }
  }

  func upload(_ text: String, _ name: String = "people.csv") throws -> String {
    let answer = ask("POST", "uploads", text, query: ["name": name])
    #expect(answer.status == 200)
    return try #require(try read(answer)["source"]?.text)
  }

  func start(_ settings: String, source: String = "digits", more: String = "") throws -> StudioRun {
    let answer = ask("POST", "runs", #"{"source":"\#(source)","settings":\#(settings)\#(more)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.bytes, as: UTF8.self))")
    return try studio.runs.run(try #require(try read(answer)["id"]?.text))
  }

  func wait(_ what: String, until condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition() {
      try #require(ContinuousClock.now < end, "waited in vain until \(what)")
      Thread.sleep(forTimeInterval: 0.003)
    }
  }

  /// A run that has come to its end.
  func finished(_ settings: String, source: String = "digits", more: String = "") throws -> StudioRun {
    let run = try start(settings, source: source, more: more)
    try wait("it ends") { run.phase.isOver }
    #expect(run.phase == .finished)
    return run
  }
}
