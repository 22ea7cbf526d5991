// Operators that work element by element, with the smaller input repeated.

import SoftmaxFiles

/// How the elements of some inputs meet: the shapes are repeated along dimensions of size 1, as NumPy does.
struct ONNXBroadcast {
  let shape: [Int]
  private let steps: [[Int]]

  /// Nil where the shapes do not fit.
  init?(_ shapes: [[Int]]) {
    let rank = shapes.map(\.count).max() ?? 0
    let full = shapes.map { [Int](repeating: 1, count: rank - $0.count) + $0 }
    var shape = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      for one in full where one[axis] != 1 {
        guard shape[axis] == 1 || shape[axis] == one[axis] else { return nil }
        shape[axis] = one[axis]
      }
    }
    self.shape = shape
    steps = full.map { one in
      var steps = [Int](repeating: 0, count: rank)
      var step = 1
      for axis in (0..<rank).reversed() {
        if one[axis] != 1 { steps[axis] = step }
        // Beyond what an Int holds only where a size is 0, or the shape was refused.
        step = step.multipliedReportingOverflow(by: one[axis]).partialValue
      }
      return steps
    }
  }

  /// The places of the inputs' elements for each element of the result, in order.
  func forEach(count: Int, _ body: ([Int]) -> Void) {
    guard count > 0 else { return }
    var places = [Int](repeating: 0, count: steps.count)
    var index = [Int](repeating: 0, count: shape.count)
    for _ in 0..<count {
      body(places)
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        for input in steps.indices { places[input] += steps[input][axis] }
        if index[axis] < shape[axis] { break }
        for input in steps.indices { places[input] -= steps[input][axis] * shape[axis] }
        index[axis] = 0
        axis -= 1
      }
    }
  }
}

extension ONNXEvaluator {
  /// Two inputs of one type, and how they meet.
  private mutating func operands(
    _ node: ONNXNode, _ first: Int = 0
  ) throws(FileError) -> (ONNXValue, ONNXValue, ONNXBroadcast, Int) {
    let (a, b) = (try input(node, first), try input(node, first + 1))
    guard a.type == b.type else { throw bad(node, "its inputs are of different types") }
    guard let broadcast = ONNXBroadcast([a.shape, b.shape]) else {
      throw bad(node, "its inputs have the shapes \(a.shape) and \(b.shape)")
    }
    let count = try reserve(
      node, broadcast.shape, operations: ONNXTensor.elementCount(broadcast.shape) ?? .max)
    return (a, b, broadcast, count)
  }

  mutating func arithmetic(
    _ node: ONNXNode, _ function: (Double, Double) -> Double, _ whole: (Int, Int) -> Int
  ) throws(FileError) -> ONNXValue {
    let (a, b, broadcast, count) = try operands(node)
    if let a = a.integers, let b = b.integers {
      // Of smaller types results could be others than a program's; none of the graphs that are read has such.
      guard try input(node, 0).type == .int64 else { throw bad(node, "whole numbers have to be of type int64") }
      var result: [Int] = []
      result.reserveCapacity(count)
      broadcast.forEach(count: count) { result.append(whole(a[$0[0]], b[$0[1]])) }
      return ONNXValue(.int64, broadcast.shape, integers: result)
    }
    let (x, y) = (try numbers(node, a), try numbers(node, b))
    var result: [Double] = []
    result.reserveCapacity(count)
    if a.shape == b.shape {
      for place in 0..<count { result.append(function(x[place], y[place])) }
    } else if y.count == 1, a.shape == broadcast.shape {
      for place in 0..<count { result.append(function(x[place], y[0])) }
    } else {
      broadcast.forEach(count: count) { result.append(function(x[$0[0]], y[$0[1]])) }
    }
    return ONNXValue(a.type, broadcast.shape, numbers: result)
  }

  mutating func comparison(
    _ node: ONNXNode, _ function: (Double, Double) -> Bool, _ whole: (Int, Int) -> Bool
  ) throws(FileError) -> ONNXValue {
    let (a, b, broadcast, count) = try operands(node)
    var result: [Int] = []
    result.reserveCapacity(count)
    if let a = a.integers, let b = b.integers {
      broadcast.forEach(count: count) { result.append(whole(a[$0[0]], b[$0[1]]) ? 1 : 0) }
    } else if let a = a.texts, let b = b.texts, node.operation == "Equal" {
      broadcast.forEach(count: count) { result.append(a[$0[0]] == b[$0[1]] ? 1 : 0) }
    } else {
      let (x, y) = (try numbers(node, a), try numbers(node, b))
      broadcast.forEach(count: count) { result.append(function(x[$0[0]], y[$0[1]]) ? 1 : 0) }
    }
    return ONNXValue(.bool, broadcast.shape, integers: result)
  }

  mutating func choice(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let condition = try input(node, 0)
    guard condition.type == .bool, let chosen = condition.integers else {
      throw bad(node, "its condition is of another type")
    }
    let (a, b) = (try input(node, 1), try input(node, 2))
    guard a.type == b.type else { throw bad(node, "its inputs are of different types") }
    guard let broadcast = ONNXBroadcast([condition.shape, a.shape, b.shape]) else {
      throw bad(node, "its inputs have the shapes \(condition.shape), \(a.shape) and \(b.shape)")
    }
    let count = try reserve(
      node, broadcast.shape, operations: ONNXTensor.elementCount(broadcast.shape) ?? .max)
    func pick<Element>(_ x: [Element], _ y: [Element]) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(count)
      broadcast.forEach(count: count) { result.append(chosen[$0[0]] != 0 ? x[$0[1]] : y[$0[2]]) }
      return result
    }
    if let x = a.texts, let y = b.texts { return ONNXValue(broadcast.shape, texts: pick(x, y)) }
    if let x = a.integers, let y = b.integers {
      return ONNXValue(a.type, broadcast.shape, integers: pick(x, y))
    }
    return ONNXValue(a.type, broadcast.shape, numbers: pick(try numbers(node, a), try numbers(node, b)))
  }

  mutating func cast(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    guard let type = ONNXElementType(rawValue: try integer(node, "to", default: 0)) else {
      throw bad(node, "'to' is no type that is read")
    }
    if type == value.type { return value }
    switch (value.elements, type) {
    // Every Float32 number is a Float64 number: they stay where they lie.
    case (.raw(_, isDouble: false), .double), (.floats, .double), (.numbers, .double):
      return value.with(type: .double)
    case (.texts, _), (_, .string): throw bad(node, "texts are not converted")
    default: break
    }
    try reserve(node, value.shape, operations: value.count)
    if type.isFloating { return ONNXValue(type, value.shape, numbers: try numbers(node, value)) }
    if let integers = value.integers {
      if type == .bool { return ONNXValue(type, value.shape, integers: integers.map { $0 == 0 ? 0 : 1 }) }
      guard type == .int64 || type == .int32 else { throw bad(node, "'to' is a type that is not made") }
      return ONNXValue(
        type, value.shape,
        integers: type == .int64 ? integers : integers.map { Int(Int32(truncatingIfNeeded: $0)) })
    }
    let found = try numbers(node, value)
    if type == .bool { return ONNXValue(type, value.shape, integers: found.map { $0 == 0 ? 0 : 1 }) }
    guard type == .int64 else { throw bad(node, "'to' is a type that is not made") }
    return ONNXValue(
      type, value.shape,
      integers: found.map { $0.isNaN ? 0 : Int(exactly: $0.rounded(.towardZero)) ?? ($0 < 0 ? .min : .max) })
  }
}
