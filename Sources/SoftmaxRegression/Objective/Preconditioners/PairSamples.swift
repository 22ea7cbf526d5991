// Which samples count for which pair of classes.

import SoftmaxKernels

/// For each pair of classes k < l the samples whose p_k p_l is kept.
struct PairSamples: Sendable {
  let rows: [WeightedRows]
  /// The pairs, the longest list first.
  let byLength: [Int]
  let totalCount: Int

  /// Complexity: O(samples x pairs).
  init(
    _ objective: MultinomialObjective, _ probabilities: ProbabilityTable, pairs: [(Int, Int)], threshold: Float
  ) {
    let found = Slots<WeightedRows>(count: pairs.count)
    let next = SharedCounter()
    let meanWeight = Float(objective.totalWeight / Double(probabilities.sampleCount))
    objective.engine.team(forStepOf: probabilities.sampleCount * pairs.count).run { _ in
      while true {
        let index = next.take()
        guard index < pairs.count else { return }
        let (k, l) = pairs[index]
        let rows = probabilities.withProbabilities { p in
          WeightedRows(
            sampleCount: probabilities.sampleCount, threshold: threshold * meanWeight,
            salt: UInt64(truncatingIfNeeded: index)
          ) { sample in
            p(sample, k) * p(sample, l) * Float(objective.sampleWeights?[sample] ?? 1)
          }
        }
        found.put(rows, at: index)
      }
    }
    let rows = found.values
    self.rows = rows
    byLength = rows.indices.sorted { (rows[$1].count, $0) < (rows[$0].count, $1) }
    totalCount = rows.reduce(0) { $0 + $1.count }
  }
}
