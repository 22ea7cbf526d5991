// Operators that make products of columns.

import SoftmaxFiles

extension ONNXInterpreter {
  /// A sum as a constant and multiples of factors.
  private struct Factored {
    var constant = 0.0
    var terms: [(factor: ONNXFactor, coefficient: Double)] = []
  }

  /// Nil where there is something in it that no product is made of.
  private func factored(_ sum: ONNXSum) -> Factored? {
    var result = Factored(constant: sum.constant)
    var present: [(column: Int, isShifted: Bool, coefficient: Double)] = []
    var missing: [Int: Double] = [:]
    for (number, coefficient) in zip(sum.atoms, sum.coefficients) {
      let atom = atoms[number]
      switch atom.kind {
      case .number:
        result.terms.append((ONNXFactor(column: atom.column, isShifted: atom.isShifted), coefficient))
      case .text(let text): result.terms.append((ONNXFactor(column: atom.column, text: text), coefficient))
      case .present: present.append((atom.column, atom.isShifted, coefficient))
      case .missing: missing[atom.column] = coefficient
      case .product: return nil
      }
    }
    for (column, isShifted, coefficient) in present {
      // A number and what stands for a missing one are one factor.
      let value = (missing.removeValue(forKey: column) ?? 0) / coefficient
      guard value.isFinite else { return nil }
      result.terms.append(
        (ONNXFactor(column: column, isShifted: isShifted, filled: value), coefficient))
    }
    return missing.isEmpty ? result : nil
  }

  /// The atom of a product of two factors; nil where no table's column has it, 0 where it is always 0.
  private mutating func product(_ first: ONNXFactor, _ second: ONNXFactor) -> (atom: Int?, isZero: Bool)? {
    if first.column == second.column {
      guard first != second else {
        return (
          first.text.map { atom(.text($0), first.column) } ?? atom(.product(first, first), first.column), false
        )
      }
      // A cell is not two texts.
      return first.text != nil && second.text != nil ? (nil, true) : nil
    }
    let (a, b) = first.column < second.column ? (first, second) : (second, first)
    return (atom(.product(a, b), a.column), false)
  }

  private mutating func product(_ node: ONNXNode, _ a: ONNXSum, _ b: ONNXSum) throws(FileError) -> ONNXSum? {
    guard let first = factored(a), let second = factored(b) else { return nil }
    let (count, overflow) = first.terms.count.multipliedReportingOverflow(by: second.terms.count)
    let others = a.atoms.count + b.atoms.count
    try spend(node, overflow || count > 1 << 24 ? .max : 64 * count + 8 * others)
    var coefficients: [Int: Double] = [:]
    for (sum, factor) in [(a, b.constant), (b, a.constant)] where factor != 0 {
      for (atom, coefficient) in zip(sum.atoms, sum.coefficients) {
        coefficients[atom, default: 0] += coefficient * factor
      }
    }
    for one in first.terms {
      for other in second.terms {
        guard let (atom, isZero) = product(one.factor, other.factor) else { return nil }
        guard !isZero, let atom else { continue }
        coefficients[atom, default: 0] += one.coefficient * other.coefficient
      }
    }
    let sorted = coefficients.sorted { $0.key < $1.key }
    return ONNXSum(a.constant * b.constant, sorted.map(\.key), sorted.map(\.value))
  }

  /// Sums times sums, one by one, or all by one.
  mutating func products(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .sums(let a, let shape, let type)? = try input(node, 0),
      case .sums(let b, let other, let otherType)? = try input(node, 1)
    else { return nil }
    guard shape.count == 1, other.count == 1, type == otherType,
      a.count == b.count || a.count == 1 || b.count == 1
    else { return nil }
    var results: [ONNXSum] = []
    for place in 0..<max(a.count, b.count) {
      guard let result = try product(node, a[a.count == 1 ? 0 : place], b[b.count == 1 ? 0 : place]) else {
        return unknown(node, "this product of columns is not read")
      }
      results.append(result)
    }
    return .sums(results, shape: [results.count], type: type)
  }

  // MARK: Pairs of categories

  /// A column's numbers times a number.
  func scaled(_ node: ONNXNode, _ code: ONNXCode) throws(FileError) -> ONNXSymbol? {
    guard let factors = try constant(node, 1)?.integers, factors.count == 1 else { return nil }
    let limit = 1 << 24
    guard (1...limit).contains(factors[0]), abs(code.other) <= limit,
      code.numbers.values.allSatisfy({ abs($0) <= limit })
    else { return nil }
    return .code(
      ONNXCode(
        column: code.column, numbers: code.numbers.mapValues { $0 * factors[0] },
        other: code.other * factors[0]))
  }

