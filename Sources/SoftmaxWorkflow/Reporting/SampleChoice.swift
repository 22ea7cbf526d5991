// Which samples a report shows: a bounded number, whatever the data.

import SoftmaxRegression

/// The samples of a report, by their places in the data, and what each is there for.
struct SampleChoice {
  /// All that are shown, each once.
  private(set) var samples: [Int] = []
  private var places: [Int: Int] = [:]
  private let capacity: Int

  /// `capacity`: how many the page has room for.
  init(capacity: Int) { self.capacity = capacity }

  /// Takes samples in, as far as there is room, and says where they are in `samples`.
  mutating func add(_ wanted: [Int]) -> [Int] { wanted.compactMap { add($0) } }

  /// Takes a sample in; nil where there is no room.
  mutating func add(_ sample: Int) -> Int? {
    if let place = places[sample] { return place }
    guard samples.count < capacity else { return nil }
    places[sample] = samples.count
    samples.append(sample)
    return samples.count - 1
  }
}

/// The samples of largest probability that were offered, a bounded number of them; of equals the first.
struct MostCertain {
  private(set) var samples: [Int] = []
  private var probabilities: [Float] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Offers the next sample. Complexity: O(1) for most, O(limit) for those that are taken in.
  mutating func offer(_ sample: Int, _ probability: Float) {
    if samples.count == limit, let last = probabilities.last, probability <= last { return }
    let place = probabilities.firstIndex { $0 < probability } ?? probabilities.count
    samples.insert(sample, at: place)
    probabilities.insert(probability, at: place)
    if samples.count > limit {
      samples.removeLast()
      probabilities.removeLast()
    }
  }
}

extension ScoredSamples {
  /// The wrong ones of which the model was most certain.
  func mostCertainMistakes(_ count: Int) -> [Int] {
    var found = MostCertain(limit: count)
    for sample in counted where isWrong(sample) { found.offer(sample, predicted[sample].probability) }
    return found.samples
  }

  /// Some wrong or right ones at random, in the data's order.
  func drawn(wrong: Bool, _ count: Int, seed: UInt64) -> [Int] {
    var candidates = counted.filter { isWrong($0) == wrong }
    guard candidates.count > count else { return candidates }
    var generator = RandomGenerator(seed: seed, stream: .sample)
    // The first `count` steps of a shuffle.
    for place in 0..<count {
      let other = place + Int(generator.index(below: UInt64(candidates.count - place)))
      candidates.swapAt(place, other)
    }
    return candidates.prefix(count).sorted()
  }

  /// For each of these pairs, by their places in `pairs`, the samples of which the model was most certain.
  func mostCertain(ofPairs wanted: [Int], _ count: Int) -> [[Int]] {
    var found = [MostCertain?](repeating: nil, count: pairs.count)
    for pair in wanted { found[pair] = MostCertain(limit: count) }
    for sample in counted {
      guard let pair = pair(of: sample) else { continue }
      found[pair]?.offer(sample, predicted[sample].probability)
    }
    return wanted.map { found[$0]?.samples ?? [] }
  }
}
