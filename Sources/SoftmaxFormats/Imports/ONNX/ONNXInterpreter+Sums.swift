// Operators that make sums of sums, or choose among them.

import SoftmaxFiles

extension ONNXInterpreter {
  /// The numbers of a constant, one for each of `count` columns; nil where it is none such.
  private func numbers(_ value: ONNXValue?, for count: Int) -> [Double]? {
    guard let value, let numbers = value.numbers else { return nil }
    if numbers.count == 1 { return [Double](repeating: numbers[0], count: count) }
    guard value.shape.last == count, numbers.count == count else { return nil }
    return numbers
  }

  /// The sums of an input and the numbers of another, in either order.
  private func sumsAndNumbers(
    _ node: ONNXNode
  ) throws(FileError) -> (
    sums: [ONNXSum], shape: [Int], type: ONNXElementType, numbers: [Double], isFirst: Bool
  )? {
    for (place, other) in [(0, 1), (1, 0)] {
      guard case .sums(let sums, let shape, let type)? = try input(node, place) else { continue }
      let value = try constant(node, other)
      guard let numbers = numbers(value, for: sums.count), shape.count == 1 || value?.count == 1 else {
        continue
      }
      return (sums, shape, type, numbers, place == 0)
    }
    return nil
  }

  mutating func addition(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if case .code(let first)? = try input(node, 0), case .code(let second)? = try input(node, 1) {
      return .pair(first, second)
    }
    if let (sums, shape, type, numbers, _) = try sumsAndNumbers(node) {
      return .sums(zip(sums, numbers).map { $0 + $1 }, shape: shape, type: type)
    }
    guard case .sums(let a, let shape, let type)? = try input(node, 0),
      case .sums(let b, let other, _)? = try input(node, 1), shape == other
    else { return nil }
    try spend(node, zip(a, b).reduce(0) { $0 + 4 * ($1.0.atoms.count + $1.1.atoms.count) })
    return .sums(zip(a, b).map { $0 + $1 }, shape: shape, type: type)
  }

  mutating func subtraction(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard let (sums, shape, type, numbers, isFirst) = try sumsAndNumbers(node) else { return nil }
    guard isFirst else {
      return .sums(zip(sums, numbers).map { $0 * -1 + $1 }, shape: shape, type: type)
    }
    // What is subtracted in Float64 from numbers as they come stays apart: Float32 could lose what varies.
    if type == .double, sums.allSatisfy({ $0.isBare && atoms[$0.atoms[0]].kind == .number }) {
      var shifted: [ONNXSum] = []
      for (sum, origin) in zip(sums, numbers) {
        let atom = atoms[sum.atoms[0]]
        if origin == 0 || !origin.isFinite || atom.isShifted {
          shifted.append(sum + -origin)
        } else {
          shifted.append(self.shifted(atom.column, by: origin).map { ONNXSum(atom: $0) } ?? sum + -origin)
        }
      }
      return .sums(shifted, shape: shape, type: type)
    }
    return .sums(zip(sums, numbers).map { $0 + -$1 }, shape: shape, type: type)
  }

  mutating func multiplication(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if case .code(let code)? = try input(node, 0) { return try scaled(node, code) }
    guard let (sums, shape, type, numbers, _) = try sumsAndNumbers(node) else { return try products(node) }
    return .sums(zip(sums, numbers).map { $0 * $1 }, shape: shape, type: type)
  }

  mutating func division(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if case .total(let sums)? = try input(node, 1) {
      guard case .probabilities(let own, _)? = try input(node, 0), own == sums else { return nil }
      return try probabilities(node)
    }
    guard let (sums, shape, type, numbers, isFirst) = try sumsAndNumbers(node), isFirst, type.isFloating else {
      return nil
    }
    return .sums(
      zip(sums, numbers).map { sum, divisor in
        ONNXSum(sum.constant / divisor, sum.atoms, sum.coefficients.map { $0 / divisor })
      }, shape: shape, type: type)
  }