  /// The codes of a column in the order of their numbers, the other texts' (nil) last.
  private static func entries(_ code: ONNXCode) -> [(text: String?, number: Int)] {
    let sorted = code.numbers.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    return sorted.map { (text: $0.key, number: $0.value) } + [(text: nil, number: code.other)]
  }

  /// Notes what a column refuses whose codes have rows that are NaN.
  private mutating func note(_ code: ONNXCode, _ entries: [(text: String?, number: Int)], _ refused: [Bool]) {
    let texts = zip(entries, refused).filter(\.1).map(\.0.text)
    if texts.contains("") { refuse(code.column, missing: true) }
    guard texts.contains(where: { $0 == nil }) else { return }
    refuse(code.column, missing: code.numbers[""] == nil, unseen: true)
  }

  /// The rows of a table that the texts of two columns choose.
  mutating func pairedRows(
    _ node: ONNXNode, _ table: ONNXValue, _ first: ONNXCode, _ second: ONNXCode
  ) throws(FileError) -> ONNXSymbol? {
    guard first.column != second.column, table.type.isFloating, table.shape.count == 2 else { return nil }
    let (rowCount, width) = (table.shape[0], table.shape[1])
    let (one, other) = (Self.entries(first), Self.entries(second))
    let (cells, overflow) = one.count.multipliedReportingOverflow(by: other.count)
    guard width > 0, width < 1 << 24 else { return nil }
    try spend(node, overflow || cells > 1 << 24 ? .max : (16 * width + Self.costOfSum) * cells)
    guard let values = table.numbers else { return nil }
    var places: [Int] = []
    for a in one {
      for b in other {
        let (place, overflow) = a.number.addingReportingOverflow(b.number)
        guard !overflow, (0..<rowCount).contains(place) else {
          return unknown(node, "a number of two texts is none of its rows'")
        }
        places.append(place)
      }
    }
    let isNaN = places.map { place in values[place * width..<(place + 1) * width].allSatisfy(\.isNaN) }
    let refusedFirst = one.indices.map { a in other.indices.allSatisfy { isNaN[a * other.count + $0] } }
    let refusedSecond = other.indices.map { b in one.indices.allSatisfy { isNaN[$0 * other.count + b] } }
    guard refusedFirst.contains(false), refusedSecond.contains(false) else { return nil }
    note(first, one, refusedFirst)
    note(second, other, refusedSecond)
    func value(_ a: Int, _ b: Int, _ k: Int) -> Double {
      refusedFirst[a] || refusedSecond[b] ? 0 : values[places[a * other.count + b] * width + k]
    }
    let (lastA, lastB) = (one.count - 1, other.count - 1)
    var terms: [(atom: Int, coefficients: [Double])] = []
    func add(_ atom: Int, _ coefficients: [Double], isKept: Bool) {
      if isKept || coefficients.contains(where: { $0 != 0 }) { terms.append((atom, coefficients)) }
    }
    for (a, entry) in one.enumerated() where entry.text != nil && !refusedFirst[a] {
      let numbers = (0..<width).map { value(a, lastB, $0) - value(lastA, lastB, $0) }
      add(atom(.text(entry.text ?? ""), first.column), numbers, isKept: false)
    }
    for (b, entry) in other.enumerated() where entry.text != nil && !refusedSecond[b] {
      let numbers = (0..<width).map { value(lastA, b, $0) - value(lastA, lastB, $0) }
      add(atom(.text(entry.text ?? ""), second.column), numbers, isKept: false)
    }
    for (a, x) in one.enumerated() where x.text != nil && !refusedFirst[a] {
      for (b, y) in other.enumerated() where y.text != nil && !refusedSecond[b] {
        let numbers = (0..<width).map {
          value(a, b, $0) - value(a, lastB, $0) - value(lastA, b, $0) + value(lastA, lastB, $0)
        }
        let factors = (
          ONNXFactor(column: first.column, text: x.text), ONNXFactor(column: second.column, text: y.text)
        )
        guard let atom = product(factors.0, factors.1)?.atom else { return nil }
        add(atom, numbers, isKept: true)
      }
    }
    terms.sort { $0.atom < $1.atom }
    let order = terms.map(\.atom)
    let sums = (0..<width).map { k in
      ONNXSum(value(lastA, lastB, k), order, terms.map { $0.coefficients[k] })
    }
    guard sums.allSatisfy({ !$0.constant.isNaN && !$0.coefficients.contains(where: \.isNaN) }) else {
      return unknown(node, "some pairs of two columns' texts are refused and others are not")
    }
    return .sums(sums, shape: [width], type: table.type)
  }
}
