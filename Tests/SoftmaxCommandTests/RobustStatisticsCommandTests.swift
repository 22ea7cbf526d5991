// Robust and clustered errors, marginal effects and covariances, by the command.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct RobustStatisticsCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    // A group of four rows each.
    let lines = CategoryStatisticsCommandTests.table.split(separator: "\n")
    let grouped = ["clinic,\(lines[0])"] + lines.dropFirst().enumerated().map { "c\($0 / 4),\($1)" }
    try folder.write(Array((grouped.joined(separator: "\n") + "\n").utf8), to: "t.csv")
  }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path)
  }

  private func train(_ arguments: [String]) throws -> CommandRun {
    try run(["train", "t.csv", "--missing", "mean", "--statistics"] + arguments)
  }

  private func statistics(_ run: CommandRun) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try run.json()["statistics"] as? [String: Any])
  }

  private func errors(_ statistics: [String: Any]) throws -> [Double] {
    try #require(statistics["coefficients"] as? [[String: Any]]).compactMap { $0["standardError"] as? Double }
  }

  // MARK: Errors

  @Test func theKindOfErrorsIsSaidEverywhere() throws {
    let classical = try statistics(train(["--ignore", "clinic", "--json"]))
    let robust = try statistics(train(["--ignore", "clinic", "--standard-errors", "robust", "--json"]))
    let clustered = try statistics(
      train(["--group", "clinic", "--standard-errors", "clustered", "--json", "-o", "c.safetensors"]))
    #expect(classical["standardErrors"] as? String == "classical" && classical["groupCount"] == nil)
    #expect(robust["standardErrors"] as? String == "robust")
    #expect(clustered["standardErrors"] as? String == "clustered" && clustered["groupCount"] as? Int == 60)
    #expect(classical["logLikelihood"] as? Double == robust["logLikelihood"] as? Double)
    #expect(try errors(classical) != errors(robust) && errors(robust) != errors(clustered))
    let text = try run(["inspect", "c.safetensors"]).output
    #expect(
      text.contains(
        "\nStandard errors: clustered by 60 groups, times 60 / 59; the likelihood ratio, AIC and BIC do not use them.\n"
      ))
    let kept = try #require(
      try run(["inspect", "c.safetensors", "--json"]).json()["statistics"] as? NSDictionary)
    #expect(kept == clustered as NSDictionary)
    let said = try train(["--ignore", "clinic", "--standard-errors", "robust"]).output
    #expect(
      said.contains(
        "\nStandard errors: robust (sandwich, HC0: no factor for small samples); the likelihood ratio, AIC and BIC do not use them.\n"
      ))
  }

  @Test func fewGroupsAreSaidToBeFew() throws {
    let run = try train(["--ignore", "clinic", "--group", "town", "--standard-errors", "clustered"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output.contains(
        "\nStandard errors: clustered by 3 groups, times 3 / 2; the likelihood ratio, AIC and BIC do not use them; so few groups make errors that are too small.\n"
      ))
  }

  @Test func verifyRecomputesThem() throws {
    let trained = try train([
      "--group", "clinic", "--standard-errors", "clustered", "--marginal-effects", "average", "--holdout",
      "0.2",
      "-o", "m.safetensors",
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    let verified = try run(["verify", "m.safetensors", "t.csv"])
    #expect(
      verified.output.hasSuffix("; all else in it that the data can tell is true\n"), "\(verified.output)")
    // Other groups, the same features: the errors are no longer those.
    let text = String(decoding: try #require(folder.content("t.csv")), as: UTF8.self)
    try folder.write(Array(text.replacingOccurrences(of: "c7,", with: "c8,").utf8), to: "t.csv")
    let other = try run(["verify", "m.safetensors", "t.csv"])
    #expect(other.status == 1 && !other.output.contains("all else in it"), "\(other.output)")
  }

  // MARK: Marginal effects

  @Test(arguments: ["average", "means"])
  func effectsAreInTheTableAndInJSON(_ place: String) throws {
    let arguments = ["--ignore", "clinic", "--marginal-effects", place]
    let trained = try train(arguments + ["-o", "m.safetensors"])
    #expect(trained.status == 0, "\(trained.errors)")
    let title = place == "average" ? "Average marginal effects" : "Marginal effects at the means"
    for name in ["k0", "k1", "k2"] {
      let start = try #require(trained.lines.firstIndex(of: "\(title) on the probability of \(name)"))
      let rows = trained.lines[(start + 2)...].prefix(4)
      #expect(rows.map { $0.split(separator: " ")[0] } == ["age", "town=Linz", "town=Wien", "member"])
      #expect(
        rows.map { $0.split(separator: " ").last } == ["derivative", "change", "change", "change"])
    }
    let found = try statistics(train(arguments + ["--json"]))
    let effects = try #require(found["marginalEffects"] as? [String: Any])
    #expect(effects["place"] as? String == place)
    let rows = try #require(effects["effects"] as? [[String: Any]])
    #expect(rows.count == 12)
    #expect(
      Set(rows[0].keys) == [
        "class", "term", "kind", "effect", "standardError", "z", "pValue", "log10PValue", "interval",
      ])
    let kept = try #require(
      try run(["inspect", "m.safetensors", "--json"]).json()["statistics"] as? NSDictionary)
    #expect(kept == found as NSDictionary)
    #expect(try run(["inspect", "m.safetensors"]).output.contains("\n\(title) on the probability of k2\n"))
  }

  @Test(arguments: ["average", "means"])
  func effectsOfColumnsCountTheirProducts(_ place: String) throws {
    let arguments = ["--ignore", "clinic", "--marginal-effects", place]
    let plain = try statistics(train(arguments + ["--json"]))
    let pairs = ["--interact", "age:age,age:town"]
    let found = try statistics(train(arguments + pairs + ["-o", "m.safetensors", "--json"]))
    func rows(_ statistics: [String: Any]) throws -> [[String: Any]] {
      try #require((statistics["marginalEffects"] as? [String: Any])?["effects"] as? [[String: Any]])
    }
    // The same columns have effects, and they are others.
    #expect(try rows(found).map { $0["term"] as? String } == rows(plain).map { $0["term"] as? String })
    #expect(try rows(found)[0]["effect"] as? Double != rows(plain)[0]["effect"] as? Double)
    let kept = try #require(
      try run(["inspect", "m.safetensors", "--json"]).json()["statistics"] as? NSDictionary)
    #expect(kept == found as NSDictionary)
    let verified = try run(["verify", "m.safetensors", "t.csv"])
    #expect(
      verified.output.hasSuffix("; all else in it that the data can tell is true\n"), "\(verified.output)")
  }

  // MARK: Covariances

  @Test func covariancesAreWrittenWithNamesOrAsAnArray() throws {
    let table = try train(["--ignore", "clinic", "--covariance", "v.csv", "--json"])
    #expect(table.errors.hasSuffix("wrote v.csv\n"))
    let errors = try errors(statistics(table))
    let text = String(decoding: try #require(folder.content("v.csv")), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(lines[0] == ["class", "term"] + lines.dropFirst().map { "\($0[0]):\($0[1])" })
    #expect(
      lines.dropFirst().map { $0[0] + " " + $0[1] }
        == ["k1", "k2"].flatMap { name in
          ["(intercept)", "age", "town=Linz", "town=Wien", "member"].map { "\(name) \($0)" }
        })
    let matrix = try lines.dropFirst().map { try $0.dropFirst(2).map { try #require(Double($0)) } }
    for (i, error) in errors.enumerated() {
      #expect(Closeness.relative(matrix[i][i].squareRoot(), from: error) < 1e-12)
      for j in 0..<i { #expect(matrix[i][j] == matrix[j][i]) }
    }
    // NumPy's format, as its description has it: magic, version, header to a boundary of 64, then the elements.
    #expect(try train(["--ignore", "clinic", "--covariance", "v.npy"]).status == 0)
    let bytes = try #require(folder.content("v.npy"))
    #expect(Array(bytes[..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0])
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    #expect(start % 64 == 0 && bytes.count == start + 800 && bytes[start - 1] == 10)
    #expect(
      String(decoding: bytes[10..<start], as: UTF8.self).hasPrefix(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (10, 10), }"))
    let numbers = (0..<100).map { index in
      Double(
        bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + index * 8 + $1]) << UInt64(8 * $1) })
    }
    #expect(numbers == matrix.flatMap(\.self))
  }

  @Test func anotherReferenceTurnsTheMatrix() throws {
    let run = try train([
      "--ignore", "clinic", "--reference", "k2", "--standard-errors", "robust", "--covariance", "v.csv",
      "--json",
    ])
    let errors = try errors(statistics(run))
    let text = String(decoding: try #require(folder.content("v.csv")), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(Set(lines.dropFirst().map { $0[0] }) == ["k0", "k1"])
    for (i, error) in errors.enumerated() {
      #expect(Closeness.relative(try #require(Double(lines[i + 1][i + 2])).squareRoot(), from: error) < 1e-12)
    }
  }

  // MARK: Wrong uses

  @Test(arguments: [
    (["--statistics", "--standard-errors", "hc3"], 64, "expected classical, robust or clustered"),
    (["--statistics", "--standard-errors", "clustered"], 64, "--standard-errors clustered needs --group, "),
    (["--statistics", "--marginal-effects", "median"], 64, "expected average or means"),
    (["--statistics", "--covariance", "v.txt"], 64, "--covariance v.txt: choose a name that ends in .npy "),
    (["--statistics", "--covariance", "no/v.csv"], 73, "no/v.csv"),
    (
      ["--statistics", "--covariance", "t.csv"], 64,
      "t.csv and t.csv are one file: choose another name for the "
    ),
    (["--standard-errors", "robust"], 64, "--standard-errors is for --statistics: add it, or leave it out"),
    (["--marginal-effects", "means"], 64, "--marginal-effects is for --statistics: add it, or leave it out"),
    (["--covariance", "v.csv"], 64, "--covariance is for --statistics: add it, or leave it out"),
    (["--statistics", "--group", "clinic"], 64, "--group keeps rows together when some are kept out: "),
  ])
  func wrongUsesAreRefused(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let run = try run(["train", "t.csv", "--missing", "mean", "-o", "m.safetensors"] + arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(!folder.names.contains("m.safetensors"))
  }
}
