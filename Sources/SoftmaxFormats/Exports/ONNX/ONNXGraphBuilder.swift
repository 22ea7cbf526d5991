// Putting a graph together.

import SoftmaxFiles

/// A graph that grows: names are made unique, in the order in which they are asked for.
struct ONNXGraphBuilder {
  private(set) var graph = ONNXGraph()
  /// How often each name was asked for.
  private var counts: [String: Int] = [:]

  /// The name of the dimension of samples, of which there may be any number.
  static let samples = ONNXValueInfo.Dimension.named("N")

  /// - Parameters:
  ///   - name: The graph's name.
  ///   - reserved: Names that nothing else is to have.
  init(name: String, reserved: [String]) {
    graph.name = name
    for name in reserved { counts[name] = 1 }
  }

  /// The name, or one like it that nothing has.
  mutating func unique(_ name: String) -> String {
    guard let count = counts[name] else {
      counts[name] = 1
      return name
    }
    var next = count + 1
    while counts["\(name)_\(next)"] != nil { next += 1 }
    counts[name] = next
    counts["\(name)_\(next)"] = 1
    return "\(name)_\(next)"
  }

  mutating func input(
    _ name: String, _ type: ONNXElementType, _ shape: [Int], documentation: String
  ) -> String {
    // An empty name means an input that lacks.
    let name = unique(name.isEmpty ? "column" : name)
    graph.inputs.append(
      ONNXValueInfo(name, type, [Self.samples] + shape.map { .size($0) }, documentation: documentation))
    return name
  }

  /// An output, whose name was reserved.
  mutating func output(_ name: String, _ type: ONNXElementType, _ shape: [Int], documentation: String) {
    graph.outputs.append(
      ONNXValueInfo(name, type, [Self.samples] + shape.map { .size($0) }, documentation: documentation))
  }

  /// A constant.
  mutating func constant(_ name: String, _ make: (String) -> ONNXTensor) -> String {
    let name = unique(name)
    graph.initializers.append(make(name))
    return name
  }

  /// Numbers of type float or double.
  mutating func constant(
    _ name: String, _ type: ONNXElementType, _ shape: [Int], _ numbers: [Double]
  ) -> String {
    constant(name) {
      type == .double
        ? ONNXTensor($0, shape: shape, doubles: numbers)
        : ONNXTensor($0, shape: shape, floats: numbers.map { Float($0) })
    }
  }

  /// Whole numbers.
  mutating func constant(_ name: String, _ shape: [Int], _ integers: [Int]) -> String {
    constant(name) { ONNXTensor($0, shape: shape, integers: integers) }
  }

  /// A node with one output.
  ///
  /// - Returns: The output's name: the one given where it was reserved, else one like it.
  @discardableResult
  mutating func node(
    _ operation: String, _ inputs: [String], to output: String, isReserved: Bool = false,
    _ attributes: [ONNXAttribute] = [], domain: String = ""
  ) -> String {
    let output = isReserved ? output : unique(output)
    append(operation, inputs, [output], attributes, domain: domain)
    return output
  }

  /// A node.
  mutating func append(
    _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [ONNXAttribute] = [],
    domain: String = ""
  ) {
    var node = ONNXNode()
    (node.operation, node.domain, node.name) = (operation, domain, outputs.first ?? "")
    (node.inputs, node.outputs, node.attributes) = (inputs, outputs, attributes)
    graph.nodes.append(node)
  }

  // MARK: Nodes that are often needed

  mutating func cast(_ value: String, to type: ONNXElementType, _ name: String) -> String {
    node("Cast", [value], to: name, [ONNXAttribute("to", .integer(type.rawValue))])
  }

  /// Values side by side; of one value itself.
  mutating func joined(_ values: [String], _ name: String) -> String {
    values.count == 1
      ? values[0] : node("Concat", values, to: name, [ONNXAttribute("axis", .integer(1))])
  }

  /// Columns of a matrix.
  mutating func columns(_ places: [Int], of value: String, _ name: String) -> String {
    let indices = constant(name + "_places", [places.count], places)
    return node("Gather", [value, indices], to: name, [ONNXAttribute("axis", .integer(1))])
  }
}
