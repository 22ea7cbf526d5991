// Dividing samples in two, each class in the same proportion.

/// A division of samples into two parts, fixed by its seed on every machine.
package struct StratifiedSplit: Sendable, Hashable {
  /// The samples that stay, ascending.
  package let kept: [Int]
  /// The samples held out, ascending.
  package let heldOut: [Int]

  /// Holds out `fraction` of each class's samples, rounded to the nearest number, chosen at random; at least
  /// one of each class stays.
  package init(classIndices: [UInt32], classCount: Int, fraction: Double, seed: UInt64) {
    var members = [[UInt32]](repeating: [], count: classCount)
    for (sample, index) in classIndices.enumerated() {
      members[Int(index)].append(UInt32(sample))
    }
    var heldOut = [Bool](repeating: false, count: classIndices.count)
    for index in members.indices {
      var generator = RandomGenerator(seed: seed, stream: .split(classIndex: index))
      generator.shuffle(&members[index])
      let share = Int((Double(members[index].count) * fraction).rounded())
      let count = max(0, min(share, members[index].count - 1))
      for sample in members[index].prefix(count) { heldOut[Int(sample)] = true }
    }
    self.kept = heldOut.indices.filter { !heldOut[$0] }
    self.heldOut = heldOut.indices.filter { heldOut[$0] }
  }

  /// The same with whole groups, as near to the fraction of each class as they let it; at least one sample of each class
  /// stays. Equal numbers in `groups` are one group.
  package init(
    classIndices: [UInt32], classCount: Int, groups: [UInt32], fraction: Double, seed: UInt64
  ) {
    let division = SampleGroups(groups, classIndices: classIndices, classCount: classCount)
    var isHeldOut = [Bool](repeating: false, count: classIndices.count)
    for group in division.heldOut(fraction: fraction, seed: seed) {
      for sample in division.members[group] { isHeldOut[sample] = true }
    }
    kept = isHeldOut.indices.filter { !isHeldOut[$0] }
    heldOut = isHeldOut.indices.filter { isHeldOut[$0] }
  }
}
