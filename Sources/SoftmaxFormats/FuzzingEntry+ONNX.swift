// What the fuzz tests run of ONNX files: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxText

extension FuzzingEntry {
  /// An ONNX file: its graph computes two samples, and where it is a linear classifier's the model that is made of it is
  /// exported and comes back as it was.
  public static func onnx(_ bytes: [UInt8]) throws {
    let contents = ExportContents(path: "fuzz", files: ["": SharedStorage(bytes)])
    _ = (ONNXExport().recognises(contents), ONNXImport().recognises(contents))
    let model = try ONNXMessageReader(path: "fuzz").model(contents.single)
    // Refused by its graph it may still be read, and the other way round.
    do throws(FileError) {
      try run(model)
    } catch {
      precondition(!error.description.isEmpty)
    }
    var options = ImportOptions()
    options.takesScoresAsLogits = bytes.count % 2 == 0
    let imported = try ONNXImport().model(in: contents, options)
    let file = ModelFile(imported.model, preparation: imported.preparation)
    precondition(
      (try? ModelFile(SharedStorage(file.encoded()), path: "fuzz")) == file, "it cannot be a model's file")
    let portable = PortableModel(file)
    guard portable.weights.count < 10_000, ONNXExport().problem(of: portable, ExportOptions()) == nil else {
      return
    }
    let files = try ONNXExport().files(of: portable, ExportOptions(), ExportNotes(file, proof: nil))
    let own = ExportContents(path: "fuzz", files: ["": SharedStorage(files[0].content.array)])
    let scorer = try ONNXExport().scorer(of: own, .none)
    _ = try scorer.scores(of: RawSampleDraw(portable, seed: 0).samples)
    _ = try ONNXImport().model(in: own, ImportOptions())
  }

  /// What is counted for a graph: texts are counted by it, and written and read again it says the same.
  public static func vocabulary(_ bytes: [UInt8]) throws {
    let vocabulary = try ONNXVocabulary(bytes, path: "fuzz")
    let written = try vocabulary.encoded.array
    let again = try ONNXVocabulary(written, path: "fuzz").encoded.array
    precondition(again == written, "a vocabulary that was read, written and read again")
    for input in vocabulary.inputs {
      let features = try vocabulary.counting(of: input.input, path: "fuzz")
      for row in features.rows(of: [
        "They told \u{130}\u{3a3} to us", nil, String(decoding: bytes, as: UTF8.self),
      ]) {
        precondition(zip(row, row.dropFirst()).allSatisfy { $0.place < $1.place }, "columns in another order")
        precondition(row.allSatisfy { (0..<features.columnCount).contains($0.place) }, "a column that is none")
      }
    }
  }

  /// Two samples of numbers and texts of all inputs whose sizes are known.
  private static func run(_ model: ONNXModel) throws(FileError) {
    var inputs: [String: ONNXValue] = [:]
    for input in model.graph.givenInputs {
      let sizes = (input.shape ?? []).dropFirst().map { if case .size(let size) = $0 { size } else { 1 } }
      guard let count = ONNXTensor.elementCount([2] + sizes), count < 1000, let type = input.type else {
        return
      }
      let numbers = (0..<count).map { $0 % 7 == 6 ? Double.nan : Double($0 % 5) - 1 }
      switch type {
      case .string:
        inputs[input.name] = ONNXValue([2] + sizes, texts: (0..<count).map { $0 % 3 == 0 ? "" : "a" })
      case .float, .double: inputs[input.name] = ONNXValue(type, [2] + sizes, numbers: numbers)
      default: inputs[input.name] = ONNXValue(type, [2] + sizes, integers: (0..<count).map { $0 % 5 })
      }
    }
    var evaluator = try ONNXEvaluator(model, inputs: inputs, path: "fuzz")
    try evaluator.run()
    for value in evaluator.values.values {
      precondition(
        ONNXTensor.elementCount(value.shape) == value.count, "a value has another shape than elements")
    }
  }
}
