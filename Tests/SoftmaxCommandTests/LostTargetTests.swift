// Files that cannot be written: found before the work where that is possible, and no result lost where it is not.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct LostTargetTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private let endless = ["train", "digits", "--epochs", "1000000"]

  /// Interrupts a fit after taking its folder away.
  private func losingFolder(
    _ arguments: [String], after stream: CommandRun.Stream = .output
  ) throws -> WatchedRun {
    try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
    return try WatchedRun(endless + arguments, in: folder.path, stream: stream) { process in
      try FileManager.default.removeItem(atPath: folder.file("sub"))
      kill(process, SIGINT)
    }
  }

  @Test func aModelWhoseFolderIsGoneIsWrittenToTheWorkingFolder() throws {
    let run = try losingFolder(["-o", "sub/m.safetensors"])
    #expect(run.status == 73)
    #expect(
      run.errors.hasSuffix(
        "error: sub/m.safetensors: the folder 'sub' does not exist; m.rescued.safetensors holds the model instead\n"
      ))
    #expect(run.output.contains("\nTrained on digits:train: "))
    #expect(run.output.contains("\nSaved to m.rescued.safetensors.\n"))
    #expect(folder.names == ["m.rescued.safetensors"])
    #expect(try ModelFile(contentsOf: folder.file("m.rescued.safetensors")).model.classCount == 10)
  }

  @Test func theDocumentSaysWhereTheModelWent() throws {
    try folder.write([1], to: "m.rescued.safetensors")
    let run = try losingFolder(["-o", "sub/m.safetensors", "--json"], after: .errors)
    #expect(run.status == 73)
    #expect(run.output.contains("\"output\" : \"m.rescued-2.safetensors\""))
    #expect(folder.content("m.rescued.safetensors") == [1])
    #expect(folder.names == ["m.rescued-2.safetensors", "m.rescued.safetensors"])
  }

  @Test func aPictureWhoseFolderIsGoneHidesNothing() throws {
    let run = try losingFolder(["-o", "m.safetensors", "--plot", "sub/curve.svg"])
    #expect(run.status == 73)
    #expect(run.output.contains("\nSaved to m.safetensors.\n"))
    #expect(run.errors.contains("interrupted after "))
    #expect(run.errors.contains("error: sub/curve.svg: the folder 'sub' does not exist"))
    #expect(folder.names == ["m.safetensors"])
  }

  /// No file may have a single byte, as on a full disk.
  @Test func aModelThatFitsNowhereStillHasItsResultPrinted() throws {
    for verb in [["train", "iris"], ["tune", "iris", "--count", "2"]] {
      // Pipes take what files may not.
      let run = try WatchedRun(
        verb + ["-o", "m.safetensors"], in: folder.path,
        script: #"( (ulimit -f 0; "$0" "$@"); echo "status $?" ) 2>&1 | cat"#
      ).output
      #expect(run.hasSuffix("\nstatus 74\n"))
      #expect(run.contains("\nTrained on iris:train: "), "\(run)")
      #expect(run.contains("\nThe model could not be saved.\n"))
      #expect(run.contains("error: m.safetensors: byte 0: writing failed: "))
      #expect(run.contains("; no other place takes the model either\n"))
      #expect(folder.names.isEmpty)
    }
  }

  @Test func aFullDeviceCostsTheDeviceAndNotTheModel() throws {
    let run = try CommandRun(["train", "iris", "-o", "/dev/full"], in: folder.path)
    #expect(run.status == 74)
    #expect(run.output.contains("\nSaved to model.rescued.safetensors.\n"))
    #expect(run.errors.contains("error: /dev/full: byte 0: writing failed: "))
    #expect(try ModelFile(contentsOf: folder.file("model.rescued.safetensors")).model.classCount == 3)
  }

  @Test func scoresThatCannotBeWrittenDoNotEndTheSearch() throws {
    try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
    let run = try WatchedRun(
      ["tune", "digits", "--count", "400", "--sweep", "sub/s.json"], in: folder.path
    ) { process in
      try FileManager.default.removeItem(atPath: folder.file("sub"))
      // Until the search has noticed.
      Thread.sleep(forTimeInterval: 2)
      kill(process, SIGINT)
    }
    #expect(run.status == 73)
    #expect(run.errors.contains("warning: sub/s.json: the folder 'sub' does not exist"))
    #expect(run.errors.contains("the search goes on, and tries again with each score\n"))
    #expect(
      run.errors.contains("error: sub/s.json: the folder 'sub' does not exist; s.rescued.json holds the scores")
    )
    let again = try CommandRun(
      ["tune", "digits", "--count", "400", "--sweep", "s.rescued.json"], in: folder.path, interruptedBy: .errors
    )
    #expect(again.errors.contains("already scored"))
  }

  @Test func scoresAreNotKeptWhereTheyCannotBeReadAgain() throws {
    let run = try CommandRun(["tune", "iris", "--sweep", "/dev/null"], in: folder.path)
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("error: --sweep /dev/null is no file, from which a search could go on: "))
  }

  @Test func aCacheThatCannotBeWrittenIsFoundBeforeTheDownload() throws {
    try folder.write([1], to: "file")
    let run = try CommandRun(
      ["datasets", "fetch", "fashion-mnist"], environment: ["SOFTMAX_CACHE": folder.file("file") + "/cache"],
      in: folder.path)
    #expect(run.status == 73)
    #expect(
      run.errors.hasSuffix(
        "'\(folder.file("file"))' is no folder; set SOFTMAX_CACHE to a folder that you may write to\n"),
      "\(run.errors)")
  }

  @Test func whatCannotBeWrittenIsFoundBeforeTheWork() throws {
    try folder.write([1], to: "file")
    #expect(try CommandRun(["train", "iris", "-o", "m.safetensors"], in: folder.path).status == 0)
    try FileManager.default.createDirectory(atPath: folder.file("d.svg"), withIntermediateDirectories: false)
    var places = ["missing/x", "file/x", "d"]
    // A folder where nobody can create anything, root neither.
    if FileManager.default.fileExists(atPath: "/proc/self") { places.append("/proc/self/x") }
    for place in places {
      for verb in [
        ["train", "digits", "-o", place + ".safetensors"], ["train", "digits", "--plot", place + ".svg"],
        ["tune", "digits", "-o", place + ".safetensors"], ["tune", "digits", "--plot", place + ".svg"],
        ["tune", "digits", "--sweep", place + ".svg"],
        ["predict", "m.safetensors", "iris", "--gallery", place + ".svg"],
        ["evaluate", "m.safetensors", "iris", "--confusion", place + ".svg"],
      ] where place != "d" || verb.last?.hasSuffix(".svg") == true {
        let run = try CommandRun(verb, in: folder.path)
        #expect(run.status == 73, "\(verb): \(run.errors)")
        #expect(
          run.output.isEmpty && run.errors.hasPrefix("error: \(verb.last ?? ""): "), "\(verb): \(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
      }
    }
  }
}
