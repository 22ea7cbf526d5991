// What a graph tells: logits of classes, and their names.

import SoftmaxFiles

/// The result of a graph: logits of classes with names.
///
/// All outputs have to tell the same: a label of other numbers, or a second classifier, is refused.
struct ONNXResult {
  private let interpreter: ONNXInterpreter
  private let options: ImportOptions
  private(set) var logits: [ONNXSum] = []
  /// For each row of logits the class that it belongs to.
  private(set) var classOfRow: [Int] = []
  private(set) var classNames: [String] = []
  private(set) var notes: [String] = []

  /// An output with what is known of it.
  private typealias Output = (name: String, symbol: ONNXSymbol)

  init(_ interpreter: ONNXInterpreter, _ options: ImportOptions) throws(FileError) {
    (self.interpreter, self.options) = (interpreter, options)
  }

  /// Finds the output that tells probabilities, else one that tells logits.
  mutating func find() throws(FileError) {
    let outputs = try outputs()
    let isResult: [(ONNXSymbol) -> Bool] = [
      { if case .merged = $0 { true } else { false } },
      { if case .probabilities = $0 { true } else { false } },
      { if case .sums(_, let shape, _) = $0 { shape.count == 1 } else { false } },
    ]
    let symbols = outputs.map(\.symbol)
    guard let found = isResult.compactMap({ symbols.first(where: $0) }).first, let scores = found.scores else {
      throw interpreter.evaluator.bad("none of its outputs are probabilities or logits")
    }
    for output in outputs { try check(output, found, scores) }
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
    try name(classCount ?? logits.count, outputs, scores)
  }

  // MARK: Outputs

  private func outputs() throws(FileError) -> [Output] {
    var outputs: [Output] = []
    for output in interpreter.evaluator.model.graph.outputs {
      guard let symbol = interpreter.symbols[output.name] else {
        throw bad(output.name, "none of the nodes makes it")
      }
      // Neither a probability nor a label that is not understood is made good by others that are.
      if case .unknown(let why) = symbol { throw interpreter.evaluator.bad(why.text) }
      outputs.append((output.name, symbol))
    }
    return outputs
  }

  /// What is wrong with an output, by the node that makes it.
  private func bad(_ output: String, _ problem: String) -> FileError {
    let evaluator = interpreter.evaluator
    let text = "its output '\(output.printable(limit: 60))': \(problem)"
    guard let node = evaluator.model.graph.nodes.last(where: { $0.outputs.contains(output) }) else {
      return evaluator.bad(text)
    }
    return evaluator.bad(node, text)
  }

  /// Refuses an output that contradicts the probabilities.
  private func check(_ output: Output, _ found: ONNXSymbol, _ scores: ONNXScores) throws(FileError) {
    let second = "there are two classifiers in the graph, and this one is not the other"
    switch output.symbol {
    case .merged:
      guard output.symbol.scores == scores else { throw bad(output.name, second) }
    case .probabilities(_, let own):
      guard case .probabilities(_, let transform) = found, own == transform, output.symbol.scores == scores
      else { throw bad(output.name, second) }
    case .sums(let sums, let shape, _):
      // Logits may stand in another order than the classes.
      guard shape.count == 1, sums == scores.sums || Set(sums) == Set(scores.sums) else {
        throw bad(output.name, "these are neither the probabilities nor the logits of the classes")
      }
    case .best(let own):
      guard own == scores else { throw bad(output.name, Self.otherLabel) }
    case .label(let label):
      guard label.scores == scores else { throw bad(output.name, Self.otherLabel) }
    default: break
    }
  }

  private static let otherLabel = "this label is not that of the largest of the probabilities"

  // MARK: Logits

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

  // MARK: Names

  private mutating func name(
    _ count: Int, _ outputs: [Output], _ scores: ONNXScores
  ) throws(FileError) {
    var names = options.classNames
    if names == nil { names = try statedNames(outputs, scores) }
    classNames = names ?? (0..<count).map(String.init)
    guard classNames.count == count else {
      throw FileError(
        .badData, path: interpreter.evaluator.path,
        problem: "there are \(classNames.count) names for \(count) classes", advice: ImportOptions.nameAdvice)
    }
  }

  /// The names of the label, else those of the map of probabilities, else the classifier's; nil where there are none.
  private func statedNames(_ outputs: [Output], _ scores: ONNXScores) throws(FileError) -> [String]? {
    var told: ONNXLabel?
    for output in outputs {
      guard case .label(let label) = output.symbol else { continue }
      guard let first = told else {
        told = label
        continue
      }
      guard first.isText != label.isText || first.names == label.names else {
        throw bad(output.name, "two labels have other names for the same classes")
      }
      if label.isText { told = label }
    }
    let own = interpreter.classifiers.first { $0.scores == scores }?.names
    var mapped: [String]?
    for naming in interpreter.namings where naming.scores == scores {
      let names = naming.names
      let isPermuted = told.map { $0.names != names && Set($0.names) == Set(names) } ?? false
      guard names.count == scores.classCount || scores.sums.count == 1 && names.count == 2, !isPermuted,
        told == nil || names == told?.names || names == own, mapped == nil || mapped == names
      else {
        throw interpreter.evaluator.bad(
          naming.node, "its names of the classes are others than those of the label, or in another order")
      }
      mapped = names
    }
    return told?.names ?? mapped ?? own
  }
}
