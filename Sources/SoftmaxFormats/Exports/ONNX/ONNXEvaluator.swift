// A graph, computed from its file alone.

import Foundation
import SoftmaxFiles
import SoftmaxKernels

/// Computes a graph with the operators that linear classifiers are made of.
///
/// Shapes are checked before anything is made of them, and the sizes of all values and the work are bounded by the file and
/// the inputs. Sums are in Float64; results of type float are rounded to Float32 after every operator.
struct ONNXEvaluator {
  let model: ONNXModel
  let path: String
  var values: [String: ONNXValue] = [:]
  private var elementsLeft: Int
  private var operationsLeft: Int

  /// - Parameters:
  ///   - model: The model.
  ///   - inputs: A value for each input that is no constant.
  ///   - path: The file, for messages.
  ///   - allowance: The most elements that its values may have; nil: by the file's size and the inputs'.
  /// - Throws: `FileError` where two constants or inputs have one name.
  init(
    _ model: ONNXModel, inputs: [String: ONNXValue], path: String, allowance: Int? = nil
  ) throws(FileError) {
    (self.model, self.path) = (model, path)
    (elementsLeft, operationsLeft) = (1 << 20, 1 << 24)
    var sampleCount = 1
    for input in inputs.values {
      elementsLeft += 32 * input.count
      sampleCount = max(sampleCount, input.shape.first ?? 1)
    }
    var constantCount = 0
    for tensor in model.graph.initializers {
      let value = ONNXValue(tensor)
      constantCount += value.count
      guard values.updateValue(value, forKey: tensor.name) == nil else {
        throw bad("constant '\(tensor.name.printable(limit: 60))' stands twice")
      }
    }
    for node in model.graph.nodes {
      for attribute in node.attributes {
        if case .floats(let floats) = attribute.value { constantCount += floats.count }
      }
    }
    elementsLeft += 4 * constantCount
    operationsLeft += 8 * (constantCount + 1024) * sampleCount
    for (name, value) in inputs {
      guard values.updateValue(value, forKey: name) == nil else {
        throw bad("input '\(name.printable(limit: 60))' is a constant")
      }
    }
    if let allowance { (elementsLeft, operationsLeft) = (allowance, 4 * allowance) }
  }

  func bad(_ problem: String) -> FileError {
    FileError(
      .badData, path: path, problem: problem,
      remedy: "expected a graph of a linear classifier: export the model again")
  }

  func bad(_ node: ONNXNode, _ problem: String) -> FileError { bad("\(node.title): \(problem)") }

  /// Runs all nodes.
  mutating func run() throws(FileError) {
    for node in model.graph.nodes {
      let results = try results(of: node)
      for (name, value) in zip(node.outputs, results) where !name.isEmpty {
        guard values.updateValue(value, forKey: name) == nil else {
          throw bad(node, "its output '\(name.printable(limit: 60))' is there already")
        }
      }
      guard results.count >= node.outputs.count else { throw bad(node, "it has too many outputs") }
    }
  }

  /// Counts what a node is about to make, and to do.
  ///
  /// - Returns: The number of elements.
  @discardableResult
  mutating func reserve(_ node: ONNXNode, _ shape: [Int], operations: Int = 0) throws(FileError) -> Int {
    guard shape.count <= ONNXValue.mostDimensions, let count = ONNXTensor.elementCount(shape) else {
      throw bad(node, "a value would have the shape \(shape)")
    }
    guard count <= elementsLeft, operations <= operationsLeft else {
      throw bad(node, "it asks for more work or memory than a linear classifier's graph does")
    }
    elementsLeft -= count
    operationsLeft -= operations
    return count
  }

  // MARK: Inputs and settings of nodes

  func input(_ node: ONNXNode, _ index: Int) throws(FileError) -> ONNXValue {
    guard let value = try optionalInput(node, index) else { throw bad(node, "input \(index + 1) lacks") }
    return value
  }

  func optionalInput(_ node: ONNXNode, _ index: Int) throws(FileError) -> ONNXValue? {
    guard index < node.inputs.count, !node.inputs[index].isEmpty else { return nil }
    guard let value = values[node.inputs[index]] else {
      throw bad(node, "its input '\(node.inputs[index].printable(limit: 60))' is made by none before it")
    }
    return value
  }

  func integer(_ node: ONNXNode, _ name: String, default value: Int) throws(FileError) -> Int {
    guard let setting = node.attribute(name) else { return value }
    guard case .integer(let found) = setting else { throw bad(node, "'\(name)' is no whole number") }
    return found
  }

  func float(_ node: ONNXNode, _ name: String, default value: Float) throws(FileError) -> Float {
    guard let setting = node.attribute(name) else { return value }
    guard case .float(let found) = setting else { throw bad(node, "'\(name)' is no number") }
    return found
  }

  func text(_ node: ONNXNode, _ name: String, default value: String) throws(FileError) -> String {
    guard let setting = node.attribute(name) else { return value }
    guard case .text(let found) = setting else { throw bad(node, "'\(name)' is no text") }
    return found
  }

  func floats(_ node: ONNXNode, _ name: String) throws(FileError) -> ArraySlice<Float>? {
    guard let setting = node.attribute(name) else { return nil }
    guard case .floats(let found) = setting else { throw bad(node, "'\(name)' are no numbers") }
    return found
  }

