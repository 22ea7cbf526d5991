// A bound on what is left to gain, and how much of it is caution.

/// A bound on F - F* at the parameters that a dual point was held against, what Float64 may have taken from it included.
struct GapBound {
  /// At least F - F*.
  let value: Double
  /// By how much `value` is above what was computed.
  let rounding: Double

  /// Nil where it is no number.
  init?(computed: Double, rounding: Double) {
    let value = max(0, computed) + rounding
    guard value.isFinite else { return nil }
    self.value = value
    self.rounding = rounding
  }

  /// The smaller of two bounds, both of which hold.
  static func least(_ first: GapBound?, _ second: GapBound?) -> GapBound? {
    guard let first, let second else { return first ?? second }
    return second.value < first.value ? second : first
  }
}
