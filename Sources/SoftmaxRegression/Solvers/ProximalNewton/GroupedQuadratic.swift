// The model of a step: a quadratic function and a sum of norms.

import SoftmaxKernels

/// Minimises g (v - v0) + (1/2) (v - v0)^T H (v - v0) + sum over groups of penalty ||v_group||.
///
/// Rounds of block coordinate descent, which finds out what groups are 0, and of Newton's method on those that are not: a
/// norm has second derivatives wherever it is not 0. Yuan and Lin, Model selection and estimation in regression with grouped
/// variables, J. R. Stat. Soc. B 68(1), 2006; a block's own problem by proximal gradient steps, as in Simon, Friedman and
/// Hastie, A blockwise descent algorithm for group-penalized multiresponse and multinomial regression, 2013.
///
/// H and H (v - v0) are in `Scalar`; everything else is in Float64.
struct GroupedQuadratic<Scalar: FactorScalar> {
  private let curvature: ActiveCurvature<Scalar>
  private let start: [Double]
  private let gradient: [Double]
  private let groups: [PenalisedPart.Group]
  /// Each group's part of H, [size x size], and a bound on its largest eigenvalue.
  private let blocks: [(matrix: [Double], bound: Double)]
  /// Parameters that are in no group.
  private let singles: [Int]
  private let factor = WorkBuffer<Scalar>(zeroedCount: 1)
  /// The point, v.
  private var values: [Double]
  /// H (v - v0).
  private var image: WorkBuffer<Scalar>

  /// A decrease below this share of the terms that it is a difference of is rounding.
  private static var noise: Double { 1e-14 }
  /// Proximal gradient steps on a block at most, and the share of a block's length below which a step is the last.
  private static var blockStepLimit: Int { 30 }
  private static var lastStepShare: Double { 1e-3 }
  private static var sweepCount: Int { 3 }

  init(_ curvature: ActiveCurvature<Scalar>, at start: [Double], gradient: [Double], _ part: PenalisedPart) {
    self.curvature = curvature
    self.start = start
    self.gradient = gradient
    groups = part.groups
    blocks = part.groups.map { group in
      let matrix = group.places.flatMap { i in group.places.map { curvature.element(i, $0) } }
      let size = group.places.count
      // No eigenvalue is above the largest sum of a row's magnitudes.
      let bound = (0..<size).reduce(0) { most, a in
        max(most, (0..<size).reduce(0) { $0 + abs(matrix[a * size + $1]) })
      }
      return (matrix, bound)
    }
    var isSingle = [Bool](repeating: true, count: start.count)
    for group in part.groups { for place in group.places { isSingle[place] = false } }
    singles = start.indices.filter { isSingle[$0] }
    values = start
    image = WorkBuffer(zeroedCount: curvature.order)
  }

  /// The point where no subgradient is larger than asked for, or what the rounds lead to. Complexity of a Newton step:
  /// O(order^2 + nonzeros^3 / 3).
  consuming func minimum(_ effort: QuadraticEffort) -> [Double] {
    var model = self
    let target = effort.slopeShare * model.largestSlope
    // Of work that was asked to end nobody looks at the result.
    for _ in 0..<effort.roundLimit where !model.curvature.engine.isStopped {
      for _ in 0..<Self.sweepCount {
        model.sweep()
        if model.largestSlope <= target || model.curvature.engine.isStopped { return model.values }
      }
      var steps = 0
      while steps < effort.faceLimit, model.largestSlope > target, model.stepOfNewton() { steps += 1 }
      if model.largestSlope <= target { return model.values }
    }
    model.sweep()
    return model.values
  }

  // MARK: Slopes

  private func slope(_ i: Int) -> Double { gradient[i] + Double(image[i]) }

  private func norm(_ group: PenalisedPart.Group, _ vector: [Double]) -> Double {
    group.places.reduce(0) { $0 + vector[$1] * vector[$1] }.squareRoot()
  }

  /// The subgradient of the smallest norm of a group's part.
  private func smallestSlopes(_ group: PenalisedPart.Group) -> [Double] {
    let slopes = group.places.map(slope)
    let own = norm(group, values)
    if own > 0 { return zip(slopes, group.places).map { $0 + group.penalty * values[$1] / own } }
    let size = VectorArithmetic.dot(slopes, slopes).squareRoot()
    return slopes.map { size > group.penalty ? $0 * (1 - group.penalty / size) : 0 }
  }

  private var largestSlope: Double {
    groups.reduce(singles.reduce(0) { max($0, abs(slope($1))) }) { most, group in
      max(most, VectorArithmetic.largest(smallestSlopes(group)))
    }
  }

  // MARK: Block coordinate descent

  /// One round over all groups and single parameters, each nearer to its best.
  private mutating func sweep() {
    for (index, group) in groups.enumerated() {
      for (i, value) in zip(group.places, best(index)) { move(i, to: value) }
    }
    for i in singles where curvature.diagonal(i) > 0 {
      move(i, to: values[i] - slope(i) / curvature.diagonal(i))
    }
  }

  private mutating func move(_ i: Int, to value: Double) {
    guard value != values[i], value.isFinite else { return }
    factor[0] = Scalar(value - values[i])
    values[i] = value
    curvature.addRow(i, times: factor, to: image)
  }

