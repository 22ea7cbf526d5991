// Groups stay together, and the parts are as alike as they let them be.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SampleGroupsTests {
  /// 60 groups of 1 to 8 samples, three classes, some groups of one class alone.
  private func made() -> (labels: [UInt32], groups: [UInt32]) {
    var numbers = MadeNumbers(seed: 11)
    var (labels, groups): ([UInt32], [UInt32]) = ([], [])
    for group in 0..<60 {
      let size = 1 + Int(numbers.indices(1, below: 8)[0])
      let own = numbers.indices(size, below: 3)
      labels += group % 3 == 0 ? .init(repeating: own[0], count: size) : own
      groups += [UInt32](repeating: UInt32(group * 7), count: size)
    }
    return (labels, groups)
  }

  @Test func aGroupIsNeverOnBothSides() {
    let (labels, groups) = made()
    for seed in 0..<20 {
      let split = StratifiedSplit(
        classIndices: labels, classCount: 3, groups: groups, fraction: 0.25, seed: UInt64(seed))
      #expect((split.kept + split.heldOut).sorted() == Array(labels.indices))
      let kept = Set(split.kept.map { groups[$0] })
      #expect(kept.isDisjoint(with: Set(split.heldOut.map { groups[$0] })))
      for index in 0..<3 {
        let all = labels.count { $0 == index }
        let held = split.heldOut.count { labels[$0] == index }
        // Half the largest group: nearer, an exchange of single samples would be needed.
        #expect(abs(Double(held) - 0.25 * Double(all)) <= 4)
      }
    }
  }

  @Test func theSplitIsFixedByItsSeedAndNotByTheOrderOfTheRows() {
    let (labels, groups) = made()
    func heldGroups(_ order: [Int], _ seed: UInt64) -> Set<UInt32> {
      let split = StratifiedSplit(
        classIndices: order.map { labels[$0] }, classCount: 3, groups: order.map { groups[$0] }, fraction: 0.2,
        seed: seed)
      return Set(split.heldOut.map { groups[order[$0]] })
    }
    let order = Array(labels.indices)
    #expect(heldGroups(order, 3) == heldGroups(order.reversed(), 3))
    #expect(heldGroups(order, 3) != heldGroups(order, 4))
  }

  @Test func aClassOfOneGroupStays() {
    let split = StratifiedSplit(
      classIndices: [0, 0, 1, 1, 1, 1], classCount: 2, groups: [5, 5, 6, 7, 8, 9], fraction: 0.5, seed: 0)
    #expect(split.kept.contains(0) && split.kept.contains(1))
    #expect(split.heldOut.count == 2)
  }

  @Test func foldsHaveWholeGroupsAndEveryClass() {
    let (labels, groups) = made()
    let folds = StratifiedFolds(classIndices: labels, classCount: 3, groups: groups, count: 5, seed: 2)
    #expect(folds.members.flatMap(\.self).sorted() == Array(labels.indices))
    let inFolds = folds.members.map { Set($0.map { groups[$0] }) }
    for first in inFolds.indices {
      for second in inFolds.indices where second > first {
        #expect(inFolds[first].isDisjoint(with: inFolds[second]))
      }
    }
    let sizes = folds.members.map(\.count)
    // The last groups dealt are the smallest.
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 8)
  }

  @Test func aSearchKeepsGroupsInOneFoldOrSaysWhyNot() throws {
    let data = try IrisRows.dataset()
    let search = try PenaltySearch(grid: .strengths([0.1]), folds: 3)
    // Each group has one flower of each kind: folds are as good as any.
    let fine = try data.grouped(by: (0..<150).map { UInt32($0 % 50) })
    #expect(try search.run(on: fine).scores[0].foldAccuracies.count == 3)
    let kinds = try data.grouped(by: data.classIndices)
    let error = #expect(throws: DatasetError.self) { try search.run(on: kinds) }
    #expect(data.classes.names.contains { error == .classTooGrouped(name: $0) })
    let two = try data.grouped(by: (0..<150).map { UInt32($0 % 2) })
    #expect(throws: DatasetError.tooFewGroups(groups: 2, folds: 3)) { try search.run(on: two) }
    #expect(throws: DatasetError.groupCountMismatch(samples: 150, groups: 1)) { try data.grouped(by: [0]) }
  }
}
