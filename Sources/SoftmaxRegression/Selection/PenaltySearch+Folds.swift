// How a search divides its samples into folds.

extension PenaltySearch {
  /// The folds that a search on this data has: of each sample the index of its fold; nil for samples that no fit sees.
  ///
  /// Drawn folds are called 1, 2 and so on, given ones as they were given.
  ///
  /// - Returns: Nil where there is no cross-validation.
  /// - Throws: `DatasetError` for data that cannot be divided so. Complexity: O(samples), with groups
  ///   O(groups x folds x classes) besides.
  public func foldAssignment(
    of training: Dataset
  ) throws(DatasetError) -> (names: [String], indices: [Int?])? {
    guard folds > 0 else { return nil }
    try SoftmaxClassifier.check(training)
    let samples = try classifier.samples(of: training)
    let division = try division(of: samples)
    // Numbers in place of groups tell which samples count.
    let kept = try classifier.samples(
      of: training.grouped(by: training.classIndices.indices.map { UInt32($0) })
    ).groups
    var indices = [Int?](repeating: nil, count: training.sampleCount)
    for (fold, members) in division.members.enumerated() {
      for member in members { indices[kept.map { Int($0[member]) } ?? member] = fold }
    }
    return (samples.folds?.names ?? division.members.indices.map { "\($0 + 1)" }, indices)
  }

  /// The folds of samples that count, each class of which has some.
  func division(of samples: Dataset) throws(DatasetError) -> StratifiedFolds {
    if let folds = samples.folds { return try Self.division(of: samples, as: folds) }
    guard folds <= samples.sampleCount else {
      throw .tooFewSamples(samples: samples.sampleCount, folds: folds)
    }
    for (name, count) in zip(samples.classes.names, samples.classCounts) where count < 2 {
      throw .classTooSmall(name: name, samples: count)
    }
    if let groups = samples.groups {
      let division = StratifiedFolds(
        classIndices: samples.classIndices, classCount: samples.classes.count, groups: groups, count: folds,
        seed: classifier.seed)
      for fold in division.members {
        guard !fold.isEmpty else {
          throw .tooFewGroups(groups: Set(groups).count, folds: folds)
        }
        var left = samples.classCounts
        for sample in fold { left[Int(samples.classIndices[sample])] -= 1 }
        if let lost = left.firstIndex(of: 0) {
          throw .classTooGrouped(name: samples.classes.names[lost])
        }
      }
      return division
    }
    return StratifiedFolds(
      classIndices: samples.classIndices, classCount: samples.classes.count, count: folds, seed: classifier.seed
    )
  }

  private static func division(
    of samples: Dataset, as folds: SampleFolds
  ) throws(DatasetError) -> StratifiedFolds {
    guard folds.names.count > 1 else { throw .oneFold(name: folds.names[0]) }
    var foldOf = [UInt32?](repeating: nil, count: samples.classes.count)
    var isInSeveral = [Bool](repeating: false, count: samples.classes.count)
    for (sample, index) in samples.classIndices.enumerated() {
      let fold = folds.indices[sample]
      if let first = foldOf[Int(index)], first != fold { isInSeveral[Int(index)] = true }
      foldOf[Int(index)] = fold
    }
    if let index = isInSeveral.firstIndex(of: false) {
      throw .classInOneFold(name: samples.classes.names[index], fold: folds.names[Int(foldOf[index] ?? 0)])
    }
    var foldOfGroup: [UInt32: UInt32] = [:]
    for (sample, group) in (samples.groups ?? []).enumerated() {
      let fold = folds.indices[sample]
      if let other = foldOfGroup.updateValue(fold, forKey: group), other != fold {
        throw .groupInTwoFolds(sample: sample, folds: [other, fold].sorted().map { folds.names[Int($0)] })
      }
    }
    return StratifiedFolds(folds)
  }
}
