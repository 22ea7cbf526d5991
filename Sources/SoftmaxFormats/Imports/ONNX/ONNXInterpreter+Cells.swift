// Operators that look at cells: missing numbers, and texts.

import SoftmaxFiles

extension ONNXInterpreter {
  /// The column of which each sum is the number, its missing cells not replaced yet; nil where one is another sum.
  private func numbered(_ sums: [ONNXSum]) -> [ONNXAtom]? {
    var found: [ONNXAtom] = []
    for sum in sums {
      guard let number = sum.single, atoms[number].kind == .number, sum.coefficients[0] != 0 else { return nil }
      found.append(atoms[number])
    }
    return found
  }

  func missing(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if case .oneProbability(let scores)? = try input(node, 0) { return .isRefused(scores) }
    guard case .sums(let sums, _, _)? = try input(node, 0), let found = numbered(sums) else { return nil }
    return .isMissing(found.map(\.column))
  }

  /// 1 where the cells of columns are missing.
  mutating func indicators(_ columns: [Int], _ type: ONNXElementType) -> ONNXSymbol {
    .sums(columns.map { ONNXSum(atom: atom(.missing, $0)) }, shape: [columns.count], type: type)
  }

  /// Sums in which values take the place of missing numbers.
  private mutating func filled(_ sums: [ONNXSum], _ found: [ONNXAtom], with values: [Double]) -> [ONNXSum] {
    var result: [ONNXSum] = []
    for ((sum, one), value) in zip(zip(sums, found), values) {
      let present = ONNXSum(atom: atom(.present, one.column, isShifted: one.isShifted)) * sum.coefficients[0]
      let missing = ONNXSum(atom: atom(.missing, one.column)) * (value - sum.constant)
      result.append(present + missing + sum.constant)
    }
    return result
  }

  mutating func choice(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if case .isRefused(let scores)? = try input(node, 0) { return try labelOfRefused(node, scores) }
    guard case .isMissing(let columns)? = try input(node, 0),
      case .sums(let sums, let shape, let type)? = try input(node, 2), shape.count == 1,
      let found = numbered(sums), found.map(\.column) == columns,
      let values = try constant(node, 1), let numbers = values.numbers,
      numbers.count == 1 || (numbers.count == sums.count && values.shape.last == sums.count)
    else { return nil }
    let all = numbers.count == 1 ? [Double](repeating: numbers[0], count: sums.count) : numbers
    return .sums(filled(sums, found, with: all), shape: shape, type: type)
  }

  mutating func imputer(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .sums(let sums, let shape, let type)? = try input(node, 0), shape.count == 1,
      let means = try evaluator.floats(node, "imputed_value_floats"),
      means.count == 1 || means.count == sums.count
    else { return nil }
    guard try evaluator.float(node, "replaced_value_float", default: 0).isNaN else {
      return unknown(node, "numbers other than NaN stand for missing cells")
    }
    guard let found = numbered(sums) else { return nil }
    let all = means.count == 1 ? [Float](repeating: means[means.startIndex], count: sums.count) : Array(means)
    return .sums(filled(sums, found, with: all.map(Double.init)), shape: shape, type: type)
  }

  // MARK: Texts

  mutating func oneHotEncoder(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .texts(let columns)? = try input(node, 0) else {
      guard case .sums? = try input(node, 0) else { return nil }
      return unknown(node, "numbers as categories are not read")
    }
    guard let names = try evaluator.texts(node, "cats_strings"), Set(names).count == names.count, !names.isEmpty
    else { return nil }
    if try evaluator.integer(node, "zeros", default: 1) == 0 {
      for column in columns { refuse(column, missing: !names.contains(""), unseen: true) }
    }
    // Neither is beyond the file's size and the most columns.
    try spend(node, Self.costOfSum * columns.count * names.count)
    var sums: [ONNXSum] = []
    for column in columns {
      for name in names { sums.append(ONNXSum(atom: atom(.text(name), column))) }
    }
    return .sums(
      sums, shape: columns.count == 1 ? [1, names.count] : [columns.count, names.count], type: .float)
  }

  mutating func labelEncoder(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    switch try input(node, 0) {
    case .label(let label)?: return try renamed(node, label)
    case .best(let scores)?:
      let names = (0..<scores.classCount).map(String.init)
      return try renamed(node, ONNXLabel(names: names, isText: false, scores: scores))
    default: break
    }
    guard case .texts(let columns)? = try input(node, 0), columns.count == 1 else { return nil }
    let encoder = try ONNXLabelEncoder(node, evaluator)
    guard case .texts(let places) = encoder.keys else { return nil }
    switch encoder.values {
    case .integers(let values, let other):
      return .code(ONNXCode(column: columns[0], numbers: places.mapValues { values[$0] }, other: other))
    // NaN for an empty text and 0 for all others: missing cells are refused.
    case .floats(let values, let other)
    where Array(places.keys) == [""] && other == 0 && values.first?.isNaN == true:
      refuse(columns[0], missing: true)
      return .sums([ONNXSum(0, [], [])], shape: [1], type: .float)
    default: return nil
    }
  }

  /// The rows of a table that the texts of a column choose.
  mutating func rows(
    _ node: ONNXNode, _ table: ONNXValue, _ code: ONNXCode
  ) throws(FileError) -> ONNXSymbol? {
    let (column, numbers, other) = (code.column, code.numbers, code.other)
    guard table.type.isFloating, table.shape.count == 2, let values = table.numbers else { return nil }
    let (rowCount, width) = (table.shape[0], table.shape[1])
    guard width > 0, (0..<rowCount).contains(other), numbers.values.allSatisfy({ (0..<rowCount).contains($0) })
    else { return unknown(node, "a number of a text is none of its rows'") }
    try spend(node, (4 * numbers.count + Self.costOfSum) * width)
    func row(_ number: Int) -> ArraySlice<Double> { values[number * width..<(number + 1) * width] }
    // A row that is NaN means that the cell is refused.
    let refusesUnseen = row(other).allSatisfy(\.isNaN)
    if refusesUnseen { refuse(column, unseen: true) }
    let base = refusesUnseen ? [Double](repeating: 0, count: width)[...] : row(other)
    // In the order of their numbers, which is that of the categories.
    let keys = numbers.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    var sums = base.map { ONNXSum($0, [], []) }
    var terms: [(atom: Int, row: ArraySlice<Double>)] = []
    for (text, number) in keys {
      if text.isEmpty, row(number).allSatisfy(\.isNaN) {
        refuse(column, missing: true)
        continue
      }
      terms.append((atom(.text(text), column), row(number)))
    }
    if refusesUnseen, numbers[""] == nil { refuse(column, missing: true) }
    terms.sort { $0.atom < $1.atom }
    let order = terms.map(\.atom)
    for k in 0..<width {
      sums[k].atoms = order
      sums[k].coefficients = terms.map { $0.row[$0.row.startIndex + k] - base[base.startIndex + k] }
    }
    return .sums(sums, shape: [width], type: table.type)
  }
}
