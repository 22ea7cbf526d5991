// The messages of an ONNX file, as plain values.
//
// Reference: onnx.proto of ONNX 1.23, whose field numbers reading and writing have.

import SoftmaxFiles
import SoftmaxKernels

/// A graph with the versions of its operators.
struct ONNXModel: Sendable {
  var irVersion = 8
  var producerName = ""
  var producerVersion = ""
  var documentation = ""
  /// The version of the operators of each domain; `ai.onnx` is the empty one.
  var operatorSets: [(domain: String, version: Int)] = []
  var metadata: [(key: String, value: String)] = []
  var graph = ONNXGraph()

  /// The version of the operators of `ai.onnx`.
  var operatorVersion: Int { operatorSets.last { $0.domain.isEmpty }?.version ?? 1 }
}

/// Nodes in an order in which each follows those that it needs.
struct ONNXGraph: Sendable {
  var name = ""
  var documentation = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []

  /// The inputs that are no constants: older files list those too.
  var givenInputs: [ONNXValueInfo] {
    let constants = Set(initializers.map(\.name))
    return inputs.filter { !constants.contains($0.name) }
  }
}

/// An operator with its inputs, of which optional ones may be empty names, and outputs.
struct ONNXNode: Sendable {
  static let machineLearning = "ai.onnx.ml"

  var operation = ""
  /// Empty for `ai.onnx`.
  var domain = ""
  var name = ""
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [ONNXAttribute] = []

  func attribute(_ name: String) -> ONNXAttribute.Value? { attributes.last { $0.name == name }?.value }

  /// What messages call it: `node 'scores' (Gemm)`.
  var title: String {
    let name = name.isEmpty ? outputs.first ?? "" : name
    let operation = (domain.isEmpty ? "" : domain + ".") + operation
    return "node '\(name.printable(limit: 60))' (\(operation.printable(limit: 60)))"
  }
}

/// A named setting of a node.
struct ONNXAttribute: Sendable {
  enum Value: Sendable {
    case float(Float)
    case integer(Int)
    case text(String)
    case tensor(ONNXTensor)
    case floats(ArraySlice<Float>)
    case integers([Int])
    case texts([String])
    /// A graph, a sparse tensor, a type: nothing that is understood here.
    case other
  }

  var name: String
  var value: Value

  init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
}

/// What the elements of a tensor are; the number is that of the format.
enum ONNXElementType: Int, Sendable {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case double = 11
  case uint32 = 12
  case uint64 = 13

  /// The number of bytes of an element; nil for texts.
  var byteCount: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    case .string: nil
    }
  }

  var isFloating: Bool { self == .float || self == .double }
}

/// A constant.
struct ONNXTensor: Sendable {
  enum Content: Sendable {
    /// Little-endian numbers, as they lie in a file.
    case raw(SharedStorage<UInt8>)
    /// Little-endian numbers that are to be written.
    case rope(ByteRope)
    case floats([Float])
    case doubles([Double])
    case integers([Int])
    case texts([String])
  }

  var name = ""
  var type = ONNXElementType.float
  var shape: [Int] = []
  var content = Content.floats([])

  init() {}

  init(_ name: String, shape: [Int], floats: [Float]) { self.init(name, shape: shape, slice: floats[...]) }

  /// Float32 numbers, which are not copied.
  init(_ name: String, shape: [Int], slice: ArraySlice<Float>) {
    var rope = ByteRope()
    rope.append(slice)
    (self.name, type, self.shape, content) = (name, .float, shape, .rope(rope))
  }

  init(_ name: String, shape: [Int], doubles: [Double]) {
    var rope = ByteRope()
    rope.append(doubles[...])
    (self.name, type, self.shape, content) = (name, .double, shape, .rope(rope))
  }

  init(_ name: String, shape: [Int], integers: [Int]) {
    (self.name, type, self.shape, content) = (name, .int64, shape, .integers(integers))
  }

  init(_ name: String, shape: [Int], texts: [String]) {
    (self.name, type, self.shape, content) = (name, .string, shape, .texts(texts))
  }

  /// The product of dimensions, none of them below 0; nil where that of the others beside zeros is beyond what an Int holds.
  static func elementCount(_ shape: [Int]) -> Int? {
    var (count, isEmpty) = (1, false)
    for size in shape {
      if size == 0 {
        isEmpty = true
        continue
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      count = product
    }
    return isEmpty ? 0 : count
  }
}

/// An input or output: its name, and what it says of its type.
struct ONNXValueInfo: Sendable {
  /// A size, or the name of one that is known only when the graph runs.
  enum Dimension: Sendable, Hashable {
    case size(Int)
    case named(String)
  }

  var name = ""
  var documentation = ""
  /// Nil for sequences and maps.
  var type: ONNXElementType?
  /// Nil: any.
  var shape: [Dimension]?

  init() {}

  init(_ name: String, _ type: ONNXElementType, _ shape: [Dimension], documentation: String = "") {
    (self.name, self.type, self.shape, self.documentation) = (name, type, shape, documentation)
  }
}
