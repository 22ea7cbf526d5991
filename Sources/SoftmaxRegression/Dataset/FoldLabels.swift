// What a division into folds looks at.

import SoftmaxKernels

/// The classes, groups and given folds of all samples, those of other processes included.
struct FoldLabels {
  let classes: ClassVocabulary
  let classIndices: [UInt32]
  let groups: [UInt32]?
  let folds: SampleFolds?

  init(_ data: Dataset) {
    let sharing = data.sharing
    classes = data.classes
    classIndices = sharing.gathered(data.classIndices)
    groups = data.groups.map { sharing.gathered($0) }
    folds = data.folds.map { $0.gathered(sharing) }
  }

  private var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for index in classIndices { counts[Int(index)] += 1 }
    return counts
  }

  /// The folds of all samples, each class of which has some: those that are given, or `count` drawn ones.
  ///
  /// - Throws: `DatasetError` where a fold would have no samples, or its fit none of some class.
  func division(folds count: Int, seed: UInt64) throws(DatasetError) -> StratifiedFolds {
    if let folds { return try division(as: folds) }
    guard count <= classIndices.count else { throw .tooFewSamples(samples: classIndices.count, folds: count) }
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
