// The elements of a tensor as JSON has them: flat, or arrays in arrays of the tensor's shape.

import SoftmaxFiles

/// Reads "data".
struct ElementReader {
  let type: TensorType
  let shape: [Int]
  let count: Int
  /// The input, for messages.
  let place: String
  private var numbers: [UInt8] = []
  private var words: [String?] = []
  private var found = 0

  init(type: TensorType, shape: [Int], count: Int, place: String) {
    (self.type, self.shape, self.count, self.place) = (type, shape, count, place)
  }

  /// The elements that stand at the scanner's place.
  mutating func read(_ scanner: inout JSONScanner) throws(RequestProblem) -> InferenceRequest.Input.Content {
    guard type != .fp16 else {
      throw .bad("\(place): JSON cannot hold FP16: send it as a binary tensor, or as FP32")
    }
    guard scanner.peek() == UInt8(ascii: "[") else {
      throw scanner.problem("the \"data\" of \(place) is no array")
    }
    try read(&scanner, level: 0)
    guard found == count else {
      throw .bad("\(place): its shape \(shape) has \(count) elements, but \"data\" has \(found)")
    }
    return type == .bytes ? .words(words) : .numbers(numbers)
  }

  private mutating func read(_ scanner: inout JSONScanner, level: Int) throws(RequestProblem) {
    let start = scanner.position
    try scanner.expect(UInt8(ascii: "["))
    let isNested = scanner.peek() == UInt8(ascii: "[")
    var length = 0
    if type == .uint8, !isNested {
      // Pixels: the most that requests hold.
      length = scanner.takePixels(atMost: count - found, into: &numbers)
      found += length
      if length > 0 {
        if scanner.take(UInt8(ascii: "]")) { return try check(length, level, isFlat: true, scanner, start) }
        guard scanner.take(UInt8(ascii: ",")) else { throw scanner.unexpected("',' or ']'") }
      }
    }
    if length == 0, scanner.take(UInt8(ascii: "]")) {
      return try check(length, level, isFlat: true, scanner, start)
    }
    repeat {
      if isNested {
        guard level + 1 < shape.count, scanner.peek() == UInt8(ascii: "[") else {
          throw scanner.problem("the arrays of \(place) are nested otherwise than its shape \(shape)")
        }
        try read(&scanner, level: level + 1)
      } else {
        try element(&scanner)
      }
      length += 1
    } while scanner.take(UInt8(ascii: ","))
    guard scanner.take(UInt8(ascii: "]")) else { throw scanner.unexpected("',' or ']'") }
    try check(length, level, isFlat: !isNested, scanner, start)
  }

  /// All elements in one array are right, whatever the shape; else every array has its dimension's length.
  private func check(
    _ length: Int, _ level: Int, isFlat: Bool, _ scanner: JSONScanner, _ start: Int
  ) throws(RequestProblem) {
    if isFlat, level == 0 { return }
    guard length == shape[level], !isFlat || level == shape.count - 1 else {
      throw scanner.problem(
        "an array of \(place) has \(length) elements, which its shape \(shape) does not have there", at: start)
    }
  }

  private mutating func element(_ scanner: inout JSONScanner) throws(RequestProblem) {
    guard found < count else {
      throw scanner.problem("\(place) has more elements than its shape \(shape) says, which is \(count)")
    }
    found += 1
    switch type {
    case .bytes: words.append(try word(&scanner))
    case .bool:
      switch scanner.peek() {
      case UInt8(ascii: "t"), UInt8(ascii: "f"): numbers.append(try scanner.boolean() ? 1 : 0)
      default: try number(&scanner)
      }
    default: try number(&scanner)
    }
  }

  /// A text; a number or a boolean stands for its own text, null for none.
  private func word(_ scanner: inout JSONScanner) throws(RequestProblem) -> String? {
    if try scanner.takeNull() { return nil }
    if scanner.peek() == UInt8(ascii: "\"") { return try scanner.string() }
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "["), UInt8(ascii: "{"): throw scanner.unexpected("a text")
    default:
      try scanner.skip()
      return String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
    }
  }

  private mutating func number(_ scanner: inout JSONScanner) throws(RequestProblem) {
    let start = scanner.position
    if type == .fp32 || type == .fp64, try scanner.takeNull() {
      type.append(.nan, to: &numbers)
      return
    }
    // No JSON, but what Triton's client writes for a value that is missing.
    if let value = try scanner.takeNotFinite() {
      guard type == .fp32 || type == .fp64 else {
        throw scanner.problem("\(place): \(type.rawValue) cannot hold \(value)", at: start)
      }
      type.append(value, to: &numbers)
      return
    }
    let value = try scanner.number()
    if let whole = type.wholeNumbers {
      guard whole.contains(value), value.rounded(.towardZero) == value else {
        throw scanner.problem("\(place): \(type.rawValue) cannot hold \(value)", at: start)
      }
    } else if type == .fp32, !Float(value).isFinite {
      throw scanner.problem("\(place): \(value) is beyond FP32", at: start)
    }
    type.append(value, to: &numbers)
  }
}
