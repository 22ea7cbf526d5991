import SoftmaxKernels

/// For each pair of classes k < l the samples whose p_k p_l is kept.
struct PairSamples: Sendable {
  let rows: [WeightedRows]
  /// The pairs, the longest list first.
  let byLength: [Int]
  let totalCount: Int

  /// Where models are so sure of their samples that fewer pairs would be left than a matrix needs, the threshold is
  /// lowered: to leave a quarter of the samples' number and four for each free parameter. Fashion-MNIST keeps three for
  /// two samples without that.
  private static func leastCount(_ objective: MultinomialObjective) -> Double {
    Double(max(objective.sampleCount / 4, 4 * FreeParameterLayout(objective).order))
  }

  /// Complexity: O(samples x pairs).
  init(
    _ objective: MultinomialObjective, _ probabilities: ProbabilityTable, pairs: [(Int, Int)], threshold: Float
  ) {
    let found = Slots<WeightedRows>(count: pairs.count)
    let next = SharedCounter()
    let meanWeight = Float(objective.totalWeight / Double(objective.sampleCount))
    @Sendable func weight(_ p: (Int, Int) -> Float, _ sample: Int, _ k: Int, _ l: Int) -> Float {
      p(sample, k) * p(sample, l) * Float(objective.sampleWeights?[sample] ?? 1)
    }
    let sizes = WeightSizes(
      objective.pass, chunkLength: probabilities.shape.chunkRowCount, listCount: pairs.count
    ) { rows, add in
      probabilities.withProbabilities { p in
        for (k, l) in pairs { for sample in rows { add(weight(p, sample, k, l)) } }
      }
    }
    let limit = sizes.threshold(atMost: threshold * meanWeight, leaving: Self.leastCount(objective))
    let firstRow = objective.pass.parts.firstRow
    objective.engine.team(forStepOf: probabilities.sampleCount * pairs.count).run { _ in
      while true {
        let index = next.take()
        guard index < pairs.count else { return }
        let (k, l) = pairs[index]
        let rows = probabilities.withProbabilities { p in
          WeightedRows(
            sampleCount: probabilities.sampleCount, firstRow: firstRow, threshold: limit,
            salt: UInt64(truncatingIfNeeded: index)
          ) { weight(p, $0, k, l) }
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
