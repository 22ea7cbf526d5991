// softmax train by the full-batch methods, run as a process.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SolverCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func run(_ arguments: [String], interruptedBy: CommandRun.Stream? = nil) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path, interruptedBy: interruptedBy)
  }

  private func number(_ document: [String: Any], _ key: String) throws -> Double {
    try #require(document[key] as? Double, "\(key)")
  }

  @Test(arguments: ["digits", "iris"])
  func theFitIsCertifiedToTheTolerance(_ data: String) throws {
    let run = try run(["train", data, "--json"])
    #expect(run.status == 0)
    let document = try run.json()
    #expect(document["stopReason"] as? String == "converged")
    let (gap, objective) = (try number(document, "certifiedGap"), try number(document, "objective"))
    #expect(gap > 0 && gap <= 1e-8 * objective)
    #expect(try number(document, "tolerance") == 1e-8)
    #expect(document["choice"] is String)
    #expect((document["warnings"] as? [String])?.isEmpty == true)
    let samples = try number(document, "sampleCount")
    #expect(abs(try number(document, "l2Penalty") * samples - 1) < 1e-12)
    let history = try #require(document["history"] as? [[String: Any]])
    let last = try #require(history.last)
    #expect(
      Set(last.keys) == [
        "iteration", "objective", "trainLoss", "trainAccuracy", "testAccuracy", "gradientMax", "step", "passes",
        "seconds",
      ])
    #expect(last["iteration"] as? Int == history.count)
    #expect(last["passes"] as? Int == document["passes"] as? Int)
    #expect(abs(try number(last, "objective") - objective) <= 1e-7 * objective)
  }

  @Test func withoutATestSetIterationsHaveNoTestAccuracy() throws {
    let history = try #require(
      try run(["train", "iris:all", "--json"]).json()["history"] as? [[String: Any]])
    #expect(history.allSatisfy { $0["testAccuracy"] == nil } && !history.isEmpty)
  }

  @Test func allSolversEndAtTheSameObjective() throws {
    let objectives = try [
      ["auto"], ["lbfgs"], ["lbfgs", "--curvature", "pairs"], ["newton-cg"],
      ["newton-cg", "--curvature", "gram"],
      ["newton-cholesky"],
    ].map { solver in
      let document = try run(["train", "iris", "--json", "--solver"] + solver).json()
      #expect(document["stopReason"] as? String == "converged", "\(solver)")
      return try number(document, "objective")
    }
    for objective in objectives { #expect(abs(objective - objectives[0]) <= 1e-7 * objectives[0]) }
  }

  @Test func anExplicitSolverSaysWhatMemoryItTakes() throws {
    let run = try run(["train", "iris", "--solver", "newton-cg"])
    #expect(run.errors.wholeMatch(of: /newton-cg, \d+ [KM]iB beside the data\n/) != nil)
    #expect(run.output.contains("\nMethod: newton-cg, "))
  }

  @Test func aLargerToleranceEndsSooner() throws {
    func iterations(_ tolerance: String) throws -> Int {
      let document = try run(["train", "iris", "--solver", "lbfgs", "--tolerance", tolerance, "--json"]).json()
      #expect(document["stopReason"] as? String == "converged")
      return try #require(document["history"] as? [Any]).count
    }
    #expect(try iterations("1e-3") < iterations("1e-8"))
  }

  @Test func tooFewIterationsAreSaidAndAreNoFailure() throws {
    let run = try run(["train", "iris", "--max-iterations", "2", "-o", "m.safetensors"])
    #expect(run.status == 0)
    #expect(run.errors.contains("stopped early: after 2 iterations the certified gap is "))
    #expect(
      run.errors.hasSuffix(
        "of the objective, above the tolerance 1e-08: raise --max-iterations or --tolerance\n"))
    #expect(run.output.contains("stopped at the limit of iterations"))
    let settings = try #require(
      try ModelFile(contentsOf: folder.file("m.safetensors")).card.training?.fullBatch)
    #expect(settings.maxIterations == 2 && settings.iterations == 2)
  }

  @Test func withoutIterationsTheStartIsEvaluated() throws {
    #expect(
      try run(["train", "iris:all", "--solver", "sgd", "--epochs", "1", "-o", "start.safetensors"]).status == 0)
    for start in [nil, "start.safetensors"] {
      let flags = ["train", "iris:all", "--max-iterations", "0"] + (start.map { ["--start", $0] } ?? [])
      let run = try run(flags + ["-o", "m.safetensors", "--json"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        run.errors.contains("the model is the start, as --max-iterations 0 asks for: the certified gap is "))
      let document = try run.json()
      #expect((document["history"] as? [Any])?.isEmpty == true && document["certifiedGap"] as? Double != nil)
      let (made, given) = (
        try ModelFile(contentsOf: folder.file("m.safetensors")),
        try start.map { try ModelFile(contentsOf: folder.file($0)) }
      )
      if let given { #expect(made.model == given.model) }
      if given == nil { #expect(made.model.nonzeroWeightCount == 0) }
      #expect(made.card.training?.fullBatch?.maxIterations == 0)
      #expect(try self.run(["verify", "m.safetensors", "iris:all"]).status == 0)
    }
  }

  @Test func withoutAPenaltyTheSeparatedClassIsNamed() throws {
    let run = try run(["train", "iris", "--l2", "0"])
    #expect(run.status == 0)
    let lines = run.errors.split(separator: "\n")
    #expect(
      lines.contains { $0.hasPrefix("warning: class 'setosa' can be told from all others without error") })
    let end = try #require(lines.last)
    #expect(
      end.hasPrefix("stopped early: no optimum exists, because the data separates class 'setosa' by petal "))
    #expect(end.contains("--l2"))
    #expect(run.output.contains("No certificate: without a penalty"))
    let document = try self.run(["train", "iris", "--l2", "0", "--json"]).json()
    #expect(document["certifiedGap"] is NSNull)
    #expect(document["stopReason"] as? String == "separated")
    #expect((document["warnings"] as? [String])?.first?.contains("'setosa'") == true)
  }

  @Test func aModelIsAStartFromWhichTheOptimumIsNear() throws {
    #expect(try run(["train", "digits", "-o", "m.safetensors"]).status == 0)
    let cold = try run(["train", "digits", "--l2", "1e-3", "--solver", "lbfgs", "--json"]).json()
    let warm = try run([
      "train", "digits", "--l2", "1e-3", "--solver", "lbfgs", "--start", "m.safetensors", "--json",
    ]).json()
    let (a, b) = (try number(cold, "objective"), try number(warm, "objective"))
    #expect(abs(a - b) <= 1e-7 * a)
    let count = try #require(cold["history"] as? [Any]).count
    #expect(try #require(warm["history"] as? [Any]).count < count)
    let same = try run(["train", "digits", "--start", "m.safetensors", "--plot", "none.svg"])
    #expect(same.status == 0 && same.output.contains(", 0 iterations, "))
    #expect(same.errors.contains("note: the fit ended where it began") && folder.content("none.svg") == nil)
    let sgd = try run(["train", "digits", "--epochs", "1", "--start", "m.safetensors", "--json"]).json()
    #expect((sgd["history"] as? [[String: Any]])?.first?["trainAccuracy"] as? Double ?? 0 > 0.95)
  }

  @Test func aStartOfOtherDataIsRefused() throws {
    #expect(try run(["train", "iris", "--epochs", "1", "-o", "iris.safetensors"]).status == 0)
    let shape = try run(["train", "digits", "--start", "iris.safetensors"])
    #expect(shape.status == 65)
    #expect(
      shape.errors.hasPrefix("error: iris.safetensors was trained on rows of 4 columns (4 features), but "))
    #expect(shape.errors.split(separator: "\n").count == 1)
    let pictures = IDXWriter.images(count: 4, height: 2, width: 2)
    for (name, labels) in [("a", [0, 1, 0, 1]), ("b", [0, 2, 0, 2])] as [(String, [UInt8])] {
      try folder.write(pictures, to: "\(name)-images-idx3-ubyte")
      try folder.write(IDXWriter.labels(labels), to: "\(name)-labels-idx1-ubyte")
    }
    #expect(try run(["train", "a-images-idx3-ubyte", "-o", "a.safetensors"]).status == 0)
    let classes = try run(["train", "b-images-idx3-ubyte", "--start", "a.safetensors"])
    #expect(classes.status == 65)
    #expect(classes.errors.hasPrefix("error: a.safetensors has no class '2', which b-images-idx3-ubyte has: "))
  }

  @Test func interruptionStopsBetweenPassesWritesTheModelAndExits130() throws {
    var numbers = MadeNumbers(seed: 1)
    try folder.write(
      IDXWriter.file(dimensions: [500, 28, 28], elements: numbers.bytes(500 * 784)), to: "x-images-idx3-ubyte")
    try folder.write(
      IDXWriter.labels(numbers.indices(500, below: 10).map { UInt8($0) }), to: "x-labels-idx1-ubyte")
    let run = try run(
      ["train", "x-images-idx3-ubyte", "--solver", "lbfgs", "-o", "m.safetensors"], interruptedBy: .errors)
    #expect(run.status == 130)
    #expect(run.errors.contains("\ninterrupted after "))
    #expect(run.errors.hasSuffix("; the model as it was is in m.safetensors\n"))
    let training = try #require(try ModelFile(contentsOf: folder.file("m.safetensors")).card.training)
    #expect(training.stopReason == "stopped")
  }

  @Test func theCurveOfIterationsIsDrawn() throws {
    let run = try run(["train", "iris", "--plot", "curve.svg"])
    #expect(run.status == 0)
    let picture = String(decoding: try #require(folder.content("curve.svg")), as: UTF8.self)
    #expect(picture.contains("Objective above its certified bound") && picture.contains("iteration"))
  }

  @Test func theCardShowsTheCertificate() throws {
    #expect(try run(["train", "iris", "-o", "m.safetensors"]).status == 0)
    let text = try run(["inspect", "m.safetensors"]).output
    #expect(text.contains("method            newton-cholesky, "))
    #expect(text.contains(" iterations of 1,000 at most, "))
    #expect(text.contains("penalty           L2 0.008333333333333333, C 1.0; columns standardised\n"))
    #expect(text.contains("ended             converged\n"))
    #expect(text.contains(" of the objective: no weights can gain more on the data as kept (Float32)\n"))
  }
}
