// A graph, followed with symbols in place of numbers.

import SoftmaxFiles

/// Finds what each value of a graph is a sum of.
///
/// Only operators that keep sums sums are understood. What is not understood does no harm unless a result depends on it.
struct ONNXInterpreter {
  let evaluator: ONNXEvaluator
  var symbols: [String: ONNXSymbol] = [:]
  private(set) var columns: [ONNXColumn] = []
  private(set) var atoms: [ONNXAtom] = []
  private var numbers: [ONNXAtom: Int] = [:]
  private var operationsLeft = 1 << 28

  /// Names that a node gives to classes.
  struct Naming {
    let node: ONNXNode
    let names: [String]
    let scores: ONNXScores
  }

  /// The names of the classifiers, and those of the maps that their probabilities are put into.
  var classifiers: [Naming] = []
  var namings: [Naming] = []

  /// The most numbers and texts of a sample.
  private static let mostColumns = 1 << 18
  /// What a sum costs of the work that is allowed, beside its terms: its memory.
  static let costOfSum = 64

  init(_ model: ONNXModel, path: String) throws(FileError) {
    evaluator = try ONNXEvaluator(model, inputs: [:], path: path)
    for (name, value) in evaluator.values { symbols[name] = .constant(value) }
    for (index, input) in model.graph.givenInputs.enumerated() { try add(input, index) }
  }

  private mutating func add(_ input: ONNXValueInfo, _ index: Int) throws(FileError) {
    let name = input.name.printable(limit: 60)
    var shape: [Int] = []
    for dimension in (input.shape ?? []).dropFirst() {
      guard case .size(let size) = dimension, size > 0 else {
        throw evaluator.bad("input '\(name)' has a dimension of any size")
      }
      shape.append(size)
    }
    guard symbols[input.name] == nil else { throw evaluator.bad("the input '\(name)' stands twice") }
    // A column without a dimension of its own is not told from a single number.
    guard let type = input.type, !shape.isEmpty, let count = ONNXTensor.elementCount(shape),
      count <= Self.mostColumns - columns.count
    else {
      throw evaluator.bad("input '\(name)' is no matrix of numbers or texts")
    }
    let first = columns.count
    for place in 0..<count {
      columns.append(
        ONNXColumn(
          name: count == 1 ? input.name : "\(input.name) \(place + 1)", input: index, isText: type == .string,
          isBoolean: input.documentation.contains(ONNXCells.booleans)))
    }
    if type == .string {
      symbols[input.name] = .texts(Array(first..<first + count))
    } else {
      let sums = (first..<first + count).map { ONNXSum(atom: atom(.number, $0)) }
      symbols[input.name] = .sums(sums, shape: shape, type: type)
    }
  }

  /// The number of an atom.
  mutating func atom(_ kind: ONNXAtom.Kind, _ column: Int, isShifted: Bool = false) -> Int {
    let atom = ONNXAtom(kind: kind, column: column, isShifted: isShifted)
    if let number = numbers[atom] { return number }
    numbers[atom] = atoms.count
    atoms.append(atom)
    return atoms.count - 1
  }

  /// Notes what a column refuses.
  mutating func refuse(_ column: Int, missing: Bool = false, unseen: Bool = false) {
    if missing { columns[column].refusesMissing = true }
    if unseen { columns[column].refusesUnseen = true }
  }

  /// The shifted atom of a number from which `origin` is subtracted first; nil where it has another origin already.
  mutating func shifted(_ column: Int, by origin: Double) -> Int? {
    guard columns[column].origin.map({ $0 == origin }) ?? true else { return nil }
    columns[column].origin = origin
    return atom(.number, column, isShifted: true)
  }

  mutating func spend(_ node: ONNXNode, _ operations: Int) throws(FileError) {
    guard operations >= 0, operations <= operationsLeft else {
      throw evaluator.bad(node, "the graph is too large to be understood")
    }
    operationsLeft -= operations
  }

  /// Follows all nodes.
  mutating func run() throws(FileError) {
    for node in evaluator.model.graph.nodes {
      let results = try symbols(of: node)
      for case .sums(let sums, _, _) in results { try spend(node, Self.costOfSum * sums.count) }
      for (index, name) in node.outputs.enumerated() where !name.isEmpty {
        guard symbols[name] == nil else {
          throw evaluator.bad(node, "its output '\(name.printable(limit: 60))' is there already")
        }
        symbols[name] = index < results.count ? results[index] : unknown(node, "it has too many outputs")
      }
    }
  }

