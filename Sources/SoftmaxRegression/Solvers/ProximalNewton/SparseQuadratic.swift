// The model of a step: a quadratic function and a sum of magnitudes.

import SoftmaxKernels

/// Minimises g (v - v0) + (1/2) (v - v0)^T H (v - v0) + sum_i penalty_i |v_i|, each v_i between its limits.
///
/// Rounds of coordinate descent, which finds out what is 0, and of Newton's method on what is not: coordinate descent
/// alone is slow where columns are correlated. A Newton step goes to the minimum along its direction, beyond places where
/// parameters change their signs, which stops at one of these or between them, or where one meets its limit: the model
/// is convex along it, so that there always is one, and no flat direction is crossed in small steps. Where it is lower
/// to set all to 0 that would change their signs, and all to their limits that would go beyond, that is done. Friedman,
/// Hastie and Tibshirani, Regularization paths for generalized linear models via coordinate descent, J. Stat. Softw.
/// 33(1), 2010, for the first; Lee, Battle, Raina and Ng, Efficient sparse coding algorithms, NIPS 2006, for the
/// second.
///
/// H and H (v - v0), which is small beside the gradient, are in `Scalar`; everything else is in Float64.
struct SparseQuadratic<Scalar: FactorScalar> {
  private let curvature: ActiveCurvature<Scalar>
  private let start: [Double]
  private let gradient: [Double]
  private let penalties: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let diagonal: [Double]
  private let factor = WorkBuffer<Scalar>(zeroedCount: 1)
  /// The point, v.
  private(set) var values: [Double]
  /// H (v - v0).
  private var image: WorkBuffer<Scalar>

  /// A decrease below this share of the terms that it is a difference of is rounding.
  private static var noise: Double { 1e-14 }

  init(_ curvature: ActiveCurvature<Scalar>, at start: [Double], gradient: [Double], _ part: PenalisedPart) {
    self.curvature = curvature
    self.start = start
    self.gradient = gradient
    penalties = part.magnitudes
    lower = part.lower
    upper = part.upper
    diagonal = (0..<curvature.order).map { curvature.diagonal($0) }
    values = start
    image = WorkBuffer(zeroedCount: curvature.order)
  }

  /// The point where no subgradient is larger than asked for, or what the rounds lead to. Complexity of a Newton step:
  /// O(order^2 + nonzeros^3 / 3).
  consuming func minimum(_ effort: QuadraticEffort) -> [Double] {
    let target = effort.slopeShare * largestSlope
    var model = self
    // Of work that was asked to end nobody looks at the result.
    for _ in 0..<effort.roundLimit where !model.curvature.engine.isStopped {
      for _ in 0..<model.sweepCount {
        model.sweep()
        if model.largestSlope <= target || model.curvature.engine.isStopped { return model.values }
      }
      let steps = model.goToFaceMinimum(target: target, stepLimit: effort.faceLimit)
      if model.largestSlope <= target || steps == 0 { return model.values }
    }
    model.sweep()
    return model.values
  }

  /// Sweeps that cost about half of what a factor does: at least two, so that what is 0 is found out.
  private var sweepCount: Int {
    let (free, all) = (Double(values.count { $0 != 0 }), Double(values.count))
    return Int(min(max(2, free * free * free / (90 * all * all)), 25))
  }

  private func slope(_ i: Int) -> Double { gradient[i] + Double(image[i]) }

  private func smallestSlope(_ i: Int) -> Double {
    SoftmaxRegression.smallestSlope(
      slope(i), at: values[i], penalty: penalties[i], lower: lower[i], upper: upper[i])
  }

  /// Whether a parameter is where only a round of coordinate descent takes it from: at 0, or at a limit.
  private func isAtRest(_ i: Int) -> Bool {
    (values[i] == 0 && penalties[i] > 0) || values[i] <= lower[i] || values[i] >= upper[i]
  }

  private func clamped(_ value: Double, _ i: Int) -> Double { min(max(value, lower[i]), upper[i]) }

  /// The model's largest subgradient of the smallest norm.
  private var largestSlope: Double { values.indices.reduce(0) { max($0, abs(smallestSlope($1))) } }

  /// One round over all coordinates, each to its best.
  private mutating func sweep() {
    for i in values.indices {
      let bend = diagonal[i]
      guard bend > 0 else { continue }
      let wanted = bend * values[i] - slope(i)
      let moved =
        wanted > penalties[i] ? wanted - penalties[i] : wanted < -penalties[i] ? wanted + penalties[i] : 0
      let value = clamped(moved / bend, i)
      guard value != values[i], value.isFinite else { continue }
      factor[0] = Scalar(value - values[i])
      values[i] = value
      curvature.addRow(i, times: factor, to: image)
    }
  }

  // MARK: Newton's method

