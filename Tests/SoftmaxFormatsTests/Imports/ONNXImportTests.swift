// A model that comes from an ONNX file says what the file's graph does.

import Foundation
import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ONNXImportTests {
  /// A file of another program with what onnxruntime says of some rows.
  struct Fixture: Decodable, Sendable, CustomTestStringConvertible {
    struct Column: Decodable, Sendable {
      let name: String
      let words: [String]?
      let numbers: [Double?]?
    }

    let name: String
    let model: [String]
    let numbers: [[Double]]?
    let columns: [Column]?
    let probabilities: [[Double]]
    let labels: [String]?

    var testDescription: String { name }

    func contents() throws -> ExportContents {
      let bytes = try #require(Data(base64Encoded: model.joined()))
      return ExportContents(path: "m.onnx", files: ["": SharedStorage(Array(bytes))])
    }

    var samples: RawSamples {
      if let numbers {
        return RawSamples(count: numbers.count, .dense(numbers.flatMap(\.self), width: numbers[0].count))
      }
      return RawSamples(
        count: probabilities.count,
        .table(
          (columns ?? []).map { column in
            column.words.map { .words($0) } ?? .numbers((column.numbers ?? []).map { $0 ?? .nan })
          }))
    }
  }

  static let fixtures =
    (try? JSONDecoder().decode([Fixture].self, from: Data(onnxFixtures.utf8))) ?? []

  @Test func theFixturesAreThere() { #expect(Self.fixtures.count == 9) }

  /// Float32 keeps probabilities to 6e-8; sums of a dozen terms lose a few of those.
  private static let tolerance = 5e-7

  @Test(arguments: fixtures)
  func theGraphSaysWhatOnnxruntimeSays(_ fixture: Fixture) throws {
    let model = try ONNXMessageReader(path: "m").model(fixture.contents().single)
    var inputs: [String: ONNXValue] = [:]
    switch fixture.samples.values {
    case .dense(let numbers, let width):
      let input = model.graph.givenInputs[0]
      // The layer of PyTorch has pictures of 2 x 2.
      let shape = input.shape?.count == 4 ? [1, 2, 2] : [width]
      inputs[input.name] = ONNXValue(
        try #require(input.type), [fixture.probabilities.count] + shape, numbers: numbers)
    case .table(let columns):
      for (input, column) in zip(model.graph.givenInputs, columns) {
        switch column {
        case .numbers(let numbers):
          inputs[input.name] = ONNXValue(try #require(input.type), [numbers.count, 1], numbers: numbers)
        case .words(let words):
          inputs[input.name] = ONNXValue([words.count, 1], texts: words.map { $0 ?? "" })
        }
      }
    }
    var evaluator = try ONNXEvaluator(model, inputs: inputs, path: "m")
    try evaluator.run()
    let name = try #require(model.graph.outputs.last?.name)
    let found = try #require(evaluator.values[name]?.numbers)
    let expected = fixture.probabilities.flatMap(\.self)
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= Self.tolerance) }
    guard let labels = fixture.labels, let told = evaluator.values[model.graph.outputs[0].name] else { return }
    #expect((told.texts ?? told.integers?.map(String.init)) == labels)
  }

  @Test(arguments: fixtures)
  func theModelSaysWhatOnnxruntimeSays(_ fixture: Fixture) throws {
    let imported = try ONNXImport().model(in: fixture.contents(), ImportOptions())
    let file = ModelFile(imported.model, preparation: imported.preparation)
    // It can be written and read again.
    #expect(try ModelFile(SharedStorage(file.encoded()), path: "m") == file)
    let model = PortableModel(file)
    var samples = fixture.samples
    if case .image(_, let maximum) = model.input { #expect(maximum == 1) }
    if let table = model.input.table, case .table(let columns) = samples.values {
      // Columns by their names.
      let names = (fixture.columns ?? []).map(\.name)
      samples = RawSamples(
        count: samples.count,
        .table(try table.columns.map { columns[try #require(names.firstIndex(of: $0.name))] }))
    }
    let scores = try model.scores(of: samples)
    for (a, b) in zip(scores.probabilities, fixture.probabilities.flatMap(\.self)) {
      #expect(abs(a - b) <= Self.tolerance)
    }
    guard let labels = fixture.labels, let told = scores.labels else { return }
    #expect(told.map { model.classNames[$0] } == labels)
  }

  @Test func aColumnTransformerBecomesAPreparation() throws {
    func imported(_ name: String) throws -> ImportedModel {
      let fixture = try #require(Self.fixtures.first { $0.name == name })
      return try ONNXImport().model(in: fixture.contents(), ImportOptions())
    }
    let table = try #require(imported("table").preparation)
    #expect(table.columns.map(\.column.name) == ["age", "weight", "city", "job"])
    #expect(table.columns[2].column.kind == .category(["Bonn", "Oslo", "Rome"]))
    // A missing number has its mean; a missing text none of the categories.
    #expect(table.missing == .indicator && table.columns.map(\.hasIndicator) == [false, false, true, true])
    #expect(table.unseen == .zeros)
    let refusing = try imported("table that refuses")
    #expect(refusing.preparation?.missing == .error && refusing.preparation?.unseen == .error)
    #expect(refusing.model.classes.names == ["0", "1"])
    // Float64 columns keep what is subtracted from them apart.
    let exact = try imported("scaled, double").model.input
    #expect(exact.kind == .vector && exact.origins?.count == 3)
    #expect(try imported("scaled").model.input.origins == nil)
  }

  @Test(arguments: ONNXModels.names)
  func ourOwnFormsComeBack(_ name: String) throws {
    let file = try ONNXModels.file(name)
    let model = PortableModel(file)
    let samples = ONNXModels.samples(model)
    let expected = try model.scores(of: samples)
    for options in [
      ONNXModels.options(.operators), ONNXModels.options(.operators, .double),
      ONNXModels.options(.machineLearning),
    ] where ONNXExport().problem(of: model, options) == nil {
      let imported = try ONNXImport().model(in: ONNXModels.contents(model, options), ImportOptions())
      let back = ModelFile(imported.model, preparation: imported.preparation)
      #expect(try ModelFile(SharedStorage(back.encoded()), path: "m") == back)
      #expect(back.model.classes.names == file.model.classes.names)
      #expect(back.model.input.kind == file.model.input.kind)
      #expect(back.preparation?.unseen == file.preparation?.unseen || name == "numbers alone")
      #expect(back.preparation?.missing.refusesRows == file.preparation?.missing.refusesRows)
      let kinds = file.preparation?.columns.map(\.column.kind)
      #expect(back.preparation?.columns.map(\.column.kind) == kinds)
      let scores = try PortableModel(back).scores(of: samples)
      for (a, b) in zip(scores.probabilities, expected.probabilities) {
        #expect(abs(a - b) <= 2e-6, "\(options)")
      }
      #expect(scores.labels == expected.labels)
    }
  }

  // MARK: Graphs that mean something else

  private func contents(
    _ nodes: [ONNXNode], _ constants: [ONNXTensor], outputs: [String] = ["p"]
  ) -> ExportContents {
    var model = ONNXModel()
    model.operatorSets = [("", 15), (ONNXNode.machineLearning, 2)]
    model.graph.nodes = nodes
    model.graph.initializers = constants
    model.graph.inputs = [ONNXValueInfo("X", .float, [.named("N"), .size(2)])]
    model.graph.outputs = outputs.map { ONNXValueInfo($0, .float, [.named("N"), .size(2)]) }
    return ExportContents(path: "m.onnx", files: ["": SharedStorage(model.encoded.array)])
  }

  private func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [ONNXAttribute] = [],
    domain: String = ""
  ) -> ONNXNode {
    var node = ONNXNode()
    (node.operation, node.inputs, node.outputs) = (operation, inputs, outputs)
    (node.attributes, node.domain) = (attributes, domain)
    return node
  }

  private func imported(_ contents: ExportContents, _ options: ImportOptions = ImportOptions()) throws
    -> ImportedModel
  {
    try ONNXImport().model(in: contents, options)
  }

  private let weights = ONNXTensor("W", shape: [2, 2], floats: [1, 2, 3, 4])

  @Test func aLinearLayerWithoutSoftmaxIsTakenForLogits() throws {
    let found = try imported(contents([node("MatMul", ["X", "W"], ["p"])], [weights]))
    // W is [features x classes] there.
    #expect(found.model.weights == [1, 3, 2, 4] && found.model.bias == [0, 0])
    #expect(found.model.classes.names == ["0", "1"])
    #expect(found.notes == ["The graph has no softmax: its output was taken for logits."])
    var options = ImportOptions()
    options.classNames = ["no", "yes"]
    #expect(
      try imported(contents([node("MatMul", ["X", "W"], ["p"])], [weights]), options).model.classes.names
        == ["no", "yes"])
    options.classNames = ["no"]
    #expect(throws: FileError.self) {
      try imported(contents([node("MatMul", ["X", "W"], ["p"])], [weights]), options)
    }
  }

  @Test func aLayerThatIsNotLinearIsNamed() {
    let graph = contents(
      [
        node("MatMul", ["X", "W"], ["h"]), node("Relu", ["h"], ["hidden"]),
        node("Softmax", ["hidden"], ["p"], [ONNXAttribute("axis", .integer(1))]),
      ], [weights])
    let error = #expect(throws: FileError.self) { try imported(graph) }
    #expect(error?.problem.contains("node 'hidden' (Relu)") == true)
  }

  private func classifier(_ transform: String, rows: Int, classes: Int = 3) -> ExportContents {
    contents(
      [
        node(
          "LinearClassifier", ["X"], ["l", "p"],
          [
            ONNXAttribute("coefficients", .floats((0..<2 * rows).map { Float($0 + 1) }[...])),
            ONNXAttribute("intercepts", .floats((0..<rows).map { Float($0) }[...])),
            ONNXAttribute("classlabels_ints", .integers(Array(0..<classes))),
            ONNXAttribute("post_transform", .text(transform)),
          ], domain: ONNXNode.machineLearning)
      ], [])
  }

  @Test func scoresThatAreNoLogitsAreRefusedUnlessTheyAreTakenForSuch() throws {
    var options = ImportOptions()
    options.takesScoresAsLogits = true
    for transform in ["NONE", "LOGISTIC"] {
      #expect(throws: FileError.self) { try imported(classifier(transform, rows: 3)) }
      let found = try imported(classifier(transform, rows: 3), options)
      #expect(found.model.weights == [1, 2, 3, 4, 5, 6] && found.notes.count == 1)
    }
    #expect(try imported(classifier("SOFTMAX", rows: 3)).notes.isEmpty)
    // Of two rows that are not each other's negatives the logistic functions do not sum to 1.
    #expect(throws: FileError.self) { try imported(classifier("LOGISTIC", rows: 2, classes: 2)) }
    // One row is the second class against the first.
    let two = try imported(classifier("LOGISTIC", rows: 1, classes: 2))
    #expect(two.model.weights == [-0.5, -1, 0.5, 1])
    #expect(throws: FileError.self) { try imported(classifier("PROBIT", rows: 3)) }
  }

  @Test func aModelWithoutInputsOrOfNoNumbersIsRefused() {
    let constant = contents(
      [node("Softmax", ["W"], ["p"], [ONNXAttribute("axis", .integer(1))])], [weights])
    #expect(throws: FileError.self) { try imported(constant) }
    let huge = ONNXTensor("W", shape: [2, 2], doubles: [1e300, 0, 0, 1])
    let graph = contents(
      [
        node("Cast", ["X"], ["x"], [ONNXAttribute("to", .integer(11))]), node("MatMul", ["x", "W"], ["p"]),
      ], [huge])
    let error = #expect(throws: FileError.self) { try imported(graph) }
    #expect(error?.problem.contains("no number that Float32 can hold") == true)
  }
}
