// A few samples' values, to be shown.

import SoftmaxKernels
import SoftmaxRegression

extension Features {
  /// The values of each sample: for the few that people look at. Complexity: O(samples x features), in memory too.
  var valuesOfSamples: [[Float]] {
    var result: [[Float]] = []
    rows.forEachTile { samples, values in
      for row in 0..<samples.count {
        result.append((row * featureCount..<(row + 1) * featureCount).map { Float(values[$0]) })
      }
    }
    return result
  }
}
