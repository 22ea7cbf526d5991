// softmax export, import and verify of exports, run as processes.

import Foundation
import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@Suite struct ExportCommandTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    #expect(try run(["train", "iris", "-o", "m.safetensors", "--keep-sample", "--quiet"]).status == 0)
  }

  @Test func anExportIsProvenAndVerified() throws {
    let export = try run(["export", "m.safetensors", "m.json"])
    #expect(export.status == 0)
    #expect(export.output.hasPrefix("JSON: "))
    #expect(
      export.output.contains("200 drawn inputs and 20 training rows: largest difference of probabilities "))
    #expect(export.errors == "wrote m.json\n")
    let answer = try run(["verify", "m.safetensors", "m.json"])
    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("yes: m.json (JSON) computes what m.safetensors does: "))
  }

  @Test func anExportOfAnotherModelIsAnsweredWithNo() throws {
    #expect(try run(["train", "iris", "--l2", "0.1", "-o", "other.safetensors", "--quiet"]).status == 0)
    #expect(try run(["export", "other.safetensors", "other.onnx", "--quiet"]).status == 0)
    let answer = try run(["verify", "m.safetensors", "other.onnx"])
    #expect(answer.status == 1)
    #expect(answer.output.hasPrefix("no: other.onnx (ONNX) does not compute what m.safetensors does: "))
    let document = try run(["verify", "m.safetensors", "other.onnx", "--json"])
    #expect(document.status == 1)
    #expect(try document.json()["verified"] as? Bool == false)
  }

  @Test func theDocumentNamesTheFilesAndTheDifferences() throws {
    let document = try json(["export", "m.safetensors", "m.c", "--no-tools"])
    #expect(document["format"] as? String == "c")
    let files = try #require(document["files"] as? [[String: Any]])
    #expect(files.compactMap { $0["path"] as? String } == ["m.c", "m.h"])
    for file in files {
      let path = try #require(file["path"] as? String)
      let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + path)[.size] as? Int
      #expect(file["bytes"] as? Int == size)
    }
    let proof = try #require(document["proof"] as? [String: Any])
    #expect(proof["drawnInputs"] as? Int == 200 && proof["trainingRows"] as? Int == 20)
    #expect(try #require(proof["largestProbabilityDifference"] as? Double) < 1e-6)
  }

  @Test func whatCannotBeWrittenIsSaidBeforeAnyWork() throws {
    let ending = try run(["export", "m.safetensors", "m.xyz"])
    #expect(ending.status == 64)
    #expect(ending.errors.contains("m.xyz: its ending means no format") && ending.errors.contains(".onnx"))
    let name = try run(["export", "m.safetensors", "m.onnx", "--format", "onyx"])
    #expect(name.status == 64)
    #expect(name.errors.contains("--format must be one of onnx, "))
    let option = try run(["export", "m.safetensors", "m.json", "--precision", "double"])
    #expect(option.status == 64)
    #expect(option.errors.contains("--precision makes no difference to JSON (onnx"))
    let noName = try run(["export", "m.safetensors", "m.json", "--name", "fraud"])
    #expect(noName.status == 64)
    #expect(
      noName.errors.contains("--name makes no difference to JSON (c, swift, go have the choice): leave it out"))
    let badName = try run(["export", "m.safetensors", "m.c", "--name", "int"])
    #expect(badName.status == 64)
    #expect(badName.errors.contains("--name must in C99 be of lower-case letters"))
    let own = try run(["export", "m.safetensors", "m.safetensors", "--format", "json"])
    #expect(own.status == 64)
    #expect(own.errors.contains("is the model"))
    try FileManager.default.createDirectory(
      atPath: folder.path + "/full.onnx", withIntermediateDirectories: false)
    let directory = try run(["export", "m.safetensors", "full.onnx"])
    #expect(directory.status == 73)
    #expect(directory.errors.contains("this is a directory"))
    let file = try run(["export", "m.safetensors", "m.safetensors/hub", "--format", "huggingface"])
    #expect(file.status == 73)
    let word = try run(["export", "m.safetensors", "m.onnx", "--form", "operators"])
    #expect(word.status == 64)
    #expect(word.errors.contains("ops or ml"))
  }

  @Test func aFolderIsWrittenOnceAndNeverOver() throws {
    let first = try run(["export", "m.safetensors", "hub", "--format", "huggingface"])
    #expect(first.status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/hub").sorted()
    #expect(names == ["README.md", "config.json", "model.safetensors"])
    #expect(try run(["verify", "m.safetensors", "hub"]).status == 0)
    let second = try run(["export", "m.safetensors", "hub", "--format", "huggingface"])
    #expect(second.status == 73)
    #expect(second.errors.contains("this folder is there and holds files"))
    // The file in the folder is a model like any other.
    #expect(try run(["verify", "hub/model.safetensors", "iris"]).status == 0)
  }

  /// Consumers look classes up by name.
  @Test func swappedNamesOfClassesAreAnsweredWithNo() throws {
    #expect(try run(["export", "m.safetensors", "m.json", "--quiet"]).status == 0)
    let path = folder.path + "/m.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\"setosa\"") && text.contains("\"virginica\""))
    try write(
      text.replacing("\"setosa\"", with: "\"other\"").replacing("\"virginica\"", with: "\"setosa\"")
        .replacing("\"other\"", with: "\"virginica\""), to: "m.json")
    let answer = try run(["verify", "m.safetensors", "m.json"])
    #expect(answer.status == 1)
    #expect(answer.output.contains("is called"))
  }

  /// Nobody has named the file that stands beside the export.
  @Test func aForeignFileBesideTheExportIsLeftAlone() throws {
    try write("mine\n", to: "m.h")
    let refused = try run(["export", "m.safetensors", "m.c", "--no-tools"])
    #expect(refused.status == 73)
    #expect(refused.errors.contains("m.h: this file is there, and the export would replace it"))
    #expect(try String(contentsOfFile: folder.path + "/m.h", encoding: .utf8) == "mine\n")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/m.c"))
    try FileManager.default.removeItem(atPath: folder.path + "/m.h")
    // Its own header it may replace.
    #expect(try run(["export", "m.safetensors", "m.c", "--no-tools"]).status == 0)
    #expect(try run(["export", "m.safetensors", "m.c", "--no-tools"]).status == 0)
    #expect(try run(["export", "m.safetensors", "y.h", "--format", "c", "--no-tools"]).status == 73)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/y.h"))
  }

  @Test func aPipeStaysAPipeAndGetsTheExport() throws {
    let path = folder.path + "/pipe"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    // Open for both, so that nobody waits; the export is shorter than what a pipe holds.
    let pipe = try #require(FileHandle(forUpdatingAtPath: path))
    #expect(try run(["export", "m.safetensors", "pipe", "--format", "json"]).status == 0)
    #expect(String(decoding: pipe.availableData, as: UTF8.self).contains("\"format\": \"softmax-model\""))
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType != .typeRegular)
    let header = try run(["export", "m.safetensors", "pipe", "--format", "c"])
    #expect(header.status == 73)
    #expect(header.errors.contains("leaves no place for it"))
  }

  @Test func whatWasExportedCanBeImported() throws {
    #expect(try run(["export", "m.safetensors", "m.onnx", "--quiet"]).status == 0)
    let imported = try run(["import", "m.onnx", "-o", "back.safetensors"])
    #expect(imported.status == 0)
    #expect(imported.output.hasPrefix("ONNX: 3 classes (setosa, versicolor, virginica), "))
    let predict = ["iris", "--probabilities", "--format", "csv"]
    #expect(
      try run(["predict", "back.safetensors"] + predict).output
        == run(["predict", "m.safetensors"] + predict).output)
  }

  @Test func whatIsNoModelOfOtherProgramsIsRefused() throws {
    try write("a,b\n1,2\n", to: "t.csv")
    let run = try run(["import", "t.csv", "-o", "x.safetensors"])
    #expect(run.status == 65)
    #expect(run.errors.contains("no model of another program") && run.errors.contains("--format: onnx"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/x.safetensors"))
    let native = try self.run(["import", "m.safetensors", "-o", "x.safetensors"])
    #expect(native.status == 65)
  }

  @Test func codeCanBeVerifiedWithoutTools() throws {
    #expect(try run(["export", "m.safetensors", "m.c", "--no-tools", "--quiet"]).status == 0)
    let answer = try run(["verify", "m.safetensors", "m.c", "--no-tools"])
    #expect(answer.status == 0)
    #expect(answer.output.contains(" does: interpreted, 200 drawn inputs"))
    let data = try run(["verify", "m.safetensors", "iris", "--no-tools"])
    #expect(data.status == 64)
    #expect(data.errors.contains("iris is no export of a model: leave out --no-tools"))
  }

  /// Whatever ends the command, its compiler ends too, and what that has started.
  @Test(arguments: [SIGINT, SIGTERM])
  func theCompilerEndsWithTheCommand(_ number: Int32) throws {
    let tool = folder.file("gcc")
    try write(
      "#!/bin/sh\n(while :; do echo x >> '\(folder.path)/ticks'; sleep 0.02; done) &\nwait\n", to: "gcc")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
    var ticks: Int { folder.content("ticks")?.count ?? 0 }
    let run = try WatchedRun(
      ["export", "m.safetensors", "m.c"], in: folder.path,
      script: #"echo; PATH="$PWD:$PATH" exec "$0" "$@""#
    ) { process in
      for _ in 0..<3000 where ticks == 0 { Thread.sleep(forTimeInterval: 0.02) }
      kill(process, number)
    }
    #expect(run.status == (number == SIGINT ? 130 : -number))
    #expect(ticks > 0)
    var isStill = false
    for _ in 0..<100 where !isStill {
      let before = ticks
      Thread.sleep(forTimeInterval: 0.3)
      isStill = ticks == before
    }
    #expect(isStill)
    #expect(!folder.names.contains("m.c"))
  }

  @Test func aRenamedColumnIsSaid() throws {
    try write("label,width,k\n1,2,a\n2,1,b\n3,5,a\n4,1,b\n1,3,a\n2,0,b\n", to: "t.csv")
    #expect(try run(["train", "t.csv", "--label", "k", "-o", "t.safetensors", "--quiet"]).status == 0)
    let export = try run(["export", "t.safetensors", "t.onnx"])
    #expect(export.status == 0)
    #expect(export.output.hasSuffix("renamed: the column 'label' is the input 'label_2'\n"))
    let graph = try #require(folder.content("t.onnx"))
    #expect(String(decoding: graph, as: UTF8.self).contains("the column 'label' is the input 'label_2'"))
    #expect(try !run(["export", "t.safetensors", "t.json"]).output.contains("renamed"))
  }

  @Test func rowsAreKeptOnlyWhereThatIsAskedFor() throws {
    #expect(try run(["inspect", "m.safetensors"]).output.contains("rows kept"))
    #expect(try run(["train", "iris", "-o", "plain.safetensors", "--quiet"]).status == 0)
    #expect(try !run(["inspect", "plain.safetensors"]).output.contains("rows kept"))
    let useless = try run(["train", "iris", "--keep-sample"])
    #expect(useless.status == 64)
    #expect(useless.errors.contains("--keep-sample is for the model's file"))
  }
}
