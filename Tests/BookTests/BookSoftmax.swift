// What the answers of several chapters use, as chapters 3 and 4 wrote it.

import Foundation

/// Softmax with the maximum subtracted.
func bookSoftmax(_ o: [Double]) -> [Double] {
  let m = o.max() ?? 0
  let exponentials = o.map { exp($0 - m) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

/// H(y, p), where y may be any distribution.
func bookCrossEntropy(_ y: [Double], _ p: [Double]) -> Double {
  zip(y, p).reduce(0) { sum, pair in pair.0 == 0 ? sum : sum - pair.0 * log(pair.1) }
}
