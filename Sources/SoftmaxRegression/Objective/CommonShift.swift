// What all classes' weights of a feature have in common.

/// A number added to a feature's weights of all classes changes no probability, only the penalty: for each feature there
/// is one such number that makes the penalty smallest.
///
/// With an L1 penalty alone that takes away a median, of two the lower one: at least one weight is then exactly 0, and
/// of an even number of classes always the same one of the two in the middle, wherever a solver came from.
struct CommonShift {
  /// For each feature.
  let l1Penalties: [Double]
  let l2Penalties: [Double]
  let classCount: Int

  /// `point` [classes x features, and what follows] with the smallest penalty. Complexity: O(weights log classes).
  func removed(from point: [Double]) -> [Double] {
    let featureCount = l1Penalties.count
    var result = point
    for j in 0..<featureCount {
      let places = stride(from: j, to: classCount * featureCount, by: featureCount)
      // Nothing can be taken from zeros, which most of them are.
      guard places.contains(where: { point[$0] != 0 }) else { continue }
      let shift = best(places.map { point[$0] }.sorted(), l1Penalties[j], l2Penalties[j])
      guard shift != 0, shift.isFinite else { continue }
      for place in places { result[place] = point[place] - shift }
    }
    return result
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
