// Estimates that grow without a limit, because the likelihood has no maximum.

import SoftmaxKernels

/// Tells whether the likelihood rises without end along a direction, and names what does it.
///
/// It does where no sample's own class loses against another along the direction, and some sample's gains: complete
/// or quasi-complete separation. Albert and Anderson, On the existence of maximum likelihood estimates in logistic
/// regression models, Biometrika 71(1), 1984.
struct EstimateDivergence {
  let samples: FitSamples
  let classNames: [String]
  let columnNames: [String]
  let scaling: Standardization
  let hasBias: Bool

  /// Rounding of a score, as a share of the largest, and what a direction still has of what is no part of it.
  private static let tolerance = 1e-5
  /// Columns are named that have at least this share in the direction.
  private static let namedShare = 0.1

  /// The error that says so; nil where the likelihood has no such rise. `direction` holds the free parameters of all
  /// classes but the last, by standardised columns. Complexity: O(samples x features x classes).
  func find(along direction: [Double]) -> StatisticsError? {
    let (classCount, featureCount) = (classNames.count, samples.featureCount)
    let size = featureCount + (hasBias ? 1 : 0)
    let (samples, scaling, hasBias) = (samples, scaling, hasBias)
    // The margins lost and won at most, and the largest score.
    let found = samples.pass.reduceWidened(.greatest, samples.rows, count: 3) { block, rows, greatest in
      var scores = [Double](repeating: 0, count: classCount)
      for (r, row) in rows.enumerated() {
        let label = samples.labels[row]
        let first = block.first + r * block.stride
        for k in 0..<classCount - 1 {
          scores[k] = hasBias ? direction[k * size + featureCount] : 0
          for j in 0..<featureCount {
            let value =
              (block.buffer[first + j] * samples.scale - scaling.means[j]) / scaling.standardDeviations[j]
            scores[k] += direction[k * size + j] * value
          }
        }
        for k in 0..<classCount {
          let margin = scores[label] - scores[k]
          greatest[0] = max(greatest[0], -margin)
          greatest[1] = max(greatest[1], margin)
          greatest[2] = max(greatest[2], abs(scores[k]))
        }
      }
    }
    let (least, most, magnitude) = (-found[0], found[1], found[2])
    guard magnitude > 0, least >= -Self.tolerance * magnitude, most > Self.tolerance * magnitude else {
      return nil
    }
    return named(direction, size: size)
  }

  /// The class that moves most against the mean of all, and its strongest columns.
  private func named(_ direction: [Double], size: Int) -> StatisticsError {
    let (classCount, featureCount) = (classNames.count, samples.featureCount)
    var strengths = [Double](repeating: 0, count: classCount * featureCount)
    for j in 0..<featureCount {
      let own = (0..<classCount).map { $0 < classCount - 1 ? direction[$0 * size + j] : 0 }
      let mean = own.reduce(0, +) / Double(classCount)
      for k in 0..<classCount { strengths[k * featureCount + j] = abs(own[k] - mean) }
    }
    let largest = strengths.indices.max { strengths[$0] < strengths[$1] } ?? 0
    let k = largest / featureCount
    let ranked = (0..<featureCount).sorted {
      let (a, b) = (strengths[k * featureCount + $0], strengths[k * featureCount + $1])
      return a == b ? $0 < $1 : a > b
    }
    let columns = ranked.filter { strengths[k * featureCount + $0] >= Self.namedShare * strengths[largest] }
    return .estimatesRunOff(className: classNames[k], columns: columns.map { columnNames[$0] })
  }
}
