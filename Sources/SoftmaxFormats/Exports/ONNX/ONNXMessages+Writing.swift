// The bytes of an ONNX file's messages.

import SoftmaxFiles
import SoftmaxKernels

extension ONNXModel {
  /// The file. Numbers of tensors are not copied.
  var encoded: ByteRope {
    var writer = ProtobufWriter()
    writer.integer(1, irVersion)
    if !producerName.isEmpty { writer.string(2, producerName) }
    if !producerVersion.isEmpty { writer.string(3, producerVersion) }
    if !documentation.isEmpty { writer.string(6, documentation) }
    writer.message(7) { graph.write(to: &$0) }
    for set in operatorSets {
      writer.message(8) {
        $0.string(1, set.domain)
        $0.integer(2, set.version)
      }
    }
    for entry in metadata {
      writer.message(14) {
        $0.string(1, entry.key)
        $0.string(2, entry.value)
      }
    }
    return writer.rope
  }
}

extension ONNXGraph {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for node in nodes { writer.message(1) { node.write(to: &$0) } }
    writer.string(2, name)
    for tensor in initializers { writer.message(5) { tensor.write(to: &$0) } }
    if !documentation.isEmpty { writer.string(10, documentation) }
    for input in inputs { writer.message(11) { input.write(to: &$0) } }
    for output in outputs { writer.message(12) { output.write(to: &$0) } }
  }
}

extension ONNXNode {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for input in inputs { writer.string(1, input) }
    for output in outputs { writer.string(2, output) }
    if !name.isEmpty { writer.string(3, name) }
    writer.string(4, operation)
    for attribute in attributes { writer.message(5) { attribute.write(to: &$0) } }
    if !domain.isEmpty { writer.string(7, domain) }
  }
}

extension ONNXAttribute {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.string(1, name)
    let type: Int
    switch value {
    case .float(let value):
      writer.float(2, value)
      type = 1
    case .integer(let value):
      writer.integer(3, value)
      type = 2
    case .text(let text):
      writer.string(4, text)
      type = 3
    case .tensor(let tensor):
      writer.message(5) { tensor.write(to: &$0) }
      type = 4
    case .floats(let values):
      writer.floats(7, values)
      type = 6
    case .integers(let values):
      writer.integers(8, values)
      type = 7
    case .texts(let texts):
      for text in texts { writer.string(9, text) }
      type = 8
    case .other: type = 0
    }
    writer.integer(20, type)
  }
}

extension ONNXTensor {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.integers(1, shape)
    writer.integer(2, type.rawValue)
    switch content {
    case .raw(let bytes): writer.bytes(9, bytes.array)
    case .rope(let rope): writer.rope(9, rope)
    case .floats(let values): writer.floats(4, values[...])
    case .doubles(let values): writer.doubles(10, values[...])
    case .integers(let values): writer.integers(7, values)
    case .texts(let texts): for text in texts { writer.string(6, text) }
    }
    writer.string(8, name)
  }
}

extension ONNXValueInfo {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.string(1, name)
    writer.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, (self.type ?? .float).rawValue)
        tensor.message(2) { shape in
          for dimension in self.shape ?? [] {
            shape.message(1) {
              switch dimension {
              case .size(let size): $0.integer(1, size)
              case .named(let name): $0.string(2, name)
              }
            }
          }
        }
      }
    }
    if !documentation.isEmpty { writer.string(3, documentation) }
  }
}
