// A folder of MLflow says what its graph says.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct MLflowFormatTests {
  /// A format in the place of ONNX: inputs and outputs as a graph has them, and the model in JSON in a field of its own.
  private struct Graph: ExportFormat {
    let name = "onnx"
    let title = "ONNX"
    let endings = [".onnx"]
    let isFolder = false
    let options: Set<ExportOptions.Name> = []

    func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
      JSONModelFormat().problem(of: model, options)
        ?? (model.file.model.needsOffsets ? .offsets(instead: "json") : nil)
    }

    func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile]
    {
      func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = content.count
        while rest > 127 {
          length.append(UInt8(rest & 127) | 128)
          rest >>= 7
        }
        return [number << 3 | 2] + length + [UInt8(rest)] + content
      }
      func end(_ number: UInt8, _ name: String, _ width: UInt8) -> [UInt8] {
        let rows = field(1, field(2, Array("n".utf8)))
        let columns = field(1, [1 << 3, width])
        let tensor = [UInt8(1 << 3), 1] + field(2, rows + columns)
        return field(number, field(1, Array(name.utf8)) + field(2, field(1, tensor)))
      }
      let graph = end(11, "x\"1", UInt8(model.featureCount)) + end(12, "probabilities", UInt8(model.classCount))
      let json = try JSONModelFormat().files(of: model, options, notes)[0].content.array
      return [ExportedFile("model.onnx", ByteRope(field(7, graph) + field(9, json)))]
    }

    func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
      var reader = ProtobufReader(contents.single, path: contents.path)
      while let field = try reader.next() {
        guard field.number == 9 else { continue }
        return try JSONModelFormat().scorer(
          of: ExportContents(path: contents.path, files: ["": field.bytes()]), tools)
      }
      throw FileError(.badData, path: contents.path, problem: "no model in it")
    }

    func recognises(_ contents: ExportContents) -> Bool { true }
  }

  private let format = MLflowFormat(onnx: Graph())

  @Test(arguments: [ExportModels.vectors, ExportModels.nastyClasses, ExportModels.recorded])
  func theGraphIsProven(_ model: ExportModels.Named) throws {
    try ExportChecks.proves(format, model.file)
  }

  @Test func theSignatureIsThatOfTheGraph() throws {
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file)
    let lines = String(decoding: try contents.file("MLmodel").array, as: UTF8.self).split(separator: "\n")
    // One input has no name, so that an array alone can be given.
    #expect(
      lines.contains(
        #"  inputs: "[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-1, 5]}}]""#)
    )
    #expect(
      lines.contains(
        #"  outputs: "[{\"name\": \"probabilities\", \"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-1, 3]}}]""#
      ))
    #expect(
      Set(contents.files.keys) == [
        "MLmodel", "model.onnx", "requirements.txt", "conda.yaml", "python_env.yaml",
      ])
    #expect(format.recognises(contents))
  }

  @Test func whatTheGraphCannotHoldIsNamed() {
    ExportChecks.refuses(format, ExportModels.offsets.file, "offsets")
  }

  @Test func anotherSignatureIsSeen() throws {
    let contents = try ExportChecks.contents(format, ExportModels.vectors.file)
    var files = contents.files
    let text = String(decoding: try contents.file("MLmodel").array, as: UTF8.self)
    files["MLmodel"] = SharedStorage(Array(text.replacing("[-1, 5]", with: "[-1, 6]").utf8))
    let error = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: files), .none)
    }
    #expect(error?.problem.contains("inputs:") == true)
    files["MLmodel"] = contents.files["MLmodel"]
    files["conda.yaml"] = nil
    #expect(throws: FileError.self) { try format.scorer(of: ExportContents(path: "m", files: files), .none) }
  }

  @Test(arguments: [
    ("requirements.txt", "onnx>=1.14", "evil>=1.14", "would install something else"),
    ("conda.yaml", "conda-forge", "elsewhere", "would install something else"),
    ("python_env.yaml", "- wheel", "- wheel\n- more", "would install something else"),
    (
      "MLmodel", "loader_module: mlflow.onnx", "loader_module: evil",
      "expected the line '    loader_module: mlflow.onnx'"
    ),
    ("MLmodel", "metadata:", "code: x\nmetadata:", "expected the line 'metadata:'"),
    ("MLmodel", "  params: null\n", "  params: null\nmore: 1\n", "expected a text by its name"),
    ("MLmodel", "  \"proof\": ", "  \"proof\": 1, \"x\": ", "expected a text by its name"),
    ("MLmodel", "  params: null\n", "", "expected the line"),
  ])
  func aChangedFileIsRefused(_ name: String, _ old: String, _ new: String, _ problem: String) throws {
    let contents = try ExportChecks.contents(format, ExportModels.recorded.file)
    var files = contents.files
    let text = String(decoding: try contents.file(name).array, as: UTF8.self)
    #expect(text.contains(old))
    files[name] = SharedStorage(Array(text.replacing(old, with: new).utf8))
    let error = #expect(throws: FileError.self) {
      try format.scorer(of: ExportContents(path: "m", files: files), .none)
    }
    #expect(error?.path == "m/" + name)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func damageIsSeen() throws {
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file, most: 60)
  }
}
