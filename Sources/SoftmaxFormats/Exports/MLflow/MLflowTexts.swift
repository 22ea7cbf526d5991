// The texts in a folder of MLflow.

import SoftmaxFiles

/// YAML whose texts are in the quotes of JSON, which YAML takes too.
enum MLflowTexts {
  static let requirements = ["mlflow>=2.10", "onnx>=1.14", "onnxruntime>=1.16"]

  static let conda = """
    name: mlflow-env
    channels:
    - conda-forge
    dependencies:
    - python>=3.10
    - pip
    - pip:
    \(requirements.map { "  - \($0)\n" }.joined())
    """

  static let environment = """
    python: "3.11"
    build_dependencies:
    - pip
    - setuptools
    - wheel
    dependencies:
    - -r requirements.txt

    """

  /// The files that say what has to be installed.
  static let environments = [
    (name: "requirements.txt", text: requirements.joined(separator: "\n") + "\n"),
    (name: "conda.yaml", text: conda), (name: "python_env.yaml", text: environment),
  ]

  /// Refuses what is not written for a graph: every line has its place, and the notes are texts by name.
  ///
  /// - Throws: `FileError` with the line.
  static func check(_ text: String, _ ends: ONNXEnds, path: String) throws(FileError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let (first, last) = (fixedLines + ["metadata:"], signature(ends) + [""])
    let notes = first.count..<max(first.count, lines.count - last.count)
    for place in 0..<max(lines.count, first.count + last.count) {
      func bad(_ problem: String) -> FileError {
        FileError(
          .badData, path: path, position: .line(place + 1), problem: problem, remedy: "export the model again")
      }
      if notes.contains(place) {
        guard lines[place].hasPrefix("  \""),
          case .object(let list)? = try? StrictJSON.parse(Array("{\(lines[place])}".utf8), path: path),
          list.count == 1, list[0].value.text != nil
        else { throw bad("expected a text by its name") }
        continue
      }
      let expected = place < first.count ? first[place] : last[place - notes.upperBound]
      guard place < lines.count, lines[place].utf8.elementsEqual(expected.utf8) else {
        throw bad("expected the line '\(expected.printable(limit: 80))'")
      }
    }
  }

  /// The lines of MLmodel that are the same for every model.
  static let fixedLines = [
    "flavors:", "  onnx:", "    code: null", "    data: model.onnx", "    onnx_session_options: null",
    "    providers:", "    - CPUExecutionProvider", "  python_function:", "    data: model.onnx", "    env:",
    "      conda: conda.yaml", "      virtualenv: python_env.yaml", "    loader_module: mlflow.onnx",
    "    python_version: \"3.11\"", "mlflow_version: 2.10.0",
  ]

  static func model(_ ends: ONNXEnds, _ notes: ExportNotes) -> String {
    let metadata =
      ["metadata:"]
      + notes.entries.map { "  \(JSONModelWriter.quoted($0.name)): \(JSONModelWriter.quoted($0.text))" }
    return (fixedLines + metadata + signature(ends)).joined(separator: "\n") + "\n"
  }

  /// The inputs and outputs, as JSON in a text.
  static func signature(_ ends: ONNXEnds) -> [String] {
    [
      "signature:",
      "  inputs: \(JSONModelWriter.quoted(list(ends.inputs, areNamed: ends.inputs.count > 1)))",
      "  outputs: \(JSONModelWriter.quoted(list(ends.outputs, areNamed: true)))",
      "  params: null",
    ]
  }

  private static func list(_ ends: [ONNXEnds.End], areNamed: Bool) -> String {
    let entries = ends.map { end in
      let name = areNamed ? "\"name\": \(JSONModelWriter.quoted(end.name)), " : ""
      let shape = end.shape.map { String($0 ?? -1) }.joined(separator: ", ")
      return
        "{\(name)\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"\(end.type)\", \"shape\": [\(shape)]}}"
    }
    return "[\(entries.joined(separator: ", "))]"
  }
}
