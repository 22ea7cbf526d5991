// What flows along the edges of a graph.

import SoftmaxFiles
import SoftmaxKernels

/// A tensor while a graph runs.
struct ONNXValue {
  enum Elements {
    /// Float32 or Float64 numbers as they lie in a file, so that large constants are never decoded as a whole.
    case raw(SharedStorage<UInt8>, isDouble: Bool)
    /// Float32 numbers of a setting.
    case floats(ArraySlice<Float>)
    /// Numbers; those of type `float` are Float32 numbers, held in Float64.
    case numbers([Double])
    /// Whole numbers and truth values, 0 and 1.
    case integers([Int])
    case texts([String])
  }

  static let mostDimensions = 8

  var type: ONNXElementType
  var shape: [Int]
  var elements: Elements

  /// Numbers of a type, rounded to Float32 where that is what they are.
  init(_ type: ONNXElementType, _ shape: [Int], numbers: [Double]) {
    (self.type, self.shape) = (type, shape)
    elements = .numbers(type == .float ? numbers.map { Double(Float($0)) } : numbers)
  }

  init(_ type: ONNXElementType, _ shape: [Int], integers: [Int]) {
    (self.type, self.shape, elements) = (type, shape, .integers(integers))
  }

  init(_ shape: [Int], texts: [String]) { (type, self.shape, elements) = (.string, shape, .texts(texts)) }

  /// Float32 numbers of a setting, which are not copied.
  init(_ shape: [Int], floats: ArraySlice<Float>) {
    (type, self.shape, elements) = (.float, shape, .floats(floats))
  }

  /// A constant of a file, which was checked when it was read.
  init(_ tensor: ONNXTensor) {
    (type, shape) = (tensor.type, tensor.shape)
    switch tensor.content {
    case .raw(let bytes):
      elements =
        type.isFloating
        ? .raw(bytes, isDouble: type == .double) : .integers(Self.integers(bytes, type))
    case .rope(let rope):
      elements = .raw(SharedStorage(rope.array), isDouble: type == .double)
    case .floats(let values): elements = .floats(values[...])
    case .doubles(let values): elements = .numbers(values)
    case .integers(let values): elements = .integers(values)
    case .texts(let texts): elements = .texts(texts)
    }
  }

  var count: Int {
    switch elements {
    case .raw(let bytes, let isDouble): bytes.count / (isDouble ? 8 : 4)
    case .floats(let values): values.count
    case .numbers(let values): values.count
    case .integers(let values): values.count
    case .texts(let texts): texts.count
    }
  }

  /// The elements as numbers; nil for texts.
  var numbers: [Double]? {
    switch elements {
    case .raw(let bytes, let isDouble):
      isDouble ? bytes.littleEndianDoubles : bytes.littleEndianFloats?.map(Double.init)
    case .floats(let values): values.map(Double.init)
    case .numbers(let values): values
    case .integers(let values): values.map(Double.init)
    case .texts: nil
    }
  }

  /// The elements as whole numbers; nil where they are of another type.
  var integers: [Int]? {
    if case .integers(let values) = elements { values } else { nil }
  }

  var texts: [String]? {
    if case .texts(let texts) = elements { texts } else { nil }
  }

  /// The same elements in another shape of as many.
  func reshaped(_ shape: [Int]) -> ONNXValue {
    var value = self
    value.shape = shape
    return value
  }

  /// The same numbers as another type of numbers.
  func with(type: ONNXElementType) -> ONNXValue {
    var value = self
    value.type = type
    return value
  }

  private static func integers(_ bytes: SharedStorage<UInt8>, _ type: ONNXElementType) -> [Int] {
    let width = type.byteCount ?? 1
    return bytes.withSpan { span in
      (0..<span.count / width).map { index in
        var bits: UInt64 = 0
        for place in 0..<width { bits |= UInt64(span[width * index + place]) << UInt64(8 * place) }
        switch type {
        case .int8: return Int(Int8(truncatingIfNeeded: bits))
        case .int16: return Int(Int16(truncatingIfNeeded: bits))
        case .int32: return Int(Int32(truncatingIfNeeded: bits))
        default: return Int(truncatingIfNeeded: bits)
        }
      }
    }
  }
}

/// Numbers as they lie, one row of them at a time.
struct ONNXRows {
  private let value: ONNXValue
  private let width: Int

  init(_ value: ONNXValue, width: Int) { (self.value, self.width) = (value, width) }

  /// Writes a row's numbers into `row`, which has as many.
  func read(_ index: Int, into row: inout [Double]) {
    let first = index * width
    switch value.elements {
    case .raw(let bytes, let isDouble):
      guard isDouble else {
        precondition(row.count == width, "a row's numbers")
        return bytes.widenFloats(from: 4 * first, into: &row)
      }
      bytes.withSpan { span in
        for j in 0..<width { row[j] = Double(bitPattern: span.word(at: 8 * (first + j))) }
      }
    case .floats(let values):
      for j in 0..<width { row[j] = Double(values[values.startIndex + first + j]) }
    case .numbers(let values): for j in 0..<width { row[j] = values[first + j] }
    case .integers(let values): for j in 0..<width { row[j] = Double(values[first + j]) }
    case .texts: break
    }
  }
}
