// What goes into an ONNX graph and comes out of it.

import SoftmaxFiles
import SoftmaxKernels

/// The inputs and outputs of a graph, by the few fields of ModelProto, GraphProto and ValueInfoProto that say so.
///
/// Reference: onnx.proto. ModelProto.graph = 7; GraphProto.initializer = 5, input = 11, output = 12; ValueInfoProto.name = 1,
/// type = 2; TypeProto.tensor_type = 1, whose elem_type = 1 and shape = 2; TensorShapeProto.dim = 1, whose dim_value = 1.
struct ONNXEnds {
  /// An input or output: NumPy's name of its type, and its dimensions, of which those that vary are nil.
  struct End {
    let name: String
    let type: String
    let shape: [Int?]
  }

  private(set) var inputs: [End] = []
  private(set) var outputs: [End] = []

  private static let types = [
    1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64", 8: "str", 9: "bool",
    11: "float64",
  ]

  /// - Throws: `FileError` for what is no graph of tensors.
  init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    var reader = ProtobufReader(bytes, path: path)
    while let field = try reader.next() {
      guard field.number == 7 else { continue }
      var graph = try field.message()
      while let part = try graph.next() {
        switch part.number {
        case 11: inputs.append(try Self.end(part.message(), path))
        case 12: outputs.append(try Self.end(part.message(), path))
        default: break
        }
      }
    }
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw StatedModel.bad("a graph without inputs or outputs", path: path)
    }
  }

  private static func end(_ message: ProtobufReader, _ path: String) throws(FileError) -> End {
    var (message, name, type, shape) = (message, "", 0, [Int?]())
    while let field = try message.next() {
      switch field.number {
      case 1: name = try field.text()
      case 2:
        var kinds = try field.message()
        while let kind = try kinds.next() {
          guard kind.number == 1 else { continue }
          var tensor = try kind.message()
          while let part = try tensor.next() {
            switch part.number {
            case 1: type = try part.integer()
            case 2: shape = try self.shape(part.message())
            default: break
            }
          }
        }
      default: break
      }
    }
    guard let known = types[type] else {
      throw StatedModel.bad(
        "'\(name.prefix(80))' is of the element type \(type), which is not known", path: path)
    }
    return End(name: name, type: known, shape: shape)
  }

  private static func shape(_ message: ProtobufReader) throws(FileError) -> [Int?] {
    var (message, shape) = (message, [Int?]())
    while let field = try message.next() {
      guard field.number == 1 else { continue }
      var dimension = try field.message()
      var size: Int?
      while let part = try dimension.next() {
        if part.number == 1 { size = try part.integer() }
      }
      shape.append(size.flatMap { $0 > 0 ? $0 : nil })
    }
    return shape
  }
}
