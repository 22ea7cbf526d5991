// The whole optimisation problem written out in Float64, and its optimum by Newton's method: what solvers are held to.
// Inner loops count by hand: tests are not optimised, and ranges and closures take most of the time there.

import Foundation

/// F(W, b) = (1/S) sum_i s_i logLoss_i + (1/2) sum_j l2_j ||W_j||^2, with loops alone.
package struct ReferenceProblem: Sendable {
  /// A point with its value.
  package struct Optimum: Sendable {
    package let weights: [Double]
    package let bias: [Double]
    package let value: Double
    package let logLoss: Double
  }

  package let labels: [Int]
  package let classCount: Int
  package let featureCount: Int
  package let penalties: [Double]
  package let hasBias: Bool
  package let sampleWeights: [Double]
  /// Row by row, a 1 at the end of each where there is a bias.
  private let extended: [Double]
  /// Features, and the bias.
  private let size: Int
  private let total: Double
  /// What is added to the logits, [samples][classes].
  private let offsets: [[Double]]?

  package init(
    rows: [[Double]], labels: [Int], classCount: Int, penalties: [Double], hasBias: Bool = true,
    sampleWeights: [Double]? = nil, offsets: [[Double]]? = nil
  ) {
    self.offsets = offsets
    self.labels = labels
    self.classCount = classCount
    self.penalties = penalties
    self.hasBias = hasBias
    featureCount = penalties.count
    size = featureCount + (hasBias ? 1 : 0)
    self.sampleWeights = sampleWeights ?? [Double](repeating: 1, count: rows.count)
    total = self.sampleWeights.reduce(0, +)
    extended = rows.flatMap { hasBias ? $0 + [1] : $0 }
  }

  /// F and the mean log loss.
  package func value(weights: [Double], bias: [Double]) -> (objective: Double, logLoss: Double) {
    let parameters = interleaved(weights, bias)
    var sum = 0.0
    for sample in labels.indices where sampleWeights[sample] > 0 {
      sum -=
        sampleWeights[sample] * ReferenceSoftmax.logProbabilities(logits(sample, parameters))[labels[sample]]
    }
    var penalty = 0.0
    for (i, weight) in weights.enumerated() { penalty += penalties[i % featureCount] * weight * weight }
    return (sum / total + penalty / 2, sum / total)
  }

  /// dF/dW [classes x features] and dF/db.
  package func gradient(weights: [Double], bias: [Double]) -> (weights: [Double], bias: [Double]) {
    separated(derivatives(interleaved(weights, bias), withCurvature: false).gradient)
  }

  /// The product of F's second derivatives with a direction.
  package func curvature(
    weights: [Double], bias: [Double], times direction: (weights: [Double], bias: [Double])
  ) -> (weights: [Double], bias: [Double]) {
    let hessian = derivatives(interleaved(weights, bias), withCurvature: true, fixing: false).hessian
    let vector = interleaved(direction.weights, direction.bias)
    let order = vector.count
    return separated(
      (0..<order).map { i in (0..<order).reduce(0) { $0 + hessian[i * order + $1] * vector[$1] } })
  }

  /// The optimum whose weights sum to 0 over the classes, by Newton's method until nothing changes.
  package func optimum() -> Optimum {
    let order = classCount * size
    var point = [Double](repeating: 0, count: order)
    var value = self.value(at: point)
    for _ in 0..<200 {
      let (gradient, hessian) = derivatives(point, withCurvature: true)
      let step = Self.solve(hessian, gradient, order: order)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      var length = 1.0
      var next = point
      var nextValue = Double.infinity
      while length > 1e-12 {
        next = zip(point, step).map { $0 - length * $1 }
        nextValue = self.value(at: next)
        // Near the end values no longer tell; there the whole step is right.
        if nextValue <= value || decrement < 1e-12 * abs(value) { break }
        length /= 2
      }
      point = next
      value = nextValue
      if decrement <= 1e-26 * abs(value) { break }
    }
    let (weights, bias) = separated(point)
    let found = self.value(weights: weights, bias: bias)
    return Optimum(weights: weights, bias: bias, value: found.objective, logLoss: found.logLoss)
  }

  // MARK: Work on [classes x (features, bias)]

  private func value(at point: [Double]) -> Double {
    let (weights, bias) = separated(point)
    return value(weights: weights, bias: bias).objective
  }

  private func interleaved(_ weights: [Double], _ bias: [Double]) -> [Double] {
    var parameters: [Double] = []
    for k in 0..<classCount {
      parameters += weights[k * featureCount..<(k + 1) * featureCount]
      if hasBias { parameters.append(bias[k]) }
    }
    return parameters
  }

  private func separated(_ vector: [Double]) -> (weights: [Double], bias: [Double]) {
    let weights = (0..<classCount).flatMap { vector[$0 * size..<$0 * size + featureCount] }
    let bias = (0..<classCount).map { hasBias ? vector[$0 * size + featureCount] : 0 }
    return (weights, bias)
  }

  private func logits(_ sample: Int, _ parameters: [Double]) -> [Double] {
    var logits = offsets?[sample] ?? [Double](repeating: 0, count: classCount)
    let row = sample * size
    var (k, place) = (0, 0)
    while k < classCount {
      var sum = logits[k]
      var j = 0
      while j < size {
        sum += parameters[place] * extended[row + j]
        place += 1
        j += 1
      }
      logits[k] = sum
      k += 1
    }
    return logits
  }

  /// Gradient and second derivatives; with `fixing` the directions along which F is flat get a curvature, which
  /// changes no Newton step because the gradient has no part in them.
  private func derivatives(
    _ point: [Double], withCurvature: Bool, fixing: Bool = true
  ) -> (gradient: [Double], hessian: [Double]) {
    let order = classCount * size
    var gradient = [Double](repeating: 0, count: order)
    var hessian = [Double](repeating: 0, count: withCurvature ? order * order : 0)
    for sample in labels.indices where sampleWeights[sample] > 0 {
      let share = sampleWeights[sample] / total
      var p = ReferenceSoftmax.logProbabilities(logits(sample, point))
      let row = sample * size
      var (k, place) = (0, 0)
      while k < classCount {
        p[k] = exp(p[k])
        let residual = share * (p[k] - (k == labels[sample] ? 1 : 0))
        var j = 0
        while j < size {
          gradient[place] += residual * extended[row + j]
          place += 1
          j += 1
        }
        k += 1
      }
      guard withCurvature else { continue }
      for k in 0..<classCount {
        for l in 0...k {
          let factor = share * (k == l ? p[k] * (1 - p[k]) : -p[k] * p[l])
          for i in 0..<size {
            let left = factor * extended[row + i]
            let target = (k * size + i) * order + l * size
            var j = 0
            while j < size {
              hessian[target + j] += left * extended[row + j]
              j += 1
            }
          }
        }
      }
    }
    for j in 0..<size {
      let penalty = j < featureCount ? penalties[j] : 0
      var diagonal = 0.0
      for k in 0..<classCount {
        gradient[k * size + j] += penalty * point[k * size + j]
        guard withCurvature else { continue }
        hessian[(k * size + j) * order + k * size + j] += penalty
        diagonal += hessian[(k * size + j) * order + k * size + j]
      }
      guard withCurvature, fixing, penalty == 0 else { continue }
      for k in 0..<classCount {
        for l in 0..<classCount {
          hessian[(k * size + j) * order + l * size + j] += (diagonal + 1e-300) / Double(classCount)
        }
      }
    }
    if withCurvature {
      for i in 0..<order {
        for j in i + 1..<max(i + 1, order) { hessian[i * order + j] = hessian[j * order + i] }
      }
    }
    return (gradient, hessian)
  }

  /// A x = b by Cholesky's method, of a symmetric positive definite matrix.
  package static func solve(_ matrix: [Double], _ right: [Double], order: Int) -> [Double] {
    var lower = matrix
    var x = right
    for i in 0..<order {
      for j in 0...i {
        var sum = lower[i * order + j]
        var m = 0
        while m < j {
          sum -= lower[i * order + m] * lower[j * order + m]
          m += 1
        }
        lower[i * order + j] = i == j ? max(sum, 1e-300).squareRoot() : sum / lower[j * order + j]
      }
      var sum = x[i]
      for m in 0..<i { sum -= lower[i * order + m] * x[m] }
      x[i] = sum / lower[i * order + i]
    }
    for i in (0..<order).reversed() {
      var sum = x[i]
      for m in i + 1..<max(i + 1, order) { sum -= lower[m * order + i] * x[m] }
      x[i] = sum / lower[i * order + i]
    }
    return x
  }
}
