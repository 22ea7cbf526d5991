// The model of a step: a quadratic function and a sum of magnitudes.

import SoftmaxKernels

/// Minimises g (v - v0) + (1/2) (v - v0)^T H (v - v0) + sum_i penalty_i |v_i|.
///
/// Rounds of coordinate descent, which finds out what is 0, and of Newton's method on what is not: coordinate descent
/// alone is slow where columns are correlated. A Newton step goes to the minimum along its direction, beyond places where
/// coefficients change their signs, which stops at one of these or between them: the model is convex along it, so that
/// there always is one, and no flat direction is crossed in small steps. Where it is lower to set all to 0 that would
/// change their signs, that is done. Friedman, Hastie and Tibshirani, Regularization paths for generalized linear models
/// via coordinate descent, J. Stat. Softw. 33(1), 2010, for the first; Lee, Battle, Raina and Ng, Efficient sparse coding
/// algorithms, NIPS 2006, for the second.
///
/// H and H (v - v0), which is small beside the gradient, are in `Scalar`; everything else is in Float64.
struct SparseQuadratic<Scalar: FactorScalar> {
  private let curvature: ActiveCurvature<Scalar>
  private let start: [Double]
  private let gradient: [Double]
  private let penalties: [Double]
  private let diagonal: [Double]
  private let factor = WorkBuffer<Scalar>(zeroedCount: 1)
  /// The point, v.
  private(set) var values: [Double]
  /// H (v - v0).
  private var image: WorkBuffer<Scalar>

  /// A decrease below this share of the terms that it is a difference of is rounding.
  private static var noise: Double { 1e-14 }

  init(_ curvature: ActiveCurvature<Scalar>, at start: [Double], gradient: [Double], penalties: [Double]) {
    self.curvature = curvature
    self.start = start
    self.gradient = gradient
    self.penalties = penalties
    diagonal = (0..<curvature.order).map { curvature.diagonal($0) }
    values = start
    image = WorkBuffer(zeroedCount: curvature.order)
  }

  /// The point where no subgradient is larger than `slopeShare` of the largest at the start, or what `roundLimit` rounds
  /// with `faceLimit` Newton steps each lead to. Complexity of a Newton step: O(order^2 + nonzeros^3 / 3).
  consuming func minimum(slopeShare: Double, faceLimit: Int, roundLimit: Int) -> [Double] {
    let target = slopeShare * largestSlope
    var model = self
    for _ in 0..<roundLimit {
      for _ in 0..<model.sweepCount {
        model.sweep()
        if model.largestSlope <= target { return model.values }
      }
      let steps = model.goToFaceMinimum(target: target, stepLimit: faceLimit)
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
    SoftmaxRegression.smallestSlope(slope(i), at: values[i], penalty: penalties[i])
  }

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
      let value = moved / bend
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
        system = FreeSystem(
          curvature, arguments: values.indices.filter { values[$0] != 0 || penalties[$0] == 0 })
      }
      guard let equations = system else { return step }
      let before = values
      guard stepOfNewton(equations, target: target) else { return step }
      let gone = equations.arguments.filter { before[$0] != 0 && values[$0] == 0 && penalties[$0] > 0 }
      if system?.takeOut(gone) != true { system = nil }
    }
    return stepLimit
  }

  /// Goes towards the solution of the equations, as far as the model falls. False where that is nowhere, or where no
  /// subgradient is above `target`.
  private mutating func stepOfNewton(_ equations: FreeSystem<Scalar>, target: Double) -> Bool {
    let free = equations.arguments
    let right = free.map { values[$0] == 0 && penalties[$0] > 0 ? 0 : -smallestSlope($0) }
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
      clipped[i] = penalties[i] > 0 && value * values[i] < 0 ? 0 : value
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

  /// The lowest point on the line from here along `direction`, on which the coefficients that are 0 stay so; nil where it
  /// leads up. The place where it meets a coefficient's 0 has that 0 exactly.
  private func lowest(along direction: [Double]) -> [Double]? {
    let bend = Self.dot(curvature.product(with: direction), direction)
    var slope = 0.0
    var crossings: [(length: Double, argument: Int)] = []
    for i in values.indices where direction[i] != 0 {
      slope += smallestSlope(i) * direction[i]
      let length = -values[i] / direction[i]
      if penalties[i] > 0, length > 0 { crossings.append((length, i)) }
    }
    guard slope < 0, bend > 0, bend.isFinite else { return nil }
    crossings.sort { ($0.length, $0.argument) < ($1.length, $1.argument) }
    var length = 0.0
    for crossing in crossings {
      let next = slope + bend * (crossing.length - length)
      if next >= 0 { break }
      slope = next + 2 * penalties[crossing.argument] * abs(direction[crossing.argument])
      length = crossing.length
      if slope >= 0 {
        var point = moved(by: length, along: direction)
        point[crossing.argument] = 0
        return point
      }
    }
    return moved(by: length - slope / bend, along: direction)
  }

  private func moved(by length: Double, along direction: [Double]) -> [Double] {
    VectorArithmetic.moved(values, by: length, along: direction)
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
