// What all classes' weights of a feature have in common.

/// A number added to a feature's weights of all classes changes no probability, only the penalty: for each feature there
/// is one such number that makes the penalty smallest.
///
/// With an L1 penalty alone that takes away a median, of two the lower one: at least one weight is then exactly 0, and
/// of an even number of classes always the same one of the two in the middle, wherever a solver came from. A norm is
/// smallest where the mean is taken away. Within limits it is the nearest number that leaves all weights there.
struct CommonShift {
  private let penalty: WeightPenalty

  init(_ penalty: WeightPenalty) {
    self.penalty = penalty
  }

  /// `point` [classes x features, and what follows] with the smallest penalty. Complexity: O(weights log classes).
  func removed(from point: [Double]) -> [Double] {
    var result = point
    for j in 0..<penalty.featureCount {
      let places = penalty.places(j)
      // Nothing can be taken from zeros, which most of them are.
      guard places.contains(where: { point[$0] != 0 }) else { continue }
      let wanted = best(places.map { point[$0] }.sorted(), penalty.isGrouped ? 0 : penalty.l1[j], penalty.l2[j])
      let shift = allowed(wanted, point, j)
      guard shift != 0, shift.isFinite else { continue }
      for place in places {
        let value = point[place] - shift
        result[place] = penalty.box?.clamped(value, place) ?? value
      }
    }
    return result
  }

  /// The number nearest to `shift` that leaves all of a feature's weights within their limits.
  private func allowed(_ shift: Double, _ point: [Double], _ feature: Int) -> Double {
    guard let box = penalty.box else { return shift }
    let places = penalty.places(feature)
    let least = places.reduce(-Double.infinity) { max($0, point[$1] - box.upper[$1]) }
    let most = places.reduce(Double.infinity) { min($0, point[$1] - box.lower[$1]) }
    return min(max(shift, min(least, 0)), max(most, 0))
  }

  /// The s for which sum l1 |v - s| + l2 / 2 (v - s)^2 is smallest, `values` being in ascending order.
  private func best(_ values: [Double], _ l1: Double, _ l2: Double) -> Double {
    let count = Double(values.count)
    if l2 == 0, l1 > 0 { return values[(values.count - 1) / 2] }
    let mean = values.reduce(0, +) / count
    guard l2 > 0, l1 > 0 else { return mean }
    // Between two values the sum is a parabola; it is convex, so the first one whose minimum is not beyond its end has it.
    for below in 0...values.count {
      let minimum = mean - l1 / l2 * (2 * Double(below) - count) / count
      if below > 0, minimum < values[below - 1] { return values[below - 1] }
      if below == values.count || minimum <= values[below] { return minimum }
    }
    return mean
  }
}
