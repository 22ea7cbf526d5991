// How much Float64 may have taken from a certificate's sums.

import SoftmaxKernels

/// Bounds on the difference between what was computed at some parameters and what exact arithmetic would say.
///
/// Each is the worst case, not what is likely: a sum of n terms one after another is wrong by at most n roundings of
/// the sum of their magnitudes (Higham, Accuracy and Stability of Numerical Algorithms, 2002, sections 3.1 and 4.2).
struct RoundingBound {
  /// Of one operation.
  private static let unit = 0x1p-53
  /// Roundings of a loss that grow with it: of exp, whose argument reaches to -745, of log1p, and of the division.
  private static let lossRoundings = 800.0
  /// Roundings of a share and of a penalty's term.
  private static let termRoundings = 16.0

  /// Of a difference between two logits of one row.
  let logitDifference: Double
  /// The largest magnitude of each column in the units of the penalised weights, its centre not subtracted.
  private let magnitudes: [Double]
  private let classCount: Int
  /// The additions that a term of a sum over samples goes through, those of the samples' weights included.
  private let additionCount: Double
  /// The largest magnitude of an offset.
  private let offsetMagnitude: Double

  /// - Parameters:
  ///   - parameters: In the units of `columns`.
  ///   - columns: The largest magnitude of each feature.
  ///   - standardDeviations: What a weight is multiplied by to be a penalised weight; nil: by 1.
  ///   - additionCount: `Float64Pass.additionCount`, and the samples' number besides where they have weights.
  ///   - offset: The largest magnitude of an offset; 0 without any.
  ///   - rows: Of sparse rows, what each has at most; nil where a row has an element in every column.
  ///   - isCompensated: Whether logits are those of `CompensatedLogits`.
  init(
    _ parameters: Float64Parameters, columns: [Double], standardDeviations: [Double]?, additionCount: Int,
    offset: Double = 0, rows: SparseRowBounds? = nil, isCompensated: Bool
  ) {
    var largest = 0.0
    let (weights, bias) = (parameters.weights, parameters.bias)
    for k in bias.indices {
      var sum = abs(bias[k])
      if let rows {
        var weight = 0.0
        for j in columns.indices { weight = max(weight, abs(weights[k * columns.count + j])) }
        sum += weight * rows.magnitudeSum
      } else {
        for j in columns.indices { sum += abs(weights[k * columns.count + j]) * columns[j] }
      }
      largest = max(largest, sum + offset)
    }
    // An offset is one more term, and so is the rounding of a weight times its column's factor.
    let termCount =
      min(columns.count, rows?.entryCount ?? columns.count) + (offset > 0 ? 1 : 0) + (rows == nil ? 0 : 1)
    logitDifference =
      isCompensated
      ? CompensatedLogits.differenceBound(featureCount: termCount, magnitude: largest)
      : 2 * Double(termCount + 3) * Self.unit * largest
    magnitudes = standardDeviations.map { zip(columns, $0).map { $0 / $1 } } ?? columns
    classCount = bias.count
    self.additionCount = Double(additionCount)
    offsetMagnitude = offset
  }

  /// Of F, computed as `objective`, at the parameters.
  func ofObjective(_ objective: Double) -> Double {
    let weightCount = Double(magnitudes.count * classCount)
    let roundings = Self.lossRoundings + Double(classCount) + additionCount + weightCount + Self.termRoundings
    return logitDifference + roundings * Self.unit * abs(objective)
  }

  /// By how much the shares of a row may miss the sum 1, where p was turned into keep p + shift.
  func shareExcess(keep: Double, shift: [Double]) -> Double {
    let sum = shift.reduce(0, +)
    let magnitudes = shift.reduce(0) { $0 + abs($1) }
    let count = Double(classCount)
    return abs(keep - 1 + sum) + (count * (1 + magnitudes) + Self.termRoundings) * Self.unit
  }

  /// The share of something else that has to be mixed in so that each class gets its share of the samples exactly;
  /// infinite where that is not possible.
  ///
  /// - Parameters:
  ///   - residuals: The means of a - y by class.
  ///   - magnitudes: The means of |a - y| by class, to which the rounding of `residuals` is in proportion.
  ///   - shares: The classes' shares of the samples.
  ///   - rowError: What a - y of a row may be wrong by, as a share of it.
  /// - Returns: The share.
  func repair(residuals: [Double], magnitudes: [Double], shares: [Double], rowError: Double = 0) -> Double {
    shares.indices.reduce(0) { repair, k in
      let missing = abs(residuals[k]) + (additionCount * Self.unit + rowError) * magnitudes[k]
      return max(repair, shares[k] > 0 ? missing / shares[k] : .infinity)
    }
  }

  /// Of the mean divergence, the dual point's shares being wrong by `shareExcess` and `repair` being mixed in. All are means.
  func ofDivergence(
    terms: Double, distance: Double, logitRange: Double, repair: Double, shareExcess: Double
  ) -> Double {
    let roundings = Self.lossRoundings + Double(classCount) + additionCount
    // What is mixed in diverges by no more than the logits' range and the logarithm of the classes' number.
    let mixed = logitRange + 1 + Double(classCount)
    return roundings * Self.unit * terms + (distance + 2 * logitDifference) * logitDifference
      + (repair + 2 * shareExcess) * mixed
  }

  /// Of the mean entropy that was computed as `entropy`.
  func ofEntropy(_ entropy: Double, repair: Double, shareExcess: Double) -> Double {
    // Of y + t (a - y), a small share is known to a rounding of 1, and its logarithm is at most 37.
    let roundings = Double(classCount) + additionCount + Self.termRoundings
    return entropy * (roundings * Self.unit + repair + shareExcess) + 2 * shareExcess
      + (40 + Double(classCount)) * Self.unit
  }

  /// Of the mean of (a - y) c, c the offsets, the magnitudes of whose terms have the mean `terms`.
  func ofOffsets(terms: Double, repair: Double, shareExcess: Double) -> Double {
    // What is mixed in, and what a misses the sum 1 by, moves (a - y) c by no more than twice the largest offset.
    terms * (Double(classCount) + additionCount + Self.termRoundings) * Self.unit
      + 2 * (repair + shareExcess) * offsetMagnitude
  }

  /// Of the means of (a - y) x over the samples, [classes x features], by the penalised weights. `residuals` are the
  /// means of |a - y| by class. `rowError` is what a - y of a row may be wrong by as a share of it; nil where it is
  /// `shareExcess` as a share of a.
  func ofSlopes(
    magnitudes residuals: [Double], shares: [Double], repair: Double, shareExcess: Double, rowError: Double?
  ) -> [Double] {
    zip(residuals, shares).flatMap { residual, share in
      let own = residual * ((additionCount + Self.termRoundings) * Self.unit + (rowError ?? 0))
      // What is mixed in, and what it is mixed into, have no more than the class's share and what a misses it by.
      let mixed = (repair + (rowError == nil ? shareExcess : 0)) * (2 * share + residual)
      return magnitudes.map { $0 * (own + mixed) }
    }
  }

  /// What a - y of a row may be wrong by, as a share of it, where the true class has what the others leave: their sum is
  /// rounded, and where it is above 1 all of them are brought down by no more than `shareExcess`.
  func rowError(shareExcess: Double) -> Double {
    shareExcess + (Double(classCount) + Self.termRoundings) * Self.unit
  }
}
