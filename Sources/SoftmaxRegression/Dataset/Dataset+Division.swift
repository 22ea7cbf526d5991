// Folds of samples each class of which has some, or why there are none.

extension Dataset {
  /// The folds of samples, each class of which has some: those that are given, or `count` drawn ones.
  ///
  /// - Throws: `DatasetError` where a fold would have no samples, or its fit none of some class.
  func division(folds count: Int, seed: UInt64) throws(DatasetError) -> StratifiedFolds {
    if let folds { return try division(as: folds) }
    guard count <= sampleCount else { throw .tooFewSamples(samples: sampleCount, folds: count) }
    for (name, count) in zip(classes.names, classCounts) where count < 2 {
      throw .classTooSmall(name: name, samples: count)
    }
    guard let groups else {
      return StratifiedFolds(classIndices: classIndices, classCount: classes.count, count: count, seed: seed)
    }
    let division = StratifiedFolds(
      classIndices: classIndices, classCount: classes.count, groups: groups, count: count, seed: seed)
    for fold in division.members {
      guard !fold.isEmpty else {
        throw .tooFewGroups(groups: Set(groups).count, folds: count)
      }
      var left = classCounts
      for sample in fold { left[Int(classIndices[sample])] -= 1 }
      if let lost = left.firstIndex(of: 0) {
        throw .classTooGrouped(name: classes.names[lost])
      }
    }
    return division
  }

  private func division(as folds: SampleFolds) throws(DatasetError) -> StratifiedFolds {
    guard folds.names.count > 1 else { throw .oneFold(name: folds.names[0]) }
    var foldOf = [UInt32?](repeating: nil, count: classes.count)
    var isInSeveral = [Bool](repeating: false, count: classes.count)
    for (sample, index) in classIndices.enumerated() {
      let fold = folds.indices[sample]
      if let first = foldOf[Int(index)], first != fold { isInSeveral[Int(index)] = true }
      foldOf[Int(index)] = fold
    }
    if let index = isInSeveral.firstIndex(of: false) {
      throw .classInOneFold(name: classes.names[index], fold: folds.names[Int(foldOf[index] ?? 0)])
    }
    var foldOfGroup: [UInt32: UInt32] = [:]
    for (sample, group) in (groups ?? []).enumerated() {
      let fold = folds.indices[sample]
      if let other = foldOfGroup.updateValue(fold, forKey: group), other != fold {
        throw .groupInTwoFolds(sample: sample, folds: [other, fold].sorted().map { folds.names[Int($0)] })
      }
    }
    return StratifiedFolds(folds)
  }
}
