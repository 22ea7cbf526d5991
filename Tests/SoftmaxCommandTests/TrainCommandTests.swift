// softmax train on the embedded data, run as a process.

import Foundation
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct TrainCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test func withoutDataTheDigitsAreLearnedToTheirOptimum() throws {
    let run = try CommandRun(["train"], in: folder.path)
    #expect(run.status == 0)
    // Nothing before the summary, and one line of what is about to be done beside it.
    #expect(run.lines[0].isEmpty && run.lines[1].hasPrefix("Trained on digits:train: 1,438 pictures"))
    #expect(run.errors.wholeMatch(of: /auto: [a-z-]+, .+, \d+ [KM]iB beside the data\n/) != nil)
    #expect(run.lines[2].hasPrefix("Method: ") && run.lines[2].hasSuffix("; converged."))
    #expect(run.output.contains("\nCertified: no weights have an objective smaller by more than "))
    #expect(run.output.hasSuffix("Next: softmax train -o digits.safetensors\n"))
    #expect(folder.names.isEmpty)
  }

  @Test func sgdPrintsOneLineAnEpoch() throws {
    let run = try CommandRun(["train", "--solver", "sgd"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    let lines = run.lines.prefix(while: { !$0.isEmpty })
    #expect(lines.count == 30)
    for (index, line) in lines.enumerated() {
      let match = line.wholeMatch(
        of: /epoch (\d+), train loss \d\.\d{3}, train acc \d\.\d{3}, test acc (\d\.\d{3})/)
      #expect(match?.1 == "\(index + 1)")
    }
    #expect((Double(lines.last?.suffix(5) ?? "") ?? 0) >= 0.93)
    #expect(run.output.contains("\nNo certificate: without a penalty (--l2) "))
  }

  @Test func theModelIsWrittenWithItsRecord() throws {
    let run = try CommandRun(
      ["train", "iris", "--epochs", "3", "--seed", "7", "-o", "iris.safetensors"], in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("Saved to iris.safetensors."))
    #expect(folder.names == ["iris.safetensors"])
    let file = try ModelFile(contentsOf: folder.file("iris.safetensors"))
    #expect(file.model.input.featureNames?.first == "sepal length (cm)")
    #expect(file.card.training?.seed == 7)
    #expect(file.card.training?.stochastic?.epochs == 3)
    #expect(file.card.training?.standardized == true)
    #expect(file.card.evaluation?.data == "iris:test")
  }

  @Test func jsonIsOneDocumentWithEverythingTheContractNames() throws {
    let run = try CommandRun(["train", "digits", "--epochs", "2", "--json"])
    let document = try run.json()
    #expect(run.errors.split(separator: "\n").count == 2)
    #expect(run.errors.hasPrefix("epoch 1, train loss"))
    let history = try #require(document["history"] as? [[String: Any]])
    #expect(history.count == 2)
    #expect(Set(history[0].keys) == ["epoch", "trainLoss", "trainAccuracy", "testAccuracy", "seconds"])
    #expect(document["solver"] as? String == "sgd")
    #expect(document["stopReason"] as? String == "epochsCompleted")
    #expect(document["certifiedGap"] is NSNull)
    for key in ["objective", "gradientMax", "peakMemoryBytes", "threads", "seed"] {
      #expect(document[key] is NSNumber, "\(key)")
    }
    #expect(document["kernels"] is String)
    #expect((document["weightsSHA256"] as? String)?.count == 64)
    let seconds = try #require(document["seconds"] as? [String: Double])
    #expect(Set(seconds.keys) == ["load", "train", "total"])
  }

  @Test func theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() throws {
    func hash(_ seed: String) throws -> String {
      try #require(
        try CommandRun(["train", "--epochs", "2", "--seed", seed, "--json"]).json()["weightsSHA256"] as? String)
    }
    let first = try hash("3")
    #expect(try hash("3") == first)
    #expect(try hash("4") != first)
  }

  /// The hash of the weights after two epochs on the digits, seed 0: what every machine, instruction set, thread
  /// count and build gives. It may change only where a random stream, a sum's order or a polynomial does, which
  /// the changelog then says.
  @Test(arguments: ["", "scalar"])
  func theWeightsAreTheSameOnEveryMachineAndInstructionSet(_ kernels: String) throws {
    let run = try CommandRun(
      ["train", "digits", "--epochs", "2", "--json"], environment: ["SOFTMAX_KERNELS": kernels])
    let expected = "0a0ae68b641f9ce7deca871b40a410735aa104b0dc9cefefe73b8751524d97d1"
    #expect(try run.json()["weightsSHA256"] as? String == expected)
  }

  @Test func unknownKernelsAreRefusedByName() throws {
    let run = try CommandRun(["train"], environment: ["SOFTMAX_KERNELS": "sse9"])
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("error: SOFTMAX_KERNELS is 'sse9', but this machine runs "))
  }

  @Test func theFlagsChooseKernelsAndThreads() throws {
    let run = try CommandRun(
      ["train", "iris", "--epochs", "1", "--kernels", "scalar", "--threads", "1", "--json"],
      environment: ["SOFTMAX_KERNELS": Execution.supportedKernels[0]])
    #expect(try run.json()["kernels"] as? String == "scalar")
    #expect(try run.json()["threads"] as? Int == 1)
    let most = try CommandRun(["train", "iris", "--epochs", "1", "--threads", "1000", "--json"])
    #expect(try most.json()["threads"] as? Int == Execution.automatic.threads)
  }

  @Test(arguments: ["train", "evaluate", "predict"])
  func kernelsAndThreadsThatCannotBeAreRefused(_ verb: String) throws {
    let data = verb == "train" ? ["iris"] : ["model.safetensors", "iris"]
    let kernels = try CommandRun([verb] + data + ["--kernels", "sse9"])
    #expect(kernels.status == 64)
    #expect(kernels.errors.hasPrefix("error: --kernels must be one that this machine runs: "))
    let threads = try CommandRun([verb] + data + ["--threads", "0"])
    #expect(threads.status == 64)
    #expect(threads.errors == "error: --threads must be a positive whole number, not 0\n")
  }

  @Test func versionTellsKernelsAndThreads() throws {
    let run = try CommandRun(["--version"], environment: ["SOFTMAX_KERNELS": "scalar"])
    #expect(run.output == "softmax 0.1.0 (kernels scalar, threads \(Execution.automatic.threads))\n")
  }

  @Test func withoutATestSetTheLineEndsAfterTrainAccuracy() throws {
    let run = try CommandRun(["train", "iris:all", "--epochs", "1"])
    #expect(run.lines[0].wholeMatch(of: /epoch 1, train loss \d\.\d{3}, train acc \d\.\d{3}/) != nil)
  }

  @Test func aHoldoutIsScoredAndNotTrainedOn() throws {
    let run = try CommandRun(["train", "iris:all", "--epochs", "1", "--holdout", "0.2"])
    #expect(run.lines[0].contains(", test acc "))
    #expect(run.output.contains("120 rows of 4 columns"))
  }

  @Test func interruptionStopsAfterTheBatchWritesTheModelAndExits130() throws {
    let run = try CommandRun(
      ["train", "digits", "--epochs", "1000000", "-o", "m.safetensors"], in: folder.path, interruptedBy: .output
    )
    #expect(run.status == 130)
    #expect(run.errors.contains("interrupted after"))
    #expect(folder.names == ["m.safetensors"])
    let training = try #require(try ModelFile(contentsOf: folder.file("m.safetensors")).card.training)
    #expect(training.stopReason == "stopped")
    #expect(try #require(training.stochastic).epochsCompleted < 1_000_000)
  }

  @Test func aReaderThatGoesAwayEndsTheCommandQuietly() throws {
    let home = try TemporaryDirectory()
    defer { withExtendedLifetime(home) {} }
    let process = Process()
    process.environment = CommandEnvironment.own(home: home)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "( \"$0\" train digits --epochs 100000; echo \"status $?\" >&2 ) | head -n 1",
      CommandRun.executable.path,
    ]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "status 0\n")
  }

  // MARK: Bad input

  @Test(arguments: [
    (["train", "fashon-mnist"], 66, "did you mean 'fashion-mnist'?"),
    (["train", "no/such/file"], 66, "no/such/file: there is no such file or folder"),
    (["train", "digits", "--learning-rate", "0"], 64, "--learning-rate must be a positive number"),
    (["train", "digits", "--learning-rate", "-1"], 64, "--learning-rate must be a positive number"),
    (["train", "digits", "--learning-rate", "nan"], 64, "--learning-rate must be a positive number"),
    (
      ["train", "digits", "--learning-rate", "fast"], 64,
      "'fast' is invalid for '--learning-rate <x>': expected a number"
    ),
    (["train", "digits", "--batch-size", "0"], 64, "--batch-size must be a positive whole number, not 0"),
    (
      ["train", "digits", "--batch-size", "2.5"], 64,
      "'2.5' is invalid for '--batch-size <n>': expected a whole number"
    ),
    (["train", "digits", "--epochs", "-3"], 64, "--epochs must be a positive whole number, not -3"),
    (["train", "digits", "--l2", "-1"], 64, "--l2 must be at least 0"),
    (["train", "digits", "--momentum", "1"], 64, "--momentum must be at least 0 and below 1"),
    (["train", "digits", "--holdout", "1"], 64, "--holdout must be a share between 0 and 1"),
    (["train", "digits", "--solver", "adam"], 64, "'adam' is invalid"),
    (["train", "digits", "-o", "missing/m.safetensors"], 73, "the folder 'missing' does not exist"),
    (["train", "digits", "-o", "m.onnx"], 64, "choose a name that ends in .safetensors"),
    (["train", "digits", "--learning-rate", "3e38"], 65, "training diverged at epoch 1"),
    (
      ["train", "digits", "--test", "iris"], 65,
      "iris:test has rows of 4 columns (4 features), but digits:train has pictures of 8 x 8 (64 features, value / 16)"
    ),
    (["train", "digits:foo"], 66, "the parts are train, test, all"),
    (
      ["train", "digits:train", "--learning-rate", "1e38", "--batch-size", "100000", "--epochs", "1"], 65,
      "diverged"
    ),
    (["train", "fashion-mnist"], 66, "without --offline"),
    (["train", "digits", "--epoch", "3"], 64, "--epochs"),
    (["train", "digits", "--solver", "sgd", "--tolerance", "1e-3"], 64, "are not for sgd"),
    (["train", "digits", "--epochs", "3", "--max-iterations", "3"], 64, "are not for sgd"),
    (["train", "digits", "--solver", "lbfgs", "--epochs", "3"], 64, "--epochs is for sgd, not for lbfgs"),
    (["train", "digits", "--solver", "auto", "--momentum", "0.9"], 64, "--momentum is for sgd, not for auto"),
    (
      ["train", "digits", "--solver", "sgd", "--curvature", "gram"], 64,
      "--curvature is for lbfgs and newton-cg"
    ),
    (["train", "digits", "--curvature", "pairs"], 64, "--curvature is for lbfgs and newton-cg, not for auto"),
    (["train", "digits", "--tolerance", "0"], 64, "--tolerance must be a number between 0 and 1, not 0"),
    (["train", "digits", "--tolerance", "2"], 64, "--tolerance must be a number between 0 and 1, not 2"),
    (["train", "digits", "--tolerance", "nan"], 64, "--tolerance must be a number between 0 and 1, not nan"),
    (
      ["train", "digits", "--max-iterations", "-1"], 64,
      "--max-iterations must be a whole number from 0 on, not -1"
    ),
    (["train", "digits", "--start", "none.safetensors"], 66, "none.safetensors: cannot be opened"),
    (["trian"], 64, "trian"),
  ])
  func whatCannotBeDoneIsSaidAndNothingIsWritten(_ arguments: [String], _ status: Int32, _ part: String) throws
  {
    let run = try CommandRun(arguments, in: folder.path)
    #expect(run.status == status)
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == (part == "without --offline" ? 4 : 1), "\(run.errors)")
    #expect(run.output.isEmpty || part == "diverged")
    #expect(folder.names.isEmpty)
  }

  @Test func aHoldoutOfAlmostEverythingLeavesOneSampleOfEachClass() throws {
    let run = try CommandRun(["train", "iris:all", "--epochs", "1", "--holdout", "0.999"])
    #expect(run.status == 0)
    #expect(run.output.contains("3 rows of 4 columns"))
  }

  @Test func theSuggestedNextCommandWorks() throws {
    for arguments in [["iris"], ["iris:train", "--holdout", "0.2"], ["digits", "--test", "digits:all"]] {
      let run = try CommandRun(
        ["train"] + arguments + ["--epochs", "1", "-o", "a model.safetensors"], in: folder.path)
      let next = try #require(run.lines.last { $0.hasPrefix("Next: softmax ") }).dropFirst(
        "Next: softmax ".count)
      let words = next.replacing("'a model.safetensors'", with: "a_model").split(separator: " ").map {
        $0 == "a_model" ? "a model.safetensors" : String($0)
      }
      #expect(try CommandRun(words, in: folder.path).status == 0, "\(next)")
    }
    // Without a file the same arguments are suggested again, with one.
    let unsaved = try CommandRun(["train", "iris:all", "--holdout", "0.2", "--epochs", "1", "--seed", "9"])
    #expect(
      unsaved.output.hasSuffix(
        "Next: softmax train iris:all --holdout 0.2 --epochs 1 --seed 9 -o iris.safetensors\n"))
    let table = "x,y\n" + (0..<40).map { "\($0),\($0 % 2)\n" }.joined()
    _ = try folder.write(Array(table.utf8), to: "some.csv")
    let tabular = try CommandRun(["train", "some.csv", "--holdout", "0.2"], in: folder.path)
    #expect(tabular.output.hasSuffix("Next: softmax train some.csv --holdout 0.2 -o some.safetensors\n"))
    let piped = try CommandRun(
      ["train", "-", "--input-format", "csv"], input: Array(table.utf8), in: folder.path)
    #expect(piped.output.hasSuffix("Next: softmax train - --input-format csv -o model.safetensors\n"))
    // Never the data's own name.
    _ = try folder.write(Array("a\nb\n".utf8), to: "labels.txt")
    let header = #"{"x":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#
    let bytes: [UInt8] =
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + header.utf8 + [0, 0, 0, 0, 0, 0, 128, 63]
    _ = try folder.write(bytes, to: "made.safetensors")
    let array = try CommandRun(
      ["train", "made.safetensors", "--labels", "labels.txt"], in: folder.path)
    #expect(array.output.hasSuffix("-o made-model.safetensors\n"), "\(array.output)\(array.errors)")
    let over = try CommandRun(
      ["train", "made.safetensors", "--labels", "labels.txt", "-o", "./made.safetensors"], in: folder.path)
    #expect(over.status == 64)
    #expect(over.errors.contains("are one file, which is read"))
    #expect(folder.content("made.safetensors") == bytes)
  }

  @Test func aFullDiskIsNotTakenForAReaderThatHasGone() throws {
    let home = try TemporaryDirectory()
    defer { withExtendedLifetime(home) {} }
    let process = Process()
    process.environment = CommandEnvironment.own(home: home)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "\"$0\" train iris --epochs 1 -o m.safetensors >/dev/full", CommandRun.executable.path,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(text.hasPrefix("error: standard output cannot be written: "))
    #expect(folder.names == ["m.safetensors"])
  }

  @Test func foldersAndFilesThatAreNoDataAreRefused() throws {
    try folder.write([1, 2, 3], to: "notes.md")
    let none = try CommandRun(["train", "."], in: folder.path)
    #expect(none.status == 66)
    #expect(none.errors.contains("no images with labels"))
    let text = try CommandRun(["train", "notes.md"], in: folder.path)
    #expect(text.status == 65)
    try folder.write(IDXWriter.images(count: 3, height: 2, width: 2), to: "train-images-idx3-ubyte")
    try folder.write(IDXWriter.labels([7, 7, 7]), to: "train-labels-idx1-ubyte")
    let oneClass = try CommandRun(["train", "."], in: folder.path)
    #expect(oneClass.status == 65)
    #expect(
      oneClass.errors == "error: .: all samples belong to the class '7': at least two classes are needed\n")
    try folder.write(IDXWriter.labels([1, 2]), to: "train-labels-idx1-ubyte")
    let mismatch = try CommandRun(["train", "."], in: folder.path)
    #expect(mismatch.status == 65)
    #expect(mismatch.errors.contains("expected 3 labels"))
  }
}
