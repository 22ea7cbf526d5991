// How near some groups come to a share of every class.

/// The samples that have been taken of each class, held against those that should be.
struct GroupShare {
  private let totals: [Int]
  private let targets: [Double]
  private var held: [Int]

  /// Nothing is taken yet, and `fraction` of each class should be.
  init(totals: [Int], fraction: Double) {
    self.totals = totals
    targets = totals.map { fraction * Double($0) }
    held = .init(repeating: 0, count: totals.count)
  }

  /// By how much the sum of squared distances falls with these samples of each class; negative where that leaves no sample of
  /// a class.
  func gain(adding new: [Int: Int] = [:], removing old: [Int: Int] = [:]) -> Double {
    var gain = 0.0
    for index in Set(new.keys).union(old.keys).sorted() {
      let next = held[index] + (new[index] ?? 0) - (old[index] ?? 0)
      guard next < totals[index] else { return -1 }
      let (now, then) = (Double(held[index]) - targets[index], Double(next) - targets[index])
      gain += now * now - then * then
    }
    return gain
  }

  /// Takes samples, and gives others back.
  mutating func change(adding new: [Int: Int] = [:], removing old: [Int: Int] = [:]) {
    for (index, count) in new { held[index] += count }
    for (index, count) in old { held[index] -= count }
  }
}