  func integers(_ node: ONNXNode, _ name: String) throws(FileError) -> [Int]? {
    guard let setting = node.attribute(name) else { return nil }
    guard case .integers(let found) = setting else { throw bad(node, "'\(name)' are no whole numbers") }
    return found
  }

  func texts(_ node: ONNXNode, _ name: String) throws(FileError) -> [String]? {
    guard let setting = node.attribute(name) else { return nil }
    guard case .texts(let found) = setting else { throw bad(node, "'\(name)' are no texts") }
    return found
  }

  /// A dimension's number, counted from the end where it is below 0.
  func axis(_ node: ONNXNode, default value: Int, rank: Int) throws(FileError) -> Int {
    let axis = try integer(node, "axis", default: value)
    guard (-rank..<rank).contains(axis) else { throw bad(node, "'axis' is \(axis) of \(rank) dimensions") }
    return axis < 0 ? axis + rank : axis
  }

  /// The numbers of a value. To decode a constant is work, too, which a graph may ask for often.
  mutating func numbers(_ node: ONNXNode, _ value: ONNXValue) throws(FileError) -> [Double] {
    try reserve(node, [], operations: value.count)
    guard let numbers = value.numbers else { throw bad(node, "it is given texts, expected numbers") }
    return numbers
  }

  /// Numbers of a type that is computed with.
  func floating(_ node: ONNXNode, _ index: Int) throws(FileError) -> ONNXValue {
    let value = try input(node, index)
    guard value.type.isFloating else { throw bad(node, "input \(index + 1) is not of type float or double") }
    return value
  }

  // MARK: Operators

  private mutating func results(of node: ONNXNode) throws(FileError) -> [ONNXValue] {
    switch (node.domain, node.operation) {
    case ("", "Add"): [try arithmetic(node, +) { $0 &+ $1 }]
    case ("", "Sub"): [try arithmetic(node, -) { $0 &- $1 }]
    case ("", "Mul"): [try arithmetic(node, *) { $0 &* $1 }]
    case ("", "Div"): [try arithmetic(node, /) { $1 == 0 || $1 == -1 ? 0 &- $0 : $0 / $1 }]
    case ("", "Equal"): [try comparison(node, ==) { $0 == $1 }]
    case ("", "Less"): [try comparison(node, <) { $0 < $1 }]
    case ("", "Greater"): [try comparison(node, >) { $0 > $1 }]
    case ("", "Where"): [try choice(node)]
    case ("", "IsNaN"):
      [
        ONNXValue(
          .bool, try floating(node, 0).shape,
          integers: try unary(node).map { $0.isNaN ? 1 : 0 })
      ]
    case ("", "Abs"): [try mapped(node) { abs($0) }]
    case ("", "Log"): [try mapped(node) { log($0) }]
    case ("", "Sqrt"): [try mapped(node) { $0.squareRoot() }]
    case ("", "Sigmoid"): [try mapped(node) { 1 / (1 + exp(-$0)) }]
    case ("", "Identity"): [try input(node, 0)]
    case ("", "Constant"): [try constant(node)]
    case ("", "Transpose"): [try transpose(node)]
    case ("", "Cast"): [try cast(node)]
    case ("", "Concat"): [try concatenation(node)]
    case ("", "Reshape"): [try reshape(node)]
    case ("", "Flatten"): [try flatten(node)]
    case ("", "Gather"): [try gather(node)]
    case ("", "Gemm"): [try gemm(node)]
    case ("", "MatMul"): [try matMul(node)]
    case ("", "Softmax"): [try softmax(node)]
    case ("", "ArgMax"): [try argMax(node)]
    case ("", "ReduceSum"): [try reduceSum(node)]
    case (ONNXNode.machineLearning, "LabelEncoder"): [try labelEncoder(node)]
    case (ONNXNode.machineLearning, "OneHotEncoder"): [try oneHotEncoder(node)]
    case (ONNXNode.machineLearning, "Imputer"): [try imputer(node)]
    case (ONNXNode.machineLearning, "Scaler"): [try scaler(node)]
    case (ONNXNode.machineLearning, "Normalizer"): [try normalizer(node)]
    case (ONNXNode.machineLearning, "ArrayFeatureExtractor"): [try arrayFeatureExtractor(node)]
    case (ONNXNode.machineLearning, "LinearClassifier"): try linearClassifier(node)
    // A list of maps from classes to numbers: the numbers.
    case (ONNXNode.machineLearning, "ZipMap"): [try input(node, 0)]
    default: throw bad(node, "the operator is none of those that are read")
    }
  }

  /// The numbers of the only input, of which as many are about to be made.
  mutating func unary(_ node: ONNXNode) throws(FileError) -> [Double] {
    let value = try floating(node, 0)
    try reserve(node, value.shape, operations: value.count)
    return try numbers(node, value)
  }

  private mutating func mapped(
    _ node: ONNXNode, _ function: (Double) -> Double
  ) throws(FileError) -> ONNXValue {
    let value = try floating(node, 0)
    return ONNXValue(value.type, value.shape, numbers: try unary(node).map(function))
  }
}
