// softmax evaluate, predict, inspect and datasets, run as processes.

import Foundation
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ScoringCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let run = try CommandRun(["train", "iris", "--epochs", "5", "-o", "iris.safetensors"], in: folder.path)
    #expect(run.status == 0)
  }

  private func run(_ arguments: [String], input: [UInt8] = []) throws -> CommandRun {
    try CommandRun(arguments, input: input, in: folder.path)
  }

  @Test func evaluationIsTheSameInBothForms() throws {
    let document = try run(["evaluate", "iris.safetensors", "iris", "--json"]).json()
    let matrix = try #require(document["confusionMatrix"] as? [[Int]])
    let right = (0..<3).reduce(0) { $0 + matrix[$1][$1] }
    #expect(document["sampleCount"] as? Int == 30)
    #expect(matrix.flatMap { $0 }.reduce(0, +) == 30)
    #expect(document["accuracy"] as? Double == Double(right) / 30)
    let classes = try #require(document["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["setosa", "versicolor", "virginica"])
    #expect(classes.map { $0["support"] as? Int } == [10, 10, 10])
    #expect(Set(classes[0].keys) == ["name", "precision", "recall", "f1", "support"])
    for key in ["logLoss", "macroF1", "expectedCalibrationError"] { #expect(document[key] is NSNumber) }

    let text = try run(["evaluate", "iris.safetensors", "iris"])
    #expect(
      text.output.contains("accuracy                    \(FixedDecimal(Double(right) / 30, places: 3))\n"))
    #expect(text.output.contains("true \\ predicted  setosa  versicolor  virginica\n"))
  }

  @Test func predictionsAgreeInEveryForm() throws {
    let table = try run(["predict", "iris.safetensors", "iris", "--count", "3"])
    #expect(table.lines[0] == "index  true    predicted  probability")
    #expect(table.lines.count == 5)

    let csv = try run([
      "predict", "iris.safetensors", "iris", "--format", "csv", "--probabilities", "--top", "2",
    ])
    #expect(
      csv.lines[0]
        == "index,true,predicted,probability,predicted_2,probability_2,p(setosa),p(versicolor),p(virginica)")
    #expect(csv.lines.count == 32)

    let lines = try run([
      "predict", "iris.safetensors", "iris", "--format", "jsonl", "--probabilities", "--top", "2",
    ])
    let rows = try lines.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(rows.count == 30)
    let document = try run(["predict", "iris.safetensors", "iris", "--json"]).json()
    let predictions = try #require(document["predictions"] as? [[String: Any]])
    #expect(predictions.count == 30)
    for (index, row) in rows.enumerated() {
      let cells = csv.lines[index + 1].split(separator: ",")
      #expect(row["predicted"] as? String == String(cells[2]))
      #expect(predictions[index]["predicted"] as? String == String(cells[2]))
      let probabilities = try #require(row["probabilities"] as? [String: Double])
      #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-5)
      #expect(probabilities.values.max() == row["probability"] as? Double)
    }
  }

  @Test func picturesWithoutLabelsArePredictedFromStandardInput() throws {
    #expect(try run(["train", "digits", "--epochs", "2", "-o", "digits.safetensors"]).status == 0)
    let pictures = IDXWriter.images(count: 4, height: 8, width: 8)
    let csv = try run(["predict", "digits.safetensors", "-", "--format", "csv"], input: pictures)
    #expect(csv.status == 0)
    #expect(csv.lines[0] == "index,predicted,probability")
    #expect(csv.lines.count == 6)
  }

  @Test func theCardIsShown() throws {
    let text = try run(["inspect", "iris.safetensors"])
    #expect(text.output.contains("classes           3: setosa, versicolor, virginica\n"))
    #expect(text.output.contains("trained on        iris:train: 120 samples\n"))
    #expect(text.output.contains("certified gap     none"))
    let document = try run(["inspect", "iris.safetensors", "--json"]).json()
    let card = try #require(document["card"] as? [String: Any])
    #expect(card["classes"] as? [String] == ["setosa", "versicolor", "virginica"])
    #expect(
      document["weightsSHA256"] as? String
        == (try SoftmaxModel(contentsOf: folder.file("iris.safetensors"))).weightsSHA256)
  }

  @Test func datasetsAreListed() throws {
    let list = try run(["datasets"])
    for name in ["digits", "iris", "fashion-mnist"] { #expect(list.output.contains(name)) }
    let document = try run(["datasets", "list", "--json"]).json()
    #expect((document["datasets"] as? [[String: Any]])?.count == 3)
    #expect(
      try run(["datasets", "fetch", "iris"]).output == "iris: 120 + 30 samples, embedded, nothing to fetch\n")
    let verify = try run(["datasets", "verify", "fashion-mnist"])
    #expect(verify.status == 1)
    #expect(verify.output.contains("train-images-idx3-ubyte: missing"))
    #expect(try run(["datasets", "fetch", "irs"]).errors.contains("did you mean 'iris'?"))
  }

  @Test(arguments: [
    (["evaluate", "none.safetensors", "iris"], 66, "none.safetensors: cannot be opened"),
    (["evaluate", "notes.txt", "iris"], 65, "notes.txt: byte 0"),
    (
      ["evaluate", "iris.safetensors", "digits"], 65,
      "iris.safetensors was trained on rows of 4 columns (4 features), but digits:test has pictures of 8 x 8 (64"
    ),
    (["predict", "iris.safetensors", "digits"], 65, "(4 features)"),
    (["predict", "iris.safetensors", "iris", "--count", "0"], 64, "--count must be at least 1, not 0"),
    (["predict", "iris.safetensors", "iris", "--count", "31"], 64, "--count 31 is more than the 30 samples"),
    (["predict", "iris.safetensors", "iris", "--top", "0"], 64, "--top must be at least 1, not 0"),
    (["predict", "iris.safetensors", "iris", "--json", "--format", "csv"], 64, "contradict each other"),
    (["predict", "iris.safetensors"], 64, "Missing expected argument '<data>'"),
    (["inspect", "."], 66, "this is a directory"),
  ])
  func whatCannotBeDoneIsSaidInOneLine(_ arguments: [String], _ status: Int32, _ part: String) throws {
    try folder.write(Array("not a model at all".utf8), to: "notes.txt")
    let result = try run(arguments)
    #expect(result.status == status)
    #expect(result.errors.contains(part), "\(result.errors)")
    #expect(result.output.isEmpty)
    // Usage errors are followed by the usage; everything else is one line.
    if status != 64 { #expect(result.errors.split(separator: "\n").count == 1) }
  }

  @Test func codesInFilesStandForTheModelsClassesByPosition() throws {
    try folder.write(IDXWriter.images(count: 3, height: 1, width: 4), to: "x-images-idx3-ubyte")
    try folder.write(IDXWriter.labels([0, 1, 2]), to: "x-labels-idx1-ubyte")
    let result = try run(["evaluate", "iris.safetensors", "x-images-idx3-ubyte", "--json"])
    #expect(result.status == 0)
    #expect(result.errors.contains("read as positions: 0 = setosa, 2 = virginica"))
    try folder.write(IDXWriter.labels([0, 1, 3]), to: "x-labels-idx1-ubyte")
    let unknown = try run(["evaluate", "iris.safetensors", "x-images-idx3-ubyte"])
    #expect(unknown.status == 65)
    #expect(unknown.errors.contains("is not a class of the model"))
  }
}
