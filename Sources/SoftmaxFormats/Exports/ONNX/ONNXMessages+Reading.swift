// An ONNX file's messages, read strictly: what is not understood and could change an answer is refused.

import SoftmaxFiles
import SoftmaxKernels

/// What reading a message keeps at hand.
struct ONNXMessageReader {
  let path: String

  /// The most nodes, constants, inputs or metadata of a graph, so that a file of empty messages takes no memory.
  static let mostMessages = 1 << 17

  func bad(_ problem: String, at field: ProtobufField? = nil) -> FileError {
    FileError(
      .badData, path: path, position: field.map { .byte($0.position) }, problem: problem,
      remedy: "expected an ONNX model: get the file again, or export it anew")
  }

  func check(_ count: Int, _ what: String, _ field: ProtobufField) throws(FileError) {
    guard count < Self.mostMessages else {
      throw bad("there are more than \(Self.mostMessages) \(what)", at: field)
    }
  }

  func model(_ bytes: SharedStorage<UInt8>) throws(FileError) -> ONNXModel {
    var reader = ProtobufReader(bytes, path: path)
    var model = ONNXModel()
    var hasGraph = false
    model.irVersion = 0
    while let field = try reader.next() {
      switch field.number {
      case 1: model.irVersion = try field.integer()
      case 2: model.producerName = try field.text()
      case 3: model.producerVersion = try field.text()
      case 6: model.documentation = try field.text()
      case 7:
        guard !hasGraph else { throw bad("there are two graphs", at: field) }
        hasGraph = true
        model.graph = try graph(field.message())
      case 8:
        try check(model.operatorSets.count, "sets of operators", field)
        let set = try pair(field.message(), bad: field)
        model.operatorSets.append((set.text == "ai.onnx" ? "" : set.text, set.number))
      case 14:
        try check(model.metadata.count, "metadata", field)
        let entry = try texts(field.message())
        model.metadata.append((entry.0, entry.1))
      case 25: throw bad("it has functions of its own, which are not read", at: field)
      default: break
      }
    }
    guard hasGraph else { throw bad("there is no graph in it") }
    guard (3...64).contains(model.irVersion) else {
      throw bad("the version of its form is \(model.irVersion), expected 3 to 64")
    }
    guard model.operatorSets.contains(where: { $0.domain.isEmpty || $0.domain == ONNXNode.machineLearning })
    else {
      throw bad("it names no version of its operators")
    }
    return model
  }

  private func pair(
    _ reader: ProtobufReader, bad: ProtobufField
  ) throws(FileError) -> (text: String, number: Int) {
    var reader = reader
    var result = (text: "", number: 0)
    while let field = try reader.next() {
      switch field.number {
      case 1: result.text = try field.text()
      case 2: result.number = try field.integer()
      default: break
      }
    }
    guard (1...1000).contains(result.number) else {
      throw self.bad("a set of operators has the version \(result.number)", at: bad)
    }
    return result
  }

  private func texts(_ reader: ProtobufReader) throws(FileError) -> (String, String) {
    var reader = reader
    var result = ("", "")
    while let field = try reader.next() {
      switch field.number {
      case 1: result.0 = try field.text()
      case 2: result.1 = try field.text()
      default: break
      }
    }
    return result
  }

  private func graph(_ reader: ProtobufReader) throws(FileError) -> ONNXGraph {
    var reader = reader
    var graph = ONNXGraph()
    while let field = try reader.next() {
      switch field.number {
      case 1:
        try check(graph.nodes.count, "nodes", field)
        try graph.nodes.append(node(field))
      case 2: graph.name = try field.text()
      case 5:
        try check(graph.initializers.count, "constants", field)
        try graph.initializers.append(tensor(field))
      case 10: graph.documentation = try field.text()
      case 11:
        try check(graph.inputs.count, "inputs", field)
        try graph.inputs.append(valueInfo(field))
      case 12:
        try check(graph.outputs.count, "outputs", field)
        try graph.outputs.append(valueInfo(field))
      case 15: throw bad("it has sparse constants, which are not read", at: field)
      default: break
      }
    }
    return graph
  }

  private func node(_ message: ProtobufField) throws(FileError) -> ONNXNode {
    var reader = try message.message()
    var node = ONNXNode()
    while let field = try reader.next() {
      switch field.number {
      case 1:
        try check(node.inputs.count, "inputs of a node", field)
        try node.inputs.append(field.text())
      case 2:
        try check(node.outputs.count, "outputs of a node", field)
        try node.outputs.append(field.text())
      case 3: node.name = try field.text()
      case 4: node.operation = try field.text()
      case 5:
        // An operator of those that are read has a dozen.
        guard node.attributes.count < 64 else { throw bad("a node has more than 64 settings", at: field) }
        try node.attributes.append(attribute(field))
      case 7:
        let domain = try field.text()
        node.domain = domain == "ai.onnx" ? "" : domain
      default: break
      }
    }
    guard !node.operation.isEmpty else { throw bad("a node has no operator", at: message) }
    var names: Set<String> = []
    for attribute in node.attributes where !names.insert(attribute.name).inserted {
      throw bad(
        "\(node.title): its setting '\(attribute.name.printable(limit: 60))' is given twice", at: message)
    }
    return node
  }

  private func valueInfo(_ message: ProtobufField) throws(FileError) -> ONNXValueInfo {
    var reader = try message.message()
    var info = ONNXValueInfo()
    while let field = try reader.next() {
      switch field.number {
      case 1: info.name = try field.text()
      case 2: (info.type, info.shape) = try type(field.message())
      case 3: info.documentation = try field.text()
      default: break
      }
    }
    guard !info.name.isEmpty else { throw bad("an input or output has no name", at: message) }
    return info
  }

  private func type(
    _ reader: ProtobufReader
  ) throws(FileError) -> (ONNXElementType?, [ONNXValueInfo.Dimension]?) {
    var reader = reader
    var result: (ONNXElementType?, [ONNXValueInfo.Dimension]?) = (nil, nil)
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      var tensor = try field.message()
      while let field = try tensor.next() {
        switch field.number {
        case 1: result.0 = try ONNXElementType(rawValue: field.integer())
        case 2: result.1 = try shape(field.message())
        default: break
        }
      }
    }
    return result
  }

  private func shape(_ reader: ProtobufReader) throws(FileError) -> [ONNXValueInfo.Dimension] {
    var reader = reader
    var shape: [ONNXValueInfo.Dimension] = []
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      guard shape.count < ONNXValue.mostDimensions else {
        throw bad("a shape has more than \(ONNXValue.mostDimensions) dimensions", at: field)
      }
      var dimension = ONNXValueInfo.Dimension.named("")
      var part = try field.message()
      while let field = try part.next() {
        switch field.number {
        case 1: dimension = .size(try field.integer())
        case 2: dimension = .named(try field.text())
        default: break
        }
      }
      shape.append(dimension)
    }
    return shape
  }
}
