// Constants and settings of an ONNX file, with the numbers in them.

import SoftmaxFiles
import SoftmaxKernels

extension ONNXMessageReader {
  func attribute(_ message: ProtobufField) throws(FileError) -> ONNXAttribute {
    var reader = try message.message()
    var (name, type) = ("", 0)
    var (float, integer, text): (Float?, Int?, String?) = (nil, nil, nil)
    var single: ONNXTensor?
    var (floats, integers, texts): ([Float], [Int], [String]) = ([], [], [])
    var isOther = false
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.text()
      case 2: float = try field.float()
      case 3: integer = try field.integer()
      case 4: text = try field.text()
      case 5: single = try tensor(field)
      case 7: try field.append(to: &floats)
      case 8: try field.append(to: &integers)
      case 9: try texts.append(field.text())
      case 20: type = try field.integer()
      case 6, 10, 11, 14, 15, 21, 22, 23: isOther = true
      default: break
      }
    }
    guard !name.isEmpty else { throw bad("a setting of a node has no name", at: message) }
    let value: ONNXAttribute.Value
    switch type {
    case 1: value = .float(float ?? 0)
    case 2: value = .integer(integer ?? 0)
    case 3: value = .text(text ?? "")
    case 4: value = single.map { .tensor($0) } ?? .other
    case 6: value = .floats(floats[...])
    case 7: value = .integers(integers)
    case 8: value = .texts(texts)
    // Files of the first years do not tell the type.
    case 0 where !isOther:
      if let float {
        value = .float(float)
      } else if let integer {
        value = .integer(integer)
      } else if let text {
        value = .text(text)
      } else if let single {
        value = .tensor(single)
      } else if !floats.isEmpty {
        value = .floats(floats[...])
      } else if !integers.isEmpty {
        value = .integers(integers)
      } else {
        value = .texts(texts)
      }
    default: value = .other
    }
    return ONNXAttribute(name, value)
  }

  /// A constant whose numbers are as many as its shape has.
  func tensor(_ message: ProtobufField) throws(FileError) -> ONNXTensor {
    var reader = try message.message()
    var tensor = ONNXTensor()
    var typeNumber = 0
    var raw: SharedStorage<UInt8>?
    var (floats, doubles, integers, texts): ([Float], [Double], [Int], [String]) = ([], [], [], [])
    while let field = try reader.next() {
      switch field.number {
      case 1: try field.append(to: &tensor.shape)
      case 2: typeNumber = try field.integer()
      case 3: throw bad("a constant is only a part of one, which is not read", at: field)
      case 4: try field.append(to: &floats)
      case 5, 7, 11: try field.append(to: &integers)
      case 6: try texts.append(field.text())
      case 8: tensor.name = try field.text()
      case 9:
        guard raw == nil else { throw bad("a constant has its bytes twice", at: field) }
        raw = try field.bytes()
      case 10: try field.append(to: &doubles)
      case 13:
        throw FileError(
          .badData, path: path, position: .byte(field.position),
          problem: "the numbers of a constant lie in another file",
          remedy: "save the model with its numbers inside")
      case 14:
        guard try field.integer() == 0 else {
          throw bad("the numbers of a constant lie in another file", at: field)
        }
      default: break
      }
    }
    let name = tensor.name.printable(limit: 60)
    guard let type = ONNXElementType(rawValue: typeNumber) else {
      throw bad("constant '\(name)' has elements of type \(typeNumber), which are not read", at: message)
    }
    tensor.type = type
    let lists = [floats.isEmpty, doubles.isEmpty, integers.isEmpty, texts.isEmpty].count { !$0 }
    guard lists + (raw == nil ? 0 : 1) < 2 else {
      throw bad("constant '\(name)' has its elements in two ways, which need not agree", at: message)
    }
    guard tensor.shape.count <= ONNXValue.mostDimensions, let count = ONNXTensor.elementCount(tensor.shape)
    else {
      throw bad("constant '\(name)' has a shape that cannot be", at: message)
    }
    let found: Int
    if let raw {
      guard let width = type.byteCount, raw.count % width == 0 else {
        throw bad("constant '\(name)' has \(raw.count) bytes of elements that take others", at: message)
      }
      (found, tensor.content) = (raw.count / width, .raw(raw))
    } else {
      switch type {
      case .float: (found, tensor.content) = (floats.count, .floats(floats))
      case .double: (found, tensor.content) = (doubles.count, .doubles(doubles))
      case .string: (found, tensor.content) = (texts.count, .texts(texts))
      default: (found, tensor.content) = (integers.count, .integers(integers))
      }
    }
    guard found == count else {
      throw bad("constant '\(name)' has \(found) elements, its shape \(tensor.shape) has \(count)", at: message)
    }
    return tensor
  }
}
