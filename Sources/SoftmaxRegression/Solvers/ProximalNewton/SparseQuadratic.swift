// The model of a step: a quadratic function and a sum of magnitudes.

import SoftmaxKernels

/// Minimises g (v - v0) + (1/2) (v - v0)^T H (v - v0) + sum_i penalty_i |v_i|.
///
/// Rounds of coordinate descent, which finds out what is 0, and of Newton's method on what is not, with its signs
/// held (a coefficient that would change its sign becomes 0): coordinate descent alone is slow where columns
/// are correlated. Friedman, Hastie and Tibshirani, Regularization paths for generalized linear models via coordinate
/// descent, J. Stat. Softw. 33(1), 2010, for the first; the second is an active-set method.
///
/// H is in Float32, and so is H (v - v0), which is small beside the gradient; everything else is in Float64.
struct SparseQuadratic {
  private let curvature: ActiveCurvature
  private let start: [Double]
  private let gradient: [Double]
  private let penalties: [Double]
  private let diagonal: [Double]
  private let factor = WorkBuffer<Float>(count: 1, repeating: 0)
  /// The point, v.
  private(set) var values: [Double]
  /// H (v - v0).
  private var image: WorkBuffer<Float>

  init(_ curvature: ActiveCurvature, at start: [Double], gradient: [Double], penalties: [Double]) {
    self.curvature = curvature
    self.start = start
    self.gradient = gradient
    self.penalties = penalties
    diagonal = (0..<curvature.order).map { curvature.diagonal($0) }
    values = start
    image = WorkBuffer(count: curvature.order, repeating: 0)
  }

  /// Goes down until no subgradient is larger than `target`, in `roundLimit` rounds at most. Complexity of a round:
  /// O(order^2 + nonzeros^3 / 3).
  mutating func minimise(target: Double, roundLimit: Int) {
    for _ in 0..<roundLimit {
      for _ in 0..<sweepCount {
        sweep()
        if largestSlope <= target { return }
      }
      guard stepOfNewton() else { continue }
      if largestSlope <= target { return }
    }
    sweep()
  }

  /// Sweeps that cost about half of what a factor does: at least two, so that what is 0 is found out.
  private var sweepCount: Int {
    let (free, all) = (Double(values.count { $0 != 0 }), Double(values.count))
    return Int(min(max(2, free * free * free / (90 * all * all)), 25))
  }

  /// The model's largest subgradient of the smallest norm.
  var largestSlope: Double {
    var largest = 0.0
    for i in values.indices {
      largest = max(
        largest, abs(smallestSlope(gradient[i] + Double(image[i]), at: values[i], penalty: penalties[i])))
    }
    return largest
  }

  /// One round over all coordinates, each to its best.
  private mutating func sweep() {
    for i in values.indices {
      let bend = diagonal[i]
      guard bend > 0 else { continue }
      let wanted = bend * values[i] - gradient[i] - Double(image[i])
      let moved =
        wanted > penalties[i] ? wanted - penalties[i] : wanted < -penalties[i] ? wanted + penalties[i] : 0
      let value = moved / bend
      guard value != values[i], value.isFinite else { continue }
      factor[0] = Float(value - values[i])
      values[i] = value
      curvature.addRow(i, times: factor, to: image)
    }
  }

  /// Solves for everything that is not 0. Whether that led down.
  private mutating func stepOfNewton() -> Bool {
    let free = values.indices.filter { values[$0] != 0 || penalties[$0] == 0 }
    let right = free.map {
      -smallestSlope(gradient[$0] + Double(image[$0]), at: values[$0], penalty: penalties[$0])
    }
    guard !free.isEmpty, let step = curvature.solve(free, right) else { return false }
    let before = value(values, image)
    for length in [1, 0.5, 0.2, 0.05] {
      var trial = values
      for (i, change) in zip(free, step) {
        let value = values[i] + length * change
        trial[i] = penalties[i] > 0 && value * values[i] < 0 ? 0 : value
      }
      let found = curvature.product(with: zip(trial, start).map { $0 - $1 })
      guard value(trial, found) < before else { continue }
      values = trial
      image = found
      return true
    }
    return false
  }

  private func value(_ point: [Double], _ image: WorkBuffer<Float>) -> Double {
    var sum = 0.0
    for i in point.indices {
      let move = point[i] - start[i]
      sum += move * (gradient[i] + Double(image[i]) / 2) + penalties[i] * (abs(point[i]) - abs(start[i]))
    }
    return sum
  }
}
