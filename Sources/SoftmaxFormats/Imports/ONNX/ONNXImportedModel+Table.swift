// The columns of a table, from sums of its cells.

import SoftmaxFiles
import SoftmaxRegression

extension ONNXImportedModel {
  /// A column with its features' weights, those of the indicator last.
  struct Part {
    let prepared: PreparedColumn
    let weights: [[Double]]
    let refusesMissing: Bool
    /// Nil for numbers.
    let refusesUnseen: Bool?
  }

  mutating func tableModel() throws -> ImportedModel {
    var parts: [Part] = []
    var placeOfColumn: [Int: Int] = [:]
    var names: Set<String> = []
    var unused: [String] = []
    for (index, column) in interpreter.columns.enumerated() {
      let factors = products.factors[index]
      guard !atomsOfColumn[index].isEmpty || column.refusesMissing || factors != nil else {
        unused.append(column.name)
        continue
      }
      var name = column.name
      while !names.insert(name).inserted { name += "_" }
      if let part = column.isText ? try textPart(index, name) : try numberPart(index, name) {
        placeOfColumn[index] = parts.count
        parts.append(part)
      }
    }
    if !unused.isEmpty {
      let some = unused.prefix(5).map { "'\($0.printable(limit: 60))'" }.joined(separator: ", ")
      notes.append("Columns that the logits do not depend on were left out: \(some).")
    }
    // A preparation refuses missing cells in all columns or in none.
    let refusesMissing = parts.contains(where: \.refusesMissing)
    if refusesMissing, parts.contains(where: { !$0.refusesMissing }) {
      notes.append(
        "Missing cells are refused in all columns, because the graph tells nothing for some of them.")
    }
    let unseen = parts.compactMap(\.refusesUnseen)
    let refusesUnseen = unseen.contains(true)
    if refusesUnseen, unseen.contains(false) {
      notes.append("Unseen categories are refused in all columns, because the graph refuses some of them.")
    }
    if refusesMissing { parts = parts.map(Self.withoutIndicator) }
    let hasIndicators = parts.contains(where: \.prepared.hasIndicator)
    let (interactions, weights) = try interactions(parts.map(\.prepared), placeOfColumn)
    let preparation = Preparation(
      columns: parts.map(\.prepared), interactions: interactions,
      missing: refusesMissing ? .error : hasIndicators ? .indicator : .mean,
      unseen: refusesUnseen ? .error : .zeros, labelColumn: nil)
    return try finished(parts.flatMap(\.weights) + weights, preparation.input, preparation)
  }

  private static func withoutIndicator(_ part: Part) -> Part {
    guard part.prepared.hasIndicator else { return part }
    return Part(
      prepared: PreparedColumn(
        column: part.prepared.column, means: part.prepared.means, hasIndicator: false),
      weights: Array(part.weights.dropLast()), refusesMissing: part.refusesMissing,
      refusesUnseen: part.refusesUnseen)
  }

  private mutating func numberPart(_ column: Int, _ name: String) throws(FileError) -> Part? {
    let origin = interpreter.columns[column].origin ?? 0
    let factors = products.factors[column]
    let refuses =
      atomsOfColumn[column].contains { $0.atom.kind == .number } || factors.map { $0.filled == nil } ?? false
    func slopes(_ isShifted: Bool) -> [Double] {
      zip(
        coefficients(column, .number, isShifted: isShifted),
        coefficients(column, .present, isShifted: isShifted)
      ).map { $0 + $1 }
    }
    var missing = coefficients(column, .missing)
    var own = slopes(true)
    let plain = slopes(false)
    let keepsOrigin = origin != 0 && (factors?.isShifted ?? plain.allSatisfy { $0 == 0 })
    if keepsOrigin {
      for row in bias.indices {
        bias[row] += plain[row] * origin
        missing[row] -= plain[row] * origin
        own[row] += plain[row]
      }
    } else {
      // The number less its origin, where it is there, is the number, less the origin, and the origin again where it lacks.
      for row in bias.indices {
        bias[row] -= own[row] * origin
        missing[row] += own[row] * origin
        own[row] += plain[row]
      }
    }
    let isBoolean = interpreter.columns[column].isBoolean && !keepsOrigin
    let kind = isBoolean ? TableColumn.Kind.boolean : .number(origin: keepsOrigin ? origin : 0)
    let mean = Self.mean(own, missing).flatMap { !isBoolean || (0...1).contains($0) ? $0 : nil }
    let value = factors?.filled ?? mean ?? (isBoolean ? 0.5 : 0)
    guard !isBoolean || (0...1).contains(value), Float(value).isFinite else {
      throw bad("a missing cell of the column '\(name.printable(limit: 60))' counts as \(value)")
    }
    let needsIndicator = !refuses && !Self.isMean(value, own, missing)
    return Part(
      prepared: PreparedColumn(
        column: TableColumn(name: name, kind: kind), means: [value], hasIndicator: needsIndicator),
      weights: [own] + (needsIndicator ? [zip(own, missing).map { $1 - $0 * value }] : []),
      refusesMissing: refuses, refusesUnseen: nil)
  }

  /// The number that a missing cell counts as, where one does for all rows.
  private static func mean(_ slopes: [Double], _ missing: [Double]) -> Double? {
    guard let best = slopes.indices.max(by: { abs(slopes[$0]) < abs(slopes[$1]) }) else { return nil }
    guard slopes[best] != 0 else { return missing.allSatisfy { $0 == 0 } ? 0 : nil }
    let value = missing[best] / slopes[best]
    return isMean(value, slopes, missing) && Float(value).isFinite ? value : nil
  }

  /// Whether missing cells count as this number.
  private static func isMean(_ value: Double, _ slopes: [Double], _ missing: [Double]) -> Bool {
    let largest = slopes.reduce(0) { max($0, abs($1)) }
    return slopes.indices.allSatisfy { row in
      abs(missing[row] - slopes[row] * value) <= 1e-7 * (abs(missing[row]) + abs(largest * value))
    }
  }

  private mutating func textPart(_ column: Int, _ name: String) throws(FileError) -> Part? {
    var categories: [String] = []
    var weights: [[Double]] = []
    var missing = [Double](repeating: 0, count: rowCount)
    for (atom, place) in atomsOfColumn[column] {
      guard case .text(let text) = atom.kind else { continue }
      let own = coefficients.map { $0[place] }
      if text.isEmpty {
        missing = own
      } else {
        categories.append(text)
        weights.append(own)
      }
    }
    let zeros = [Double](repeating: 0, count: rowCount)
    let known = Set(categories)
    for text in products.factors[column]?.texts ?? [] where !text.isEmpty && !known.contains(text) {
      categories.append(text)
      weights.append(zeros)
    }
    // Only whether it is empty counts: a category for anything else would be made up.
    guard !categories.isEmpty else {
      notes.append("Column '\(name.printable(limit: 60))' has no categories and was left out.")
      return nil
    }
    let facts = interpreter.columns[column]
    let refuses = facts.refusesMissing
    let shares = try shares(of: categories, in: column, name, refuses: refuses)
    let mean = (0..<rowCount).map { row in zip(weights, shares).reduce(0) { $0 + $1.0[row] * $1.1 } }
    return Part(
      prepared: PreparedColumn(
        column: TableColumn(name: name, kind: .category(categories)),
        means: shares, hasIndicator: !refuses),
      weights: weights + (refuses ? [] : [zip(missing, mean).map { $0 - $1 }]), refusesMissing: refuses,
      refusesUnseen: facts.refusesUnseen)
  }
}
