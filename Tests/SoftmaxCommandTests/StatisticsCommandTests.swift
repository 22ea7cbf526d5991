// softmax train --statistics and softmax inspect, run as processes.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StatisticsCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    // Pictures of 2 x 2 in three classes, which overlap.
    try writePictures(IDXWriter.images(count: 150, height: 2, width: 2), (0..<150).map { UInt8($0 % 3) })
  }

  private func writePictures(_ images: [UInt8], _ labels: [UInt8], name: String = "x") throws {
    try folder.write(images, to: "\(name)-images-idx3-ubyte")
    try folder.write(IDXWriter.labels(labels), to: "\(name)-labels-idx1-ubyte")
  }

  private func run(_ arguments: [String], on name: String = "x") throws -> CommandRun {
    try CommandRun(["train", "\(name)-images-idx3-ubyte"] + arguments, in: folder.path)
  }

  private func inspect(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(["inspect", "m.safetensors"] + arguments, in: folder.path)
  }

  @Test func theTablesFollowTheSummary() throws {
    let run = try run(["--statistics", "-o", "m.safetensors"])
    #expect(run.status == 0)
    #expect(run.errors.contains("note: --statistics means a fit without a penalty (--l2 0)\n"))
    #expect(run.output.contains("\nStatistics of 150 observations and 10 parameters: log likelihood -"))
    #expect(
      run.output.contains(
        #/\nLikelihood ratio: chi-square \d+\.\d\d, 8 degrees of freedom, p [0-9.]+; McFadden/#))
    for title in ["1 against 0", "2 against 0"] {
      let start = try #require(run.lines.firstIndex(of: title))
      let header = run.lines[start + 1].split(separator: " ", omittingEmptySubsequences: true).joined(
        separator: " ")
      #expect(header == "term coefficient std. error z p 95 % interval odds ratio")
      #expect(run.lines[start + 2].hasPrefix("(intercept)  "))
      #expect(run.lines[start + 6].hasPrefix("feature 3  "))
    }
    #expect(run.lines.dropLast().last?.hasPrefix("Next: ") == true)
    // Inspect shows the same tables.
    let shown = try inspect([])
    let tables = try #require(run.output.firstRange(of: "Statistics of "))
    let end = try #require(run.output.firstRange(of: "\nSaved to "))
    #expect(shown.output.hasSuffix(run.output[tables.lowerBound..<end.lowerBound]))
  }

  @Test func jsonHasEveryFigure() throws {
    let run = try run(["--statistics", "--l2", "0", "--confidence", "0.9", "--json", "-o", "m.safetensors"])
    #expect(run.status == 0 && !run.errors.contains("note: "))
    let statistics = try #require(try run.json()["statistics"] as? [String: Any])
    #expect(
      Set(statistics.keys) == [
        "reference", "confidence", "observationCount", "parameterCount", "logLikelihood", "nullLogLikelihood",
        "likelihoodRatio", "pseudoRSquared", "aic", "bic", "standardErrors", "coefficients",
      ])
    #expect(statistics["reference"] as? String == "0" && statistics["confidence"] as? Double == 0.9)
    let rows = try #require(statistics["coefficients"] as? [[String: Any]])
    #expect(rows.count == 10)
    #expect(
      rows.allSatisfy {
        Set($0.keys) == [
          "class", "term", "estimate", "standardError", "z", "pValue", "log10PValue", "interval", "oddsRatio",
          "oddsRatioInterval",
        ]
      })
    let kept = try #require(try inspect(["--json"]).json()["statistics"] as? NSDictionary)
    #expect(kept == statistics as NSDictionary)
  }

  @Test func inspectTakesAnotherReferenceAndConfidence() throws {
    #expect(try run(["--statistics", "--reference", "1", "-o", "m.safetensors"]).status == 0)
    let own = try inspect([]).output
    #expect(own.contains("\n0 against 1\n") && own.contains("\n2 against 1\n"))
    let other = try inspect(["--reference", "2", "--confidence", "0.999"]).output
    #expect(other.contains("\n0 against 2\n") && other.contains("\n1 against 2\n"))
    #expect(other.contains("  99.9 % interval  "))
    let unknown = try inspect(["--reference", "9"])
    #expect(unknown.status == 64)
    #expect(unknown.errors == "error: --reference must be one of the classes 0, 1, 2, not 9\n")
    #expect(try inspect(["--confidence", "95"]).status == 64)
    #expect(try run(["-o", "m.safetensors"]).status == 0)
    let none = try inspect(["--reference", "1"])
    #expect(none.status == 65)
    #expect(
      none.errors
        == "error: m.safetensors has no statistics for --reference and --confidence: train it with --statistics\n"
    )
  }

  @Test func wideTablesShowTheClearestTerms() throws {
    var numbers = MadeNumbers(seed: 5)
    try writePictures(
      IDXWriter.file(dimensions: [500, 6, 6], elements: numbers.bytes(500 * 36)),
      (0..<500).map { UInt8($0 % 2) }, name: "wide")
    let run = try run(["--statistics"], on: "wide")
    #expect(run.status == 0)
    let start = try #require(
      run.lines.firstIndex(of: "1 against 0: 20 of 37 terms, of the largest |z| (see --json)"))
    let rows = run.lines[(start + 2)...].prefix(while: { !$0.isEmpty })
    #expect(rows.count == 20)
  }

  @Test func ofManyClassesTheFirstAreShown() throws {
    var numbers = MadeNumbers(seed: 6)
    let labels = (0..<690).map { UInt8($0 % 23) }
    // The first pixel tells much of the class, the second nothing.
    let pixels = labels.flatMap { label in [label * 5 + numbers.bytes(1)[0] / 2, numbers.bytes(1)[0]] }
    try writePictures(IDXWriter.file(dimensions: [690, 1, 2], elements: pixels), labels, name: "many")
    let run = try run(["--statistics"], on: "many")
    #expect(run.status == 0)
    #expect(run.lines.filter { $0.contains(" against 0") }.count == 20)
    #expect(run.lines.contains("2 more classes: see --json"))
    let start = try #require(run.lines.firstIndex(of: "9 against 0"))
    let cells = run.lines[start + 3].split(separator: " ")
    #expect(cells[0...1] == ["feature", "0"] && cells[5] == "<0.001")
    #expect(run.output.contains(" degrees of freedom, p <0.001; "))
  }

  /// Two classes and one column, whose intercept has so small an error that z leaves Float64.
  private func writeModel(logLikelihood: String, nullLogLikelihood: String) throws {
    let record = """
      {"reference": "a", "confidence": 0.95, "hasIntercept": true, "observationCount": 10, "pairs": "all",
       "estimates": [0, 0, -1, 800], "standardErrors": [5e-324, 1],
       "logLikelihood": \(logLikelihood), "nullLogLikelihood": \(nullLogLikelihood)}
      """
    let model = SoftmaxModel(
      parameters: Parameters(weights: [0, 800], bias: [0, -1]),
      classes: try ClassVocabulary(names: ["a", "b"]),
      input: .table(featureNames: ["x"]))
    let statistics = try JSONDecoder().decode(StatisticsRecord.self, from: Data(record.utf8))
    try ModelFile(model, statistics: statistics).write(to: folder.path + "/m.safetensors")
  }

  @Test func figuresBeyondFloat64AreNullInJSON() throws {
    try writeModel(logLikelihood: "-1", nullLogLikelihood: "-1.7e308")
    let clear = try #require(try inspect(["--json"]).json()["statistics"] as? [String: Any])
    let test = try #require(clear["likelihoodRatio"] as? [String: Any])
    #expect(test["chiSquare"] is NSNull && test["log10PValue"] is NSNull && test["pValue"] as? Double == 0)
    #expect(clear["pseudoRSquared"] as? Double == 1 && clear["aic"] as? Double == 6)
    let rows = try #require(clear["coefficients"] as? [[String: Any]])
    #expect(rows[0]["z"] is NSNull && rows[0]["pValue"] as? Double == 0)
    #expect(rows[1]["z"] as? Double == 800 && rows[1]["oddsRatio"] is NSNull)

    try writeModel(logLikelihood: "-1.7e308", nullLogLikelihood: "-1.7e308")
    let bad = try #require(try inspect(["--json"]).json()["statistics"] as? [String: Any])
    #expect(bad["aic"] is NSNull && bad["bic"] is NSNull && bad["pseudoRSquared"] as? Double == 0)
    #expect((bad["likelihoodRatio"] as? [String: Any])?["chiSquare"] as? Double == 0)
  }

  @Test func figuresBeyondFloat64AreSaidToBeSoInText() throws {
    try writeModel(logLikelihood: "-1", nullLogLikelihood: "-1.7e308")
    let clear = try inspect([]).output
    #expect(clear.contains("\nLikelihood ratio: chi-square >1e308, 1 degree of freedom, p <0.001; "))
    #expect(clear.contains(#/\n\(intercept\) .* <-1e308 +<0\.001 /#))
    #expect(clear.contains(#/\nx .* >1e308\n/#))
    try writeModel(logLikelihood: "-1.7e308", nullLogLikelihood: "-1.7e308")
    #expect(try inspect([]).output.contains(", AIC >1e308, BIC >1e308.\n"))
  }

  // MARK: Refusals

  @Test(arguments: [
    (["--statistics", "--l2", "0.1"], 64, "--statistics needs a fit without a penalty, not --l2 0.1: "),
    (["--statistics", "--solver", "sgd"], 64, "--statistics is not for sgd, "),
    (["--statistics", "--epochs", "3"], 64, "--statistics is not for sgd, "),
    (["--statistics", "--confidence", "95"], 64, "--confidence must be a number between 0 and 1, not 95"),
    (["--statistics", "--reference", "9"], 64, "--reference must be one of the classes 0, 1, 2, not 9"),
    (["--reference", "1"], 64, "--reference and --confidence are for --statistics: "),
    (["--confidence", "0.9"], 64, "--reference and --confidence are for --statistics: "),
    (
      ["--statistics", "--max-iterations", "1"], 65,
      "no statistics: the fit is not at the maximum of the likelihood (stopped at the limit of iterations, "
    ),
  ])
  func whatCannotHaveStatisticsIsRefused(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let run = try run(arguments + ["-o", "m.safetensors"])
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    let last = try #require(run.errors.split(separator: "\n").last)
    #expect(last.hasPrefix("error: " + message), "\(last)")
    #expect(!folder.names.contains("m.safetensors"))
  }

  @Test func separationIsRefusedAndNoModelWritten() throws {
    let run = try CommandRun(["train", "iris", "--statistics", "-o", "iris.safetensors"], in: folder.path)
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    let last = try #require(run.errors.split(separator: "\n").last)
    #expect(
      last.hasPrefix(
        "error: no statistics: class 'setosa' can be told from all others without error by petal "), "\(last)")
    #expect(last.hasSuffix("; iris.safetensors was not written"))
    #expect(!folder.names.contains("iris.safetensors"))
  }

  @Test func constantPixelsAreRefusedByNumber() throws {
    // The digits' corners are empty, and much else is.
    let run = try CommandRun(["train", "digits:all", "--statistics"], in: folder.path)
    #expect(run.status == 65)
    #expect(
      run.errors.contains("error: no statistics: 'feature 0', 'feature 32' and 'feature 39' have one value in ")
    )
    // Before any fit, which would say what memory it takes.
    #expect(!run.errors.contains("beside the data"))
    var images = IDXWriter.images(count: 150, height: 2, width: 2)
    for sample in 0..<150 { images[16 + 4 * sample] = 7 }
    try writePictures(images, (0..<150).map { UInt8($0 % 3) }, name: "constant")
    let constant = try self.run(["--statistics"], on: "constant")
    #expect(constant.status == 65)
    #expect(
      constant.errors.hasSuffix(
        "error: no statistics: 'feature 0' has one value in all samples, and any coefficient is as good as another; "
          + "leave it out\n"))
  }
}