  mutating func scaler(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .sums(let sums, let shape, _)? = try input(node, 0), shape.count == 1 else { return nil }
    let offsets = try evaluator.floats(node, "offset").map { Array($0) } ?? [0]
    let scales = try evaluator.floats(node, "scale").map { Array($0) } ?? [1]
    guard [1, sums.count].contains(offsets.count), [1, sums.count].contains(scales.count) else { return nil }
    return .sums(
      sums.enumerated().map { place, sum in
        (sum + -Double(offsets[offsets.count == 1 ? 0 : place])) * Double(scales[scales.count == 1 ? 0 : place])
      }, shape: shape, type: .float)
  }

  mutating func cast(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    let type = ONNXElementType(rawValue: try evaluator.integer(node, "to", default: 0))
    switch try input(node, 0) {
    case .sums(let sums, let shape, let own)?:
      guard let type, type.isFloating || type == own else { return nil }
      return .sums(sums, shape: shape, type: type)
    case .isMissing(let columns)?:
      guard let type, type.isFloating else { return nil }
      return indicators(columns, type)
    case .label(let label)?: return type.flatMap { cast(label, to: $0) }
    case .best(let scores)? where type == .int64 || type == .int32: return .best(scores)
    case .probabilities(let sums, let transform)? where type?.isFloating == true:
      return .probabilities(sums, transform)
    default: return nil
    }
  }

  mutating func concatenation(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    var all: [ONNXSum] = []
    var texts: [Int] = []
    var type: ONNXElementType?
    var rank = 1
    for index in node.inputs.indices {
      switch try input(node, index) {
      case .sums(let sums, let shape, let own)?:
        try spend(node, Self.costOfSum * sums.count)
        guard shape.dropLast().allSatisfy({ $0 == 1 }), type == nil || type == own,
          index == 0 || rank == shape.count
        else { return nil }
        (type, rank) = (own, shape.count)
        all += sums
      case .texts(let columns)?:
        try spend(node, columns.count)
        texts += columns
      default: return nil
      }
    }
    let axis = try evaluator.integer(node, "axis", default: 0)
    guard axis == -1 || axis == rank, all.isEmpty || texts.isEmpty else { return nil }
    if !texts.isEmpty { return .texts(texts) }
    guard let type else { return nil }
    return .sums(all, shape: [Int](repeating: 1, count: rank - 1) + [all.count], type: type)
  }

  func reshape(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    let symbol = try input(node, 0)
    if node.operation == "Flatten" {
      guard try evaluator.integer(node, "axis", default: 1) == 1,
        case .sums(let sums, _, let type)? = symbol
      else { return nil }
      return .sums(sums, shape: [sums.count], type: type)
    }
    guard let target = try constant(node, 1)?.integers else { return nil }
    switch symbol {
    case .label(let label)?: return .label(label)
    // One number for each sample, whatever its shape.
    case .code?, .pair?, .best?, .oneProbability?:
      return target == [-1] || target == [-1, 1] || target == [0] ? symbol : nil
    case .sums(let sums, _, let type)?:
      guard target.count == 2, target[0] == -1 || target[0] == 0, target[1] == sums.count || target[1] == -1,
        target != [-1, -1]
      else { return nil }
      return .sums(sums, shape: [sums.count], type: type)
    default: return nil
    }
  }

  mutating func gather(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    let axis = try evaluator.integer(node, "axis", default: 0)
    let data = try input(node, 0)
    if case .constant(let table)? = data, axis == 0 {
      switch try input(node, 1) {
      case .best(let scores)?: return chosenName(node, table, scores)
      case .code(let code)?: return try rows(node, table, code)
      case .pair(let first, let second)?: return try pairedRows(node, table, first, second)
      default: return nil
      }
    }
    guard axis == 1, let places = try constant(node, 1)?.integers else { return nil }
    return try chosen(node, places, of: data)
  }

  mutating func extraction(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if case .best(let scores)? = try input(node, 1), let table = try constant(node, 0) {
      return chosenName(node, table, scores)
    }
    guard let places = try constant(node, 1)?.integers else { return nil }
    return try chosen(node, places, of: input(node, 0))
  }

