// What a fit without a penalty must not follow: directions that change no probability.

/// The directions along which weights can move without changing a logit, because columns are combinations of
/// others.
///
/// Without a penalty no optimum is then the only one. Of all of them the one with the smallest weights is the
/// fit's: every direction of a solver is taken without what lies along these, so that it goes there by itself.
struct ColumnRedundancy: Sendable {
  /// The columns that are combinations of those before them.
  let columns: [Int]
  private let featureCount: Int
  /// Factors of the features that sum to a constant: orthonormal by `metric`, one after another.
  private let basis: [[Double]]
  /// What the squares of weights count by.
  private let metric: [Double]
  /// What each direction adds to all logits, which a bias takes back.
  private let constants: [Double]

  /// - Parameters:
  ///   - findings: What depends on what, in columns that `scaling` standardises.
  ///   - scaling: Means and standard deviations of the objective's own columns.
  ///   - metric: What the square of each weight counts by; its sum is to be the smallest.
  init(_ findings: [ColumnDependence.Finding], scaling: Standardization, metric: [Double]) {
    columns = findings.map(\.column)
    featureCount = metric.count
    self.metric = metric
    var basis: [[Double]] = []
    for finding in findings {
      var direction = [Double](repeating: 0, count: metric.count)
      direction[finding.column] = 1 / scaling.standardDeviations[finding.column]
      for (j, share) in finding.shares.enumerated() where share != 0 {
        direction[j] = -share / scaling.standardDeviations[j]
      }
      // Twice: what rounding leaves of the others after once is gone then.
      for _ in 0..<2 {
        for known in basis {
          VectorArithmetic.add(
            -Self.product(direction, known, metric), times: known, to: &direction)
        }
      }
      let length = Self.product(direction, direction, metric).squareRoot()
      basis.append(direction.map { $0 / length })
    }
    self.basis = basis
    constants = basis.map { VectorArithmetic.dot($0, scaling.means) }
  }

  /// A point or a direction without what changes no logit. With biases at its end the logits stay the same to
  /// rounding. Complexity: O(classes x features x redundant columns).
  func confined(_ vector: [Double], classCount: Int) -> [Double] {
    var result = vector
    let hasBias = vector.count > classCount * featureCount
    for k in 0..<classCount {
      let range = k * featureCount..<(k + 1) * featureCount
      var row = Array(vector[range])
      for (direction, constant) in zip(basis, constants) {
        let part = Self.product(row, direction, metric)
        VectorArithmetic.add(-part, times: direction, to: &row)
        if hasBias { result[classCount * featureCount + k] += part * constant }
      }
      result.replaceSubrange(range, with: row)
    }
    return result
  }

  /// The gradient of the objective that sees `confined` points only.
  func confinedGradient(_ gradient: [Double], classCount: Int) -> [Double] {
    var result = gradient
    let hasBias = gradient.count > classCount * featureCount
    for k in 0..<classCount {
      let bias = hasBias ? gradient[classCount * featureCount + k] : 0
      for (direction, constant) in zip(basis, constants) {
        var slope = -bias * constant
        for j in 0..<featureCount { slope += gradient[k * featureCount + j] * direction[j] }
        for j in 0..<featureCount { result[k * featureCount + j] -= slope * metric[j] * direction[j] }
      }
    }
    return result
  }

  private static func product(_ a: [Double], _ b: [Double], _ metric: [Double]) -> Double {
    var sum = 0.0
    for j in a.indices { sum += a[j] * metric[j] * b[j] }
    return sum
  }
}
