// The model file: whole on the way out, strict on the way in.

import Foundation
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ModelFileTests {
  private let folder: TemporaryDirectory
  private let fit: SoftmaxFit
  private let data: Dataset

  init() throws {
    folder = try TemporaryDirectory()
    var numbers = MadeNumbers(seed: 4)
    data = try Dataset(
      name: "made:train",
      features: Features(bytes: numbers.bytes(40 * 6), input: .image(shape: [2, 3], maximum: 16)),
      labels: numbers.indices(40, below: 3).map { ["ankle boot", "bag", "é \"quoted\""][Int($0)] })
    fit = try SoftmaxClassifier(solver: .stochastic(epochs: 2, batchSize: 16), l2Penalty: 0.25, seed: .max).fit(
      data)
  }

  private func written() throws -> ModelFile {
    ModelFile(
      fit.model, training: TrainingRecord(fit.report, data: data),
      evaluation: EvaluationRecord(try fit.model.evaluate(data)))
  }

  @Test func whatIsWrittenIsReadBackToTheBit() throws {
    let file = try written()
    try file.write(to: folder.file("m.safetensors"))
    let back = try ModelFile(contentsOf: folder.file("m.safetensors"))
    #expect(back == file)
    #expect(back.model.weights.map(\.bitPattern) == fit.model.weights.map(\.bitPattern))
    #expect(back.model.input == .image(shape: [2, 3], maximum: 16))
    #expect(back.card.training?.seed == .max)
    #expect(back.card.training?.l2Penalty == 0.25)
    #expect(back.card.training?.stopReason == "epochsCompleted")
    #expect(back.card.evaluation?.data == "made:train")
    #expect(folder.names == ["m.safetensors"])
  }

  @Test func equalFitsMakeEqualFiles() throws {
    let again = try SoftmaxClassifier(
      solver: .stochastic(epochs: 2, batchSize: 16), l2Penalty: 0.25, seed: .max
    ).fit(
      data)
    try written().write(to: folder.file("a"))
    try again.write(to: folder.file("b"), trainedOn: data, evaluation: again.model.evaluate(data))
    #expect(folder.content("a") == folder.content("b"))
  }

  @Test func theTensorsAreThoseOfALinearLayer() throws {
    try fit.model.write(to: folder.file("m"))
    // Read as the format's description says, without our reader.
    let bytes = try #require(folder.content("m"))
    let headerCount = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + headerCount])) as? [String: Any]
    let weight = try #require(header?["weight"] as? [String: Any])
    #expect(weight["dtype"] as? String == "F32")
    #expect(weight["shape"] as? [Int] == [3, 6])
    let bias = try #require(header?["bias"] as? [String: Any])
    #expect(bias["shape"] as? [Int] == [3])
    let offsets = try #require(weight["data_offsets"] as? [Int])
    let start = 8 + headerCount + offsets[0] + 4 * 7
    let pattern = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    #expect(Float(bitPattern: pattern) == fit.model.weights[7])
    let metadata = try #require(header?["__metadata__"] as? [String: String])
    let card = try JSONSerialization.jsonObject(with: Data((metadata["softmax"] ?? "").utf8)) as? [String: Any]
    #expect(card?["classes"] as? [String] == ["ankle boot", "bag", "é \"quoted\""])
  }

  @Test func theWeightsHashIsThatOfTheirBytes() throws {
    let model = fit.model
    let bytes = (model.weights + model.bias).flatMap { value in
      [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
    }
    #expect(model.weightsSHA256 == SHA256.hexDigest(of: bytes))
  }

  @Test func theFingerprintTellsDataApart() throws {
    func fingerprint(_ data: Dataset) -> String { TrainingRecord(fit.report, data: data).dataSHA256 }
    let original = fingerprint(data)
    #expect(fingerprint(data) == original)
    #expect(fingerprint(data.samples(at: Array((0..<40).reversed()))) != original)
    let relabelled = try Dataset(
      features: data.features, classIndices: data.classIndices.map { ($0 + 1) % 3 }, classes: data.classes)
    #expect(fingerprint(relabelled) != original)
  }

  @Test func theFingerprintIsTheHashOfTheBytesAsTheyAreStored() throws {
    func fingerprint(_ features: Features) throws -> String {
      TrainingRecord(fit.report, data: try Dataset(features: features, labels: [0, 1])).dataSHA256
    }
    let labels: [UInt8] = [0, 0, 0, 0, 1, 0, 0, 0]
    let pixels = try Features(bytes: [7, 0, 255, 1], input: .image(shape: [1, 2]))
    #expect(try fingerprint(pixels) == SHA256.hexDigest(of: [7, 0, 255, 1] + labels))
    // 1.5 and -2 in Float32, little-endian, twice.
    let floats = try Features([1.5, -2, 1.5, -2], input: .vector(featureCount: 2))
    let bytes: [UInt8] = [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]
    #expect(try fingerprint(floats) == SHA256.hexDigest(of: bytes + bytes + labels))
  }

  // MARK: Files that are not models

  /// A file with any card and any tensors.
  private func file(_ card: String?, _ tensors: [SafetensorsTensor]) throws -> String {
    let metadata = card.map { ["softmax": $0] } ?? [:]
    return try folder.write(
      SafetensorsFile(tensors: tensors, metadata: metadata).encoded(), to: "bad.safetensors")
  }

  private static func card(
    version: String = "2", classes: String = "[\"a\",\"b\"]", kind: String = "image", shape: String = "[1,2]",
    maximum: String = "255", more: String = ""
  ) -> String {
    "{\"version\":\(version),\"producer\":\"p\",\"classes\":\(classes),"
      + "\"input\":{\"kind\":\"\(kind)\",\"shape\":\(shape),\"maximum\":\(maximum)}\(more)}"
  }

  private static let weight = SafetensorsTensor(name: "weight", shape: [2, 2], values: [1, 2, 3, 4])
  private static let bias = SafetensorsTensor(name: "bias", shape: [2], values: [5, 6])

  @Test func theSmallestCardIsEnough() throws {
    let model = try SoftmaxModel(contentsOf: file(Self.card(), [Self.weight, Self.bias]))
    #expect(model.weights == [1, 2, 3, 4])
    #expect(model.bias == [5, 6])
    #expect(model.classes.names == ["a", "b"])
  }

  @Test(
    arguments: [
      ("noCard", nil, [weight, bias], "has no 'softmax'"),
      ("cardIsNoJSON", "{", [weight, bias], "invalid JSON"),
      ("cardIsNoObject", "[]", [weight, bias], "does not fit"),
      ("cardNamesTwice", card(more: ",\"version\":2"), [weight, bias], "stands twice"),
      (
        "cardTooDeep", card(more: ",\"x\":" + String(repeating: "[", count: 9999)), [weight, bias],
        "nested deeper"
      ),
      ("laterVersion", card(version: "6"), [weight, bias], "version 6, expected 5 or less"),
      (
        "offsetsVersion", card(version: "3"), [weight, bias],
        "'version' is 3, which is that of models with offsets"
      ),
      ("noVersion", card(version: "0"), [weight, bias], "version 0, expected 5 or less"),
      ("versionIsText", card(version: "\"1\""), [weight, bias], "'version' has the wrong type"),
      ("classesMissing", card().replacing("classes", with: "klasses"), [weight, bias], "'classes' is missing"),
      ("classTwice", card(classes: "[\"a\",\"a\"]"), [weight, bias], "stands twice"),
      ("noClasses", card(classes: "[]"), [weight, bias], "at least one class"),
      ("anotherClassCount", card(classes: "[\"a\",\"b\",\"c\"]"), [weight, bias], "expected [3, 2]"),
      ("unknownKind", card(kind: "sound"), [weight, bias], "contradict"),
      ("shapeOfZero", card(shape: "[0,2]"), [weight, bias], "contradict"),
      ("shapeNegative", card(shape: "[-1,-2]"), [weight, bias], "contradict"),
      ("shapeOverflows", card(shape: "[4294967296,4294967296]"), [weight, bias], "contradict"),
      ("shapeEmpty", card(shape: "[]"), [weight, bias], "contradict"),
      ("maximumOfZero", card(maximum: "0"), [weight, bias], "contradict"),
      ("maximumBeyondDouble", card(maximum: "1e999"), [weight, bias], "no valid value"),
      (
        "namesDoNotFit",
        card(kind: "table", shape: "[2]", maximum: "1").replacing(
          "\"maximum\":1", with: "\"maximum\":1,\"featureNames\":[\"x\"]"), [weight, bias], "contradict"
      ),
      ("weightMissing", card(), [bias], "no tensor 'weight'"),
      ("biasMissing", card(), [weight], "no tensor 'bias'"),
      (
        "extraTensor", card(), [weight, bias, SafetensorsTensor(name: "extra", shape: [1], values: [1])],
        "unexpected tensor 'extra'"
      ),
      (
        "anotherType", card(),
        [
          weight,
          SafetensorsTensor(
            name: "bias", type: .int32, shape: [2], bytes: SharedStorage([0, 0, 0, 0, 0, 0, 0, 0])),
        ],
        "is I32, expected F32"
      ),
      (
        "anotherShape", card(), [SafetensorsTensor(name: "weight", shape: [4], values: [1, 2, 3, 4]), bias],
        "has shape [4], expected [2, 2]"
      ),
      (
        "notANumber", card(), [weight, SafetensorsTensor(name: "bias", shape: [2], values: [1, .nan])],
        "element 1 of tensor 'bias' is nan"
      ),
      (
        "infinite", card(),
        [SafetensorsTensor(name: "weight", shape: [2, 2], values: [1, 2, -.infinity, 4]), bias],
        "element 2 of tensor 'weight' is -inf"
      ),
    ] as [(String, String?, [SafetensorsTensor], String)])
  func whatIsNoModelIsRefused(_ name: String, _ card: String?, _ tensors: [SafetensorsTensor], _ part: String)
    throws
  {
    let path = try file(card, tensors)
    let error = #expect(throws: FileError.self, "\(name)") { try ModelFile(contentsOf: path) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aModelIsNotLostWhenItsSuccessorCannotBeWritten() throws {
    try fit.model.write(to: folder.file("m"))
    let before = folder.content("m")
    #expect(throws: FileError.self) { try fit.model.write(to: folder.file("m/inside")) }
    #expect(folder.content("m") == before)
    #expect(folder.names == ["m"])
  }
}
