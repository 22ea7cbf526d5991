// Our own random numbers: the same on every machine and in every version.

/// xoshiro256++, with streams that do not depend on each other.
///
/// Every use draws from a stream of its own (initial weights, the shuffle of epoch 7), so that nothing shifts
/// when another use is added, and a later epoch does not depend on how many numbers came before.
///
/// Reference: Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47(4), 2021.
package struct RandomGenerator: RandomNumberGenerator, Sendable {
  /// What the numbers are for.
  package enum Stream: Sendable, Hashable {
    case initialWeights
    case shuffle(epoch: Int)
    case split(classIndex: Int)
    case sample
    case folds(classIndex: Int)
    case groups
    case testSplit
    case resample(Int)
    case resampledBlocks
    case projections
    case proof
    case keptRows

    var number: UInt64 {
      switch self {
      case .initialWeights: 1 << 40
      case .shuffle(let epoch): 2 << 40 + UInt64(epoch)
      case .split(let classIndex): 3 << 40 + UInt64(classIndex)
      case .sample: 4 << 40
      case .folds(let classIndex): 5 << 40 + UInt64(classIndex)
      case .groups: 6 << 40
      case .testSplit: 7 << 40
      case .resample(let index): 8 << 40 + UInt64(index)
      case .resampledBlocks: 9 << 40
      case .projections: 16 << 40
      case .proof: 17 << 40
      case .keptRows: 18 << 40
      }
    }
  }

  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator of one stream of a seed.
  package init(seed: UInt64, stream: Stream) {
    var seeder = SplitMix64(state: seed)
    var mixer = SplitMix64(state: seeder.next() ^ stream.number)
    self.init(state: (mixer.next(), mixer.next(), mixer.next(), mixer.next()))
  }

  /// A generator in a known state, which must not be all zero.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    self.state = state
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
      value << count | value >> (64 - count)
    }
    let result = rotate(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number in [0, 1) with 53 random bits.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An unbiased number in 0..<bound (Lemire, Fast random integer generation in an interval, 2019).
  package mutating func index(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "an empty range has no index")
    var (high, low) = next().multipliedFullWidth(by: bound)
    if low < bound {
      // Only now is the division worth its time: the threshold is below the bound.
      let threshold = (0 &- bound) % bound
      while low < threshold { (high, low) = next().multipliedFullWidth(by: bound) }
    }
    return high
  }

  /// Puts the elements in a random order (Fisher and Yates), from the last to the first.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, Int(index(below: UInt64(i + 1))))
    }
  }
}

extension RandomGenerator: SavedState, Equatable {
  package static func == (a: RandomGenerator, b: RandomGenerator) -> Bool { a.state == b.state }

  package func write(to state: inout StateWriter) {
    for word in [self.state.0, self.state.1, self.state.2, self.state.3] { word.write(to: &state) }
  }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    let words = (
      try UInt64(reading: &state), try UInt64(reading: &state), try UInt64(reading: &state),
      try UInt64(reading: &state)
    )
    guard words != (0, 0, 0, 0) else {
      throw StateError("a random generator stands at 0, where none can stand", at: place)
    }
    self.init(state: words)
  }
}
