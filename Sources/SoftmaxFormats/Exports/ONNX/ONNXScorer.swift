// Scoring raw samples with an ONNX file.

import SoftmaxFiles
import SoftmaxText

/// Runs a file's graph on raw samples: pictures and vectors as its only input, the columns of a table as its inputs in order.
struct ONNXScorer: ExportScorer {
  let model: ONNXModel
  /// What is counted where a column holds texts; nil where there is no such file.
  let vocabulary: ONNXVocabulary?
  let path: String
  let method = "read back"

  /// The encoder of ai.onnx.ml raises errors.
  var raisesOnRefusal: Bool { model.graph.nodes.contains { $0.operation == "OneHotEncoder" } }

  var names: ExportNames {
    ExportNames(
      classes: ONNXLabels.names(of: "label", in: model.graph), columns: model.graph.givenInputs.map(\.name))
  }

  func scores(of samples: RawSamples) throws -> ExportScores {
    var evaluator = try ONNXEvaluator(model, inputs: inputs(samples), path: path)
    try evaluator.run()
    func output(_ name: String) -> ONNXValue? {
      model.graph.outputs.contains { $0.name == name } ? evaluator.values[name] : nil
    }
    guard let found = output("probabilities"), found.shape.count == 2, found.shape[0] == samples.count,
      let probabilities = found.numbers
    else { throw evaluator.bad("it has no output 'probabilities' of a row for each sample") }
    var logits: [Double]?
    if let found = output("logits") {
      guard found.shape.count == 2, found.shape[0] == samples.count, let numbers = found.numbers else {
        throw evaluator.bad("its output 'logits' has no row for each sample")
      }
      logits = numbers
    }
    return ExportScores(
      logits: logits, probabilities: probabilities,
      labels: try output("label").map { try labels($0, samples.count, evaluator) })
  }

  /// The place of each label among those that the graph may tell; -1 for others.
  private func labels(_ value: ONNXValue, _ count: Int, _ evaluator: ONNXEvaluator) throws(FileError) -> [Int] {
    guard value.shape == [count], let names = ONNXLabels.names(of: "label", in: model.graph) else {
      throw evaluator.bad("its output 'label' is no name of a class for each sample")
    }
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let told = value.texts ?? value.integers?.map(String.init) ?? []
    return told.map { places[$0] ?? -1 }
  }

  // MARK: Inputs

  private func bad(_ problem: String) -> FileError {
    FileError(.badData, path: path, problem: problem, remedy: "export the model again")
  }

  private func inputs(_ samples: RawSamples) throws(FileError) -> [String: ONNXValue] {
    let given = model.graph.givenInputs
    var values: [String: ONNXValue] = [:]
    switch samples.values {
    case .dense(let numbers, let width):
      guard given.count == 1 else { throw bad("it has \(given.count) inputs, expected 1") }
      var shape: [Int] = []
      for dimension in given[0].shape?.dropFirst() ?? [] {
        guard case .size(let size) = dimension else { throw bad("its input has a dimension of any size") }
        shape.append(size)
      }
      guard ONNXTensor.elementCount(shape) == width else {
        throw bad("a sample of its input has the shape \(shape), expected \(width) numbers")
      }
      values[given[0].name] = try value(given[0], [samples.count] + shape, numbers)
    case .table(let columns):
      guard given.count == columns.count else {
        throw bad("it has \(given.count) inputs, expected one for each of \(columns.count) columns")
      }
      for (input, cells) in zip(given, columns) {
        let shape = [samples.count, 1]
        switch cells {
        case .numbers(let numbers): values[input.name] = try value(input, shape, numbers)
        case .words(let words) where input.type != .string && vocabulary != nil:
          values[input.name] = try counts(of: words, input)
        case .words(let words):
          guard input.type == .string else {
            throw bad("input '\(input.name.printable(limit: 60))' takes no texts")
          }
          values[input.name] = ONNXValue(shape, texts: words.map { $0 ?? "" })
        }
      }
      guard values.count == columns.count else { throw bad("two of its inputs have one name") }
    }
    return values
  }

  /// The counts of the words in texts.
  private func counts(of texts: [String?], _ input: ONNXValueInfo) throws(FileError) -> ONNXValue {
    guard let features = try vocabulary?.counting(of: input.name, path: path),
      case .size(features.columnCount)? = input.shape?.last,
      // A graph that can be run has weights for them, so that their number is bounded by the file.
      model.graph.initializers.contains(where: { $0.shape.last == features.columnCount })
    else { throw bad("input '\(input.name.printable(limit: 60))' has another width than its vocabulary") }
    var numbers = [Double](repeating: 0, count: texts.count * features.columnCount)
    for (sample, row) in features.rows(of: texts).enumerated() {
      for (place, value) in row { numbers[sample * features.columnCount + place] = Double(value) }
    }
    return try value(input, [texts.count, features.columnCount], numbers)
  }

  private func value(_ input: ONNXValueInfo, _ shape: [Int], _ numbers: [Double]) throws(FileError) -> ONNXValue
  {
    switch input.type {
    case .float?, .double?: return ONNXValue(input.type ?? .float, shape, numbers: numbers)
    case .uint8?:
      var bytes: [Int] = []
      bytes.reserveCapacity(numbers.count)
      for number in numbers {
        guard let byte = UInt8(exactly: number) else { throw bad("\(number) is given to an input of bytes") }
        bytes.append(Int(byte))
      }
      return ONNXValue(.uint8, shape, integers: bytes)
    default: throw bad("input '\(input.name.printable(limit: 60))' takes no numbers")
    }
  }
}

/// The classes that a graph may tell.
enum ONNXLabels {
  /// The names, in the order of their numbers, of the classes that a value is one of; nil where that is not to be seen.
  static func names(of value: String, in graph: ONNXGraph) -> [String]? {
    var makers: [String: ONNXNode] = [:]
    for node in graph.nodes { for output in node.outputs { makers[output] = node } }
    var name = value
    // Each step goes back one node; there are no more steps than nodes.
    for _ in 0..<graph.nodes.count {
      guard let node = makers[name] else { return nil }
      switch node.operation {
      case "LinearClassifier":
        if case .texts(let texts)? = node.attribute("classlabels_strings"), !texts.isEmpty { return texts }
        if case .integers(let numbers)? = node.attribute("classlabels_ints") { return numbers.map(String.init) }
        return nil
      case "Gather", "ArrayFeatureExtractor":
        guard let first = node.inputs.first, let tensor = graph.initializers.first(where: { $0.name == first })
        else { return nil }
        let constant = ONNXValue(tensor)
        return constant.texts ?? constant.integers?.map(String.init)
      // Rows that are refused have a label that is none; the classes' are in the last input.
      case "Where": name = node.inputs.last ?? ""
      case "Cast", "Reshape", "Identity": name = node.inputs.first ?? ""
      default: return nil
      }
    }
    return nil
  }
}
