// The pictures that the command draws, and what it refuses, run as processes.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PictureCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try Self.trained.get().write(to: folder)
  }

  private static let trained = Result {
    try MadeFiles(by: [
      ["train", "digits", "--epochs", "2", "--plot", "curve.svg", "-o", "d.safetensors"]
    ])
  }

  private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandRun {
    try CommandRun(arguments, environment: environment, in: folder.path)
  }

  private func contents(_ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.path + "/" + name)
  }

  @Test func everyPictureIsWrittenInTheFormatOfItsEnding() throws {
    #expect(try run(["predict", "d.safetensors", "digits", "--count", "6", "--gallery", "g.png"]).status == 0)
    #expect(try run(["inspect", "d.safetensors", "--weights", "w.png"]).status == 0)
    #expect(try run(["evaluate", "d.safetensors", "digits", "--confusion", "c.svg"]).status == 0)
    for name in ["g.png", "w.png"] {
      #expect(contents(name)?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true, "\(name)")
    }
    for name in ["curve.svg", "c.svg"] {
      #expect(contents(name)?.starts(with: Array("<svg".utf8)) == true, "\(name)")
    }
  }

  @Test func badInputIsOneLineAndLeavesNothing() throws {
    #expect(try run(["train", "iris", "--epochs", "1", "-o", "iris.safetensors"]).status == 0)
    let cases: [([String], Int32)] = [
      (["predict", "d.safetensors", "digits", "--count", "0", "--gallery", "x.png"], 64),
      (["predict", "d.safetensors", "digits", "--count", "360", "--gallery", "x.png"], 64),
      (["predict", "d.safetensors", "digits", "--columns", "0", "--gallery", "x.png"], 64),
      (["predict", "d.safetensors", "digits", "--gallery", "x.gif"], 64),
      (["predict", "d.safetensors", "digits", "--open"], 64),
      (["predict", "d.safetensors", "digits", "--show", "--json"], 64),
      (["predict", "d.safetensors", "digits", "--gallery", "none/x.png"], 73),
      (["predict", "iris.safetensors", "iris", "--gallery", "x.png"], 65),
      (["predict", "iris.safetensors", "iris", "--show"], 65),
      (["inspect", "d.safetensors", "--weights", "x"], 64),
      (["evaluate", "d.safetensors", "digits", "--confusion", "none/x.svg"], 73),
      (["train", "digits", "--plot", "x.pdf", "-o", "x.safetensors"], 64),
    ]
    for (arguments, status) in cases {
      let result = try run(arguments)
      #expect(result.status == status, "\(arguments)")
      #expect(result.output.isEmpty, "\(arguments)")
      #expect(result.errors.hasPrefix("error: ") && result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasPrefix("x.") || $0.hasSuffix(".part") })
  }

  @Test func onlyWrongShowsMistakesTheMostConfidentFirst() throws {
    let text = try run([
      "predict", "d.safetensors", "digits", "--only", "wrong", "--sort", "confidence", "--count", "5",
      "--format", "csv",
    ]).output
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(!rows.isEmpty && rows.allSatisfy { $0[1] != $0[2] })
    let confidences = rows.compactMap { Double($0[3]) }
    #expect(confidences.count == rows.count && confidences == confidences.sorted(by: >))
  }

  @Test func aSeedDrawsTheSameSamplesEachTime() throws {
    func indices(_ seed: String) throws -> [Int] {
      try run(["predict", "d.safetensors", "digits", "--count", "20", "--format", "csv", "--seed", seed])
        .output.split(separator: "\n").dropFirst().compactMap { Int($0.prefix { $0 != "," }) }
    }
    let first = try indices("1")
    #expect(first.count == 20 && Set(first).count == 20 && first != Array(0..<20))
    #expect(try indices("1") == first)
    #expect(try indices("2") != first)
  }

  @Test func whereThereIsNoDesktopOpenSaysWhereTheFileIs() throws {
    let result = try run(
      ["predict", "d.safetensors", "digits", "--count", "1", "--gallery", "g.svg", "--open"],
      environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "PATH": ""])
    #expect(result.status == 0 && result.errors.contains("/g.svg\n") && contents("g.svg") != nil)
  }

  @Test func shownPicturesArePlainTextInAPipe() throws {
    let text = try run(["predict", "d.safetensors", "digits", "--count", "3", "--show"]).output
    #expect(text.contains("true: ") && text.contains("pred: ") && text.allSatisfy(\.isASCII))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func aPictureNeverReplacesAFileOfTheSameCommand() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.png"), withDestinationPath: folder.file("d.safetensors"))
    let before = contents("d.safetensors")
    for arguments in [
      ["inspect", "d.safetensors", "--weights", "link.png"],
      ["predict", "d.safetensors", "digits", "--gallery", "link.png"],
      ["train", "digits", "--epochs", "1", "-o", "d.safetensors", "--plot", "link.png"],
    ] {
      let result = try run(arguments)
      #expect(result.status == 64)
      #expect(result.errors.contains("are one file"))
      #expect(contents("d.safetensors") == before)
    }
  }

  @Test func oneUnknownLabelDoesNotMakeTheOthersWrong() throws {
    let names = try Dataset(
      features: Features(bytes: [0, 255, 255, 0], input: .image(shape: [1, 2])), labels: ["bag", "shirt"])
    try SoftmaxClassifier(solver: .stochastic(epochs: 200)).fit(names).model.write(
      to: folder.file("n.safetensors"))
    let file: [UInt8] = IDXWriter.file(dimensions: [3, 1, 2], elements: [0, 255, 255, 0, 0, 255])
    try folder.write(file, to: "x-images-idx3-ubyte")
    try folder.write(IDXWriter.labels([0, 1, 9]), to: "x-labels-idx1-ubyte")
    let result = try run(["predict", "n.safetensors", "x-images-idx3-ubyte", "--format", "csv"])
    #expect(result.lines[1...3].map { $0.split(separator: ",")[1] } == ["bag", "shirt", "9"])
    #expect(result.errors.contains("the label '9'"))
    let right = try run([
      "predict", "n.safetensors", "x-images-idx3-ubyte", "--only", "right", "--format", "csv",
    ])
    #expect(right.lines.count == 4)
  }

  @Test func aViewerThatStaysDoesNotHoldTheCommand() throws {
    #if os(Linux)
      try folder.writeScript("#!/bin/sh\necho $$ > \"$0.pid\"\nexec sleep 600\n", to: "xdg-open")
      let result = try run(
        ["predict", "d.safetensors", "digits", "--gallery", "g.png", "--open"],
        environment: ["PATH": "\(folder.path):/usr/bin:/bin", "DISPLAY": ":9"])
      #expect(result.status == 0)
      // The command has ended, and its viewer is still there. On a busy machine it may not have begun yet.
      for _ in 0..<3000 where contents("xdg-open.pid")?.last != UInt8(ascii: "\n") {
        Thread.sleep(forTimeInterval: 0.02)
      }
      let text = String(decoding: try #require(contents("xdg-open.pid")), as: UTF8.self)
      let viewer = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(kill(viewer, 0) == 0)
      kill(viewer, SIGTERM)
    #endif
  }
}
