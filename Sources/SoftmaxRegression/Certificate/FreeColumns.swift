// Columns that nothing penalises: what a dual point owes them.

import SoftmaxKernels

/// The weights of columns whose penalty factor is 0, and the bias.
///
/// Each asks of a dual point a what the bias does: V = (1/S) sum_i s_i (a_i - y_i) z_i^T = 0, z the columns brought to one
/// scale, and 1 where there is a bias. Newton's method on these parameters alone brings it about, up to rounding. What
/// that leaves is mended by a_ik (1 + (d_k - sum_l a_il d_l) z_i), which meets the constraints exactly for d = -H^-1 V, H
/// the second derivatives by these parameters: with t = max |(d_k - sum_l a_il d_l) z_i| it is a with the share t of
/// something mixed in whose probabilities are at most twice those of a. Nobody computes it: it is there, and t is counted.
///
/// Columns that are whole-numbered combinations of others (all categories of a column, say) ask for nothing of their own;
/// that they are such is proven on every row. Where columns depend on each other in another way, there is no bound.
///
/// Free parameters: for each class but the last the columns, then the bias.
struct FreeColumns: Sendable {
  /// Those that are not combinations of others.
  private let columns: [Int]
  private let samples: FitSamples
  private let hasBias: Bool
  /// What z is made with, for all features.
  private let scaling: Standardization
  /// For each of the free parameters of a class what no z is beyond.
  private let reach: [Double]

  /// More free parameters take too long beside a fit.
  private static let unknownLimit = 1000
  private static let workLimit = 4e10
  /// Of more than this share of its variance no column is a combination of others.
  private static let dependentShare = 1e-9
  private static let stepLimit = 20

  /// Nil where they are too many, or depend on each other in a way that is not proven.
  ///
  /// - Parameters:
  ///   - columns: The features without a penalty, ascending; at least one.
  ///   - samples: In the user's units.
  ///   - hasBias: Whether there is a bias.
  ///
  /// Complexity: O(samples x (features + columns^2)).
  init?(_ columns: [Int], of samples: FitSamples, hasBias: Bool) {
    let order = (samples.classCount - 1) * (columns.count + (hasBias ? 1 : 0))
    guard order <= Self.unknownLimit,
      Double(samples.sampleCount) * Double(order) * Double(order) <= Self.workLimit
    else { return nil }
    self.samples = samples
    self.hasBias = hasBias
    let scaling = Standardization.unit(of: samples, isWeighted: true, isCentred: hasBias)
    self.scaling = scaling
    let (least, most) = samples.bounds()
    // The bias sees to constant ones.
    let varying = hasBias ? columns.filter { least[$0] < most[$0] } : columns
    guard let independent = Self.independent(among: varying, of: samples, scaling, hasBias: hasBias) else {
      return nil
    }
    self.columns = independent
    var reach = independent.map { j -> Double in
      max(abs(most[j] - scaling.means[j]), abs(least[j] - scaling.means[j])) / scaling.standardDeviations[j]
    }
    if hasBias { reach.append(1) }
    self.reach = reach
  }

  private var size: Int { reach.count }
  private var order: Int { (samples.classCount - 1) * size }

  // MARK: Balance

  /// Parameters whose probabilities meet the constraints but for rounding, and what tells how much that is.
  struct Balance {
    let parameters: Float64Parameters
    fileprivate let misses: Misses
    fileprivate let factor: CholeskyFactor<Double>
    /// The magnitudes of H^-1 there, [order x order].
    fileprivate let inverse: [Double]
  }

  /// V at some parameters.
  fileprivate struct Misses {
    /// For each free parameter.
    let values: [Double]
    /// For each class but the last the mean of |a - y|.
    let magnitudes: [Double]

    var largest: Double { VectorArithmetic.largest(values) }
  }