  /// Newton steps on everything that is not 0, until no subgradient of it is above `target`. Returns how many led down.
  private mutating func goToFaceMinimum(target: Double, stepLimit: Int) -> Int {
    var system: FreeSystem<Scalar>?
    for step in 0..<stepLimit {
      if system == nil {
        system = FreeSystem(curvature, parameters: values.indices.filter { !isAtRest($0) })
      }
      guard let equations = system else { return step }
      let resting = Set(equations.parameters.filter(isAtRest))
      guard stepOfNewton(equations, target: target) else { return step }
      let gone = equations.parameters.filter { isAtRest($0) && !resting.contains($0) }
      if system?.takeOut(gone) != true { system = nil }
    }
    return stepLimit
  }

  /// Goes towards the solution of the equations, as far as the model falls. False where that is nowhere, or where no
  /// subgradient is above `target`.
  private mutating func stepOfNewton(_ equations: FreeSystem<Scalar>, target: Double) -> Bool {
    let free = equations.parameters
    let right = free.map { isAtRest($0) ? 0 : -smallestSlope($0) }
    guard VectorArithmetic.largest(right) > target else { return false }
    var direction = [Double](repeating: 0, count: values.count)
    for (i, change) in zip(free, equations.solution(of: right)) { direction[i] = change }
    let before = value(values, image)
    guard let along = lowest(along: direction) else { return false }
    var best = (values: along, image: image(of: along))
    var least = value(best.values, best.image)
    var clipped = values
    for i in free {
      let value = values[i] + direction[i]
      clipped[i] = self.clamped(penalties[i] > 0 && value * values[i] < 0 ? 0 : value, i)
    }
    if clipped != along {
      let found = image(of: clipped)
      let reached = value(clipped, found)
      if reached.sum < least.sum { (best, least) = ((clipped, found), reached) }
    }
    guard before.sum - least.sum > Self.noise * before.size else { return false }
    (values, image) = best
    return true
  }

  /// The lowest point on the line from here along `direction`, on which the parameters that are 0 stay so; nil where it
  /// leads up. The place where it meets a parameter's 0 or limit has that number exactly.
  private func lowest(along direction: [Double]) -> [Double]? {
    let bend = Self.dot(curvature.product(with: direction), direction)
    var slope = 0.0
    var crossings: [Crossing] = []
    for i in values.indices where direction[i] != 0 {
      slope += smallestSlope(i) * direction[i]
      let length = -values[i] / direction[i]
      if penalties[i] > 0, length > 0 {
        crossings.append(
          Crossing(length: length, parameter: i, value: 0, rise: 2 * penalties[i] * abs(direction[i])))
      }
      let limit = direction[i] > 0 ? upper[i] : lower[i]
      if limit.isFinite {
        crossings.append(
          Crossing(
            length: max(0, (limit - values[i]) / direction[i]), parameter: i, value: limit, rise: .infinity))
      }
    }
    guard slope < 0, bend > 0, bend.isFinite else { return nil }
    crossings.sort { ($0.length, $0.parameter) < ($1.length, $1.parameter) }
    var length = 0.0
    for crossing in crossings {
      let next = slope + bend * (crossing.length - length)
      if next >= 0 { break }
      slope = next + crossing.rise
      length = crossing.length
      if slope >= 0 {
        var point = moved(by: length, along: direction)
        point[crossing.parameter] = crossing.value
        return point
      }
    }
    return moved(by: length - slope / bend, along: direction)
  }

  /// A place on a line where the model's slope jumps.
  private struct Crossing {
    let length: Double
    let parameter: Int
    /// The parameter's value there.
    let value: Double
    let rise: Double
  }

  private func moved(by length: Double, along direction: [Double]) -> [Double] {
    var point = VectorArithmetic.moved(values, by: length, along: direction)
    for i in point.indices { point[i] = clamped(point[i], i) }
    return point
  }

  private func image(of point: [Double]) -> WorkBuffer<Scalar> {
    curvature.product(with: zip(point, start).map { $0 - $1 })
  }

  private static func dot(_ image: WorkBuffer<Scalar>, _ vector: [Double]) -> Double {
    vector.indices.reduce(0) { $0 + Double(image[$1]) * vector[$1] }
  }

  /// The model's value, less that at its start, and the size of the differences that it is made of: these alone are
  /// rounded, however small beside the magnitudes.
  private func value(_ point: [Double], _ image: WorkBuffer<Scalar>) -> (sum: Double, size: Double) {
    var (sum, size) = (0.0, 0.0)
    for i in point.indices {
      let smooth = (point[i] - start[i]) * (gradient[i] + Double(image[i]) / 2)
      let magnitude = penalties[i] * (abs(point[i]) - abs(start[i]))
      sum += smooth + magnitude
      size += abs(smooth) + abs(magnitude)
    }
    return (sum, size)
  }
}
