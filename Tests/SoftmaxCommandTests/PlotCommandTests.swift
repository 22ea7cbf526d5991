// softmax plot and inspect --markdown as processes: what is written, and what to type where something is wrong.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct PlotCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    #expect(try run(["train", "iris", "-o", "i.safetensors"]).status == 0)
  }

  private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandRun {
    try CommandRun(arguments, environment: environment, in: folder.path)
  }

  private func contents(_ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.path + "/" + name)
  }

  @Test func chartsAreWrittenInTheFormatOfTheirEnding() throws {
    #expect(try run(["plot", "training", "i.safetensors", "-o", "t.svg"]).status == 0)
    let roc = try run(
      ["plot", "roc", "i.safetensors", "iris", "-o", "r.png", "--open"],
      environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "PATH": ""])
    #expect(roc.status == 0 && roc.output.isEmpty && roc.errors.contains("/r.png\n"))
    #expect(contents("t.svg")?.starts(with: Array("<svg".utf8)) == true)
    #expect(contents("r.png")?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
  }

  @Test func refusalsSayWhatToType() throws {
    let cases: [([String], Int32, String)] = [
      (
        ["plot", "confusion", "i.safetensors", "-o", "x.png"], 64,
        "softmax plot confusion i.safetensors DATA -o x.png"
      ),
      (
        ["plot", "training", "i.safetensors", "iris", "-o", "x.png"], 64,
        "softmax plot training i.safetensors -o x.png"
      ),
      (["plot", "rok", "i.safetensors", "iris", "-o", "x.png"], 64, "did you mean roc?"),
      (
        ["plot", "roc", "i.safetensors", "iris", "--shares", "-o", "x.png"], 64, "--shares is not for plot roc"
      ),
      (
        ["plot", "training", "i.safetensors", "--label", "y", "-o", "x.png"], 64,
        "--label is not for plot training"
      ),
      (["plot", "roc", "i.safetensors", "iris", "-o", "x.gif"], 64, ".png or .svg"),
      (["plot", "gallery", "i.safetensors", "iris", "-o", "x.png"], 65, "are no pictures"),
      (["plot", "roc", "i.safetensors", "iris"], 64, "--output"),
      (["inspect", "i.safetensors", "--markdown", "--json"], 64, "contradict each other"),
      (["inspect", "i.safetensors", "-o", "x.md"], 64, "--output is for --markdown"),
      (["inspect", "i.safetensors", "--markdown", "-o", "i.safetensors"], 64, "is the model"),
    ]
    for (arguments, status, part) in cases {
      let result = try run(arguments)
      #expect(result.status == status && result.output.isEmpty, "\(arguments)")
      #expect(result.errors.contains(part), "\(result.errors)")
      #expect(result.errors.hasPrefix("error: ") && result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
    }
    #expect(contents("x.png") == nil && contents("x.md") == nil)
  }

  @Test func theReadmeIsPrintedOrWritten() throws {
    let printed = try run(["inspect", "i.safetensors", "--markdown"])
    #expect(printed.status == 0 && printed.output.hasPrefix("---\nlibrary_name: \"swift-softmax\"\n"))
    let written = try run(["inspect", "i.safetensors", "--markdown", "-o", "README.md"])
    #expect(written.output.isEmpty && written.errors == "wrote README.md\n")
    #expect(contents("README.md") == Data(printed.output.utf8))
  }
}
