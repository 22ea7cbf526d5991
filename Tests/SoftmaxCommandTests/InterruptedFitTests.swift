// A fit that Ctrl-C ends never takes a good file's place.

import Foundation
import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@Suite struct InterruptedFitTests {
  private let folder: TemporaryDirectory
  private let good = Array("a model of last night".utf8)

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write(good, to: "good.safetensors")
  }

  private func interrupted(_ arguments: [String], by stream: CommandRun.Stream = .output) throws -> CommandRun {
    let run = try CommandRun(arguments, in: folder.path, interruptedBy: stream)
    #expect(run.status == 130)
    return run
  }

  private let endless = ["train", "digits", "--epochs", "1000000", "-o", "good.safetensors"]

  @Test func theModelIsWrittenBesideTheFileThatWasThere() throws {
    let run = try interrupted(endless)
    #expect(folder.content("good.safetensors") == good)
    #expect(folder.names == ["good.partial.safetensors", "good.safetensors"])
    let model = try ModelFile(contentsOf: folder.file("good.partial.safetensors"))
    #expect(model.card.training?.stopReason == "stopped")
    #expect(
      run.errors.hasSuffix(
        " whole epochs; the model as it was is in good.partial.safetensors, and good.safetensors is still what it was "
          + "(--overwrite-partial replaces it)\n"))
    #expect(run.output.contains("\nSaved to good.partial.safetensors.\n"))
    #expect(run.output.contains("\nNext: softmax predict good.partial.safetensors digits "))
  }

  @Test func aSecondPartDoesNotReplaceTheFirst() throws {
    try folder.write([1], to: "good.partial.safetensors")
    // One that leads nowhere is a name that is taken, too.
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("good.partial-2.safetensors"), withDestinationPath: folder.file("missing"))
    let run = try interrupted(endless)
    #expect(folder.content("good.safetensors") == good && folder.content("good.partial.safetensors") == [1])
    #expect(folder.names.contains("good.partial-3.safetensors") && !folder.names.contains("missing"))
    #expect(run.errors.contains("is in good.partial-3.safetensors, and good.safetensors is still what it was"))
  }

  @Test func theFlagLetsItReplaceTheFile() throws {
    let run = try interrupted(endless + ["--overwrite-partial"])
    #expect(folder.names == ["good.safetensors"])
    #expect(try ModelFile(contentsOf: folder.file("good.safetensors")).card.training?.stopReason == "stopped")
    #expect(run.errors.hasSuffix("; the model as it was is in good.safetensors\n"))
  }

  @Test func aFitStoppedBeforeItsFirstEpochReplacesNothing() throws {
    let count = 6000
    try folder.write(
      IDXWriter.file(dimensions: [UInt32(count), 28, 28], elements: [UInt8](repeating: 7, count: count * 784)),
      to: "x-images-idx3-ubyte")
    try folder.write(IDXWriter.labels((0..<count).map { UInt8($0 % 100) }), to: "x-labels-idx1-ubyte")
    // The line on standard error comes before the first batch. An epoch of single samples in 100 classes takes seconds.
    let run = try WatchedRun(
      [
        "train", "x-images-idx3-ubyte", "--solver", "sgd", "--early-stopping", "--batch-size", "1", "--epochs",
        "1000000", "-o", "good.safetensors",
      ], in: folder.path, stream: .errors
    ) { process in
      Thread.sleep(forTimeInterval: 0.3)
      kill(process, SIGINT)
    }
    #expect(run.status == 130)
    #expect(run.errors.contains("interrupted after 0 whole epochs; "))
    #expect(folder.content("good.safetensors") == good)
    #expect(folder.names.contains("good.partial.safetensors"))
  }

  @Test func theDocumentNamesTheFileThatWasWritten() throws {
    let run = try interrupted(endless + ["--json"], by: .errors)
    #expect(try run.json()["output"] as? String == "good.partial.safetensors")
    let whole = try CommandRun(["train", "iris", "--json", "-o", "m.safetensors"], in: folder.path)
    #expect(try whole.json()["output"] as? String == "m.safetensors")
    #expect(try CommandRun(["train", "iris", "--json"], in: folder.path).json()["output"] is NSNull)
  }

  @Test func theCurveOfAPartIsDrawnBesideToo() throws {
    try folder.write([1], to: "curve.svg")
    let run = try interrupted(endless.dropLast(2) + ["--plot", "curve.svg"])
    #expect(folder.content("curve.svg") == [1])
    #expect(folder.names == ["curve.partial.svg", "curve.svg", "good.safetensors"])
    #expect(run.errors.contains("wrote curve.partial.svg\n"))
  }

  @Test func aSearchThatWasStoppedReplacesNothing() throws {
    try folder.write([1], to: "curve.svg")
    let run = try WatchedRun(
      ["tune", "digits", "--count", "400", "-o", "good.safetensors", "--plot", "curve.svg"], in: folder.path,
      until: "\nl2 "
    ) { kill($0, SIGINT) }
    #expect(run.status == 130)
    #expect(folder.names == ["curve.partial.svg", "curve.svg", "good.safetensors"])
    #expect(folder.content("good.safetensors") == good && folder.content("curve.svg") == [1])
  }

  @Test func aSearchThatWasStoppedAtOnceSaysSo() throws {
    let run = try interrupted(["tune", "digits", "--count", "400", "--plot", "curve.svg"])
    #expect(run.errors.contains("interrupted after "))
  }

  @Test func aLongNameIsShortenedForTheRestToFit() throws {
    let name = String(repeating: "é", count: 120) + ".safetensors"
    try folder.write(good, to: name)
    _ = try interrupted(["train", "digits", "--epochs", "1000000", "-o", name])
    #expect(folder.content(name) == good)
    #expect(folder.names.contains { $0.hasSuffix("é.partial.safetensors") && $0.utf8.count > 250 })
  }

  @Test(arguments: ["train", "tune"])
  func theFlagNeedsAFile(_ verb: String) throws {
    let run = try CommandRun([verb, "iris", "--overwrite-partial"])
    #expect(run.status == 64)
    #expect(
      run.errors
        == "error: --overwrite-partial is for the files of -o and --plot: name one of them, or leave it out\n")
  }
}