  /// Takes `start` to such parameters; nil where H is singular but for rounding. Complexity: two passes for a step, of
  /// which one or two are needed near the optimum.
  func balance(from start: Float64Parameters, _ pass: Float64Pass) -> Balance? {
    var parameters = start
    var misses = misses(at: start, pass)
    guard var factor = factor(at: parameters, pass) else { return nil }
    var isCurrent = true
    for _ in 0..<Self.stepLimit where misses.largest > 0 {
      let step = solution(of: misses.values.map { -$0 }, by: factor)
      // No step moves a logit by more than 2: far away H says little.
      let length = largestChange(step)
      guard length.isFinite else { break }
      let shortening = min(1, 2 / max(length, .leastNormalMagnitude))
      let moved = self.moved(parameters, by: step.map { $0 * shortening })
      let left = self.misses(at: moved, pass)
      let isSlow = left.largest > misses.largest / 10
      if left.largest < misses.largest { (parameters, misses, isCurrent) = (moved, left, false) }
      guard isSlow else { continue }
      // By an H of this place nothing more is gained; by one of another it may be.
      if isCurrent { break }
      guard let next = self.factor(at: parameters, pass) else { return nil }
      (factor, isCurrent) = (next, true)
    }
    if !isCurrent {
      guard let last = self.factor(at: parameters, pass) else { return nil }
      factor = last
    }
    guard let inverse = inverse(of: factor, additionCount: pass.additionCount) else { return nil }
    return Balance(parameters: parameters, misses: misses, factor: factor, inverse: inverse)
  }

  /// The share t of something else that has to be mixed into the probabilities at `balance` so that all constraints are met
  /// exactly; infinite where that is not known to be possible. `shareExcess` is what a row's probabilities may miss the sum 1
  /// by.
  func repair(_ balance: Balance, shareExcess: Double, _ pass: Float64Pass) -> Double {
    let additions = Double(additionCount(pass))
    let errors = balance.misses.values.indices.map { place -> Double in
      let (k, u) = place.quotientAndRemainder(dividingBy: size)
      // z is the difference of a column and its centre, each with a rounding of its own.
      let centre =
        u < columns.count ? abs(scaling.means[columns[u]]) / scaling.standardDeviations[columns[u]] : 0
      let magnitude = balance.misses.magnitudes[k]
      let own = 0x1p-53 * magnitude * ((additions + 8) * reach[u] + 4 * (reach[u] + 2 * centre))
      return own + shareExcess * (samples.classShares[k] + magnitude) * reach[u]
    }
    var moves = solution(of: balance.misses.values, by: balance.factor).map(abs)
    for row in 0..<order {
      for (place, error) in errors.enumerated() { moves[row] += balance.inverse[row * order + place] * error }
    }
    // Twice the largest, for the difference of two classes; and what rounding may have changed H and its inverse by.
    let share = 2 * 1.05 * largestChange(moves)
    return share < 0.5 ? share : .infinity
  }

  private func solution(of values: [Double], by factor: CholeskyFactor<Double>) -> [Double] {
    let solution = WorkBuffer<Double>(values, default: 0)
    factor.solve(solution)
    return solution.array
  }

  /// Additions that a term of V goes through: those of a tile are compensated, and count as two.
  private func additionCount(_ pass: Float64Pass) -> Int {
    2 + pass.tileAdditionCount(summing: (samples.classCount - 1) * (size + 1))
  }

  /// V at these parameters, its sums over the rows of a tile compensated (Neumaier 1974).
  private func misses(at parameters: Float64Parameters, _ pass: Float64Pass) -> Misses {
    let (classCount, size, last) = (samples.classCount, size, samples.classCount - 1)
    let (columns, scaling) = (columns, scaling)
    let (kernels, weights, labels) = (samples.engine.kernels, samples.weights, samples.labels)
    let featureCount = samples.featureCount
    let sums = pass.sumOverProbabilities(count: last * (size + 1), at: parameters) { tile, rows, open, sums in
      let wide = MatrixBlock(
        WorkBuffer<Double>(uninitializedCount: rows.count * featureCount), stride: featureCount,
        rowCount: rows.count, columnCount: featureCount)
      kernels.widen(open, hasOne: false, into: wide)
      var totals = [Double](repeating: 0, count: last * size)
      var rests = totals
      var z = [Double](repeating: 1, count: size)
      for (r, row) in rows.enumerated() {
        for (u, j) in columns.enumerated() {
          z[u] = (wide.buffer[r * featureCount + j] - scaling.means[j]) / scaling.standardDeviations[j]
        }
        let (label, weight) = (labels[row], weights?[row] ?? 1)
        for k in 0..<last {
          let residual = (tile[r * classCount + k] - (label == k ? 1 : 0)) * weight
          sums[last * size + k] += abs(residual)
          for u in 0..<size {
            let (term, place) = (residual * z[u], k * size + u)
            let total = totals[place] + term
            rests[place] +=
              abs(totals[place]) >= abs(term) ? totals[place] - total + term : term - total + totals[place]
            totals[place] = total
          }
        }
      }
      for place in totals.indices { sums[place] += totals[place] + rests[place] }
    }
    let means = sums.map { $0 / samples.totalWeight }
    return Misses(values: Array(means[..<(last * size)]), magnitudes: Array(means[(last * size)...]))
  }

