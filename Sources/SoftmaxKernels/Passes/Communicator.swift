// How processes that fit one model together exchange numbers.

/// The processes (ranks) that hold the rows of one fit between them.
///
/// A communicator moves numbers and never adds any: what is added, and in which order, is `ChunkTree`'s affair, so that
/// the bits do not depend on the number of ranks. Every rank makes the same calls in the same order, each from one thread.
package protocol Communicator: Sendable {
  /// This process: 0 ..< `size`.
  var rank: Int { get }

  /// How many processes take part.
  var size: Int { get }

  /// Whether the others cannot be reached any more, and the process goes on. What they would have sent is empty then: the
  /// communicator stops the work (`WorkWatch`), and nobody looks at what comes of it.
  var isBroken: Bool { get }

  /// Whether `exchange` moves to each rank its own part alone. Where it does not, sums are never exchanged in slices.
  var movesParts: Bool { get }

  /// What this rank has exchanged so far.
  var traffic: TrafficCount { get }

  /// Everybody's numbers, in the order of the ranks. They may differ in length.
  func gather(_ own: [Double]) -> [[Double]]

  /// Everybody's bytes, in the order of the ranks. They may differ in length.
  func gather(bytes own: [UInt8]) -> [[UInt8]]

  /// The numbers of rank `root`, on every rank.
  func broadcast(_ numbers: [Double], from root: Int) -> [Double]

  /// Everybody's numbers, where all ranks know how many each has.
  ///
  /// - Parameters:
  ///   - own: This rank's, the first of another buffer than `all`.
  ///   - all: Where everybody's go.
  ///   - places: Where in it each rank's belong, the same on every rank.
  func gather<Element: TreeScalar>(
    _ own: WorkBuffer<Element>, into all: WorkBuffer<Element>, at places: [Range<Int>])

  /// Gives each rank its part of the numbers, and takes everybody's for this one.
  ///
  /// - Parameters:
  ///   - own: The numbers of this rank, in another buffer than `all`.
  ///   - parts: Which of them each rank gets: one run after the other, from the first on, as `places` are.
  ///   - all: Where this rank's go.
  ///   - places: Where in it those from each rank belong: as many as that rank gives.
  func exchange<Element: TreeScalar>(
    _ own: WorkBuffer<Element>, parts: [Range<Int>], into all: WorkBuffer<Element>, at places: [Range<Int>])
}

// What `gather` of numbers is enough for.
extension Communicator {
  package var isBroken: Bool { false }

  package var movesParts: Bool { false }

  package var traffic: TrafficCount { TrafficCount() }

  package func gather(bytes own: [UInt8]) -> [[UInt8]] {
    gather(PackedBytes.numbers(own)).map { PackedBytes.bytes($0) }
  }

  package func gather<Element: TreeScalar>(
    _ own: WorkBuffer<Element>, into all: WorkBuffer<Element>, at places: [Range<Int>]
  ) {
    var numbers: [Double] = []
    numbers.reserveCapacity(places[rank].count)
    Element.append(own, count: places[rank].count, to: &numbers)
    for (place, numbers) in zip(places, gather(numbers)) {
      guard !isBroken else {
        all.fill(place, with: 0)
        continue
      }
      precondition(place.count == numbers.count, "as many numbers as all ranks know of")
      all.copy(0..<place.count, of: Element.elements(numbers, at: numbers.indices), to: place.lowerBound)
    }
  }

  package func exchange<Element: TreeScalar>(
    _ own: WorkBuffer<Element>, parts: [Range<Int>], into all: WorkBuffer<Element>, at places: [Range<Int>]
  ) {
    // Everybody's for everybody, behind how many they are.
    var numbers = parts.map { Double($0.count) }
    Element.append(own, count: parts.last?.upperBound ?? 0, to: &numbers)
    for (place, numbers) in zip(places, gather(numbers)) {
      guard !isBroken else {
        all.fill(place, with: 0)
        continue
      }
      let counts = numbers[..<size].map { Int($0) }
      precondition(place.count == counts[rank], "as many numbers as the other rank gives")
      let first = size + counts[..<rank].reduce(0, +)
      all.copy(
        0..<place.count, of: Element.elements(numbers, at: first..<first + place.count), to: place.lowerBound)
    }
  }
}

/// One process that holds all rows.
package struct LocalCommunicator: Communicator {
  package var rank: Int { 0 }
  package var size: Int { 1 }

  package init() {}

  package func gather(_ own: [Double]) -> [[Double]] { [own] }

  package func gather(bytes own: [UInt8]) -> [[UInt8]] { [own] }

  package func broadcast(_ numbers: [Double], from root: Int) -> [Double] { numbers }
}
