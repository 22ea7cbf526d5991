// Folds of samples each class of which has some, or why there are none.

extension Dataset {
  /// The folds of samples, each class of which has some: those that are given, or `count` drawn ones.
  ///
  /// - Throws: `DatasetError` where a fold would have no samples, or its fit none of some class.
  func division(folds count: Int, seed: UInt64) throws(DatasetError) -> StratifiedFolds {
    let all = try FoldLabels(self).division(folds: count, seed: seed)
    guard !sharing.isAlone else { return all }
    let own = sharing.parts.firstRow..<sharing.parts.firstRow + sampleCount
    return StratifiedFolds(
      members: all.members.map { $0.filter(own.contains).map { $0 - own.lowerBound } })
  }
}
