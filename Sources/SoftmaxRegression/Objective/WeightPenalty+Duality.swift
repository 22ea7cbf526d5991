// The conjugate of a penalty: what bounds are made of.

/// h*(u) = max over w of u w - h(w), for u = -V, V the slopes of the loss at a dual point: it is 0 where no slope is
/// larger than its L1 penalty, and finite wherever there is an L2 penalty or a limit.
extension WeightPenalty {
  /// What slopes that are larger than their penalties come to.
  struct Excess {
    /// The largest t for which h*(-t V) is finite, if only L1 penalties and limits counted: at most 1.
    var share = 1.0
    /// The part of h*(-V) that comes of weights with limits.
    var limited = 0.0
    /// h*(-V); nil where it is infinite.
    var conjugate: Double? = 0
  }

  func excess(of slopes: [Double]) -> Excess {
    var found = Excess()
    func add(_ size: Double, l1: Double, l2: Double, farthest: Double) {
      guard size > l1 else { return }
      let over = size - l1
      if farthest.isFinite {
        let w = l2 > 0 ? min(over / l2, farthest) : farthest
        let term = over * w - l2 / 2 * w * w
        found.limited += term
        found.conjugate = found.conjugate.map { $0 + term }
      } else {
        found.share = min(found.share, l1 / size)
        found.conjugate = l2 > 0 ? found.conjugate.map { $0 + over * over / (2 * l2) } : nil
      }
    }
    if isGrouped {
      for j in l1.indices where l1[j] > 0 || l2[j] > 0 {
        add(norm(slopes, j), l1: l1[j], l2: l2[j], farthest: .infinity)
      }
    } else {
      for first in stride(from: 0, to: weightCount, by: featureCount) {
        for j in 0..<featureCount where l1[j] > 0 || l2[j] > 0 {
          let slope = slopes[first + j]
          // Most weights are 0 and stay there.
          guard abs(slope) > l1[j] else { continue }
          add(abs(slope), l1: l1[j], l2: l2[j], farthest: farthest(against: slope, first + j))
        }
      }
    }
    return found
  }

  /// How far from 0 a weight may be on the side that this slope of the loss draws it to.
  private func farthest(against slope: Double, _ i: Int) -> Double {
    guard let box else { return .infinity }
    return slope < 0 ? box.upper[i] : -box.lower[i]
  }

  /// The largest t, at most 1, for which h*(-t V) is finite without an L2 penalty, where slopes may be wrong by
  /// `errors`. Features in `free` are not looked at: their slopes are 0.
  func feasibleShare(of slopes: [Double], errors: [Double], isFree: (Int) -> Bool) -> Double {
    var share = 1.0
    func see(_ size: Double, _ l1: Double) { if size > l1 { share = min(share, l1 / size) } }
    if isGrouped {
      for j in l1.indices where !isFree(j) { see(norm(slopes, j) + norm(errors, j), l1[j]) }
      return share
    }
    for i in 0..<weightCount where !isFree(i % featureCount) {
      let l1 = l1[i % featureCount]
      guard let box else {
        see(abs(slopes[i]) + errors[i], l1)
        continue
      }
      // An error may bring a slope to either side.
      if box.upper[i] == .infinity { see(errors[i] - slopes[i], l1) }
      if box.lower[i] == -.infinity { see(errors[i] + slopes[i], l1) }
    }
    return share
  }

  /// h*(-t V) for a t that `feasibleShare` allows, without an L2 penalty, and by how much `errors` of the slopes and
  /// rounding may change it.
  func limitedConjugate(of slopes: [Double], errors: [Double], share: Double) -> (
    value: Double, rounding: Double
  ) {
    guard let box else { return (0, 0) }
    var (value, rounding) = (0.0, 0.0)
    for i in 0..<weightCount {
      let reach = max(box.upper[i].isFinite ? box.upper[i] : 0, box.lower[i].isFinite ? -box.lower[i] : 0)
      let farthest = farthest(against: slopes[i], i)
      let over = share * abs(slopes[i]) - l1[i % featureCount]
      if over > 0, farthest.isFinite { value += over * farthest }
      rounding += reach * (errors[i] + 4 * abs(slopes[i]) * 0x1p-53)
    }
    return (value, rounding + value * Double(weightCount) * 0x1p-53)
  }

  /// h(w) + h*(-V) + V w, which is 0 where w is the best answer to V and nowhere below; and by how much `errors` of V
  /// may change it. Every feature but those in `free` has an L2 penalty; w are within their limits.
  ///
  /// With v the best answer to V, it is (l2 / 2) (w - v)^2 and what w and v do not share in sign or at a limit.
  func missed(
    _ point: [Double], by slopes: [Double], errors: [Double], isFree: (Int) -> Bool
  ) -> (value: Double, rounding: Double) {
    var (missed, rounding) = (0.0, 0.0)
    if isGrouped {
      for j in l1.indices where !isFree(j) {
        let (size, own) = (norm(slopes, j), norm(point, j))
        // v is -V times this, and what V has beyond l2 v is V times that.
        let answer = size > l1[j] ? (1 - l1[j] / size) / l2[j] : 0
        let kept = size > l1[j] ? l1[j] / size : 1
        var (distance, product) = (0.0, 0.0)
        for i in places(j) {
          let step = point[i] + answer * slopes[i]
          distance += step * step
          product += kept * slopes[i] * point[i]
        }
        let error = norm(errors, j)
        missed += l2[j] / 2 * distance + max(0, l1[j] * own + product)
        rounding +=
          error * distance.squareRoot() + error * error / (2 * l2[j])
          + l1[j] * own * Double(2 * classCount + 16) * 0x1p-53
      }
      return (missed, rounding)
    }
    if isSmooth {
      // As below, where nothing but l2 is left.
      let isCounted = (0..<featureCount).map { !isFree($0) }
      for k in 0..<classCount {
        for j in 0..<featureCount where isCounted[j] {
          let i = k * featureCount + j
          let distance = point[i] + slopes[i] / l2[j]
          missed += l2[j] / 2 * distance * distance
          rounding += errors[i] * abs(distance) + errors[i] * errors[i] / (2 * l2[j])
        }
      }
      return (missed, rounding)
    }
    for (i, slope) in slopes.enumerated() where !isFree(i % featureCount) {
      let (l1, l2) = (l1[i % featureCount], l2[i % featureCount])
      let sign = slope < 0 ? -1.0 : 1.0
      let wanted = max(0, abs(slope) - l1) / l2
      let answer = min(wanted, farthest(against: slope, i))
      let distance = point[i] + sign * answer
      if answer < wanted {
        // The limit holds it: what the slope has beyond l2 v counts for all that w falls short of it.
        let held = abs(slope) - l2 * answer
        missed +=
          l2 / 2 * distance * distance + l1 * (abs(point[i]) - answer) + held * (answer + sign * point[i])
      } else {
        let limited = min(abs(slope), l1)
        missed += l2 / 2 * distance * distance + (l1 * abs(point[i]) + sign * limited * point[i])
      }
      rounding += errors[i] * abs(distance) + errors[i] * errors[i] / (2 * l2)
    }
    return (missed, rounding)
  }
}
