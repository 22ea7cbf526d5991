// POST /predict: the same lines as softmax predict, from bodies that come in pieces.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxServer
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

/// A body that comes in pieces of so many bytes.
private final class Pieces: ByteSource {
  private var rest: ArraySlice<UInt8>
  private let size: Int

  init(_ bytes: [UInt8], of size: Int) { (rest, self.size) = (bytes[...], size) }

  var isReady: Bool { true }

  func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    let piece = rest.prefix(min(count, size))
    buffer.replaceSubrange(start..<start + piece.count, with: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
}

@Suite struct PlainPredictionTests {
  private let folder: TemporaryDirectory
  private let model: ServedModel
  private let rows: [String]

  init() throws {
    folder = try TemporaryDirectory()
    rows = (0..<50).map { "\($0 % 7).5,\(["red", "green", "blue"][$0 % 3]),\($0 % 2 == 0 ? "yes" : "no")" }
    let path = try folder.write(Array((["size,colour,label"] + rows).joined(separator: "\n").utf8), to: "t.csv")
    let table = try Table(contentsOf: path, options: TableOptions(label: .named("label")))
    let preparation = try Preparation(learnedOn: table)
    let fit = try SoftmaxClassifier().fit(try preparation.dataset(of: table))
    model = ServedModel(name: "t", version: 1, file: ModelFile(fit.model, preparation: preparation))
    try model.file.write(to: folder.file("m.safetensors"))
  }

  private func run(
    _ body: String, _ content: PlainContent, _ answer: PlainAnswer, _ options: PlainOptions = PlainOptions(),
    pieces: Int = 1000, model other: ServedModel? = nil
  ) throws -> String {
    var text: [UInt8] = []
    let prediction = PlainPrediction(
      other ?? model, options, content, answer, execution: .automatic, bodyLimit: 1 << 20)
    try prediction.run(Pieces(Array(body.utf8), of: pieces)) {
      text += $0
      return true
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What the workflow writes for a file.
  private func expected(_ options: PlainOptions, csv: Bool) throws -> String {
    let scoring = try ScoringRequest(
      model: folder.file("m.safetensors"), data: DataSource(DataReference(parsing: folder.file("t.csv"))),
      keys: options.keep)
    var text = ""
    var writer: (any PredictionWriter)?
    try PredictionRequest(scoring).run { header in
      let layout = PredictionLayout(header, topCount: options.top, showsAll: options.probabilities)
      let made: any PredictionWriter = csv ? PredictionCSV(layout, isSafe: false) : PredictionJSONLines(layout)
      text += made.header
      writer = made
    } onBatch: { batch in
      for sample in batch.samples { text += try writer?.row(sample) ?? "" }
      return true
    }
    return text
  }

  @Test(arguments: [1, 7, 1000])
  func piecesOfAnyLengthGiveTheLinesOfTheFile(_ size: Int) throws {
    var options = PlainOptions()
    (options.top, options.probabilities, options.keep) = (2, true, ["size"])
    let body = (["size,colour,label"] + rows).joined(separator: "\n")
    #expect(try run(body, .csv, .csv, options, pieces: size) == expected(options, csv: true))
    #expect(try run(body, .csv, .jsonLines, options, pieces: size) == expected(options, csv: false))
  }

  @Test func jsonIsReadAsTheTable() throws {
    let objects = rows.map { row in
      let cells = row.split(separator: ",")
      return #"{"size":\#(cells[0]),"colour":"\#(cells[1])","label":"\#(cells[2])"}"#
    }
    let options = PlainOptions()
    let wanted = try expected(options, csv: false)
    #expect(try run(objects.joined(separator: "\n"), .jsonLines, .jsonLines) == wanted)
    #expect(try run("[" + objects.joined(separator: ",\n ") + "]", .json, .jsonLines) == wanted)
    #expect(try run(objects[0], .json, .csv).split(separator: "\n").count == 2)
  }

  @Test func arraysOfNumbersAreRowsOfAPlainModel() throws {
    let features = try Features(rows: [[1, 2], [3, 5], [2, 1], [5, 3]], input: .vector(featureCount: 2))
    let data = try Dataset(
      name: "v", features: features, classIndices: [0, 0, 1, 1],
      classes: ClassVocabulary(names: ["up", "down"]))
    let plain = ServedModel(name: "v", version: 1, file: ModelFile(try SoftmaxClassifier().fit(data).model))
    let wanted = try run("1,2\n5,3\n", .csv, .csv, model: plain)
    #expect(wanted.contains("up") && wanted.contains("down"))
    #expect(try run("[[1,2],[5.0,3e0]]", .json, .csv, model: plain) == wanted)
    #expect(try run("[1,2]\n\n[5,3]\n", .jsonLines, .csv, model: plain) == wanted)
    #expect(try run("[1,2]", .json, .csv, model: plain).split(separator: "\n").count == 2)
  }

  @Test func picturesComeAsPNGAndArrays() throws {
    let bytes = (0..<24).map { UInt8($0 * 9) }
    let features = try Features(bytes: bytes, input: .image(shape: [3, 4]))
    let data = try Dataset(
      name: "p", features: features, classIndices: [0, 1], classes: ClassVocabulary(names: ["a", "b"]))
    let model = ServedModel(name: "p", version: 1, file: ModelFile(try SoftmaxClassifier().fit(data).model))
    let array = NPYFile.encoded(bytes: Array(bytes[12...]), shape: [1, 3, 4])
    // Written by Pillow from the same twelve pixels.
    let png = try #require(
      Data(
        base64Encoded:
          "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAAEElEQVR4nGPM4eTkZFGBEQAKTQEPBNOUlwAAAABJRU5ErkJggg=="
      ))
    func lines(_ body: [UInt8], _ content: PlainContent) throws -> String {
      var text: [UInt8] = []
      try PlainPrediction(model, PlainOptions(), content, .csv, execution: .automatic, bodyLimit: 1 << 20)
        .run(Pieces(body, of: 11)) {
          text += $0; return true
        }
      return String(decoding: text, as: UTF8.self)
    }
    let wanted = try lines(array, .npy)
    #expect(wanted.split(separator: "\n").count == 2)
    #expect(try lines(Array(png), .png) == wanted)
  }

  @Test func aRowThatCannotBeReadComesAfterThoseBeforeIt() throws {
    var text: [UInt8] = []
    let body = "size,colour\n" + String(repeating: "1.5,red\n", count: 5000) + "big,red\n"
    do {
      try PlainPrediction(model, PlainOptions(), .csv, .csv, execution: .automatic, bodyLimit: 1 << 20)
        .run(Pieces(Array(body.utf8), of: 500)) {
          text += $0; return true
        }
      Issue.record("accepted")
    } catch {
      let message = RequestProblem(error).message
      #expect(message.contains("line 5002, column 'size'"), "\(message)")
    }
    #expect(String(decoding: text, as: UTF8.self).split(separator: "\n").count > 4000)
  }

  @Test func optionsAreChecked() throws {
    #expect(try PlainOptions([("top", "3"), ("probabilities", ""), ("keep", "a,b")]).keep == ["a", "b"])
    for wrong in [
      ("top", "0"), ("top", "x"), ("probabilities", "maybe"), ("min_probability", "2"), ("colour", "red"),
    ] {
      #expect(throws: RequestProblem.self) { try PlainOptions([wrong]) }
    }
    #expect(throws: RequestProblem.self) { try PlainOptions([("top", "1"), ("top", "2")]) }
  }

  @Test func numbersOfOptionsAreDecimal() throws {
    for top in ["+1", "-1", " 1", "0x1", "1.0", "1e0", "\u{0661}", "", "99999999999999999999"] {
      let problem = try #require(throws: RequestProblem.self) { try PlainOptions([("top", top)]) }
      #expect(problem.status == 400 && problem.message.contains("digits alone"))
    }
    let wrong = ["0x1p-1", "+0.5", "-0", "nan", "inf", ".", "0.5.1", "e-1", "0.5e", "0.5e-", "1e1", "0,5", ""]
    for least in wrong {
      let problem = try #require(throws: RequestProblem.self, "\(least)") {
        try PlainOptions([("min_probability", least)])
      }
      #expect(problem.status == 400 && problem.message.contains("a decimal number from 0 to 1"))
    }
    for (text, least) in [("0", 0), ("1", 1), ("0.25", 0.25), (".5", 0.5), ("5e-05", 5e-5), ("1.0e+00", 1)] {
      #expect(try PlainOptions([("min_probability", text)]).leastProbability == least)
    }
    #expect(try PlainOptions([("top", "007")]).top == 7)
  }

