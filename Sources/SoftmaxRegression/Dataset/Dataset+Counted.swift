// The samples that count, each with its whole weight.

extension Dataset {
  /// The samples whose weight is above 0, with their weights.
  func seen() -> Dataset {
    guard let weights = sampleWeights, weights.contains(0) else { return self }
    return samples(at: weights.indices.filter { weights[$0] > 0 })
  }

  /// The samples whose weight is above 0, their own weights times their classes' factors; unweighted where all of them
  /// are the same.
  ///
  /// - Parameter classFactors: One for each class; nil: all 1.
  /// - Returns: These samples, or those of them that count.
  /// - Throws: `DatasetError.noWeight` where fewer than two classes have such samples.
  func counted(classFactors: [Double]?) throws(DatasetError) -> Dataset {
    guard sampleWeights != nil || classFactors != nil else { return self }
    // Each in a unit of its own: no product of two of them, and no sum, leaves the numbers.
    let own = sampleWeights.map(WeightScale.normalized)
    let factors = classFactors.map(WeightScale.normalized)
    let weights = WeightScale.normalized(
      classIndices.indices.map { sample in
        WeightScale.product(own?[sample] ?? 1, factors?[Int(classIndices[sample])] ?? 1)
      })
    let counting = weights.indices.filter { weights[$0] > 0 }
    let present = Set(counting.map { classIndices[$0] }).sorted()
    guard present.count > 1 else { throw .noWeight(classes: present.map { classes.names[Int($0)] }) }
    let isWhole = counting.count == sampleCount
    let samples = isWhole ? self : self.samples(at: counting)
    let left = isWhole ? weights : counting.map { weights[$0] }
    return left.allSatisfy { $0 == left[0] } ? samples.unweighted : try samples.weighted(by: left)
  }
}