  /// Some columns of a matrix.
  private mutating func chosen(
    _ node: ONNXNode, _ places: [Int], of symbol: ONNXSymbol?
  ) throws(FileError) -> ONNXSymbol? {
    try spend(node, Self.costOfSum * places.count)
    func pick<Element>(_ elements: [Element]) -> [Element]? {
      guard !places.isEmpty, places.allSatisfy({ elements.indices.contains($0) }) else { return nil }
      return places.map { elements[$0] }
    }
    switch symbol {
    case .sums(let sums, let shape, let type)? where shape.count == 1:
      return pick(sums).map { .sums($0, shape: [$0.count], type: type) }
    case .texts(let columns)?: return pick(columns).map { .texts($0) }
    case .isMissing(let columns)?: return pick(columns).map { .isMissing($0) }
    case .probabilities(let sums, .softmax)? where places.sorted() == Array(sums.indices):
      return pick(sums).map { .probabilities($0, .softmax) }
    case .probabilities?, .merged?: return places.count == 1 ? symbol?.scores.map { .oneProbability($0) } : nil
    default: return nil
    }
  }

  mutating func product(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard let matrix = try constant(node, 1), matrix.shape.count == 2, matrix.type.isFloating else {
      return nil
    }
    let transposition = try evaluator.integer(node, "transB", default: 0)
    let isTransposed = node.operation == "Gemm" && transposition != 0
    let (inner, outer) = (matrix.shape[isTransposed ? 1 : 0], matrix.shape[isTransposed ? 0 : 1])
    if case .probabilities(let sums, .softmax)? = try input(node, 0), node.operation == "MatMul" {
      return try merged(node, sums, matrix)
    }
    guard case .sums(let sums, let shape, let type)? = try input(node, 0), shape == [inner], outer > 0,
      type == matrix.type
    else { return nil }
    var result = try combined(node, sums, matrix, outer: outer, isTransposed: isTransposed)
    if node.operation == "Gemm" {
      guard try evaluator.integer(node, "transA", default: 0) == 0,
        try evaluator.float(node, "alpha", default: 1) == 1, try evaluator.float(node, "beta", default: 1) == 1
      else { return nil }
      if try input(node, 2) != nil {
        guard let bias = try numbers(constant(node, 2), for: outer) else { return nil }
        result = zip(result, bias).map { $0 + $1 }
      }
    }
    return .sums(result, shape: [outer], type: type)
  }

  /// Sums times the rows of a matrix, or its columns.
  mutating func combined(
    _ node: ONNXNode, _ sums: [ONNXSum], _ matrix: ONNXValue, outer: Int, isTransposed: Bool
  ) throws(FileError) -> [ONNXSum] {
    let atoms = Array(Set(sums.flatMap(\.atoms))).sorted()
    let place = Dictionary(uniqueKeysWithValues: atoms.enumerated().map { ($1, $0) })
    let places = sums.map { $0.atoms.map { place[$0] ?? 0 } }
    let termCount = places.reduce(sums.count) { $0 + $1.count }
    let (operations, overflow) = outer.multipliedReportingOverflow(
      by: termCount + 4 * atoms.count + Self.costOfSum)
    try spend(node, overflow ? .max : operations)
    let rows = ONNXRows(matrix, width: matrix.shape[1])
    var constants = [Double](repeating: 0, count: outer)
    var coefficients = [[Double]](repeating: [Double](repeating: 0, count: atoms.count), count: outer)
    var row = [Double](repeating: 0, count: isTransposed ? sums.count : outer)
    func add(_ weight: Double, _ column: Int, to k: Int) {
      constants[k] += weight * sums[column].constant
      for (place, coefficient) in zip(places[column], sums[column].coefficients) {
        coefficients[k][place] += weight * coefficient
      }
    }
    if isTransposed {
      for k in 0..<outer {
        rows.read(k, into: &row)
        for column in sums.indices { add(row[column], column, to: k) }
      }
    } else {
      for column in sums.indices {
        rows.read(column, into: &row)
        for k in 0..<outer { add(row[k], column, to: k) }
      }
    }
    return (0..<outer).map { ONNXSum(constants[$0], atoms, coefficients[$0]) }
  }
}
