// The samples that count, each with its whole weight.

extension Dataset {
  /// The samples whose weight is above 0, with their weights.
  func seen() -> Dataset {
    guard let weights = sampleWeights, !sharing.holdsEverywhere(!weights.contains(0)) else { return self }
    return samples(at: weights.indices.filter { weights[$0] > 0 })
  }

  /// The samples that a score counts, of which there is one at least.
  ///
  /// - Throws: `DatasetError.nothingToScore` where all weights are 0.
  func scored() throws(DatasetError) -> Dataset {
    if let sampleWeights, wholeSampleCount > 0, sharing.holdsEverywhere(!sampleWeights.contains { $0 > 0 }) {
      throw .nothingToScore
    }
    return seen()
  }

  /// The same samples without weights, where all of them are the same.
  ///
  /// - Throws: `StatisticsError.samplesWeighted` where they differ.
  func countedAlike() throws(StatisticsError) -> Dataset {
    guard let weights = sampleWeights else { return self }
    guard sharing.areEqual(weights) else { throw .samplesWeighted }
    return unweighted
  }

  /// The samples whose weight is above 0, their own weights times their classes' factors; unweighted where all of them
  /// are the same. In scores they count by their own weights alone.
  ///
  /// - Parameter classFactors: One for each class; nil: all 1.
  /// - Returns: These samples, or those of them that count.
  /// - Throws: `DatasetError.noWeight` where fewer than two classes have such samples.
  func counted(classFactors: [Double]?) throws(DatasetError) -> Dataset {
    guard sampleWeights != nil || classFactors != nil else { return self }
    // Each in a unit of its own: no product of two of them, and no sum, leaves the numbers.
    let own = sampleWeights.map { WeightScale.normalized($0, sharing) }
    let factors = classFactors.map(WeightScale.normalized)
    let weights = WeightScale.normalized(
      classIndices.indices.map { sample in
        WeightScale.product(own?[sample] ?? 1, factors?[Int(classIndices[sample])] ?? 1)
      }, sharing)
    let counting = weights.indices.filter { weights[$0] > 0 }
    let counts = sharing.sums(classes.count) { samples, counts in
      for sample in samples where weights[sample] > 0 { counts[Int(classIndices[sample])] += 1 }
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    guard present.count > 1 else { throw .noWeight(classes: present.map { classes.names[$0] }) }
    let isWhole = sharing.holdsEverywhere(counting.count == sampleCount)
    let samples = isWhole ? self : self.samples(at: counting)
    let left = isWhole ? weights : counting.map { weights[$0] }
    func areEqual(_ weights: [Double]?) -> Bool { weights.map { sharing.areEqual($0) } ?? true }
    let scoring = areEqual(samples.scoreWeights) ? nil : samples.scoreWeights
    let isAlike = areEqual(left)
    return samples.weighted(by: isAlike && scoring == nil ? nil : left, inScores: scoring)
  }

  /// Refuses a class whose samples all have a weight of 0: without samples its bias would go to minus infinity, for which
  /// a model has no number.
  ///
  /// - Parameters:
  ///   - counted: What `counted` has left of these samples.
  ///   - classFactors: What it was given.
  /// - Throws: `DatasetError.weightlessClass` for the first such class.
  func checkEveryClassCounts(in counted: Dataset, classFactors: [Double]?) throws(DatasetError) {
    let (own, left) = (wholeClassCounts, counted.wholeClassCounts)
    guard let lost = own.indices.first(where: { own[$0] > 0 && left[$0] == 0 }) else { return }
    throw .weightlessClass(
      name: classes.names[lost], samples: own[lost], isByFactor: classFactors?[lost] == 0)
  }
}
