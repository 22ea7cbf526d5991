// softmax predict and evaluate on tables, run as processes.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct TableScoringTests {
  private let folder: TemporaryDirectory
  private let model: SoftmaxModel

  /// What the model was trained on: numbers, yes or no, and categories.
  private static let training = """
    size,colour,old,species
    1.5,red,yes,a
    1.0,red,no,a
    2.5,green,yes,b
    3.5,green,no,b
    4.5,blue,yes,c
    0.5,blue,no,c
    2.0,red,yes,b
    4.0,green,no,c

    """

  init() throws {
    folder = try TemporaryDirectory()
    model = try Self.writeModel(to: folder, "m.safetensors")
  }

  /// Fits a model to the training table and writes it with its preparation.
  @discardableResult
  private static func writeModel(
    to folder: TemporaryDirectory, _ name: String, missing: MissingValues = .error,
    unseen: UnseenCategories = .error, text: String = training, label: String? = "species"
  ) throws -> SoftmaxModel {
    let path = try folder.write(Array(text.utf8), to: "train.csv")
    let table = try Table(
      contentsOf: path, options: TableOptions(label: .last, refusesMissing: missing == .error))
    let learned = try Preparation(learnedOn: table, missing: missing, unseen: unseen)
    let preparation = Preparation(
      columns: learned.columns, missing: missing, unseen: unseen, labelColumn: label)
    let fit = try SoftmaxClassifier().fit(preparation.dataset(of: table))
    try ModelFile(fit.model, preparation: preparation).write(to: folder.file(name))
    return fit.model
  }

  private func run(_ arguments: [String], input: String = "") throws -> CommandRun {
    try CommandRun(arguments, input: Array(input.utf8), in: folder.path)
  }

  /// Predictions as CSV of a table that comes in by standard input.
  private func predict(_ table: String, _ arguments: [String] = [], model: String = "m.safetensors") throws
    -> CommandRun
  {
    try run(["predict", model, "-", "--input-format", "csv", "--format", "csv"] + arguments, input: table)
  }

  /// Rows like those of training, more than a batch has.
  private func manyRows(_ count: Int) -> String {
    let colours = ["red", "green", "blue"]
    return (0..<count).reduce(into: "id,old,size,colour\n") { text, row in
      text += "n\(row),\(row % 2 == 0 ? "yes" : "no"),\(Double(row % 97) / 16),\(colours[row % 3])\n"
    }
  }

  // MARK: Columns

  @Test func columnsInAnyOrderBesideOthersGiveTheSamePredictions() throws {
    let plain = try predict("size,colour,old\n1.25,red,no\n3.75,blue,yes\n")
    let mixed = try predict("note,old,size,colour,more\nx,no,1.25,red,1\ny,yes,3.75,blue,2\n")
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.lines[0] == "index,predicted,probability")
    #expect(plain.lines.count == 4)
    #expect(mixed.output == plain.output)
  }

  @Test func probabilitiesAreThoseOfTheFeaturesMadeByHand() throws {
    let run = try predict("size,colour,old\n1.25,green,yes\n", ["--probabilities"])
    // size, colour=blue, colour=green, colour=red, old
    let features = try Features([1.25, 0, 1, 0, 1], input: model.input)
    let probabilities = try model.probabilities(for: features)
    let expected = probabilities.map { "\($0)" }
    #expect(Array(run.lines[1].split(separator: ",").map(String.init).suffix(3)) == expected)
  }

  @Test func theTrueClassIsShownWhereTheTableHasIt() throws {
    let run = try predict("species,size,colour,old\nc,1.25,red,no\nd,1.25,red,no\n")
    #expect(run.lines[0] == "index,true,predicted,probability")
    #expect(run.lines[1].hasPrefix("0,c,"))
    #expect(run.lines[2].hasPrefix("1,d,"))
    #expect(run.errors == "note: the label 'd' of standard input is not a class of the model\n")
    let named = try predict("kind,size,colour,old\nc,1.25,red,no\n", ["--label", "kind"])
    #expect(named.lines[1].hasPrefix("0,c,"))
  }

  @Test func aTableWithoutAHeaderIsTakenByPlaceWhereTrainingWas() throws {
    let text = Self.training.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    try Self.writeModel(to: folder, "bare.safetensors", text: text, label: "column 4")
    let run = try predict("1.25,red,no\n", model: "bare.safetensors")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == (try predict("size,colour,old\n1.25,red,no\n").output))
  }

  @Test(arguments: [
    ("size,old\n1,no\n", "standard input: line 1: the column 'colour' is missing"),
    ("size,color,old\n1,red,no\n", "did you mean 'color'?"),
    ("size,colour,old\n1,red,no\n2,pink,no\n", "line 3, column 'colour': 'pink' is none of the 3 categories"),
    ("size,colour,old\n1,red,no\n,red,no\n", "line 3, column 'size': the cell is missing ('')"),
    ("size,colour,old\n1,red,no\nbig,red,no\n", "line 3, column 'size': 'big' is no number"),
    ("size,colour,old\n1,red\n", "line 2: expected 3 cells, found 2"),
    ("size,colour,old\n", "there is only a header"),
    ("", "there is nothing in this file"),
  ])
  func whatDoesNotFitIsRefusedWithItsPlace(_ table: String, _ part: String) throws {
    let run = try predict(table)
    #expect(run.status == 65)
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty)
  }

  @Test func missingAndUnseenCellsAreTreatedAsInTraining() throws {
    let model = try Self.writeModel(to: folder, "lenient.safetensors", missing: .mean, unseen: .zeros)
    let run = try predict(
      "size,colour,old\n,red,no\n1.25,pink,no\n", ["--probabilities"], model: "lenient.safetensors")
    #expect(run.status == 0, "\(run.errors)")
    // The mean size is 19.5 / 8; of an unseen colour every feature is 0.
    let features = try Features([2.4375, 0, 0, 1, 0, 1.25, 0, 0, 0, 0], input: model.input)
    let probabilities = try model.probabilities(for: features).map { "\($0)" }
    for row in 0..<2 {
      let cells = run.lines[row + 1].split(separator: ",").suffix(3).map(String.init)
      #expect(cells == Array(probabilities[row * 3..<row * 3 + 3]))
    }
  }

  // MARK: Keys

  @Test func keysAreThePredictionsFirstColumnsAndQuoted() throws {
    let table = "id,size,colour,old,name\n7,1.25,red,no,\"Doe, \"\"J\"\"\"\n 8,3.75,blue,yes,\"two\nlines\"\n"
    let bare = try predict(table).lines.dropFirst()
    let run = try predict(table, ["--keep", "name, id"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output == "name,id,index,predicted,probability\n\"Doe, \"\"J\"\"\",7,\(bare[1])\n"
        + "\"two\nlines\", 8,\(bare[2])\n")
    let shown = try self.run(
      ["predict", "m.safetensors", "-", "--input-format", "csv", "--keep", "5,1"], input: table)
    #expect(shown.lines[0] == "name           id  index  predicted  probability")
    #expect(shown.lines[1].hasPrefix("Doe, \"J\"       7       0  "))
  }

  @Test func keysAreAnObjectInJSON() throws {
    let table = "predicted,size,colour,old\nx,1.25,red,no\n"
    let arguments = [
      "predict", "m.safetensors", "-", "--input-format", "csv", "--keep", "predicted", "--format",
    ]
    let line = try run(arguments + ["jsonl"], input: table).json()
    #expect(line["keep"] as? [String: String] == ["predicted": "x"])
    let document = try run(arguments + ["json"], input: table).json()
    let rows = try #require(document["predictions"] as? [[String: Any]])
    #expect(rows.count == 1)
    #expect(rows[0]["keep"] as? [String: String] == ["predicted": "x"])
    #expect(document["sampleCount"] as? Int == 1)
    #expect(Set(document.keys) == ["classes", "data", "model", "predictions", "sampleCount"])
    let none = try run(arguments.dropLast(3) + ["--format", "jsonl"], input: table).json()
    #expect(none["keep"] == nil)
  }

  @Test(arguments: [
    (["--keep", "predicted"], 64, "have a column 'predicted' of their own"),
    (["--keep", "code"], 65, "there is no column 'code', named as a column to be passed through"),
    (["--gallery", "g.png"], 65, "--gallery needs a model of pictures"),
    (["--labels", "y.npy"], 64, "a table's labels are a column: --label NAME"),
    (["--label", "none"], 65, "there is no column 'none', named as the label"),
    (["--label", "size"], 65, "column 'size' is expected as a feature and named as the label"),
    (["--count", "0"], 64, "--count must be at least 1"),
    (["--count", "2", "--sort", "confidence"], 64, "--count 2 is more than the 1 samples of"),
  ])
  func flagsThatDoNotFitTheTableAreRefused(_ flags: [String], _ status: Int32, _ part: String) throws {
    let run = try predict("predicted,size,colour,old\nx,1.25,red,no\n", flags)
    #expect(run.status == status)
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    (["predict", "m.safetensors", "iris", "--keep", "id"], 64, "--keep is for tables, which iris is not"),
    (["evaluate", "m.safetensors", "iris", "--label", "y"], 64, "--label is for tables, which iris is not"),
    (["predict", "m.safetensors", "train.csv:test"], 66, "has no 'test' part"),
  ])
  func flagsForTablesAreRefusedElsewhere(_ arguments: [String], _ status: Int32, _ part: String) throws {
    let run = try run(arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(part), "\(run.errors)")
  }

  // MARK: Batches

  @Test func batchesGiveTheBytesOfOneReading() throws {
    let table = manyRows(9000)
    let streamed = try predict(table, ["--keep", "id"])
    // Drawing as many samples as there are reads all of them first.
    let whole = try predict(table, ["--keep", "id", "--seed", "1"])
    #expect(streamed.status == 0)
    #expect(streamed.lines.count == 9002)
    #expect(streamed.lines[9000].hasPrefix("n8999,8999,"))
    #expect(streamed.output == whole.output)
    let lines = try run(
      ["predict", "m.safetensors", "-", "--input-format", "csv", "--json", "--keep", "id"], input: table
    ).json()
    #expect(lines["sampleCount"] as? Int == 9000)
  }

  @Test func countEndsReading() throws {
    // A line that is no row, behind the first mebibyte, which is looked at in any case.
    let table = manyRows(80_000) + "broken\n"
    let run = try predict(table, ["--count", "5000"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.count == 5002)
    let more = try predict("size,colour,old\n1,red,no\n", ["--count", "3"])
    #expect(more.status == 0)
    #expect(more.lines.count == 3)
    #expect(more.errors == "note: there are only 1 samples\n")
    let shown = try self.run(
      ["predict", "m.safetensors", "-", "--input-format", "csv"], input: manyRows(30))
    #expect(shown.lines.count == 22)
    #expect(shown.errors == "note: the first 20 samples; --count N or --format csv shows more\n")
  }

  @Test func aRowThatCannotBeReadLeavesEarlierBatches() throws {
    let table = manyRows(5000) + "n5000,yes,1,mauve\n"
    let good = try predict(manyRows(5000)).output
    // A file's batches have 4,096 rows; a pipe's are what has come in, which is its writer's affair.
    try folder.write(Array(table.utf8), to: "broken.csv")
    for input in ["broken.csv", "-"] {
      let run = try self.run(
        ["predict", "m.safetensors", input, "--input-format", "csv", "--format", "csv"],
        input: input == "-" ? table : "")
      #expect(run.status == 65)
      #expect(run.errors.contains("line 5002, column 'colour': 'mauve' is none of"))
      #expect(good.hasPrefix(run.output) && run.output.hasSuffix("\n"))
      if input != "-" { #expect(run.output == (try predict(table, ["--count", "4096"]).output)) }
    }
    let document = try self.run(
      ["predict", "m.safetensors", "-", "--input-format", "csv", "--json"], input: table)
    #expect(document.status == 65)
    #expect(throws: (any Error).self) { try document.json() }
  }

  @Test func predictionsComeBeforeTheInputEnds() throws {
    let home = try TemporaryDirectory()
    defer { withExtendedLifetime(home) {} }
    let process = Process()
    process.environment = CommandEnvironment.own(home: home)
    process.executableURL = CommandRun.executable
    process.arguments = [
      "predict", folder.file("m.safetensors"), "-", "--input-format", "csv", "--format", "csv",
    ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // More than the first mebibyte, which decides what columns are.
    let text = Data(manyRows(80_000).utf8)
    #expect(text.count > 1 << 20)
    let seen = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      try? input.fileHandleForWriting.write(contentsOf: text)
      seen.wait()
      try? input.fileHandleForWriting.close()
    }
    let first = output.fileHandleForReading.availableData
    seen.signal()
    #expect(String(decoding: first, as: UTF8.self).hasPrefix("index,predicted,probability\n0,"))
    let all = first + output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(all.count { $0 == UInt8(ascii: "\n") } == 80_001)
  }

  @Test func aReaderThatGoesAwayEndsReadingQuietly() throws {
    try folder.write(Array(manyRows(50_000).utf8), to: "many.csv")
    let home = try TemporaryDirectory()
    defer { withExtendedLifetime(home) {} }
    let process = Process()
    process.environment = CommandEnvironment.own(home: home)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "( \"$0\" predict m.safetensors many.csv --format csv; echo \"status $?\" >&2 ) | head -n 3",
      CommandRun.executable.path,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "status 0\n")
  }

  // MARK: Scores

  @Test func scoresAreThoseOfTheLibrary() throws {
    let path = try folder.write(Array(Self.training.utf8), to: "t.csv")
    let preparation = try #require(try ModelFile(contentsOf: folder.file("m.safetensors")).preparation)
    let expected = try model.evaluate(preparation.dataset(of: Table(contentsOf: path)))
    let document = try run(["evaluate", "m.safetensors", "t.csv", "--json"]).json()
    #expect(document["sampleCount"] as? Int == 8)
    #expect(document["accuracy"] as? Double == expected.accuracy)
    // Foundation's parser of numbers may be off by the last bit.
    let loss = try #require(document["logLoss"] as? Double)
    #expect(abs(loss - expected.logLoss) < 1e-14)
    #expect(document["confusionMatrix"] as? [[Double]] == expected.confusionMatrix.counts)
    // Another name for the labels, columns in another order and one more.
    let rows = Self.training.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let other = rows.reduce(into: "kind,n,old,colour,size\n") {
      $0 += "\($1[3]),1,\($1[2]),\($1[1]),\($1[0])\n"
    }
    try folder.write(Array(other.utf8), to: "u.csv")
    let named = try run(["evaluate", "m.safetensors", "u.csv", "--label", "kind", "--json"]).json()
    #expect(named["logLoss"] as? Double == loss)
  }

  @Test func scoringNeedsLabelsOfTheModelsClasses() throws {
    func evaluate(_ table: String, _ flags: [String] = [], model: String = "m.safetensors") throws -> CommandRun
    {
      try run(["evaluate", model, "-", "--input-format", "csv"] + flags, input: table)
    }
    let without = try evaluate("size,colour,old\n1,red,no\n")
    #expect(without.status == 65)
    #expect(without.errors.contains("there is no column 'species', named as the label"))
    let unknown = try evaluate("size,colour,old,species\n1,red,no,d\n")
    #expect(unknown.status == 65)
    #expect(unknown.errors.contains("the label 'd' of sample 0 is not a class of the model"))
    #expect(unknown.errors.contains("leave such samples out, or use a model that knows the class"))
    try Self.writeModel(to: folder, "unnamed.safetensors", label: nil)
    let unnamed = try evaluate(Self.training, model: "unnamed.safetensors")
    #expect(unnamed.status == 64)
    #expect(unnamed.errors.contains("name it with --label COLUMN"))
    #expect(try evaluate(Self.training, ["--label", "species"], model: "unnamed.safetensors").status == 0)
  }

  @Test func onlyAndSortReadAllOfATable() throws {
    let table = Self.training
    let all = try predict(table).lines.dropFirst().dropLast().map { $0.split(separator: ",") }
    let wrong = try predict(table, ["--only", "wrong"]).lines.dropFirst().dropLast().map {
      $0.split(separator: ",")
    }
    #expect(wrong == all.filter { $0[1] != $0[2] })
    let sorted = try predict(table, ["--sort", "confidence"]).lines.dropFirst().dropLast()
    let confidences = sorted.compactMap { $0.split(separator: ",").last.flatMap { Float($0) } }
    #expect(confidences == confidences.sorted(by: >))
    #expect(confidences.count == 8)
    let unlabelled = try predict("size,colour,old\n1,red,no\n", ["--only", "right"])
    #expect(unlabelled.status == 65)
    #expect(unlabelled.errors.contains("--label COLUMN names the column that has them"))
  }

  @Test func otherDataIsTakenAsPreparedFeatures() throws {
    let rows: [Float] = [1.25, 0, 1, 0, 1, 3.75, 1, 0, 0, 0]
    try folder.write(NPYWriter.floats(rows, shape: [2, 5]), to: "x.npy")
    let run = try run(["predict", "m.safetensors", "x.npy", "--format", "csv"])
    #expect(run.status == 0, "\(run.errors)")
    let table = try predict("size,colour,old\n1.25,green,yes\n3.75,blue,no\n")
    #expect(run.output == table.output)
  }
}