  func unknown(_ node: ONNXNode, _ reason: String) -> ONNXSymbol {
    .unknown(.init(text: "\(node.title): \(reason)"))
  }

  /// The symbol of an input; nil where the node has no such input.
  func input(_ node: ONNXNode, _ index: Int) throws(FileError) -> ONNXSymbol? {
    guard index < node.inputs.count, !node.inputs[index].isEmpty else { return nil }
    guard let symbol = symbols[node.inputs[index]] else {
      throw evaluator.bad(
        node, "its input '\(node.inputs[index].printable(limit: 60))' is made by none before it")
    }
    return symbol
  }

  /// A constant input.
  func constant(_ node: ONNXNode, _ index: Int) throws(FileError) -> ONNXValue? {
    if case .constant(let value)? = try input(node, index) { value } else { nil }
  }

  /// Evaluates a node whose inputs are constants.
  private mutating func folded(_ node: ONNXNode) throws(FileError) -> [ONNXSymbol] {
    var model = ONNXModel()
    model.graph.nodes = [node]
    model.operatorSets = evaluator.model.operatorSets
    var inputs: [String: ONNXValue] = [:]
    for index in node.inputs.indices {
      if let value = try constant(node, index) { inputs[node.inputs[index]] = value }
    }
    let size = inputs.values.reduce(1 << 16) { $0 + $1.count }
    for attribute in node.attributes {
      if case .tensor(let tensor) = attribute.value { try spend(node, 8 * ONNXValue(tensor).count) }
    }
    var small = try ONNXEvaluator(model, inputs: inputs, path: evaluator.path, allowance: size)
    try small.run()
    for output in node.outputs { try spend(node, 8 * (small.values[output]?.count ?? 0)) }
    return node.outputs.map { small.values[$0].map { .constant($0) } ?? unknown(node, "it has no result") }
  }

  private mutating func symbols(of node: ONNXNode) throws(FileError) -> [ONNXSymbol] {
    var inputs: [ONNXSymbol?] = []
    for index in node.inputs.indices { try inputs.append(input(node, index)) }
    let isConstant = inputs.allSatisfy { if case .constant? = $0 { true } else { $0 == nil } }
    if isConstant { return try folded(node) }
    for case .unknown(let why)? in inputs { return node.outputs.map { _ in .unknown(why) } }
    return try understood(node) ?? [unknown(node, Self.notUnderstood)]
  }

  static let notUnderstood = "what it does here is none of what a linear classifier's graph does"

  private mutating func understood(_ node: ONNXNode) throws(FileError) -> [ONNXSymbol]? {
    let found: ONNXSymbol? =
      switch (node.domain, node.operation) {
      case ("", "Identity"): try input(node, 0)
      case ("", "Cast"): try cast(node)
      case ("", "Add"): try addition(node)
      case ("", "Sub"): try subtraction(node)
      case ("", "Mul"): try multiplication(node)
      case ("", "Div"): try division(node)
      case ("", "Concat"): try concatenation(node)
      case ("", "Reshape"), ("", "Flatten"): try reshape(node)
      case ("", "Gather"): try gather(node)
      case (ONNXNode.machineLearning, "ArrayFeatureExtractor"): try extraction(node)
      case ("", "IsNaN"): try missing(node)
      case ("", "Where"): try choice(node)
      case ("", "Gemm"), ("", "MatMul"): try product(node)
      case ("", "Softmax"): try softmax(node)
      case ("", "Sigmoid"): try sigmoid(node)
      case ("", "Abs"): try probabilities(node)
      case ("", "ReduceSum"): try total(node)
      case ("", "ArgMax"): try best(node)
      case (ONNXNode.machineLearning, "Normalizer"): try normalizer(node)
      case (ONNXNode.machineLearning, "ZipMap"): try zipMap(node)
      case (ONNXNode.machineLearning, "Imputer"): try imputer(node)
      case (ONNXNode.machineLearning, "Scaler"): try scaler(node)
      case (ONNXNode.machineLearning, "OneHotEncoder"): try oneHotEncoder(node)
      case (ONNXNode.machineLearning, "LabelEncoder"): try labelEncoder(node)
      default: nil
      }
    if node.domain == ONNXNode.machineLearning, node.operation == "LinearClassifier" {
      return try linearClassifier(node)
    }
    return found.map { [$0] }
  }
}