  /// About the best values of a group, the others being where they are.
  private func best(_ index: Int) -> [Double] {
    let (group, block) = (groups[index], blocks[index])
    let here = group.places.map { values[$0] }
    guard block.bound > 0 else { return here }
    let model = Block(matrix: block.matrix, here: here, slopes: group.places.map(slope))
    // At 0 the block's own condition tells whether it stays there, exactly.
    let zero = [Double](repeating: 0, count: here.count)
    let atZero = model.slopes(at: zero)
    if VectorArithmetic.dot(atZero, atZero).squareRoot() <= group.penalty { return zero }
    var point = here
    for _ in 0..<Self.blockStepLimit {
      let moved = VectorArithmetic.moved(point, by: -1 / block.bound, along: model.slopes(at: point))
      let length = VectorArithmetic.dot(moved, moved).squareRoot()
      let kept = max(0, 1 - group.penalty / (block.bound * length))
      let next = moved.map { $0 * kept }
      let step = zip(next, point).map { $0 - $1 }
      point = next
      if VectorArithmetic.dot(step, step).squareRoot() <= Self.lastStepShare * length { break }
    }
    return point
  }

  /// The model by one group's parameters.
  private struct Block {
    let matrix: [Double]
    let here: [Double]
    let slopes: [Double]

    func slopes(at point: [Double]) -> [Double] {
      let moved = zip(point, here).map { $0 - $1 }
      var found = slopes
      for a in found.indices {
        for b in moved.indices { found[a] += matrix[a * moved.count + b] * moved[b] }
      }
      return found
    }
  }

  // MARK: Newton's method

  /// A step to the minimum along Newton's direction on all that is not 0. False where none leads down.
  private mutating func stepOfNewton() -> Bool {
    let present = groups.filter { norm($0, values) > 0 }
    let free = (present.flatMap(\.places) + singles).sorted()
    guard !free.isEmpty else { return false }
    var places: [Int: Int] = [:]
    for (place, i) in free.enumerated() { places[i] = place }
    var right = free.map { -slope($0) }
    var terms: [(row: Int, column: Int, value: Double)] = []
    for group in present {
      let own = norm(group, values)
      let unit = group.places.map { values[$0] / own }
      for (a, i) in group.places.enumerated() {
        let row = places[i] ?? 0
        right[row] -= group.penalty * unit[a]
        for b in a..<unit.count {
          terms.append(
            (row, places[group.places[b]] ?? 0, group.penalty / own * ((a == b ? 1 : 0) - unit[a] * unit[b])))
        }
      }
    }
    guard let system = curvature.factor(of: free, adding: terms) else { return false }
    let size = VectorArithmetic.largest(right)
    guard size > 0, size.isFinite else { return false }
    let solution = WorkBuffer<Scalar>(right.map { Scalar($0 / size) }, default: 0)
    system.solve(solution)
    var direction = [Double](repeating: 0, count: values.count)
    for (place, i) in free.enumerated() { direction[i] = Double(solution[place]) * size }
    guard direction.allSatisfy(\.isFinite) else { return false }
    let before = value(values, image)
    guard let length = lowest(along: direction, present) else { return false }
    let point = VectorArithmetic.moved(values, by: length, along: direction)
    let found = curvature.product(with: zip(point, start).map { $0 - $1 })
    guard before.sum - value(point, found).sum > Self.noise * before.size else { return false }
    (values, image) = (point, found)
    return true
  }

  /// How far along `direction` the model falls, which is convex there; nil where it leads up. The slope's 0 is found by
  /// halving what it lies in, from lengths that Newton's method would hardly exceed on.
  private func lowest(along direction: [Double], _ present: [PenalisedPart.Group]) -> Double? {
    let product = curvature.product(with: direction)
    let bend = direction.indices.reduce(0) { $0 + Double(product[$1]) * direction[$1] }
    let straight = direction.indices.reduce(0) { $0 + self.slope($1) * direction[$1] }
    let norms = present.map { NormAlong($0, values, direction) }
    func slope(at length: Double) -> Double {
      norms.reduce(straight + length * bend) { $0 + $1.slope(at: length) }
    }
    guard bend > 0, bend.isFinite, slope(at: 0) < 0 else { return nil }
    if abs(slope(at: 1)) <= 1e-3 * abs(slope(at: 0)) { return 1 }
    var (low, high) = (0.0, 1.0)
    while slope(at: high) < 0 {
      (low, high) = (high, 2 * high)
      guard high < 1e6 else { return high }
    }
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if slope(at: middle) < 0 { low = middle } else { high = middle }
    }
    return low > 0 ? low : nil
  }

  /// The model's value, less that at its start, and the size of the differences that it is made of.
  private func value(_ point: [Double], _ image: WorkBuffer<Scalar>) -> (sum: Double, size: Double) {
    var (sum, size) = (0.0, 0.0)
    for i in point.indices {
      let smooth = (point[i] - start[i]) * (gradient[i] + Double(image[i]) / 2)
      sum += smooth
      size += abs(smooth)
    }
    for group in groups {
      let rise = group.penalty * (norm(group, point) - norm(group, start))
      sum += rise
      size += abs(rise)
    }
    return (sum, size)
  }

  /// A penalised norm on a line.
  private struct NormAlong {
    private let penalty: Double
    /// The norm's square, half its slope and half of what it bends by.
    private let square: Double
    private let cross: Double
    private let bend: Double

    init(_ group: PenalisedPart.Group, _ values: [Double], _ direction: [Double]) {
      penalty = group.penalty
      square = group.places.reduce(0) { $0 + values[$1] * values[$1] }
      cross = group.places.reduce(0) { $0 + values[$1] * direction[$1] }
      bend = group.places.reduce(0) { $0 + direction[$1] * direction[$1] }
    }

    func slope(at length: Double) -> Double {
      let rise = cross + length * bend
      let there = square + length * (cross + rise)
      return there > 0 ? penalty * rise / there.squareRoot() : 0
    }
  }
}
