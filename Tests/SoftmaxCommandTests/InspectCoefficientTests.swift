// Coefficients that inspect shows, against sums by hand from the weights in the model's file.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct InspectCoefficientTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private static let classNames = ["no", "some", "yes"]

  /// Columns of every kind; the classes overlap.
  private func rows(_ count: Int = 60) -> [(
    age: Double, income: Double, plan: String, member: Bool, label: String
  )] {
    var numbers = MadeNumbers(seed: 5)
    return (0..<count).map { row in
      let age = 40 + Double(Int(numbers.next() * 20))
      let income = 3000 + 1000 * Double(Int(numbers.next() * 8))
      let place = row % 5 == 0 ? row / 5 % 3 : age > 45 ? 2 : income > 3500 ? 1 : 0
      return (
        age, income, ["basic", "gold"][numbers.next() > 0 ? 1 : 0], numbers.next() > 0.2,
        Self.classNames[place]
      )
    }
  }

  private func writeTable(classes: Int = 3) throws {
    let lines = rows().filter { classes == 3 || $0.label != "some" }.map {
      "\(Int($0.age)),\(Int($0.income)),\($0.plan),\($0.member ? "yes" : "no"),\($0.label)"
    }
    try write("age,income,plan,member,answer\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
  }

  private func train(_ arguments: [String] = []) throws -> ModelFile {
    let run = try run(["train", "t.csv", "-o", "m.safetensors"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try ModelFile(contentsOf: folder.file("m.safetensors"))
  }

  private func inspect(_ arguments: [String]) throws -> CommandRun {
    let run = try run(["inspect", "m.safetensors"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run
  }

  /// The lines of CSV as dictionaries; no cell has a comma.
  private func csv(_ run: CommandRun) throws -> [[String: String]] {
    let lines = run.lines.filter { !$0.isEmpty }.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let titles = try #require(lines.first)
    for line in lines { #expect(line.count == titles.count, "\(line)") }
    return lines.dropFirst().map { Dictionary(zip(titles, $0), uniquingKeysWith: { first, _ in first }) }
  }

  private func number(_ row: [String: String], _ name: String) throws -> Double {
    try #require(row[name].flatMap(Double.init), "\(name) of \(row)")
  }

  private func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  @Test func everyCoefficientIsTheModelsAndItsContrastThatOfItsClasses() throws {
    try writeTable()
    let model = try train().model
    let found = try csv(inspect(["--coefficients", "--format", "csv"]))
    let features = ["(intercept)", "age", "income", "plan=basic", "plan=gold", "member"]
    #expect(found.map { $0["class"] } == Self.classNames.flatMap { name in features.map { _ in name } })
    #expect(found.map { $0["feature"] } == Self.classNames.flatMap { _ in features })
    let rows = rows()
    let deviations = [
      deviation(rows.map(\.age)), deviation(rows.map(\.income)),
      deviation(rows.map { $0.plan == "basic" ? 1 : 0 }),
      deviation(rows.map { $0.plan == "gold" ? 1 : 0 }), deviation(rows.map { $0.member ? 1 : 0 }),
    ]
    for (place, row) in found.enumerated() {
      let (k, j) = (place / 6, place % 6 - 1)
      func weight(_ k: Int) -> Float { j < 0 ? model.bias[k] : model.weights[k * 5 + j] }
      // To the bit.
      #expect(try Float(#require(row["coefficient"])) == weight(k))
      let contrast = Double(weight(k)) - (0..<3).reduce(0.0) { $0 + Double(weight($1)) } / 3
      #expect(try abs(number(row, "contrast") - contrast) < 1e-12)
      guard j >= 0 else {
        #expect(row["standardized"] == "" && row["kind"] == "intercept")
        continue
      }
      #expect(try abs(number(row, "standardDeviation") - deviations[j]) < 1e-9 * deviations[j])
      #expect(try abs(number(row, "standardized") - contrast * deviations[j]) < 1e-9 * (1 + deviations[j]))
    }
    #expect(found[3]["kind"] == "category" && found[3]["column"] == "plan" && found[3]["category"] == "basic")
    #expect(found[5]["kind"] == "boolean" && found[5]["column"] == "member" && found[5]["category"] == "")
  }

  @Test func theCardShowsTheStrongestOfEachClassSortedByTheirStandardDeviations() throws {
    try writeTable()
    _ = try train()
    let all = try csv(inspect(["--coefficients", "--format", "csv"])).filter { $0["kind"] != "intercept" }
    let card = try inspect([])
    let start = try #require(card.lines.firstIndex { $0.hasPrefix("class  feature") })
    #expect(
      card.lines[start].split(separator: " ").joined(separator: " ") == "class feature per std. dev. per unit")
    #expect(
      card.lines[start - 3].hasPrefix("Strongest coefficients: how the logit of a class changes with one "))
    #expect(card.lines[start - 2] == "less the mean over the classes, which changes no probability.")
    for (k, name) in Self.classNames.enumerated() {
      let own = try all.filter { $0["class"] == name }.sorted {
        try abs(number($0, "standardized")) > abs(number($1, "standardized"))
      }
      for (place, row) in own.enumerated() {
        let cells = card.lines[start + 1 + 5 * k + place].split(separator: " ").map(String.init)
        #expect(cells.count == (place == 0 ? 4 : 3))
        if place == 0 { #expect(cells[0] == name) }
        #expect(cells[cells.count - 3] == row["feature"])
        // Three digits.
        for (cell, title) in zip(cells.suffix(2), ["standardized", "contrast"]) {
          let (shown, exact) = (try #require(Double(cell)), try number(row, title))
          #expect(abs(shown - exact) <= 0.00501 * abs(exact), "\(cell) for \(exact)")
        }
      }
    }
    #expect(!card.output.contains("shows all"))
  }

  @Test func ofTwoClassesThereIsOneListOfTheirDifference() throws {
    try writeTable(classes: 2)
    let model = try train().model
    let card = try inspect([])
    #expect(card.output.contains("Strongest coefficients: how the log odds of yes against no change with "))
    let lines = card.lines.filter { $0.hasPrefix("yes") || $0.hasPrefix("no ") }
    #expect(lines.count == 1 && lines[0].hasPrefix("yes"))
    for row in try csv(inspect(["--coefficients", "--format", "csv"])) where row["feature"] == "age" {
      let difference = Double(model.weights[5]) - Double(model.weights[0])
      #expect(try number(row, "contrast") == (row["class"] == "yes" ? difference : -difference))
    }
  }

  @Test func oddsRatiosOfStatisticsAreThoseOfTheWeights() throws {
    try writeTable()
    let model = try train(["--statistics", "--reference", "some", "--base", "plan=gold"]).model
    let names = ["age", "income", "plan=basic", "member"]
    for reference in Self.classNames {
      let found = try csv(inspect(["--coefficients", "--format", "csv", "--reference", reference]))
      #expect(found.count == 15)
      let against = try #require(Self.classNames.firstIndex(of: reference))
      for row in found {
        guard row["class"] != reference else {
          #expect(row["oddsRatio"] == "" && row["standardError"] == "" && row["coefficient"] != "")
          continue
        }
        let k = try #require(Self.classNames.firstIndex(of: row["class"] ?? ""))
        let term = row["feature"] ?? ""
        let weights = names.firstIndex(of: term).map { j in [k, against].map { model.weights[$0 * 4 + j] } }
        let pair = weights ?? [k, against].map { model.bias[$0] }
        let difference = Double(pair[0]) - Double(pair[1])
        let ratio = try number(row, "oddsRatio")
        #expect(abs(ratio - exp(difference)) < 1e-5 * ratio, "\(term)")
        #expect(try abs(log(ratio) - number(row, "estimate")) < 1e-9)
        #expect(try abs(number(row, "z") * number(row, "standardError") - number(row, "estimate")) < 1e-9)
        let (low, estimate, high) = (
          try number(row, "low"), try number(row, "estimate"), try number(row, "high")
        )
        #expect(low < estimate && estimate < high)
      }
    }
    // The strongest coefficients stand before the tables of the statistics.
    let card = try inspect([]).output
    let (list, tables) = (card.firstRange(of: "Strongest coefficients"), card.firstRange(of: "Statistics of "))
    #expect(try #require(list).lowerBound < #require(tables).lowerBound)
    let table = try inspect(["--coefficients"])
    #expect(
      table.lines[0].split(separator: " ").joined(separator: " ").hasSuffix("odds ratio std. error p interval"))
    #expect(table.output.hasSuffix("; the columns behind are against some.\n"))
  }

  @Test func jsonHasCoefficientsOnlyWhereTheyAreAskedFor() throws {
    try writeTable()
    let model = try train().model
    #expect(try json(["inspect", "m.safetensors"])["coefficients"] == nil)
    let document = try json(["inspect", "m.safetensors", "--coefficients"])
    let list = try #require(document["coefficients"] as? [[String: Any]])
    #expect(document["card"] is [String: Any] && list.count == 18)
    #expect(
      Set(list[1].keys) == [
        "class", "feature", "kind", "column", "coefficient", "contrast", "standardDeviation", "standardized",
      ])
    #expect(list[1]["coefficient"] as? Double == Double(model.weights[0]))
    #expect(list[0]["standardized"] is NSNull && list[4]["category"] as? String == "gold")
    let same = try run(["inspect", "m.safetensors", "--coefficients", "--format", "json"])
    #expect(try same.json()["coefficients"] is [Any])
  }

  @Test func whatIsNotShownIsTold() throws {
    // 12 classes of 8 columns.
    var numbers = MadeNumbers(seed: 9)
    let lines = (0..<120).map { row in
      (0..<8).map { _ in "\(numbers.next())" }.joined(separator: ",") + ",class\(row % 12)"
    }
    let titles = (0..<8).map { "x\($0)" }.joined(separator: ",")
    try write("\(titles),kind\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
    _ = try train()
    let card = try inspect([])
    let start = try #require(card.lines.firstIndex { $0.hasPrefix("class") && $0.hasSuffix("per unit") })
    let rest = card.lines.dropFirst(start + 51)
    #expect(
      Array(rest) == ["10 of 12 classes, at most 5 of 8 features for each class: --coefficients shows all", ""])
    let all = try inspect(["--coefficients"])
    #expect(all.lines.count { $0.hasPrefix("class1") } == 3 * 9)
    #expect(all.lines.count == 1 + 12 * 9 + 3)
  }

  @Test func withoutStandardisationUnitsAreTheColumnsAndSharesAreKnown() throws {
    try writeTable()
    _ = try train(["--no-standardize"])
    let card = try inspect([]).output
    #expect(card.contains("with one unit of the feature (the file lacks standard deviations, "))
    #expect(!card.contains("per std. dev."))
    let found = try csv(inspect(["--coefficients", "--format", "csv"]))
    let deviation = deviation(rows().map { $0.plan == "gold" ? 1 : 0 })
    for row in found {
      switch row["kind"] {
      case "category": #expect(try abs(number(row, "standardDeviation") - deviation) < 1e-9)
      case "number", "intercept": #expect(row["standardDeviation"] == "" && row["standardized"] == "")
      default: #expect(row["standardized"] != "")
      }
    }
  }

  @Test func missingValuesAndProductsSayWhatTheyAre() throws {
    let lines = rows().enumerated().map { row, values in
      "\(row % 7 == 0 ? "" : "\(Int(values.age))"),\(values.plan),\(values.label)"
    }
    try write("age,plan,answer\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
    _ = try train(["--missing", "indicator", "--interact", "age:plan"])
    let found = try csv(inspect(["--coefficients", "--format", "csv"])).prefix(7)
    #expect(
      found.map { $0["kind"] } == [
        "intercept", "number", "missing", "category", "category", "interaction", "interaction",
      ])
    #expect(found.map { $0["column"] } == ["", "age", "age", "plan", "plan", "age:plan", "age:plan"])
    #expect(found.map { $0["category"] } == ["", "", "", "basic", "gold", "basic", "gold"])
  }

  @Test func modelsOfPicturesAndVectorsHaveThemToo() throws {
    #expect(try run(["train", "digits", "--epochs", "1", "-o", "m.safetensors"]).status == 0)
    let pixels = try csv(inspect(["--coefficients", "--format", "csv"]))
    #expect(pixels.count == 10 * 65 && pixels[18]["feature"] == "feature 17")
    #expect(pixels[18]["pixelRow"] == "2" && pixels[18]["pixelColumn"] == "1" && pixels[0]["pixelRow"] == "")
    let card = try inspect([]).output
    #expect(!card.contains("Strongest") && !card.contains("Float32"))

    let values = (0..<60).map { Float($0 % 7) + ($0 % 3 == 0 ? 2 : 0) }
    try folder.write(NPYWriter.floats(values, shape: [30, 2]), to: "x.npy")
    try folder.write(NPYWriter.integers((0..<30).map { Int64($0 % 2) }), to: "y.npy")
    #expect(try run(["train", "x.npy", "--labels", "y.npy", "-o", "m.safetensors"]).status == 0)
    let vectors = try csv(inspect(["--coefficients", "--format", "csv"]))
    #expect(
      vectors.map { $0["kind"] } == ["intercept", "feature", "feature", "intercept", "feature", "feature"])
    #expect(vectors[0]["column"] == nil)
    let vectorCard = try inspect([]).output
    #expect(!vectorCard.contains("Strongest"))
    _ = try inspect(["--weights", "w.svg"])
    #expect(String(decoding: try #require(folder.content("w.svg")), as: UTF8.self).contains("feature 1"))
  }

  @Test func aTablesWeightsAreAPictureToo() throws {
    try writeTable()
    _ = try train()
    #expect(try inspect(["--weights", "w.png"]).errors == "wrote w.png\n")
    #expect(folder.content("w.png")?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
    _ = try inspect(["--weights", "w.svg"])
    let picture = String(decoding: try #require(folder.content("w.svg")), as: UTF8.self)
    for text in ["Coefficients of each class", "plan=gold", ">some<"] {
      #expect(picture.contains(text), "\(text)")
    }
  }

  @Test func contradictoryFlagsAreRefused() throws {
    for (arguments, message) in [
      (["--format", "csv"], "--format csv is for --coefficients: add it, or leave it out"),
      (
        ["--coefficients", "--json", "--format", "csv"],
        "--json and --format csv contradict each other: use one"
      ),
    ] {
      let run = try run(["inspect", "none.safetensors"] + arguments)
      #expect(run.status == 64 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
    }
  }
}
