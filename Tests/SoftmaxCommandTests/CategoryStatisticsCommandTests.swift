// softmax train --statistics on tables with categories, and what every other verb makes of such models.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct CategoryStatisticsCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write(Array(Self.table.utf8), to: "t.csv")
  }

  /// 240 rows: a number with empty cells, three towns, yes or no, and three classes that all of them say something of.
  static let table: String = {
    var numbers = MadeNumbers(seed: 611)
    let bytes = numbers.bytes(240 * 4)
    var lines = ["age,town,member,kind"]
    for row in 0..<240 {
      let cells = bytes[row * 4..<row * 4 + 4].map(Int.init)
      let (age, town, member) = (20 + cells[0] / 5, cells[1] % 3, cells[2] % 2)
      let kind = (cells[3] + 40 * town + 30 * member + cells[0] / 3) % 256 / 86
      lines.append(
        "\(row % 16 == 3 ? "" : "\(age)"),\(["Graz", "Linz", "Wien"][town]),\(member == 1 ? "yes" : "no"),k\(kind)"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path)
  }

  private func train(_ arguments: [String] = []) throws -> CommandRun {
    try run(["train", "t.csv", "--missing", "mean", "--statistics"] + arguments)
  }

  private func terms(_ run: CommandRun) throws -> [String] {
    let statistics = try #require(try run.json()["statistics"] as? [String: Any])
    let rows = try #require(statistics["coefficients"] as? [[String: Any]])
    return rows.compactMap { $0["class"] as? String == "k1" ? $0["term"] as? String : nil }
  }

  @Test func categoriesAreHeldAgainstTheirBase() throws {
    let first = try train(["--json", "-o", "m.safetensors"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(try terms(first) == ["(intercept)", "age", "town=Linz", "town=Wien", "member"])
    let other = try train(["--base", "town=Wien", "--base", "member=TRUE", "--json"])
    #expect(try terms(other) == ["(intercept)", "age", "town=Graz", "town=Linz", "member=no"])
    let indicated = try run([
      "train", "t.csv", "--missing", "indicator", "--statistics", "--base", "town=Linz", "--json",
    ])
    #expect(try terms(indicated) == ["(intercept)", "age", "age missing", "town=Graz", "town=Wien", "member"])
    let without = try train(["--no-bias", "--json"])
    #expect(try terms(without) == ["age", "town=Graz", "town=Linz", "town=Wien", "member"])
    let inspected = try run(["inspect", "m.safetensors"]).output
    #expect(inspected.contains("\nheld against      town=Graz, member=no\n"))
  }

  @Test func theModelPredictsFromRawTables() throws {
    #expect(try train(["-o", "m.safetensors"]).status == 0)
    let evaluated = try run(["evaluate", "m.safetensors", "t.csv", "--json"]).json()
    #expect(evaluated["sampleCount"] as? Int == 240)
    // Another order, another column, the base and a new town.
    try folder.write(Array("x,member,town,age\n1,yes,Graz,30\n2,no,Wien,40\n".utf8), to: "new.csv")
    let predicted = try run(["predict", "m.safetensors", "new.csv", "--format", "csv"])
    #expect(predicted.status == 0 && predicted.lines.filter { !$0.isEmpty }.count == 3, "\(predicted.errors)")
    try folder.write(Array("member,town,age\nyes,Bonn,30\n".utf8), to: "far.csv")
    let refused = try run(["predict", "m.safetensors", "far.csv"])
    #expect(refused.status == 65 && refused.errors.contains("'Bonn'"))
    // With --unseen zeros a new town is like the base.
    #expect(try train(["--unseen", "zeros", "-o", "z.safetensors"]).status == 0)
    try folder.write(Array("member,town,age\nyes,Graz,30\n".utf8), to: "near.csv")
    let arguments = ["--format", "csv", "--probabilities"]
    let (far, near) = try (
      run(["predict", "z.safetensors", "far.csv"] + arguments),
      run(["predict", "z.safetensors", "near.csv"] + arguments)
    )
    #expect(far.status == 0 && far.output == near.output)
  }

  @Test func verifyFindsTheSameFeaturesAndStatistics() throws {
    #expect(try train(["--base", "town=Linz", "--holdout", "0.2", "-o", "m.safetensors"]).status == 0)
    let verified = try run(["verify", "m.safetensors", "t.csv"])
    // Without a penalty there is no certificate; all else is true.
    #expect(verified.status == 1)
    #expect(
      verified.output.hasSuffix("; all else in it that the data can tell is true\n"), "\(verified.output)")
  }

  @Test(arguments: [
    (["--base", "town"], 64, "--base needs COLUMN=CATEGORY, such as city=Graz, not 'town'"),
    (["--base", "town="], 64, "--base needs COLUMN=CATEGORY"),
    (["--base", "town=Graz", "--base", "town=Linz"], 64, "--base names the column 'town' twice"),
    (["--base", "twon=Graz"], 64, "--base twon=Graz: t.csv: there is no column 'twon' "),
    (["--base", "town=Gras"], 64, "--base town=Gras: t.csv: column 'town' has no category 'Gras' "),
    (["--base", "age=30"], 64, "--base age=30: t.csv: column 'age' holds numbers, "),
    (["--base", "member=maybe"], 64, "--base member=maybe: t.csv: column 'member' has no category 'maybe' "),
  ])
  func wrongBasesAreRefused(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let run = try train(arguments)
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    let last = try #require(run.errors.split(separator: "\n").last)
    #expect(last.hasPrefix("error: " + message), "\(last)")
  }

  @Test func basesNeedStatisticsAndTables() throws {
    let plain = try run(["train", "t.csv", "--missing", "mean", "--base", "town=Graz"])
    #expect(plain.status == 64)
    #expect(plain.errors == "error: --base is for --statistics: add it, or leave it out\n")
    let pictures = try run(["train", "digits", "--statistics", "--base", "town=Graz"])
    #expect(
      pictures.status == 64 && pictures.errors.contains("error: --base is for tables, which digits is not; "))
  }

  @Test func columnsAreRefusedByNameWithTheFlagThatLeavesThemOut() throws {
    // A column of one category, and one that repeats another.
    let lines = Self.table.split(separator: "\n")
    let one = ["land," + lines[0]] + lines[1...].map { "AT," + $0 }
    try folder.write(Array((one.joined(separator: "\n") + "\n").utf8), to: "one.csv")
    let single = try run(["train", "one.csv", "--missing", "mean", "--statistics"])
    #expect(single.status == 65)
    #expect(
      single.errors.hasSuffix(
        "error: no statistics: one.csv: column 'land' has one category, 'AT', in all rows that are learned from, and nothing "
          + "to hold against it; ignore the column (--ignore land)\n"), "\(single.errors)")
    let twice =
      ["place," + lines[0]]
      + lines[1...].map { line in
        "at-\(line.split(separator: ",", omittingEmptySubsequences: false)[1]),\(line)"
      }
    try folder.write(Array((twice.joined(separator: "\n") + "\n").utf8), to: "twice.csv")
    let dependent = try run(["train", "twice.csv", "--missing", "mean", "--statistics", "-o", "m.safetensors"])
    #expect(dependent.status == 65)
    let last = try #require(dependent.errors.split(separator: "\n").last)
    #expect(last.contains("is a combination of"), "\(last)")
    #expect(
      last.hasSuffix(" (--ignore leaves columns of a table out); m.safetensors was not written"), "\(last)")
  }
}