  /// What free parameters of these magnitudes move a logit by at most.
  private func largestChange(_ freeParameters: [Double]) -> Double {
    var largest = 0.0
    for k in 0..<samples.classCount - 1 {
      var change = 0.0
      for u in reach.indices { change += abs(freeParameters[k * size + u]) * reach[u] }
      largest = max(largest, change)
    }
    return largest
  }

  /// Parameters in the user's units, moved by a step of the free parameters.
  private func moved(_ parameters: Float64Parameters, by step: [Double]) -> Float64Parameters {
    var moved = parameters
    for k in 0..<samples.classCount - 1 {
      for (u, j) in columns.enumerated() {
        let change = step[k * size + u] / scaling.standardDeviations[j]
        moved.weights[k * samples.featureCount + j] += change
        if hasBias { moved.bias[k] -= change * scaling.means[j] }
      }
      if hasBias { moved.bias[k] += step[k * size + columns.count] }
    }
    return moved
  }

  // MARK: Second derivatives

  /// H at these parameters, factored; nil where it is not positive definite.
  private func factor(at parameters: Float64Parameters, _ pass: Float64Pass) -> CholeskyFactor<Double>? {
    let (classCount, size, order) = (samples.classCount, size, order)
    let (columns, scaling, hasBias) = (columns, scaling, hasBias)
    let (kernels, weights) = (samples.engine.kernels, samples.weights)
    let featureCount = samples.featureCount
    let pairs = (0..<classCount).flatMap { k in (k + 1..<classCount).map { (k, $0) } }
    // For each pair of classes the sum of s p_k p_l z z^T, its upper triangle.
    let sums = pass.sumOverProbabilities(count: pairs.count * size * size, at: parameters) {
      tile, rows, open, sums in
      func block(_ width: Int) -> MatrixBlock<Double> {
        MatrixBlock(
          WorkBuffer<Double>(uninitializedCount: rows.count * width), stride: width, rowCount: rows.count,
          columnCount: width)
      }
      let (wide, right, left) = (block(featureCount), block(size), block(size))
      kernels.widen(open, hasOne: false, into: wide)
      for r in 0..<rows.count {
        for (u, j) in columns.enumerated() {
          right.buffer[r * size + u] =
            (wide.buffer[r * featureCount + j] - scaling.means[j]) / scaling.standardDeviations[j]
        }
        if hasBias { right.buffer[r * size + columns.count] = 1 }
      }
      let ones = WorkBuffer<Double>(count: size, repeating: 1)
      let factors = WorkBuffer<Double>(count: rows.count, repeating: 0)
      let workspace = WorkBuffer<Double>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: size))
      for (index, (k, l)) in pairs.enumerated() {
        for (r, row) in rows.enumerated() {
          factors[r] = tile[r * classCount + k] * tile[r * classCount + l] * (weights?[row] ?? 1)
        }
        right.copy(to: left)
        kernels.scale(left, rowFactors: factors, at: 0, columnFactors: ones, at: 0)
        kernels.addProducts(
          scale: 1, left, right,
          into: MatrixBlock(sums, first: index * size * size, stride: size, rowCount: size, columnCount: size),
          workspace: workspace)
      }
    }
    let stride = CholeskyFactor<Double>.stride(order: order)
    let matrix = WorkBuffer<Double>(count: order * stride, repeating: 0)
    for (index, (k, l)) in pairs.enumerated() {
      for i in 0..<size {
        for j in 0..<size {
          let value = sums[(index * size + min(i, j)) * size + max(i, j)] / samples.totalWeight
          matrix[(k * size + i) * stride + k * size + j] += value
          guard l < classCount - 1 else { continue }
          matrix[(l * size + i) * stride + l * size + j] += value
          matrix[(k * size + i) * stride + l * size + j] -= value
        }
      }
    }
    return try? CholeskyFactor(factoring: matrix, order: order, stride: stride, engine: samples.engine)
  }

  /// The magnitudes of the inverse; nil where rounding may have changed them by more than a few hundredths.
  private func inverse(of factor: CholeskyFactor<Double>, additionCount: Int) -> [Double]? {
    var inverse: [Double] = []
    inverse.reserveCapacity(order * order)
    var largest = 0.0
    for i in 0..<order {
      let column = WorkBuffer<Double>(count: order, repeating: 0)
      column[i] = 1
      factor.solve(column)
      let magnitudes = column.array.map(abs)
      largest = max(largest, magnitudes.reduce(0, +))
      inverse += magnitudes
    }
    // No element of H is beyond the product of two columns' reaches, and a row of it is wrong by as many roundings.
    let norm = reach.reduce(0, +) * (reach.max() ?? 1) * Double(samples.classCount)
    let roundings = Double(additionCount + 8 * order + 16) * 0x1p-53
    return largest.isFinite && largest * norm * roundings < 0.02 ? inverse : nil
  }

  // MARK: Dependence

  /// The columns that are no combinations of those before them and a constant; nil where one is, and not by whole numbers.
  private static func independent(
    among columns: [Int], of samples: FitSamples, _ scaling: Standardization, hasBias: Bool
  ) -> [Int]? {
    let count = columns.count
    let gram = samples.pass.reduceWidened(.sum, samples.rows, count: count * count) { block, rows, sums in
      for r in 0..<rows.count {
        let first = block.first + r * block.stride
        let z = columns.map {
          (block.buffer[first + $0] * samples.scale - scaling.means[$0]) / scaling.standardDeviations[$0]
        }
        for a in 0..<count { for b in a..<count { sums[a * count + b] += z[a] * z[b] } }
      }
    }.array
    var kept: [Int] = []
    var rows: [[Double]] = []
    for place in 0..<count {
      let diagonal = gram[place * count + place]
      var row: [Double] = []
      for (index, other) in kept.enumerated() {
        let known = rows[index]
        var sum = gram[other * count + place]
        for i in 0..<index { sum -= known[i] * row[i] }
        row.append(sum / known[index])
      }
      let pivot = row.reduce(diagonal) { $0 - $1 * $1 }
      if pivot > diagonal * dependentShare, diagonal > 0 {
        row.append(pivot.squareRoot())
        rows.append(row)
        kept.append(place)
        continue
      }
      // How much of each kept column is in it, in standard deviations.
      var shares = row
      for index in kept.indices.reversed() {
        for later in index + 1..<max(index + 1, kept.count) {
          shares[index] -= rows[later][index] * shares[later]
        }
        shares[index] /= rows[index][index]
      }
      let column = columns[place]
      let others = zip(kept, shares).map { other, share in
        let j = columns[other]
        return (
          column: j,
          factor: (share * scaling.standardDeviations[column] / scaling.standardDeviations[j]).rounded()
        )
      }
      let constant =
        hasBias
        ? (scaling.means[column] - others.reduce(0) { $0 + $1.factor * scaling.means[$1.column] }).rounded() : 0
      guard isExactly(column, others, plus: constant, in: samples) else { return nil }
    }
    return kept.map { columns[$0] }
  }

  /// Whether a column is this combination of others on every row. All of them being whole numbers, nothing is rounded.
  private static func isExactly(
    _ column: Int, _ others: [(column: Int, factor: Double)], plus constant: Double, in samples: FitSamples
  ) -> Bool {
    let most = 0x1p24
    guard samples.scale == 1, abs(constant) <= most, others.allSatisfy({ abs($0.factor) <= most }) else {
      return false
    }
    // The largest miss, and the largest magnitude; what is no whole number is infinite.
    let found = samples.pass.reduceWidened(.greatest, samples.rows, count: 2) { block, rows, greatest in
      for r in 0..<rows.count {
        let first = block.first + r * block.stride
        func value(_ j: Int) -> Double { block.buffer[first + j] }
        var rest = value(column) - constant
        var largest = value(column) == value(column).rounded() ? abs(value(column)) : .infinity
        for other in others where other.factor != 0 {
          let x = value(other.column)
          rest -= other.factor * x
          largest = max(largest, x == x.rounded() ? abs(other.factor * x) : .infinity)
        }
        greatest[0] = max(greatest[0], abs(rest))
        greatest[1] = max(greatest[1], largest)
      }
    }
    // Sums of so many whole numbers below 2^26 are whole numbers below 2^53.
    return found[0] == 0 && found[1] <= 0x1p26
  }
}
