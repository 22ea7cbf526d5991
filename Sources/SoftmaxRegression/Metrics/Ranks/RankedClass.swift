// One class's samples against the others, in the order of its probability.

import SoftmaxKernels

/// All samples by one class's probability, from which ROC-AUC, average precision and their curves follow.
///
/// Without weights a sample is a key alone, which takes half the time and memory.
enum RankedClass: Sendable {
  /// Keys, ascending.
  case plain(WorkBuffer<UInt32>, count: Int)
  /// Keys above the places of samples, ascending, with the samples' weights.
  case weighted(WorkBuffer<UInt64>, count: Int, weights: [Double])

  /// What sorting works in.
  struct Room {
    fileprivate let plain: (WorkBuffer<UInt32>, WorkBuffer<UInt32>)?
    fileprivate let placed: (WorkBuffer<UInt64>, WorkBuffer<UInt64>)?

    init(sampleCount: Int, withPlaces: Bool) {
      func buffer<Key>() -> WorkBuffer<Key> { WorkBuffer(uninitializedCount: sampleCount) }
      plain = withPlaces ? nil : (buffer(), buffer())
      placed = withPlaces ? (buffer(), buffer()) : nil
    }
  }

  /// Sorts the samples by one class's probability; valid until the room is used again.
  init(_ index: Int, of batches: [KeptBatch], weights: [Double]?, room: Room) {
    var count = 0
    if let (keys, scratch) = room.plain {
      for batch in batches {
        let start = index * batch.rowCount
        batch.keys.withSpan(start..<start + batch.rowCount) { column in
          keys.withMutableSpan { keys in
            for row in 0..<column.count { keys[count &+ row] = column[row] }
          }
        }
        count += batch.rowCount
      }
      self = .plain(RadixSort.sorted(keys, scratch: scratch, count: count, lowestBit: 1), count: count)
      return
    }
    let sorted = Self.placed(index, of: batches, room: room)
    self = .weighted(
      sorted.keys, count: sorted.count, weights: weights ?? [Double](repeating: 1, count: sorted.count))
  }

  /// Keys above the places of their samples, sorted, for whoever needs to know which sample stands where.
  static func placed(
    _ index: Int, of batches: [KeptBatch], room: Room
  ) -> (keys: WorkBuffer<UInt64>, count: Int) {
    guard let (keys, scratch) = room.placed else { preconditionFailure("a room with places") }
    var count = 0
    for batch in batches {
      let start = index * batch.rowCount
      batch.keys.withSpan(start..<start + batch.rowCount) { column in
        keys.withMutableSpan { keys in
          for row in 0..<column.count {
            keys[count &+ row] = UInt64(column[row]) &<< 32 | UInt64(truncatingIfNeeded: count &+ row)
          }
        }
      }
      count += batch.rowCount
    }
    return (RadixSort.sorted(keys, scratch: scratch, count: count, lowestBit: 33), count)
  }

  /// What the curves enclose.
  struct Areas: Sendable {
    /// The area under the ROC curve.
    let roc: MetricValue
    /// The average precision.
    let averagePrecision: MetricValue
  }

  /// The area under the ROC curve, equal probabilities counting half, and the average precision.
  var areas: Areas {
    switch self {
    case .plain(let keys, let count): keys.withSpan(0..<count) { Self.areas($0) }
    case .weighted(let keys, let count, let weights):
      keys.withSpan(0..<count) { Self.areas($0, weights: weights.span) }
    }
  }

  /// Without weights in whole numbers, twice the area being one.
  private static func areas(_ keys: Span<UInt32>) -> Areas {
    var (positives, negatives, doubleArea, precisionSum) = (0, 0, 0, 0.0)
    var index = keys.count - 1
    while index >= 0 {
      let key = keys[index]
      var ofClass = Int(key & 1)
      var others = 1 &- ofClass
      index &-= 1
      while index >= 0 {
        let next = keys[index]
        guard next >> 1 == key >> 1 else { break }
        let isTrue = Int(next & 1)
        ofClass &+= isTrue
        others &+= 1 &- isTrue
        index &-= 1
      }
      doubleArea &+= others &* (2 &* positives &+ ofClass)
      positives &+= ofClass
      negatives &+= others
      if ofClass > 0 {
        precisionSum += Double(ofClass) * (Double(positives) / Double(positives &+ negatives))
      }
    }
    return Areas(
      positives: Double(positives), negatives: Double(negatives), area: Double(doubleArea) / 2,
      precisionSum: precisionSum)
  }

  /// The same where samples have weights, some of which may be 0.
  static func areas(_ keys: Span<UInt64>, weights: Span<Double>) -> Areas {
    var (positives, negatives, area, precisionSum) = (0.0, 0.0, 0.0, 0.0)
    var index = keys.count - 1
    while index >= 0 {
      let score = keys[index] >> 33
      var (ofClass, others) = (0.0, 0.0)
      while index >= 0 {
        let key = keys[index]
        guard key >> 33 == score else { break }
        let weight = weights[Int(truncatingIfNeeded: key & 0xffff_ffff)]
        if key >> 32 & 1 == 1 { ofClass += weight } else { others += weight }
        index &-= 1
      }
      area += others * (positives + ofClass / 2)
      positives += ofClass
      negatives += others
      if ofClass > 0 { precisionSum += ofClass * (positives / (positives + negatives)) }
    }
    return Areas(positives: positives, negatives: negatives, area: area, precisionSum: precisionSum)
  }
}

extension RankedClass.Areas {
  fileprivate init(positives: Double, negatives: Double, area: Double, precisionSum: Double) {
    guard positives > 0 else {
      let reason: UndefinedMetric = negatives > 0 ? .absentClass : .noSamples
      (roc, averagePrecision) = (.undefined(reason), .undefined(reason))
      return
    }
    averagePrecision = .number(min(1, precisionSum / positives))
    // One quotient after the other: the product could leave the numbers.
    roc = negatives > 0 ? .number(min(1, area / positives / negatives)) : .undefined(.oneClass)
  }
}
