// The equations of a Newton step on what is not 0.

import SoftmaxKernels

/// H d = r for the parameters that may move, of which some are taken out later: a factor of all, and a small system for
/// those that are out, so that one parameter less costs a solution and not another factor.
///
/// With E the columns of the identity that belong to them: H d = r + E m and E^T d = 0, hence
/// m = -(E^T H^-1 E)^-1 E^T H^-1 r. Complexity: O(parameters^3 / 3) once, O(parameters^2) for each that is taken out
/// and for each solution. Memory: parameters^2 + parameters x taken out.
struct FreeSystem<Scalar: FactorScalar> {
  /// The parameters that may move, of those that the curvature is of.
  let parameters: [Int]
  private let factor: CholeskyFactor<Scalar>
  /// Places in `parameters` of those that are out, what the inverse has in their columns, and the rows of the small
  /// system's Cholesky factor.
  private var outside: [Int] = []
  private var columns: [[Double]] = []
  private var roots: [[Double]] = []

  /// Nil where there is nothing to move, or rounding has made H indefinite.
  init?(_ curvature: ActiveCurvature<Scalar>, parameters: [Int]) {
    guard !parameters.isEmpty, let factor = curvature.factor(of: parameters) else { return nil }
    self.parameters = parameters
    self.factor = factor
  }

  /// Keeps these parameters where they are from now on. False where so many are out that another factor costs less, or
  /// rounding leaves nothing of what they bend by.
  mutating func takeOut(_ gone: some Collection<Int>) -> Bool {
    guard outside.count + gone.count <= max(16, parameters.count / 6) else { return false }
    for parameter in gone {
      guard let place = parameters.firstIndex(of: parameter), !outside.contains(place) else { continue }
      var unit = [Double](repeating: 0, count: parameters.count)
      unit[place] = 1
      let column = inverse(unit)
      var root: [Double] = []
      for (i, other) in outside.enumerated() {
        let rest = zip(roots[i], root).reduce(column[other]) { $0 - $1.0 * $1.1 }
        root.append(rest / roots[i][i])
      }
      let pivot = root.reduce(column[place]) { $0 - $1 * $1 }
      guard pivot > 0 else { return false }
      root.append(pivot.squareRoot())
      outside.append(place)
      columns.append(column)
      roots.append(root)
    }
    return true
  }

  /// The solution, an element for each of `parameters`; 0 for those that are out.
  func solution(of right: [Double]) -> [Double] {
    var found = inverse(right)
    guard !outside.isEmpty else { return found }
    // L L^T m = -E^T found.
    var multipliers: [Double] = []
    for (i, place) in outside.enumerated() {
      multipliers.append(zip(roots[i], multipliers).reduce(-found[place]) { $0 - $1.0 * $1.1 } / roots[i][i])
    }
    for i in outside.indices.reversed() {
      for j in i + 1..<outside.count { multipliers[i] -= roots[j][i] * multipliers[j] }
      multipliers[i] /= roots[i][i]
    }
    for (column, multiplier) in zip(columns, multipliers) {
      for i in found.indices { found[i] += column[i] * multiplier }
    }
    for place in outside { found[place] = 0 }
    return found
  }

  /// H^-1 times a vector, which is scaled so that `Scalar` holds it.
  private func inverse(_ vector: [Double]) -> [Double] {
    let size = VectorArithmetic.largest(vector)
    guard size > 0, size.isFinite else { return [Double](repeating: 0, count: vector.count) }
    let solution = WorkBuffer<Scalar>(vector.map { Scalar($0 / size) }, default: 0)
    factor.solve(solution)
    return solution.array.map { Double($0) * size }
  }
}
