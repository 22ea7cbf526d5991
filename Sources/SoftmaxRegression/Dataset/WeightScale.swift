// Samples' weights in a unit in which their sums are numbers.

import SoftmaxKernels

/// Only the ratios of weights matter, so that any unit will do.
enum WeightScale {
  /// The weights times a power of two that brings the largest of them between 1 and 2. Those above 0 stay so.
  static func normalized(_ weights: [Double]) -> [Double] {
    normalized(weights, by: weights.reduce(0, max))
  }

  /// The same for the samples of all processes.
  static func normalized(_ weights: [Double], _ sharing: RowSharing) -> [Double] {
    normalized(weights, by: sharing.greatest(weights.reduce(0, max)))
  }

  /// The same for weights of which only some count, the largest of these being `largest`.
  static func normalized(_ weights: [Double], by largest: Double) -> [Double] {
    guard largest > 0 else { return weights }
    return weights.map { weight in
      weight > 0
        ? max(Double(sign: .plus, exponent: -largest.exponent, significand: weight), .leastNonzeroMagnitude) : 0
    }
  }

  /// The weights as scores add them: as they are, so that whole ones count like so many samples, or times a power of two
  /// where a sum could leave the numbers. Nil where all are 1, as where there are none.
  static func summable(_ weights: [Double]?) -> [Double]? {
    summable(weights, RowSharing(rowCount: weights?.count ?? 0))
  }

  /// The same for the samples of all processes.
  static func summable(_ weights: [Double]?, _ sharing: RowSharing) -> [Double]? {
    guard let weights, !sharing.holdsEverywhere(weights.allSatisfy { $0 == 1 }) else { return nil }
    let largest = sharing.greatest(weights.reduce(0, max))
    return largest > 0x1p-500 && largest < 0x1p500 ? weights : normalized(weights, by: largest)
  }

  /// The product of two weights, above 0 where both are.
  static func product(_ weight: Double, _ factor: Double) -> Double {
    weight > 0 && factor > 0 ? max(weight * factor, .leastNonzeroMagnitude) : 0
  }
}
