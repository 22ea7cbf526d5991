// An ONNX file computes what its model does, from raw inputs and its bytes alone.

import Foundation
import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ONNXExportTests {
  private let format = ONNXExport()

  @Test(arguments: [ExportOptions.Form.operators, .machineLearning])
  func columnsThatAreCalledOtherwiseAreTold(_ form: ExportOptions.Form) throws {
    let names = ["label", "age", "logits", "label_2", "probabilities"]
    let columns = names.map {
      PreparedColumn(column: TableColumn(name: $0, kind: .number(origin: 0)), means: [1], hasIndicator: true)
    }
    let preparation = Preparation(columns: columns, missing: .indicator, unseen: .zeros, labelColumn: nil)
    let file = ModelFile(
      ExportModels.dense(preparation.input, classes: ["x", "y"], seed: 1), preparation: preparation)
    var options = ExportOptions()
    options.form = form
    let inputs = try format.scorer(of: ExportChecks.contents(format, file, options), .none).names.columns ?? []
    let renamed = zip(names, inputs).filter { $0 != $1 }
    #expect(inputs == ["label_2", "age", "logits_2", "label_2_2", "probabilities_2"])
    #expect(
      format.remarks(on: PortableModel(file), options)
        == renamed.map { "the column '\($0)' is the input '\($1)'" })
    #expect(format.remarks(on: ExportModels.table.portable, options).isEmpty)
    #expect(format.remarks(on: ExportModels.pictures.portable, options).isEmpty)
  }

  @Test(arguments: ONNXModels.names)
  func everyFormComputesWhatTheModelDoes(_ name: String) throws {
    let model = try ONNXModels.portable(name)
    let prover = try ExportProver(model)
    for options in [
      ONNXModels.options(.operators), ONNXModels.options(.operators, .double),
      ONNXModels.options(.machineLearning),
    ] where format.problem(of: model, options) == nil {
      let proof = try prover.proof(of: ONNXModels.scorer(ONNXModels.contents(model, options)))
      #expect(proof.disagreement == nil, "\(options): \(proof)")
      #expect(proof.probabilityDifference < 1e-6, "\(options)")
    }
  }

  @Test func whatAFormCannotHoldIsNamed() throws {
    func what(_ name: String, _ options: ExportOptions) throws -> String? {
      format.problem(of: try ONNXModels.portable(name), options)?.what
    }
    for name in ONNXModels.names { #expect(try what(name, ONNXModels.options(.operators)) == nil) }
    let other = ONNXModels.options(.machineLearning)
    #expect(try what("merged", other)?.contains("merged classes") == true)
    #expect(try what("products", other)?.contains("products of columns") == true)
    #expect(try what("vector", ONNXModels.options(.machineLearning, .double))?.contains("double") == true)
    #expect(try what("vector", ONNXModels.options(.operators, .float, .numbers))?.contains("numbers") == true)
    #expect(try what("picture", ONNXModels.options(.operators, .float, .numbers)) == nil)
    let many = PreparedColumn(
      column: TableColumn(name: "id", kind: .category((0..<4097).map { "c\($0)" })),
      means: [Double](repeating: 1 / 4097, count: 4097), hasIndicator: false)
    let preparation = Preparation(columns: [many], missing: .mean, unseen: .zeros, labelColumn: nil)
    let model = PortableModel(
      ModelFile(try ONNXModels.model(["a", "b"], preparation.input), preparation: preparation))
    #expect(format.problem(of: model, other)?.what.contains("4097 categories") == true)
    #expect(format.problem(of: model, ONNXModels.options(.operators)) == nil)
  }

  @Test func labelsAreNumbersWhereTheyAreAskedFor() throws {
    let model = try ONNXModels.portable("picture")
    for form in ExportOptions.Form.allCases {
      let contents = try ONNXModels.contents(model, ONNXModels.options(form, .float, .numbers))
      let file = try ONNXMessageReader(path: "m").model(contents.single)
      #expect(file.graph.outputs.first { $0.name == "label" }?.type == .int64)
      var evaluator = try ONNXEvaluator(
        file, inputs: ["X": ONNXValue(.uint8, [1, 3, 4], integers: [Int](repeating: 9, count: 12))], path: "m")
      try evaluator.run()
      let told = try #require(evaluator.values["label"]?.integers?.first)
      #expect([0, 1, 7].contains(told))
      let probabilities = try #require(evaluator.values["probabilities"]?.numbers)
      #expect(probabilities.max() == probabilities[[0, 1, 7].firstIndex(of: told) ?? 0])
    }
  }

  @Test(arguments: ["refusing", "refusing missing"], ExportOptions.Form.allCases)
  func refusedCellsTellNoClass(_ name: String, _ form: ExportOptions.Form) throws {
    let model = try ONNXModels.portable(name)
    let scorer = try ONNXModels.scorer(ONNXModels.contents(model, ONNXModels.options(form)))
    func scores(_ colour: String?, _ age: Double, _ size: String?) throws -> ExportScores {
      try scorer.scores(
        of: RawSamples(
          count: 1,
          .table([
            .words([colour]), .numbers([age]), .numbers([1]), .numbers([1_700_000_003.5]), .words([size]),
          ])))
    }
    #expect(try scores("red", 40, "L").probabilities.allSatisfy(\.isFinite))
    #expect(try scores("red", 40, "L").labels != [-1])
    let missing = try scores("red", .nan, "L")
    #expect(missing.probabilities.allSatisfy(\.isNaN) && missing.labels == [-1])
    if name == "refusing", form == .machineLearning {
      // The encoder has no way to tell NaN: it fails.
      #expect(throws: FileError.self) { try scores("pink", 40, "L") }
      #expect(throws: FileError.self) { try scores("red", 40, nil) }
    } else {
      let empty = try scores("red", 40, nil)
      #expect(empty.probabilities.allSatisfy(\.isNaN) && empty.labels == [-1])
      let pink = try scores("pink", 40, "L")
      #expect(pink.probabilities.allSatisfy(\.isNaN) == (name == "refusing"))
    }
  }

  /// All fields of a message.
  private func fields(_ reader: ProtobufReader) throws -> [ProtobufField] {
    var reader = reader
    var fields: [ProtobufField] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  /// Read by the fields' numbers in onnx.proto, not by our reader of messages.
  @Test func fieldsAreWhereTheFormatHasThem() throws {
    let model = try ONNXModels.portable("vector")
    let bytes = try ONNXModels.contents(model, ONNXModels.options(.operators)).single
    let file = try fields(ProtobufReader(bytes, path: "m"))
    #expect(try file.first { $0.number == 1 }?.integer() == 8)
    let sets = try file.filter { $0.number == 8 }.map { try fields($0.message()) }
    #expect(try sets.map { try $0.first { $0.number == 2 }?.integer() } == [15])
    let keys = try file.filter { $0.number == 14 }.map { entry in
      try fields(entry.message()).first { $0.number == 1 }?.text()
    }
    #expect(keys.contains("proof") && keys.contains("model_sha256") && Set(keys).count == keys.count)
    let graph = try fields(#require(file.first { $0.number == 7 }).message())
    let constants = try graph.filter { $0.number == 5 }.map { try fields($0.message()) }
    let weights = try #require(
      try constants.first { constant in try constant.contains { try $0.number == 8 && $0.text() == "weights" } }
    )
    #expect(try weights.first { $0.number == 9 }?.bytes().littleEndianFloats == model.weights)
    let nodes = try graph.filter { $0.number == 1 }.map { try fields($0.message()) }
    #expect(
      try nodes.map { try $0.first { $0.number == 4 }?.text() } == ["Gemm", "Softmax", "ArgMax", "Gather"])
  }

  @Test func namesOfColumnsAreThoseOfInputs() throws {
    let contents = try ONNXModels.contents(ONNXModels.portable("odd names"), ONNXModels.options(.operators))
    let graph = try ONNXMessageReader(path: "m").model(contents.single).graph
    #expect(
      graph.inputs.map(\.name) == [
        "naïve \"ü\"\n,", "label_2", "member", "logits_2", "probabilities_2",
      ])
    #expect(graph.inputs.map(\.type) == [.string, .float, .float, .double, .string])
    #expect(graph.outputs.map(\.name) == ["probabilities", "label", "logits"])
    var names: Set<String> = []
    for name in graph.nodes.flatMap(\.outputs) + graph.inputs.map(\.name) + graph.initializers.map(\.name) {
      #expect(names.insert(name).inserted, "\(name) stands twice")
    }
  }

  @Test func weightsAreNotCopied() throws {
    let model = PortableModel(ModelFile(try ONNXModels.model(["a", "b"], .vector(featureCount: 2000))))
    let rope = try format.files(
      of: model, ONNXModels.options(.operators), ExportNotes(model.file, proof: nil))[0].content
    // As they lie in the model, with its places: a copy would begin at 0 anyway, but be bytes.
    let largest = rope.pieces.max { $0.count < $1.count }
    guard case .floats(let slice)? = largest else {
      Issue.record("the weights were made bytes")
      return
    }
    #expect(slice == model.weights[...])
  }

  @Test func filesAreKnownByTheirFields() throws {
    let contents = try ONNXModels.contents(ONNXModels.portable("vector"), ONNXModels.options(.operators))
    #expect(format.recognises(contents) && ONNXImport().recognises(contents))
    for bytes in [[], Array("PK\u{3}\u{4}".utf8), Array("{\"a\": 1}".utf8), [8, 8]] as [[UInt8]] {
      #expect(!format.recognises(ExportContents(path: "m", files: ["": SharedStorage(bytes)])))
    }
  }

  // MARK: Hostile files

  private func use(_ bytes: [UInt8], _ model: PortableModel) throws {
    let contents = ExportContents(path: "m.onnx", files: ["": SharedStorage(bytes)])
    do {
      let scorer = try ONNXModels.scorer(contents)
      _ = try scorer.scores(of: RawSamples(count: 1, .dense([0.5, 0.25, -1], width: 3)))
    } catch is FileError {
    }
    do {
      _ = try ONNXImport().model(in: contents, ImportOptions())
    } catch is FileError {
    }
  }

  @Test(arguments: ExportOptions.Form.allCases)
  func damagedFilesAreReadOrRefused(_ form: ExportOptions.Form) throws {
    let model = try ONNXModels.portable("two classes")
    let bytes = try ONNXModels.contents(model, ONNXModels.options(form)).single.array
    for end in bytes.indices { try use(Array(bytes[..<end]), model) }
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8(1 << (place % 8))
      try use(changed, model)
    }
  }

  /// A file of one node, one input and some constants.
  private func file(
    _ operation: String, inputs: [String], _ constants: [ONNXTensor] = [], _ attributes: [ONNXAttribute] = [],
    domain: String = ""
  ) -> [UInt8] {
    var model = ONNXModel()
    model.operatorSets = [("", 15), (ONNXNode.machineLearning, 2)]
    var node = ONNXNode()
    (node.operation, node.domain, node.inputs, node.outputs) = (operation, domain, inputs, ["probabilities"])
    node.attributes = attributes
    model.graph.nodes = [node]
    model.graph.initializers = constants
    model.graph.inputs = [ONNXValueInfo("X", .float, [.named("N"), .size(3)])]
    model.graph.outputs = [ONNXValueInfo("probabilities", .float, [.named("N"), .size(3)])]
    return model.encoded.array
  }

  private func problem(_ bytes: [UInt8]) -> String? {
    do {
      let scorer = try ONNXModels.scorer(ExportContents(path: "m", files: ["": SharedStorage(bytes)]))
      _ = try scorer.scores(of: RawSamples(count: 2, .dense([1, 2, 3, 4, 5, 6], width: 3)))
      return nil
    } catch {
      return (error as? FileError)?.problem ?? "\(type(of: error))"
    }
  }

  @Test func whatIsNotUnderstoodIsRefusedByItsNode() {
    let weights = ONNXTensor("W", shape: [3, 3], floats: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(problem(file("MatMul", inputs: ["X", "W"], [weights])) == nil)
    #expect(problem(file("Conv", inputs: ["X", "W"], [weights]))?.contains("'probabilities' (Conv)") == true)
    #expect(problem(file("MatMul", inputs: ["X", "V"], [weights]))?.contains("'V' is made by none") == true)
    #expect(problem(file("Gemm", inputs: ["X"]))?.contains("input 2 lacks") == true)
    let wide = ONNXTensor("W", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])
    #expect(problem(file("MatMul", inputs: ["X", "W"], [wide]))?.contains("[2, 3] and [2, 3]") == true)
    #expect(problem(file("Softmax", inputs: ["X"], [], [ONNXAttribute("axis", .integer(0))])) != nil)
    #expect(problem(file("Softmax", inputs: ["X"], [weights, weights]))?.contains("stands twice") == true)
  }

  @Test func valuesThatGrowWithoutEndAreRefused() {
    // Each node doubles the one before.
    var model = ONNXModel()
    model.operatorSets = [("", 15)]
    for index in 0..<60 {
      var node = ONNXNode()
      let input = index == 0 ? "X" : "v\(index - 1)"
      (node.operation, node.inputs, node.outputs) = ("Concat", [input, input], ["v\(index)"])
      node.attributes = [ONNXAttribute("axis", .integer(1))]
      model.graph.nodes.append(node)
    }
    model.graph.inputs = [ONNXValueInfo("X", .float, [.named("N"), .size(3)])]
    model.graph.outputs = [ONNXValueInfo("v59", .float, [])]
    #expect(problem(model.encoded.array)?.contains("more work or memory") == true)
    // A product of a column and a row.
    let shape = ONNXTensor("W", shape: [1 << 40, 0, 1 << 40], floats: [])
    #expect(problem(file("Add", inputs: ["X", "W"], [shape])) != nil)
  }

  @Test func numbersElsewhereAndPartsOfThemAreRefused() throws {
    func file(_ fill: (inout ProtobufWriter) -> Void) -> [UInt8] {
      var writer = ProtobufWriter()
      writer.integer(1, 8)
      writer.message(7) { graph in graph.message(5) { fill(&$0) } }
      writer.message(8) { $0.integer(2, 15) }
      return writer.rope.array
    }
    func problem(_ bytes: [UInt8]) -> String? {
      do throws(FileError) {
        _ = try ONNXMessageReader(path: "m").model(SharedStorage(bytes))
        return nil
      } catch {
        return error.problem
      }
    }
    #expect(
      problem(
        file {
          $0.integers(1, [2])
          $0.integer(2, 1)
          $0.bytes(9, [0, 0, 128, 63, 0, 0, 0, 64])
        }) == nil)
    for (field, part) in [(13, "another file"), (3, "only a part")] {
      #expect(
        problem(
          file {
            $0.integer(2, 1)
            $0.message(field) { _ in }
          })?.contains(part) == true)
    }
    for (shape, part) in [([3], "has 2 elements"), ([-1], "cannot be"), ([1 << 62, 1 << 62], "cannot be")] {
      #expect(
        problem(
          file {
            $0.integers(1, shape)
            $0.integer(2, 1)
            $0.bytes(9, [UInt8](repeating: 0, count: 8))
          })?.contains(part) == true)
    }
    #expect(problem(file { $0.integer(2, 16) })?.contains("type 16") == true)
  }

  /// Numbers may be packed or not, raw or in the field of their type; the last of a field counts; others are passed over.
  @Test func constantsAreReadInEveryFormOfTheFormat() throws {
    func tensor(_ fill: (inout ProtobufWriter) -> Void) throws -> ONNXTensor {
      var writer = ProtobufWriter()
      writer.integer(1, 8)
      writer.message(7) { graph in graph.message(5) { fill(&$0) } }
      writer.message(8) { $0.integer(2, 15) }
      let model = try ONNXMessageReader(path: "m").model(SharedStorage(writer.rope.array))
      return try #require(model.graph.initializers.first)
    }
    let floats = try tensor {
      $0.integer(1, 1)
      $0.integer(1, 2)
      $0.integer(2, 7)
      $0.integer(2, 1)
      $0.float(4, 1.5)
      $0.float(4, -2)
      $0.string(12, "documentation")
      $0.integer(99, 5)
    }
    #expect(floats.shape == [1, 2] && ONNXValue(floats).numbers == [1.5, -2])
    let raw = try tensor {
      $0.integers(1, [2])
      $0.integer(2, 11)
      $0.bytes(9, [0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 192])
    }
    #expect(ONNXValue(raw).numbers == [1, -2])
    let integers = try tensor {
      $0.integers(1, [3])
      $0.integer(2, 7)
      $0.integers(7, [-1, 0, 1 << 40])
    }
    #expect(ONNXValue(integers).integers == [-1, 0, 1 << 40])
    let narrow = try tensor {
      $0.integers(1, [2])
      $0.integer(2, 3)
      $0.bytes(9, [255, 127])
    }
    #expect(ONNXValue(narrow).integers == [-1, 127])
    let texts = try tensor {
      $0.integers(1, [2])
      $0.integer(2, 8)
      $0.string(6, "a")
      $0.string(6, "")
    }
    #expect(ONNXValue(texts).texts == ["a", ""])
  }
}
