// Products of a table's columns, from products of factors.

import SoftmaxFiles
import SoftmaxRegression

extension ONNXImportedModel {
  /// The most products of two columns.
  private static let mostProducts = 1 << 20

  /// The pairs of columns in the table's order.
  private var sortedPairs: [(columns: ONNXProducts.Columns, places: [ONNXProducts.Factors: Int])] {
    products.pairs.sorted { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }
      .map { (columns: $0.key, places: $0.value) }
  }

  /// The interactions of columns with the weights of their products.
  ///
  /// - Parameters:
  ///   - prepared: The table's columns.
  ///   - placeOfColumn: For each column of the graph its place among them.
  /// - Returns: The products, and the weights of each.
  /// - Throws: `FileError` for products that no table has.
  func interactions(
    _ prepared: [PreparedColumn], _ placeOfColumn: [Int: Int]
  ) throws(FileError) -> ([Interaction], [[Double]]) {
    var (interactions, weights): ([Interaction], [[Double]]) = ([], [])
    for (columns, places) in sortedPairs {
      guard let first = placeOfColumn[columns.first], let second = placeOfColumn[columns.second] else {
        throw bad("a product is of a column that was left out")
      }
      let interaction = Interaction(prepared[first].column.name, prepared[second].column.name)
      if let problem = Preparation.problem(of: interaction, among: prepared) { throw bad(problem) }
      interactions.append(interaction)
      let (own, others) = (factors(columns.first, prepared[first]), factors(columns.second, prepared[second]))
      let (count, overflow) = own.count.multipliedReportingOverflow(by: others.count)
      guard !overflow, count <= Self.mostProducts - weights.count else {
        throw bad("there are more than \(Self.mostProducts) products of columns")
      }
      for one in own {
        for other in others { weights.append(weight(places, one, other)) }
      }
    }
    return (interactions, weights)
  }

  /// The weights of a product, one for each row.
  private func weight(
    _ places: [ONNXProducts.Factors: Int], _ first: ONNXFactor, _ second: ONNXFactor
  ) -> [Double] {
    guard let place = places[ONNXProducts.Factors(first: first, second: second)] else {
      return [Double](repeating: 0, count: rowCount)
    }
    return coefficients.map { $0[place] }
  }

  /// The factors that a column's features are.
  private func factors(_ column: Int, _ prepared: PreparedColumn) -> [ONNXFactor] {
    if case .category(let names) = prepared.column.kind {
      return names.map { ONNXFactor(column: column, text: $0) }
    }
    let facts = products.factors[column]
    return [ONNXFactor(column: column, isShifted: facts?.isShifted ?? false, filled: facts?.filled)]
  }

  // MARK: Missing categories

  /// The shares of categories that a missing cell counts as.
  ///
  /// - Throws: `FileError` where products have others than can be told.
  func shares(
    of categories: [String], in column: Int, _ name: String, refuses: Bool
  ) throws(FileError) -> [Double] {
    let even = [Double](repeating: 1 / Double(categories.count), count: categories.count)
    guard products.factors[column] != nil, !refuses else { return even }
    let stated = interpreter.evaluator.model.metadata.last { $0.key == ONNXShares.key }
      .flatMap { ONNXShares.stated($0.value, column: column, count: categories.count) }
    let partners = partners(of: column)
    if let stated, fit(stated, categories, partners) { return stated }
    // A category without products may be what a missing cell is.
    let others = Set(partners.values.flatMap { $0.filter { isUsed($0.value) }.map(\.key) })
    if let base = categories.firstIndex(where: { !others.contains($0) }) {
      let alone = categories.indices.map { $0 == base ? 1.0 : 0 }
      if fit(alone, categories, partners) { return alone }
    }
    guard fit(even, categories, partners) else {
      throw bad(
        "in products a missing cell of the column '\(name.printable(limit: 60))' counts as none of what a table has"
      )
    }
    return even
  }

  /// For each product of a column's texts with another factor the places of its coefficients, by text.
  private func partners(of column: Int) -> [ONNXFactor: [String: Int]] {
    var partners: [ONNXFactor: [String: Int]] = [:]
    for (columns, places) in products.pairs {
      for (factors, place) in places {
        if columns.first == column, let text = factors.first.text {
          partners[factors.second, default: [:]][text] = place
        } else if columns.second == column, let text = factors.second.text {
          partners[factors.first, default: [:]][text] = place
        }
      }
    }
    return partners
  }

  private func isUsed(_ place: Int) -> Bool { coefficients.contains { $0[place] != 0 } }

  /// Whether the products of a missing cell are those of the shares, but for the rounding of Float32.
  private func fit(
    _ shares: [Double], _ categories: [String], _ partners: [ONNXFactor: [String: Int]]
  ) -> Bool {
    partners.values.allSatisfy { places in
      coefficients.allSatisfy { row in
        let missing = places[""].map { row[$0] } ?? 0
        var (sum, size) = (0.0, abs(missing))
        for (category, share) in zip(categories, shares) {
          guard let place = places[category] else { continue }
          sum += share * row[place]
          size += abs(share * row[place])
        }
        return abs(sum - missing) <= 1e-6 * size
      }
    }
  }
}
