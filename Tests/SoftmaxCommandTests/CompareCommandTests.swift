// softmax compare --nested, run as a process, beside R's anova of nnet's multinom.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct CompareCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write(Array(CategoryStatisticsCommandTests.table.utf8), to: "t.csv")
  }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path)
  }

  private func train(_ name: String, _ arguments: [String] = [], on data: String = "t.csv") throws {
    let run = try run(
      ["train", data, "--missing", "mean", "--statistics", "-o", "\(name).safetensors"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
  }

  private func compare(_ small: String, _ large: String, _ arguments: [String] = []) throws -> CommandRun {
    try run(["compare", "--nested", "\(small).safetensors", "\(large).safetensors"] + arguments)
  }

  private func refusal(_ small: String, _ large: String) throws -> String {
    let run = try compare(small, large)
    #expect(run.status == 65 && run.output.isEmpty)
    return run.errors
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized.path
  private static let goldens = root + "/Tests/SoftmaxDataTests/Goldens/Statistics"

  /// What R says, of goldens made by Tests/Fixtures/statistics_categories.R.
  struct Golden: Decodable {
    struct Test: Decodable {
      let chiSquare: Double
      let degreesOfFreedom: Int
      let pValue: Double
    }
    let nested: [String: Test]
  }

  @Test(arguments: [
    ("housing", goldens + "/housing.csv", ["--frequency", "Freq"], ["--ignore", "Type"]),
    ("birthwt", goldens + "/birthwt.csv", ["--base", "race=white"], ["--ignore", "race"]),
    ("customers", root + "/Documentation/customers.csv", [], ["--ignore", "city,newsletter"]),
  ])
  func theTestIsThatOfR(_ name: String, _ data: String, _ both: [String], _ less: [String]) throws {
    let file = URL(fileURLWithPath: Self.goldens + "/r.json")
    let golden = try #require(
      try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file)).nested[name])
    try train("large", both, on: data)
    try train("small", (name == "birthwt" ? [] : both) + less, on: data)
    let document = try compare("small", "large", ["--json"]).json()
    let test = try #require(document["likelihoodRatio"] as? [String: Any])
    // multinom's optimiser ends at 1e-7 of the coefficients, where the likelihood is flat.
    #expect(Closeness.relative(try #require(test["chiSquare"] as? Double), from: golden.chiSquare) < 1e-9)
    #expect(test["degreesOfFreedom"] as? Int == golden.degreesOfFreedom)
    // R takes it from 1.
    #expect(abs(try #require(test["pValue"] as? Double) - golden.pValue) < 1e-8 * golden.pValue + 1e-15)
  }

  // R's anova of multinom(Sat ~ Infl + Type + Cont), with + Infl:Type, and with + Infl:Cont too.
  @Test func productsOfColumnsAreNestedLikeColumns() throws {
    let arguments = ["--frequency", "Freq"]
    let data = Self.goldens + "/housing.csv"
    try train("sum", arguments, on: data)
    try train("one", arguments + ["--interact", "Infl:Type", "--base", "Infl=Low"], on: data)
    try train("two", arguments + ["--interact", "Type:Infl,Infl:Cont"], on: data)
    for (small, large, chiSquare, degrees) in [
      ("sum", "one", 22.55504735710, 12), ("one", "two", 0.87306946648, 4),
    ] {
      let document = try compare(small, large, ["--json"]).json()
      let test = try #require(document["likelihoodRatio"] as? [String: Any])
      // R prints so many digits.
      #expect(abs(try #require(test["chiSquare"] as? Double) - chiSquare) < 1e-9)
      #expect(test["degreesOfFreedom"] as? Int == degrees)
    }
    #expect(try refusal("two", "one").contains("the first model contains the second"))
  }

  @Test func bothFormsSayTheSame() throws {
    try train("large", ["--base", "town=Linz"])
    try train("small", ["--ignore", "town"])
    let text = try compare("small", "large")
    #expect(text.status == 0)
    #expect(text.output.hasPrefix("240 observations, 3 classes.\n\nmodel "))
    #expect(text.output.contains("\nAdded: town.\nLikelihood ratio: chi-square "))
    #expect(text.output.contains(", 4 degrees of freedom, p "))
    let document = try compare("small", "large", ["--json"]).json()
    #expect(
      Set(document.keys) == [
        "comparison", "small", "large", "classes", "observationCount", "addedColumns", "addsIntercept",
        "likelihoodRatio",
      ])
    #expect(document["comparison"] as? String == "nested" && document["addedColumns"] as? [String] == ["town"])
    let (small, large) = (document["small"] as? [String: Any], document["large"] as? [String: Any])
    #expect(small?["parameterCount"] as? Int == 6 && large?["parameterCount"] as? Int == 10)
    let test = try #require(document["likelihoodRatio"] as? [String: Any])
    let difference =
      try #require(large?["logLikelihood"] as? Double) - #require(small?["logLikelihood"] as? Double)
    #expect(Closeness.relative(try #require(test["chiSquare"] as? Double), from: 2 * difference) < 1e-12)
  }

  @Test func basesAndIndicatorsMakeNoDifferenceToWhatIsNested() throws {
    try train("a", ["--base", "town=Wien", "--base", "member=yes", "--ignore", "age"])
    let indicated = try run([
      "train", "t.csv", "--missing", "indicator", "--statistics", "-o", "b.safetensors",
    ])
    #expect(indicated.status == 0)
    let document = try compare("a", "b", ["--json"]).json()
    #expect(document["addedColumns"] as? [String] == ["age", "age missing"])
    // The mean in the place of missing numbers alone is nested in that with an indicator.
    try train("mean")
    #expect(try compare("mean", "b", ["--json"]).json()["addedColumns"] as? [String] == ["age missing"])
    // A model without intercepts, whose first category has all its features, has those of one with them.
    try train("whole", ["--no-bias", "--ignore", "age"])
    try train("more", [])
    let without = try compare("whole", "more", ["--json"]).json()
    #expect(without["addsIntercept"] as? Bool == true && without["addedColumns"] as? [String] == ["age"])
    #expect((without["likelihoodRatio"] as? [String: Any])?["degreesOfFreedom"] as? Int == 2)
  }

  @Test func whatCannotBeComparedIsRefusedWithTheReason() throws {
    try train("large")
    try train("small", ["--ignore", "town"])
    #expect(
      try refusal("large", "small")
        == "error: large.safetensors and small.safetensors cannot be compared: the first model contains the second; "
        + "name the smaller one first (softmax compare --nested small.safetensors large.safetensors)\n")
    #expect(
      try refusal("small", "small").contains(
        "both models have the same columns and 6 parameters, so that there "))
    let penalised = try run(["train", "t.csv", "--missing", "mean", "-o", "p.safetensors"])
    #expect(penalised.status == 0)
    #expect(try refusal("p", "large").contains("the smaller model was fitted with a penalty (L2 "))
    let plain = try run(["train", "t.csv", "--missing", "mean", "--l2", "0", "-o", "l.safetensors"])
    #expect(plain.status == 0)
    #expect(try refusal("small", "l").contains("the larger model has no statistics"))
    try train("robust", ["--standard-errors", "robust"])
    #expect(try refusal("small", "robust").contains("the errors of the larger model are robust"))
    try train("other", ["--ignore", "member"])
    #expect(
      try refusal("small", "other").contains(
        "the larger model lacks the column 'member', so that the smaller one is not nested in it"))
    // Fewer rows; as many rows with other values; the same rows in another order; other classes.
    let lines = CategoryStatisticsCommandTests.table.split(separator: "\n")
    func write(_ name: String, _ lines: [String]) throws {
      try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }
    let all = lines.map(String.init)
    try write("fewer.csv", Array(all.prefix(200)))
    try write("older.csv", [all[0]] + all[1...].map { $0.hasPrefix("4") ? "5" + $0.dropFirst() : $0 })
    try write("turned.csv", [all[0]] + all[1...].reversed())
    try write("named.csv", all.map { $0.replacingOccurrences(of: "k2", with: "k9") })
    for (name, part) in [
      ("fewer", "the models were fitted to 240 and 199 observations"),
      ("older", "column 'age' had other values in the other model"),
      ("turned", "the labels, weights or offsets are not the same, row by row"),
      ("named", "the classes are not the same: 'k0', 'k1', 'k2' and 'k0', 'k1', 'k9'"),
    ] {
      try train(name, on: "\(name).csv")
      #expect(try refusal("small", name).contains(part), "\(name)")
    }
    try train("bare", ["--no-bias"])
    #expect(try refusal("small", "bare").contains("the larger model has no intercepts and the smaller one has"))
  }

  @Test func wrongUsesAreRefused() throws {
    try train("large")
    let plain = try run(["compare", "large.safetensors", "large.safetensors"])
    #expect(plain.status == 64 && plain.errors.hasPrefix("error: compare needs data that both models score, "))
    let one = try run(["compare", "--nested", "large.safetensors"])
    #expect(one.status == 64)
    let none = try run(["compare", "--nested", "none.safetensors", "large.safetensors"])
    #expect(none.status == 66)
    let table = try run(["compare", "--nested", "t.csv", "large.safetensors"])
    #expect(table.status == 65)
  }
}
