// softmax evaluate --metrics and softmax compare A B DATA, run as processes.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct MetricCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try Self.models.get().write(to: folder)
  }

  private static let models = Result {
    try MadeFiles(by: [
      ["train", "digits", "-o", "a.safetensors", "--l2", "0.01"],
      ["train", "digits", "-o", "b.safetensors", "--l2", "3"],
    ])
  }

  private func run(_ arguments: [String], input: [UInt8] = []) throws -> CommandRun {
    try CommandRun(arguments, input: input, in: folder.path)
  }

  @Test func metricsByNameAreThoseOfTheDocument() throws {
    let chosen = ["evaluate", "a.safetensors", "digits", "--metrics", "brierScore,rocAucMacro"]
    let document = try run(chosen + ["--json"]).json()
    let metrics = try #require(document["metrics"] as? [String: Double])
    #expect(Set(metrics.keys) == ["brierScore", "rocAucMacro"])
    let text = try run(chosen + ["--intervals", "--resamples", "30", "--confidence", "0.8", "--threads", "1"])
    #expect(text.status == 0 && text.errors.isEmpty)
    #expect(text.output.contains("80 % intervals: percentiles of 30 bootstrap resamples, seed 0\n"))
    let other = try run(
      chosen + ["--intervals", "--resamples", "30", "--confidence", "0.8", "--threads", "2"])
    #expect(text.output == other.output)
  }

  @Test(arguments: [
    (["--metrics", "rocAuc"], "'rocAuc' is no metric"),
    (["--metrics", "brierscore"], "did you mean brierScore?"),
    (["--seed", "1"], "--seed is for --intervals"),
    (["--intervals", "--resamples", "3"], "--resamples must be a whole number from 20 to 1000000, not 3"),
    (["--intervals", "--confidence", "2"], "--confidence must be a number between 0 and 1, not 2"),
    (["--metrics", "all", "--top-k", "0"], "--top-k must be a positive whole number, not 0"),
  ])
  func wrongFlagsAreRefusedWithWhatToDo(arguments: [String], message: String) throws {
    let run = try run(["evaluate", "a.safetensors", "digits"] + arguments)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func modelsOfPicturesAreComparedAndTheirDisagreementsDrawn() throws {
    let run = try run([
      "compare", "a.safetensors", "b.safetensors", "digits", "--metrics", "accuracy", "--resamples", "50",
      "--gallery", "differ.svg", "--count", "3", "--json",
    ])
    #expect(run.status == 0 && run.errors == "wrote differ.svg\n")
    let document = try run.json()
    #expect((document["samples"] as? [Any])?.count == 3)
    #expect((document["mcNemar"] as? [String: Any])?["pValue"] is Double)
    let picture = String(decoding: try #require(folder.content("differ.svg")), as: UTF8.self)
    #expect(picture.contains("a.safetensors left, b.safetensors right"))
  }

  @Test func standardInputAndAMissingArgumentAreRefused() throws {
    let piped = try run(["compare", "a.safetensors", "b.safetensors", "-"], input: Array("x\n".utf8))
    #expect(piped.status == 64 && piped.errors.contains("can be read once"))
    let missing = try run(["compare", "a.safetensors", "b.safetensors"])
    #expect(missing.status == 64 && missing.errors.contains("or --nested"))
    let both = try run(["compare", "--nested", "a.safetensors", "b.safetensors", "digits"])
    #expect(both.status == 64 && both.errors.contains("without data"))
  }
}
