// Operators that move elements, and those that reduce a dimension.

import SoftmaxFiles

extension ONNXEvaluator {
  /// The sizes before, at and behind a dimension, of a shape whose number of elements an Int holds.
  private func split(_ shape: [Int], at axis: Int) -> (outer: Int, size: Int, inner: Int) {
    (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
  }

  mutating func concatenation(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let first = try input(node, 0)
    let axis = try axis(node, default: 0, rank: first.shape.count)
    var parts: [ONNXValue] = []
    var shape = first.shape
    shape[axis] = 0
    for index in node.inputs.indices {
      let part = try input(node, index)
      var other = part.shape
      guard part.type == first.type, other.count == shape.count else {
        throw bad(node, "its inputs are of different types or dimensions")
      }
      let (sum, overflow) = shape[axis].addingReportingOverflow(other[axis])
      guard !overflow else { throw bad(node, "its result is too large") }
      shape[axis] = sum
      other[axis] = sum
      guard other == shape else { throw bad(node, "its inputs have shapes that do not fit") }
      parts.append(part)
    }
    let count = try reserve(node, shape, operations: ONNXTensor.elementCount(shape) ?? .max)
    guard count > 0 else { return first.type == .string ? ONNXValue(shape, texts: []) : empty(first, shape) }
    let outer = split(shape, at: axis).outer
    func joined<Element>(_ parts: [[Element]]) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(count)
      for row in 0..<outer {
        for part in parts {
          let width = part.count / outer
          result += part[row * width..<(row + 1) * width]
        }
      }
      return result
    }
    let texts = parts.compactMap(\.texts)
    if texts.count == parts.count { return ONNXValue(shape, texts: joined(texts)) }
    let whole = parts.compactMap(\.integers)
    if whole.count == parts.count { return ONNXValue(first.type, shape, integers: joined(whole)) }
    var numbers: [[Double]] = []
    for part in parts { try numbers.append(self.numbers(node, part)) }
    return ONNXValue(first.type, shape, numbers: joined(numbers))
  }

  private func empty(_ like: ONNXValue, _ shape: [Int]) -> ONNXValue {
    like.integers != nil
      ? ONNXValue(like.type, shape, integers: []) : ONNXValue(like.type, shape, numbers: [])
  }

  /// A constant that is written into its node.
  func constant(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    guard node.attributes.count == 1 else { throw bad(node, "expected one value") }
    switch (node.attributes[0].name, node.attributes[0].value) {
    case ("value", .tensor(let tensor)): return ONNXValue(tensor)
    case ("value_int", .integer(let value)): return ONNXValue(.int64, [], integers: [value])
    case ("value_ints", .integers(let values)): return ONNXValue(.int64, [values.count], integers: values)
    case ("value_float", .float(let value)): return ONNXValue(.float, [], numbers: [Double(value)])
    case ("value_floats", .floats(let values)): return ONNXValue([values.count], floats: values)
    default: throw bad(node, "its value is of a kind that is not read")
    }
  }

  mutating func transpose(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    let order = try integers(node, "perm") ?? [1, 0]
    guard value.shape.count == 2, order == [1, 0], value.type.isFloating else {
      throw bad(node, "expected a matrix of numbers")
    }
    let (rows, columns) = (value.shape[0], value.shape[1])
    let count = try reserve(node, [columns, rows], operations: value.count)
    let found = try numbers(node, value)
    return ONNXValue(
      value.type, [columns, rows],
      numbers: (0..<count).map { found[$0 % rows * columns + $0 / rows] })
  }

  mutating func reshape(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    guard let target = try input(node, 1).integers, target.count <= ONNXValue.mostDimensions else {
      throw bad(node, "its shape is none")
    }
    let keepsZeros = try integer(node, "allowzero", default: 0) != 0
    var shape = target
    for (axis, size) in target.enumerated() where size == 0 && !keepsZeros {
      guard axis < value.shape.count else { throw bad(node, "its shape \(target) does not fit") }
      shape[axis] = value.shape[axis]
    }
    if let free = shape.firstIndex(of: -1) {
      shape[free] = 1
      guard let rest = ONNXTensor.elementCount(shape), rest > 0, value.count % rest == 0 else {
        throw bad(node, "its shape \(target) does not fit \(value.shape)")
      }
      shape[free] = value.count / rest
    }
    guard ONNXTensor.elementCount(shape) == value.count else {
      throw bad(node, "its shape \(target) does not fit \(value.shape)")
    }
    return value.reshaped(shape)
  }

