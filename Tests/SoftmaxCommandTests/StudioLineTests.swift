// The line that the studio shows for a run: typed, it makes the run again, to the bit.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxServer
import SoftmaxTestSupport
import Testing

@testable import SoftmaxCommand

@Suite(.timeLimit(.minutes(2))) struct StudioLineTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private static let table =
    (["age,plan,outcome"]
    + (0..<80).map { place -> String in
      let age = place % 13 == 5 ? "" : String(place * 37 % 60)
      return "\(age),\(["basic", "plus", "family plan"][place % 3]),\(place % 4 < 2 ? "stays" : "leaves")"
    }).joined(separator: "\n") + "\n"

  @Test(arguments: [
    (#"{"method":"sgd","epochs":3,"batchSize":64,"l2":0.001,"average":true}"#, "digits", ""),
    (#"{"method":"sgd","epochs":2,"optimizer":"adam","schedule":"cosine","certifyEpochs":true}"#, "iris", ""),
    (#"{"method":"auto"}"#, "iris", ""),
    (#"{"method":"lbfgs","l2":0.01,"seed":7,"holdout":0.25,"classWeight":"balanced"}"#, "iris", ""),
    (#"{"method":"proximal-newton","l1":0.01,"standardize":true}"#, "iris", ""),
    (
      #"{"standardize":false,"tolerance":1e-6}"#, "my people.csv",
      #","label":"outcome","table":{"missing":"mean","columns":"plan=category"}"#
    ),
    (
      #"{"holdout":0}"#, "my people.csv",
      #","label":"outcome","table":{"missing":"drop","header":"yes","ignore":"plan"}"#
    ),
  ]) func theLineHasTheBitsOfTheRun(_ settings: String, _ source: String, _ more: String) throws {
    try write(Self.table, to: "my people.csv")
    let name = source.hasSuffix(".csv") ? folder.file(source) : source
    let studio = Studio(wording: .flags)
    let answer = studio.answer(
      StudioRequest(
        "POST", "runs", body: Array(#"{"source":"\#(name)","settings":\#(settings)\#(more)}"#.utf8)))
    try #require(answer.status == 201, "\(String(decoding: answer.bytes, as: UTF8.self))")
    let run = try #require(studio.runs.all.first)
    let end = ContinuousClock.now + .seconds(60)
    while !run.phase.isOver, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.005) }
    #expect(run.phase == .finished)
    let line = try #require(run.command)
    let words = try Self.words(of: line)
    #expect(words.prefix(3) == ["softmax", "train", name] && words.suffix(2) == ["-o", "model.safetensors"])
    let typed = try self.run(Array(words.dropFirst()))
    #expect(typed.status == 0, "\(line): \(typed.errors)")
    let model = try ModelFile(contentsOf: folder.file("model.safetensors")).model
    #expect(model.weightsSHA256 == run.weightsSHA256, "\(line)")
  }

  /// The words as a shell takes them apart.
  private static func words(of line: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "printf '%s\\n' " + line]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").map(String.init)
  }

  @Test func settingsAreCalledByTheirFlags() throws {
    let answer = Studio(wording: .flags).answer(
      StudioRequest("GET", "settings", query: ["kind": "table", "method": "sgd"]))
    let text = String(decoding: answer.bytes, as: UTF8.self)
    for flag in ["--learning-rate", "--batch-size", "--class-weight"] { #expect(text.contains("\"\(flag)\"")) }
    // Where nothing is typed, nothing is said of flags.
    let plain = Studio().answer(StudioRequest("GET", "settings", query: ["method": "sgd"]))
    #expect(!String(decoding: plain.bytes, as: UTF8.self).contains("--"))
  }
}
