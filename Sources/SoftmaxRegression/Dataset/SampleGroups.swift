// Samples that stay together, and how they are dealt out.

/// The groups of some samples, each with the number of its samples in every class.
struct SampleGroups {
  /// The samples of each group, ascending; groups in the order of their numbers.
  let members: [[Int]]
  private let classIndices: [UInt32]
  private let classCount: Int

  /// Complexity: O(n log n).
  init(_ groups: [UInt32], classIndices: [UInt32], classCount: Int) {
    var byNumber: [UInt32: [Int]] = [:]
    for (sample, group) in groups.enumerated() { byNumber[group, default: []].append(sample) }
    members = byNumber.keys.sorted().map { byNumber[$0] ?? [] }
    self.classIndices = classIndices
    self.classCount = classCount
  }

  /// How many samples all groups have in each class.
  private var totals: [Int] {
    var totals = [Int](repeating: 0, count: classCount)
    for index in classIndices { totals[Int(index)] += 1 }
    return totals
  }

  private func counts(of group: Int) -> [Int: Int] {
    members[group].reduce(into: [:]) { $0[Int(classIndices[$1]), default: 0] += 1 }
  }

  /// Groups in an order of chance.
  private func shuffled(seed: UInt64) -> [Int] {
    var order = members.indices.map { UInt32($0) }
    var generator = RandomGenerator(seed: seed, stream: .groups)
    generator.shuffle(&order)
    return order.map { Int($0) }
  }

  /// Groups that together have about `fraction` of each class's samples. In an order of chance each is taken where it brings
  /// the classes' numbers nearer to their shares, by the sum of squares, and leaves samples of every class; then groups are
  /// exchanged, or given back, where that does.
  func heldOut(fraction: Double, seed: UInt64) -> [Int] {
    let order = shuffled(seed: seed)
    let counts = order.map(counts(of:))
    var share = GroupShare(totals: totals, fraction: fraction)
    var isTaken = [Bool](repeating: false, count: order.count)
    for place in order.indices where share.gain(adding: counts[place]) > 0 {
      share.change(adding: counts[place])
      isTaken[place] = true
    }
    for _ in 0..<Self.exchangeRounds {
      var hasChanged = false
      for place in order.indices where isTaken[place] {
        // A few candidates for each, so that many groups take no square of time.
        let candidates = (1...Self.exchangeCandidates).lazy.map { (place + $0) % order.count }
          .filter { !isTaken[$0] }
        let other = candidates.max {
          share.gain(adding: counts[$0], removing: counts[place])
            < share.gain(adding: counts[$1], removing: counts[place])
        }
        if let other, share.gain(adding: counts[other], removing: counts[place]) > 0 {
          share.change(adding: counts[other], removing: counts[place])
          (isTaken[place], isTaken[other], hasChanged) = (false, true, true)
        } else if share.gain(removing: counts[place]) > 0 {
          share.change(removing: counts[place])
          (isTaken[place], hasChanged) = (false, true)
        }
      }
      if !hasChanged { break }
    }
    return order.indices.filter { isTaken[$0] }.map { order[$0] }
  }

  private static let exchangeRounds = 4
  private static let exchangeCandidates = 64

  /// Groups dealt out to folds: from the largest down, equals in an order of chance, each to the fold that has the fewest
  /// samples of its classes, and of these to the smallest.
  func folds(count: Int, seed: UInt64) -> [[Int]] {
    let totals = totals
    let order = shuffled(seed: seed).enumerated().sorted {
      (members[$1.element].count, $0.offset) < (members[$0.element].count, $1.offset)
    }.map(\.element)
    var filled = [[Int]](repeating: .init(repeating: 0, count: classCount), count: count)
    var sizes = [Int](repeating: 0, count: count)
    var folds = [[Int]](repeating: [], count: count)
    for group in order {
      let counts = counts(of: group)
      let crowd = filled.map { fold in
        counts.keys.sorted().reduce(0.0) { sum, index in
          sum + Double((counts[index] ?? 0) * fold[index]) / Double(totals[index])
        }
      }
      let fold = folds.indices.min { (crowd[$0], sizes[$0], $0) < (crowd[$1], sizes[$1], $1) } ?? 0
      folds[fold].append(group)
      sizes[fold] += members[group].count
      for (index, number) in counts { filled[fold][index] += number }
    }
    return folds
  }
}
