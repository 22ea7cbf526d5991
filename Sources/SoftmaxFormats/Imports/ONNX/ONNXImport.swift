// Linear classifiers in ONNX files, by whichever program wrote them.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// ONNX files whose graph is a softmax of sums: both forms of our export, what skl2onnx writes for a LogisticRegression, with
/// a StandardScaler or a ColumnTransformer before it, and a linear layer of PyTorch.
struct ONNXImport: ImportFormat {
  let name = "onnx"
  let title = "ONNX"

  /// The name in a file's metadata of the largest stored value of its pictures, where they are no bytes.
  static let maximumKey = "input_maximum"

  func recognises(_ contents: ExportContents) -> Bool {
    contents.path.lowercased().hasSuffix(".onnx") || ONNXExport.isModel(contents.single)
  }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let file = try ONNXMessageReader(path: contents.path).model(contents.single)
    var interpreter = try ONNXInterpreter(file, path: contents.path)
    try interpreter.run()
    var result = try ONNXResult(interpreter, options)
    try result.find()
    var imported = try ONNXImportedModel(interpreter, result, options)
    return try imported.model()
  }
}

/// The result of a graph: logits of classes with names.
struct ONNXResult {
  private let interpreter: ONNXInterpreter
  private let options: ImportOptions
  private(set) var logits: [ONNXSum] = []
  /// For each row of logits the class that it belongs to.
  private(set) var classOfRow: [Int] = []
  private(set) var classNames: [String] = []
  private(set) var notes: [String] = []

  init(_ interpreter: ONNXInterpreter, _ options: ImportOptions) throws(FileError) {
    (self.interpreter, self.options) = (interpreter, options)
  }

  /// Finds the output that tells probabilities, else one that tells logits.
  mutating func find() throws(FileError) {
    let outputs = interpreter.evaluator.model.graph.outputs.compactMap { interpreter.symbols[$0.name] }
    let isResult: [(ONNXSymbol) -> Bool] = [
      { if case .merged = $0 { true } else { false } },
      { if case .probabilities = $0 { true } else { false } },
      { if case .sums = $0 { true } else { false } },
    ]
    guard let found = isResult.compactMap({ outputs.first(where: $0) }).first else {
      for case .unknown(let why) in outputs { throw interpreter.evaluator.bad(why.text) }
      throw interpreter.evaluator.bad("none of its outputs are probabilities or logits")
    }
    // Probabilities that are not understood are not made good by logits that are.
    let graph = interpreter.evaluator.model.graph
    for (output, symbol) in zip(graph.outputs, outputs) where output.type?.isFloating == true {
      if case .unknown(let why) = symbol { throw interpreter.evaluator.bad(why.text) }
    }
    var classCount: Int?
    switch found {
    case .merged(let sums, let rows, let count):
      // Classes stand in the order of their first rows.
      let order = sums.indices.sorted { (rows[$0], $0) < (rows[$1], $1) }
      (logits, classOfRow, classCount) = (order.map { sums[$0] }, order.map { rows[$0] }, count)
    case .probabilities(let sums, .softmax): logits = sums
    case .probabilities(let sums, .logistic): try takeLogistic(sums)
    case .probabilities(let sums, .none):
      guard options.takesScoresAsLogits else {
        throw FileError(
          .badData, path: interpreter.evaluator.path,
          problem: "its classifier tells scores and no probabilities, which need not be logits of a softmax",
          advice: ImportOptions.scoreAdvice)
      }
      logits = sums.count == 1 ? Self.halves(sums[0]) : sums
      notes.append("The classifier's scores were taken for logits.")
    case .sums(let sums, _, _):
      logits = sums
      notes.append("The graph has no softmax: its output was taken for logits.")
    default: break
    }
    if classOfRow.isEmpty { classOfRow = Array(logits.indices) }
    try name(classCount ?? logits.count)
  }

  /// A score z of the second class against the first: logits -z/2 and z/2.
  private static func halves(_ sum: ONNXSum) -> [ONNXSum] { [sum * -0.5, sum * 0.5] }

  private mutating func takeLogistic(_ sums: [ONNXSum]) throws(FileError) {
    if sums.count == 1 {
      logits = Self.halves(sums[0])
      return
    }
    if sums.count == 2, sums[0].atoms == sums[1].atoms, sums[0].constant == -sums[1].constant,
      zip(sums[0].coefficients, sums[1].coefficients).allSatisfy({ $0 == -$1 })
    {
      logits = sums.map { $0 * 0.5 }
      return
    }
    guard options.takesScoresAsLogits else {
      throw FileError(
        .badData, path: interpreter.evaluator.path,
        problem: "its classes are each held against the rest, which is no softmax",
        advice: ImportOptions.scoreAdvice)
    }
    logits = sums
    notes.append("Scores of each class against the rest were taken for logits.")
  }

  private mutating func name(_ count: Int) throws(FileError) {
    var found = options.classNames ?? interpreter.classifierNames
    if found == nil {
      for output in interpreter.evaluator.model.graph.outputs {
        if case .label(let names)? = interpreter.symbols[output.name] { found = names }
      }
    }
    classNames = found ?? (0..<count).map(String.init)
    guard classNames.count == count else {
      throw FileError(
        .badData, path: interpreter.evaluator.path,
        problem: "there are \(classNames.count) names for \(count) classes", advice: ImportOptions.nameAdvice)
    }
  }
}
