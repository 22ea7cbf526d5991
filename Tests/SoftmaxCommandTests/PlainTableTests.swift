// Tables of numbers for models that were not trained on a table file, run as processes.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct PlainTableTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// Fits a model to samples of two features and writes it.
  private func writeModel(_ input: InputDescription) throws {
    let data = try Dataset(
      features: Features([0, 1, 2, 9, 8, 7, 3, 3], input: input), labels: ["bag", "shirt", "bag", "shoe"])
    try SoftmaxClassifier().fit(data).model.write(to: folder.file("m.safetensors"))
  }

  private func predict(_ table: String, _ flags: [String] = []) throws -> CommandRun {
    try CommandRun(
      ["predict", "m.safetensors", "-", "--input-format", "csv", "--format", "csv", "--probabilities"] + flags,
      input: Array(table.utf8), in: folder.path)
  }

  @Test func columnsAreTakenByPlace() throws {
    try writeModel(.vector(featureCount: 2))
    let model = try SoftmaxModel(contentsOf: folder.file("m.safetensors"))
    let features = try Features([4, 0.5] as [Float], input: model.input)
    let expected = try model.probabilities(for: features).map { "\($0)" }
    for table in ["4,0.5\n", "b,a\n4,0.5\n"] {
      let run = try predict(table)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.lines[1].split(separator: ",").suffix(3).map(String.init) == expected)
    }
    let labelled = try predict("b,id,kind,a\n4,x,shoe,0.5\n", ["--label", "kind", "--keep", "id"])
    #expect(labelled.lines[0].hasPrefix("id,index,true,"))
    #expect(labelled.lines[1].hasPrefix("x,0,shoe,"))
    #expect(labelled.lines[1].split(separator: ",").suffix(3).map(String.init) == expected)
    // Numbers for labels are positions of classes.
    let coded = try predict("4,0.5,2\n", ["--label", "3"])
    #expect(coded.lines[1].hasPrefix("0,shoe,"))
    #expect(
      coded.errors == "note: the labels of standard input are numbers; read as positions: 0 = bag, 2 = shoe\n")
  }

  @Test func columnsWithTheFeaturesNamesAreTakenByName() throws {
    try writeModel(.table(featureNames: ["a", "b"]))
    let plain = try predict("4,0.5\n")
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(try predict("b,a\n0.5,4\n").output == plain.output)
    let wrong = try predict("b,c\n0.5,4\n")
    #expect(wrong.status == 65)
    #expect(wrong.errors.contains("standard input: there is no column 'a', which the model needs"))
  }

  @Test(arguments: [
    ("1,2,3\n", "2 of them; standard input has 3 columns; name a column of labels with --label"),
    ("x,y\n1,red\n", "2 of them; standard input has 2 columns, and 'y' is no number"),
  ])
  func otherColumnsAreRefusedInOneLine(_ table: String, _ part: String) throws {
    try writeModel(.vector(featureCount: 2))
    let run = try predict(table)
    #expect(run.status == 65)
    #expect(run.errors.contains("m.safetensors was trained on vectors of 2 numbers and not on a table file"))
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty)
  }

  @Test func aTableOfPixelsGivesWhatThePicturesGive() throws {
    let train = ["train", "digits", "--solver", "sgd", "--epochs", "1", "-o", "m.safetensors"]
    #expect(try CommandRun(train, in: folder.path).status == 0)
    let digits = try DataReference(parsing: "digits").load(default: .test, options: FetchOptions()).dataset()
    // Intensities are value / 16.
    let table = (0..<digits.sampleCount).reduce(into: "") { text, sample in
      let values = digits.features.row(sample).map { "\(Int($0 * 16))" }
      text += "\(digits.label(sample)),\(values.joined(separator: ","))\n"
    }
    let run = try predict(table, ["--label", "1"])
    #expect(run.errors == "note: the numbers of standard input are read as pixels from 0 to 16\n")
    let pictures = try CommandRun(
      ["predict", "m.safetensors", "digits", "--format", "csv", "--probabilities"], in: folder.path)
    #expect(run.output == pictures.output)
    let scored = try CommandRun(
      ["evaluate", "m.safetensors", "-", "--input-format", "csv", "--label", "1", "--json"],
      input: Array(table.utf8), in: folder.path
    ).json()
    let expected = try CommandRun(["evaluate", "m.safetensors", "digits", "--json"], in: folder.path).json()
    #expect(scored["logLoss"] as? Double == expected["logLoss"] as? Double)

    let row = Array(repeating: "0", count: 63).joined(separator: ",")
    for value in ["17", "0.5", "-1"] {
      let wrong = try predict("\(row),1\n\(row),\(value)\n")
      #expect(wrong.status == 65)
      #expect(
        wrong.errors.contains(
          "row 2, pixel 64: found \(Float(value) ?? 0), expected a whole number from 0 to 16"))
    }
  }
}
