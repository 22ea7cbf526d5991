// Samples in the order of their folds.

import SoftmaxKernels

/// Samples part by part, and fold by fold within each, so that the rows of a fold are few runs.
///
/// Passes leave out runs of rows without weight: a fit without a fold then costs less.
struct FoldedSamples {
  /// The samples, in that order.
  let samples: Dataset
  /// The runs of rows of each fold.
  let runs: [[Range<Int>]]

  /// Copies the samples, but where there are no folds. Complexity: O(samples x features).
  init(_ samples: Dataset, _ folds: StratifiedFolds?) {
    guard let folds else {
      (self.samples, runs) = (samples, [])
      return
    }
    var order: [Int] = []
    order.reserveCapacity(samples.sampleCount)
    var runs = [[Range<Int>]](repeating: [], count: folds.members.count)
    // Where each fold's next sample is among its members, which ascend.
    var places = [Int](repeating: 0, count: runs.count)
    for part in samples.sharing.parts.ownParts {
      for (fold, members) in folds.members.enumerated() {
        let start = order.count
        while places[fold] < members.count, members[places[fold]] < part.rows.upperBound {
          order.append(members[places[fold]])
          places[fold] += 1
        }
        if order.count > start { runs[fold].append(start..<order.count) }
      }
    }
    self.samples = samples.samples(at: order)
    self.runs = runs
  }

  /// The samples of a fold.
  func samples(ofFold fold: Int) -> Dataset { samples.samples(at: runs[fold].flatMap(Array.init)) }

  /// The rows of all other folds.
  func rows(withoutFold fold: Int) -> [Int] {
    let weights = weights(withoutFold: fold)
    return weights.indices.filter { weights[$0] > 0 }
  }

  /// The samples' weights, but 0 for those of a fold.
  func weights(withoutFold fold: Int) -> [Double] {
    var weights = samples.sampleWeights ?? [Double](repeating: 1, count: samples.sampleCount)
    for run in runs[fold] { for row in run { weights[row] = 0 } }
    return weights
  }
}
