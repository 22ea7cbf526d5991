// Standard streams that are closed, or cannot take what is printed.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DescriptorTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private static let combinations = [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&-", "<&- >&- 2>&-"]

  private static func script(_ redirection: String) -> String { #"exec "$0" "$@" "# + redirection }

  @Test(arguments: combinations)
  func aModelNeverBecomesAClosedStream(_ redirection: String) throws {
    let picture = ["--plot", "curve.svg"]
    let run = try WatchedRun(
      ["train", "digits", "--epochs", "2", "-o", "m.safetensors"] + picture, in: folder.path,
      script: Self.script(redirection))
    // A result that nobody gets is no success.
    #expect(run.status == (redirection.contains(">&-") && redirection != "2>&-" ? 74 : 0))
    let whole = try CommandRun(
      ["train", "digits", "--epochs", "2", "-o", "n.safetensors"] + ["--plot", "other.svg"], in: folder.path)
    #expect(whole.status == 0)
    #expect(folder.names == ["curve.svg", "m.safetensors", "n.safetensors", "other.svg"])
    #expect(folder.content("curve.svg") == folder.content("other.svg"))
    let models = try ["m", "n"].map {
      try ModelFile(contentsOf: folder.file("\($0).safetensors")).model.weightsSHA256
    }
    #expect(models[0] == models[1])
  }

  @Test(arguments: combinations)
  func everyVerbEndsWithAClearAnswer(_ redirection: String) throws {
    #expect(try CommandRun(["train", "iris", "-o", "m.safetensors"], in: folder.path).status == 0)
    let before = folder.content("m.safetensors")
    let isSilent = redirection.replacing("2>&-", with: "").contains(">&-")
    for verb in [
      ["train", "iris"], ["tune", "iris", "--count", "2"], ["evaluate", "m.safetensors", "iris"],
      ["predict", "m.safetensors", "iris", "--count", "2"], ["inspect", "m.safetensors"],
      ["verify", "m.safetensors", "iris"], ["data", "iris"], ["datasets"], ["--help"], ["--version"],
    ] {
      let run = try WatchedRun(verb, in: folder.path, script: Self.script(redirection))
      #expect(run.status == (isSilent ? 74 : 0), "\(verb): \(run.errors)")
      if isSilent, !redirection.contains("2>&-") {
        #expect(run.errors.hasSuffix("error: standard output cannot be written: Bad file descriptor\n"))
      }
    }
    #expect(folder.names == ["m.safetensors"] && folder.content("m.safetensors") == before)
  }

  @Test func closedStandardInputIsNoEmptyTable() throws {
    let run = try WatchedRun(
      ["train", "-", "--input-format", "csv"], in: folder.path, script: Self.script("<&-"))
    #expect(run.status == 74)
    #expect(run.errors == "error: standard input: byte 0: reading failed: Bad file descriptor\n")
  }

  @Test(arguments: [
    ["--help"], ["train", "--help"], ["datasets", "--help"], ["help", "tune"], ["--version"], [],
    ["--generate-completion-script", "bash"],
  ])
  func aTextThatCannotBePrintedIsAFailure(_ arguments: [String]) throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let run = try WatchedRun(arguments, in: folder.path, script: Self.script(">/dev/full"))
    #expect(run.status == 74)
    #expect(run.errors == "error: standard output cannot be written: No space left on device\n")
    // A reader that has seen enough is none.
    let read = try WatchedRun(arguments, in: folder.path)
    #expect(read.status == 0 && read.errors.isEmpty && read.output.hasSuffix("\n"))
  }
}