  @Test func textInAnotherCharsetIsRefused() throws {
    for type in [
      "text/csv; charset=utf-16", "text/csv;header=present;charset=\"ISO-8859-1\"",
      "application/json; charset=UTF-32",
      "text/plain; Charset = latin1", "application/x-ndjson;charset=utf-16le",
    ] {
      let problem = try #require(throws: RequestProblem.self, "\(type)") { try PlainContent(mediaType: type) }
      #expect(problem.status == 415 && problem.message.hasSuffix("is not read: send the text in UTF-8"))
    }
    for charset in ["UTF-8", "\"utf-8\"; header=absent", "us-ascii"] {
      let type = "text/csv; charset=\(charset)"
      #expect(try PlainContent(mediaType: type) == .csv)
    }
    // Bytes have no charset, whatever a client says.
    #expect(try PlainContent(mediaType: "image/png; charset=binary") == .png)
    #expect(try PlainContent(mediaType: "application/octet-stream; charset=binary") == nil)
  }

  @Test func kindsAreToldByTypeAndByTheFirstBytes() throws {
    #expect(try PlainContent(mediaType: "text/csv; charset=utf-8") == .csv)
    #expect(try PlainContent(mediaType: "application/octet-stream") == nil)
    #expect(throws: RequestProblem.self) { try PlainContent(mediaType: "application/pdf") }
    #expect(PlainContent(beginning: Array("  {\"a\":1}".utf8)) == .jsonLines)
    #expect(PlainContent(beginning: Array("[1]".utf8)) == .json)
    #expect(PlainContent(beginning: Array("a,b".utf8)) == .csv)
    #expect(PlainContent(beginning: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]) == .npy)
    #expect(try PlainAnswer(accept: "text/html, text/csv;q=0.5") == .csv)
    #expect(throws: RequestProblem.self) { try PlainAnswer(accept: "image/png") }
  }
}
