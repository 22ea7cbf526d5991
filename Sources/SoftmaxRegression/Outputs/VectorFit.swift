// A scale and a shift for each class with the least penalised log loss.

/// Newton's method, its steps by conjugate gradients, on the mean log loss of logits scale x logit + shift plus
/// (1 / 2n) (sum (scale - 1 / temperature)^2 + sum shift^2): the weight of one sample of n pulls towards temperature scaling.
///
/// That is what keeps it from overfitting, and more: classes without samples, whose shift would go to minus infinity, keep
/// a finite one, and of all shifts that give the same probabilities there is one. The objective is strictly convex.
struct VectorFit {
  private let samples: ScalingSamples
  private let rows: [Int]
  /// 1 / temperature.
  private let center: Double
  private let penalty: Double
  private let total: Double

  init(_ samples: ScalingSamples, rows: [Int], inverseTemperature: Double) {
    self.samples = samples
    self.rows = rows
    center = inverseTemperature
    penalty = 1 / Double(rows.count)
    total = rows.reduce(0) { $0 + samples.weight($1) }
  }

  private static let mostSteps = 100
  private static let tolerance = 1e-11

  /// The scales, then the shifts.
  func run() -> (scales: [Double], shifts: [Double]) {
    let count = samples.classCount
    var point = [Double](repeating: center, count: count) + [Double](repeating: 0, count: count)
    var state = state(at: point)
    for _ in 0..<Self.mostSteps where state.largestGradient > Self.tolerance {
      let step = step(from: state)
      let slope = zip(step, state.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard slope < 0 else { break }
      var length = 1.0
      var next = moved(point, by: step, length)
      var found = self.state(at: next)
      while !(found.value <= state.value + 1e-4 * length * slope), length > 1e-8 {
        // Where rounding hides the decrease the gradient still tells.
        if found.value.isFinite, abs(slope) < 1e-12 * abs(state.value),
          found.largestGradient < state.largestGradient
        {
          break
        }
        length /= 2
        next = moved(point, by: step, length)
        found = self.state(at: next)
      }
      guard length > 1e-8 else { break }
      (point, state) = (next, found)
    }
    return (Array(point[..<count]), Array(point[count...]))
  }

  private func moved(_ point: [Double], by step: [Double], _ length: Double) -> [Double] {
    zip(point, step).map { $0 + length * $1 }
  }

  /// What is known of a point.
  private struct State {
    var value = 0.0
    var gradient: [Double]
    /// The diagonal of the Hessian.
    var diagonal: [Double]
    /// [rows x classes].
    var probabilities: [Double] = []

    var largestGradient: Double { gradient.reduce(0) { max($0, abs($1)) } }
  }

  private func state(at point: [Double]) -> State {
    let count = samples.classCount
    let zeros = [Double](repeating: 0, count: 2 * count)
    var state = State(gradient: zeros, diagonal: zeros)
    state.probabilities.reserveCapacity(rows.count * count)
    samples.forEach(of: rows, scales: Array(point[..<count]), shifts: Array(point[count...])) {
      sample, probabilities, loss in
      let weight = samples.weight(sample) / total
      let (first, label) = (probabilities.startIndex, Int(samples.labels[sample]))
      state.value += weight * loss
      for k in 0..<count {
        let (probability, logit) = (probabilities[first + k], samples.logit(sample, k))
        let residual = weight * (probability - (k == label ? 1 : 0))
        let curvature = weight * probability * (1 - probability)
        state.gradient[k] += residual * logit
        state.gradient[count + k] += residual
        state.diagonal[k] += curvature * logit * logit
        state.diagonal[count + k] += curvature
      }
      state.probabilities.append(contentsOf: probabilities)
    }
    for (place, value) in point.enumerated() {
      let distance = place < count ? value - center : value
      state.value += penalty / 2 * distance * distance
      state.gradient[place] += penalty * distance
      state.diagonal[place] += penalty
    }
    return state
  }

  /// The Hessian times a direction.
  private func curvature(along direction: [Double], _ state: State) -> [Double] {
    let count = samples.classCount
    var product = direction.map { penalty * $0 }
    var changes = [Double](repeating: 0, count: count)
    for (place, sample) in rows.enumerated() {
      let first = place * count
      var mean = 0.0
      for k in 0..<count {
        changes[k] = samples.logit(sample, k) * direction[k] + direction[count + k]
        mean += state.probabilities[first + k] * changes[k]
      }
      let weight = samples.weight(sample) / total
      for k in 0..<count {
        let change = weight * state.probabilities[first + k] * (changes[k] - mean)
        product[k] += change * samples.logit(sample, k)
        product[count + k] += change
      }
    }
    return product
  }

  /// Newton's step, nearly: conjugate gradients, preconditioned by the diagonal.
  private func step(from state: State) -> [Double] {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var step = [Double](repeating: 0, count: state.gradient.count)
    var residual = state.gradient.map { -$0 }
    var scaled = zip(residual, state.diagonal).map { $0 / $1 }
    var direction = scaled
    var product = dot(residual, scaled)
    let goal = product * 1e-6 * min(1, product)
    for _ in 0..<2 * step.count where product > goal {
      let image = curvature(along: direction, state)
      let bend = dot(direction, image)
      guard bend > 0 else { break }
      let length = product / bend
      for place in step.indices {
        step[place] += length * direction[place]
        residual[place] -= length * image[place]
      }
      scaled = zip(residual, state.diagonal).map { $0 / $1 }
      let next = dot(residual, scaled)
      direction = zip(scaled, direction).map { $0 + next / product * $1 }
      product = next
    }
    return step
  }
}
