// Dividing samples into parts for cross-validation, each class in the same proportion.

/// A division of samples into folds, fixed by its seed on every machine, or as it is given.
///
/// Where it is drawn, each class's samples are shuffled and dealt out in turn, each class going on where the one before has ended: the
/// folds' sizes, and each class's share in them, differ by one sample at most.
struct StratifiedFolds: Sendable, Hashable {
  /// The samples of each fold, ascending.
  let members: [[Int]]

  /// `count` folds. Complexity: O(samples).
  init(classIndices: [UInt32], classCount: Int, count: Int, seed: UInt64) {
    var byClass = [[UInt32]](repeating: [], count: classCount)
    for (sample, index) in classIndices.enumerated() { byClass[Int(index)].append(UInt32(sample)) }
    var members = [[Int]](repeating: [], count: count)
    var next = 0
    for index in byClass.indices {
      var generator = RandomGenerator(seed: seed, stream: .folds(classIndex: index))
      generator.shuffle(&byClass[index])
      for sample in byClass[index] {
        members[next].append(Int(sample))
        next = (next + 1) % count
      }
    }
    self.members = members.map { $0.sorted() }
  }

  /// The same with whole groups: equal numbers in `groups` are one. Folds are as alike as the groups let them be.
  init(classIndices: [UInt32], classCount: Int, groups: [UInt32], count: Int, seed: UInt64) {
    let division = SampleGroups(groups, classIndices: classIndices, classCount: classCount)
    members = division.folds(count: count, seed: seed).map { fold in
      fold.flatMap { division.members[$0] }.sorted()
    }
  }

  /// Folds whose samples are known.
  init(members: [[Int]]) { self.members = members }

  /// Folds that are given.
  init(_ folds: SampleFolds) {
    var members = [[Int]](repeating: [], count: folds.names.count)
    for (sample, index) in folds.indices.enumerated() { members[Int(index)].append(sample) }
    self.members = members
  }
}
