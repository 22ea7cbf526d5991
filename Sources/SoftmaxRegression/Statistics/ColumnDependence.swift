// Columns without coefficients of their own.

import SoftmaxKernels

/// Finds columns that are constant, or combinations of those before them.
///
/// The Gram matrix of the standardised columns is factored: what is left of a column's diagonal element is the share
/// of its variance that the columns before it do not explain (1 - R^2).
struct ColumnDependence {
  private let objective: MultinomialObjective
  private let scaling: Standardization
  private let names: [String]
  private let size: Int
  private let gram: [Double]

  /// Complexity: O(samples x columns^2 + columns^3); memory: some matrices of columns x columns.
  init(of objective: MultinomialObjective, _ scaling: Standardization, names: [String]) {
    self.objective = objective
    self.scaling = scaling
    self.names = names
    size = objective.featureCount + (objective.hasBias ? 1 : 0)
    // Where all classes are equally probable, each pair's second derivatives are the Gram matrix.
    gram = ExactPreconditioner.pairSums(
      objective, at: [Double](repeating: 0, count: objective.parameterCount), pairs: [(0, 1)], size: size,
      standardization: scaling)
  }

  /// The first column that those before it explain, and which of them do; nil where there is none.
  func find() -> StatisticsError? {
    if let column = (0..<size).first(where: { gram[$0 * size + $0] == 0 }) {
      return .dependentColumn(names[column], on: [])
    }
    guard let column = firstDependent() else { return nil }
    guard column > 0, let factor = try? factor(order: column) else {
      return .dependentColumn(names[column], on: [])
    }
    let shares = WorkBuffer<Double>((0..<column).map { gram[$0 * size + column] }, default: 0)
    factor.solve(shares)
    let others = (0..<column).filter {
      // Of columns with one deviation.
      abs(shares[$0]) > 1e-4 * (gram[column * size + column] / gram[$0 * size + $0]).squareRoot()
    }
    return .dependentColumn(names[column], on: others.map { names[$0] })
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

  /// Whether no more is left than what rounding the values to Float32, and the sums to Float64, may have made.
  private func isDependent(_ column: Int, in factor: CholeskyFactor<Double>) -> Bool {
    let pivot = factor.matrix[column * factor.stride + column]
    let diagonal = gram[column * size + column] * factor.scales[column] * factor.scales[column]
    let offset = column < scaling.means.count ? scaling.means[column] / scaling.deviations[column] : 0
    return pivot * pivot <= diagonal * (1e-12 + 0x1p-46 * (1 + offset * offset))
  }

  private func factor(order: Int) throws(NotPositiveDefinite) -> CholeskyFactor<Double> {
    let stride = CholeskyFactor<Double>.stride(order: order)
    let matrix = WorkBuffer<Double>(count: order * stride, repeating: 0)
    for i in 0..<order { for j in i..<order { matrix[i * stride + j] = gram[i * size + j] } }
    return try CholeskyFactor(factoring: matrix, order: order, stride: stride, engine: objective.engine)
  }
}
