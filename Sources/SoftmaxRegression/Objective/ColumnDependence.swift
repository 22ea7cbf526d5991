// Columns without weights of their own.

import SoftmaxKernels

/// Finds columns that are constant, or combinations of those before them.
///
/// The Gram matrix of the standardised columns is factored: what is left of a column's diagonal element is the share
/// of its variance that the columns before it do not explain (1 - R^2).
struct ColumnDependence {
  /// A column that others explain.
  struct Finding {
    let column: Int
    /// For each column before it, how much of that, standardised, is in it; 0 for those that are found themselves.
    let shares: [Double]
    /// The columns that matter among these; none for a constant one.
    let others: [Int]
  }

  private let engine: Engine
  private let scaling: Standardization
  /// How far each column lies from 0 in the numbers that were rounded to Float32, in its standard deviations.
  private let offsets: [Double]
  private let size: Int
  private let gram: [Double]

  /// Beyond so many columns `all` takes too long beside a fit.
  static let columnLimit = 2048

  /// - Parameters:
  ///   - objective: The columns.
  ///   - scaling: That of the objective's columns, centred where there is a bias.
  ///   - origin: That of the columns as they were read, where the objective's own are standardised ones.
  ///
  /// Complexity: O(samples x columns^2); memory: some matrices of columns x columns.
  init(of objective: MultinomialObjective, _ scaling: Standardization, origin: Standardization? = nil) {
    engine = objective.engine
    self.scaling = scaling
    let origin = origin ?? scaling
    offsets = zip(origin.means, origin.standardDeviations).map { $0 / $1 }
    size = objective.featureCount + (objective.hasBias ? 1 : 0)
    // Where all classes are equally probable, each pair's second derivatives are the Gram matrix.
    gram = ExactPreconditioner.pairSums(
      objective, at: [Double](repeating: 0, count: objective.parameterCount), pairs: [(0, 1)], size: size,
      standardization: scaling)
  }

  /// The first column that those before it explain; nil where there is none. Complexity: O(columns^3), by the kernels.
  func first() -> Finding? {
    if let column = (0..<size).first(where: { gram[$0 * size + $0] == 0 }) {
      return Finding(column: column, shares: [], others: [])
    }
    guard let column = firstDependent() else { return nil }
    guard column > 0, let factor = try? factor(order: column) else {
      return Finding(column: column, shares: [], others: [])
    }
    let shares = WorkBuffer<Double>((0..<column).map { gram[$0 * size + column] }, default: 0)
    factor.solve(shares)
    return finding(column, shares.array)
  }

  /// All columns of features that those before them explain, in their order. Complexity: O(columns^3).
  func all() -> [Finding] {
    guard hasCandidates else { return [] }
    // Cholesky's rows, one after another, for the columns that stand for themselves.
    var kept: [Int] = []
    var rows: [[Double]] = []
    var found: [Finding] = []
    for column in scaling.means.indices where !engine.isStopped {
      let diagonal = gram[column * size + column]
      var row: [Double] = []
      row.reserveCapacity(kept.count + 1)
      for (index, other) in kept.enumerated() {
        let known = rows[index]
        var sum = gram[other * size + column]
        for i in 0..<index { sum -= known[i] * row[i] }
        row.append(sum / known[index])
      }
      let pivot = row.reduce(diagonal) { $0 - $1 * $1 }
      let shares = pivot > diagonal * Self.candidateShare ? nil : self.shares(of: column, row, kept, rows)
      if let shares, pivot <= diagonal * leastShare(column, shares) {
        found.append(finding(column, shares))
      } else {
        row.append(pivot.squareRoot())
        rows.append(row)
        kept.append(column)
      }
    }
    return found
  }

  /// Of more than this share of its variance no column's rounding makes a difference.
  private static let candidateShare = 1e-6

  /// Whether a closer look can find anything.
  private var hasCandidates: Bool {
    guard let factor = try? factor(order: size) else { return true }
    return (0..<size).contains { column in
      let pivot = factor.matrix[column * factor.stride + column]
      return pivot * pivot <= gram[column * size + column] * factor.scales[column] * factor.scales[column]
        * Self.candidateShare
    }
  }

  /// How much of each column before it is in a column, from its row of the factor.
  private func shares(of column: Int, _ row: [Double], _ kept: [Int], _ rows: [[Double]]) -> [Double] {
    var solution = row
    for index in kept.indices.reversed() {
      for later in index + 1..<max(index + 1, kept.count) {
        solution[index] -= rows[later][index] * solution[later]
      }
      solution[index] /= rows[index][index]
    }
    var shares = [Double](repeating: 0, count: column)
    for (index, other) in kept.enumerated() { shares[other] = solution[index] }
    return shares
  }

  private func finding(_ column: Int, _ shares: [Double]) -> Finding {
    let others = shares.indices.filter {
      // Of columns with one standard deviation.
      abs(shares[$0]) > 1e-4 * (gram[column * size + column] / gram[$0 * size + $0]).squareRoot()
    }
    return Finding(column: column, shares: shares, others: others)
  }

  private func firstDependent() -> Int? {
    let found: CholeskyFactor<Double>
    do throws(NotPositiveDefinite) {
      found = try factor(order: size)
    } catch {
      return firstDependent(before: error.row) ?? error.row
    }
    return (0..<size).first { isDependent($0, in: found) }
  }

  /// Rounding may have left a pivot that is positive and means nothing before the one that is not.
  private func firstDependent(before row: Int) -> Int? {
    guard row > 0, let found = try? factor(order: row) else { return nil }
    return (0..<row).first { isDependent($0, in: found) }
  }

  private func isDependent(_ column: Int, in factor: CholeskyFactor<Double>) -> Bool {
    let pivot = factor.matrix[column * factor.stride + column]
    let diagonal = gram[column * size + column] * factor.scales[column] * factor.scales[column]
    return pivot * pivot <= diagonal * leastShare(column)
  }

  /// The share of a column's variance that rounding the values to Float32, and the sums to Float64, may have made.
  private func leastShare(_ column: Int) -> Double {
    1e-12 + 0x1p-46 * (1 + squaredOffset(column))
  }

  /// The same where so much of the columns before it is in it: theirs is rounded too.
  private func leastShare(_ column: Int, _ shares: [Double]) -> Double {
    shares.enumerated().reduce(leastShare(column)) { sum, element in
      sum + 0x1p-46 * element.1 * element.1 * (1 + squaredOffset(element.0))
    }
  }

  private func squaredOffset(_ column: Int) -> Double {
    column < offsets.count ? offsets[column] * offsets[column] : 0
  }

  private func factor(order: Int) throws(NotPositiveDefinite) -> CholeskyFactor<Double> {
    let stride = CholeskyFactor<Double>.stride(order: order)
    let matrix = WorkBuffer<Double>(count: order * stride, repeating: 0)
    for i in 0..<order { for j in i..<order { matrix[i * stride + j] = gram[i * size + j] } }
    return try CholeskyFactor(factoring: matrix, order: order, stride: stride, engine: engine)
  }
}