  mutating func flatten(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    let rank = value.shape.count
    let axis = try integer(node, "axis", default: 1)
    guard (-rank...rank).contains(axis) else { throw bad(node, "'axis' is \(axis) of \(rank) dimensions") }
    let place = axis < 0 ? axis + rank : axis
    // No more elements than the value has, which an Int holds, unless one size is 0.
    guard let first = ONNXTensor.elementCount(Array(value.shape[..<place])),
      let second = ONNXTensor.elementCount(Array(value.shape[place...]))
    else { throw bad(node, "its input has the shape \(value.shape)") }
    return value.reshaped([first, second])
  }

  mutating func gather(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let (data, indices) = (try input(node, 0), try input(node, 1))
    guard let places = indices.integers, indices.type == .int64 || indices.type == .int32 else {
      throw bad(node, "its indices are no whole numbers")
    }
    guard !data.shape.isEmpty else { throw bad(node, "its data has no dimension") }
    let axis = try axis(node, default: 0, rank: data.shape.count)
    return try gathered(node, data, places, indices.shape, axis)
  }

  /// The slices of `data` at `places` along a dimension, whose place `shape` takes.
  mutating func gathered(
    _ node: ONNXNode, _ data: ONNXValue, _ places: [Int], _ shape: [Int], _ axis: Int
  ) throws(FileError) -> ONNXValue {
    let result = Array(data.shape[..<axis]) + shape + Array(data.shape[(axis + 1)...])
    let count = try reserve(node, result, operations: ONNXTensor.elementCount(result) ?? .max)
    guard count > 0 else { return data.type == .string ? ONNXValue(result, texts: []) : empty(data, result) }
    let (outer, size, inner) = split(data.shape, at: axis)
    var wrapped: [Int] = []
    for place in places {
      guard (-size..<size).contains(place) else {
        throw bad(node, "an index is \(place), expected one below \(size)")
      }
      wrapped.append(place < 0 ? place + size : place)
    }
    func picked<Element>(_ elements: [Element]) -> [Element] {
      var picked: [Element] = []
      picked.reserveCapacity(count)
      for row in 0..<outer {
        for place in wrapped {
          let first = (row * size + place) * inner
          picked += elements[first..<first + inner]
        }
      }
      return picked
    }
    if let texts = data.texts { return ONNXValue(result, texts: picked(texts)) }
    if let whole = data.integers { return ONNXValue(data.type, result, integers: picked(whole)) }
    return ONNXValue(data.type, result, numbers: picked(try numbers(node, data)))
  }

  mutating func softmax(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try floating(node, 0)
    guard value.shape.count == 2 else {
      throw bad(node, "its input has the shape \(value.shape), expected two")
    }
    // Before version 13 the dimensions from `axis` on were one; of two that is the same.
    let axis = try axis(node, default: model.operatorVersion >= 13 ? -1 : 1, rank: 2)
    guard axis == 1 else { throw bad(node, "'axis' is 0, expected the classes") }
    return ONNXValue(value.type, value.shape, numbers: Self.softmax(try unary(node), width: value.shape[1]))
  }

  /// Each row's largest is subtracted first.
  static func softmax(_ logits: [Double], width: Int) -> [Double] {
    guard width > 0 else { return [] }
    return ExportScores(logits: logits, groups: (0..<width).map { [$0] }).probabilities
  }

  mutating func argMax(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    guard value.shape.count == 2, try axis(node, default: 0, rank: 2) == 1, value.shape[1] > 0,
      try integer(node, "select_last_index", default: 0) == 0
    else { throw bad(node, "expected the largest of each row, the first of equal ones") }
    let rows = value.shape[0]
    let shape = try integer(node, "keepdims", default: 1) != 0 ? [rows, 1] : [rows]
    try reserve(node, shape, operations: value.count)
    return ONNXValue(.int64, shape, integers: Self.largest(try numbers(node, value), width: value.shape[1]))
  }

  /// The place of each row's largest number, of equal ones the first.
  static func largest(_ numbers: [Double], width: Int) -> [Int] {
    stride(from: 0, to: numbers.count, by: width).map { first in
      var best = 0
      for place in 1..<max(width, 1) where numbers[first + place] > numbers[first + best] { best = place }
      return best
    }
  }

  mutating func reduceSum(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try floating(node, 0)
    let given = try integers(node, "axes")
    let axes = try optionalInput(node, 1)?.integers ?? given ?? []
    guard value.shape.count == 2, axes == [1] || axes == [-1], value.shape[1] > 0 else {
      throw bad(node, "expected the sum of each row")
    }
    let (rows, width) = (value.shape[0], value.shape[1])
    let shape = try integer(node, "keepdims", default: 1) != 0 ? [rows, 1] : [rows]
    try reserve(node, shape, operations: value.count)
    let found = try numbers(node, value)
    return ONNXValue(
      value.type, shape,
      numbers: (0..<rows).map { row in found[row * width..<(row + 1) * width].reduce(0, +) })
  }
}
