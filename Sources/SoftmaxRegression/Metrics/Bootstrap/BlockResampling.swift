// Resamples of blocks of samples, for more samples than can be drawn one by one.

import SoftmaxKernels

/// Sums over blocks, each as often as it was drawn.
///
/// A resample costs the blocks times the numbers of each, however many samples there are. Ranks are taken to first order.
struct BlockResampling: Sendable {
  /// Where a block's numbers stand.
  private struct Layout {
    let classCount: Int
    var correct: Int { 4 }
    var truth: Int { 4 + classCount }
    var predicted: Int { 4 + 2 * classCount }
    var confidenceGaps: Int { 4 + 3 * classCount }
    var classGaps: Int { confidenceGaps + CalibrationBins.count }
    var ranks: Int { classGaps + CalibrationBins.count * classCount }
    var count: Int { ranks + 3 * classCount }
  }

  private let layout: Layout
  /// [blocks x numbers].
  private let numbers: WorkBuffer<Double>
  /// The areas of all samples; nil where no ranks are wanted.
  private let areas: [RankedClass.Areas]?
  private let withClassBins: Bool
  /// How many blocks there are.
  let unitCount: Int

  /// Blocks are as many as four million numbers allow, but enough to say how much they vary.
  private static let numberLimit = 1 << 22
  private static let leastBlocks = 1024
  private static let mostBlocks = 8192

  init(_ samples: ResampledSamples, needs: Set<Metric.Needs>, seed: UInt64, engine: Engine) {
    let layout = Layout(classCount: samples.classCount)
    let blocks = min(
      max(Self.leastBlocks, min(Self.mostBlocks, Self.numberLimit / layout.count)), samples.count)
    self.layout = layout
    unitCount = blocks
    withClassBins = needs.contains(.classBins)
    let block = Self.dealt(samples.count, into: blocks, seed: seed)
    let numbers = WorkBuffer<Double>(count: blocks * layout.count, repeating: 0)
    self.numbers = numbers
    for sample in 0..<samples.count {
      let start = Int(block[sample]) * layout.count
      let weight = samples.weight(sample)
      let (truth, predicted) = (Int(samples.truth[sample]), Int(samples.predicted[sample]))
      numbers[start] += weight
      numbers[start + 1] += weight * samples.logLosses[sample]
      numbers[start + 2] += weight * samples.briers[sample]
      numbers[start + 3] += weight * samples.topHits[sample]
      if truth == predicted { numbers[start + layout.correct + truth] += weight }
      numbers[start + layout.truth + truth] += weight
      numbers[start + layout.predicted + predicted] += weight
      numbers[start + layout.confidenceGaps + Int(samples.bins[sample])] += weight * samples.gaps[sample]
      guard withClassBins else { continue }
      for index in 0..<layout.classCount {
        let (bin, gap) = samples.classGap(sample, index)
        numbers[start + layout.classGaps + index * CalibrationBins.count + bin] += weight * gap
      }
    }
    guard needs.contains(.ranks) else {
      areas = nil
      return
    }
    // Each class has numbers of its own.
    areas = samples.ranked(engine) { index, keys in
      Self.addRanks(of: index, keys, samples, block, layout, to: numbers)
    }
  }

  /// The block of each sample: of each run of as many samples as there are blocks, one goes into every block.
  static func dealt(_ count: Int, into blocks: Int, seed: UInt64) -> [UInt32] {
    var generator = RandomGenerator(seed: seed, stream: .resampledBlocks)
    var order = (0..<UInt32(blocks)).map(\.self)
    var result: [UInt32] = []
    result.reserveCapacity(count)
    while result.count < count {
      generator.shuffle(&order)
      result += order.prefix(count - result.count)
    }
    return result
  }

  /// The first-order terms of one class's areas. From the least probability on, what is above is what there is less what was
  /// passed.
  private static func addRanks(
    of index: Int, _ keys: WorkBuffer<UInt64>, _ samples: ResampledSamples, _ block: [UInt32], _ layout: Layout,
    to numbers: WorkBuffer<Double>
  ) -> RankedClass.Areas {
    let count = samples.count
    let weights = samples.weights ?? [Double](repeating: 1, count: count)
    let areas = keys.withSpan(0..<count) { RankedClass.areas($0, weights: weights.span) }
    guard let precision = areas.averagePrecision.number else { return areas }
    keys.withSpan(0..<count) { keys in
      numbers.withMutableSpan { numbers in
        addRanks(of: index, keys, weights.span, block.span, precision, layout, to: &numbers)
      }
    }
    return areas
  }

  /// The same, in spans: in them elements are read and written without a call for each.
  private static func addRanks(
    of index: Int, _ keys: Span<UInt64>, _ weights: Span<Double>, _ block: Span<UInt32>, _ precision: Double,
    _ layout: Layout, to numbers: inout MutableSpan<Double>
  ) {
    let count = keys.count
    var (positives, negatives) = (0.0, 0.0)
    for place in 0..<count {
      let weight = weights[Int(truncatingIfNeeded: keys[place] & 0xffff_ffff)]
      if keys[place] >> 32 & 1 == 1 { positives += weight } else { negatives += weight }
    }
    let (allPositives, allNegatives) = (positives, negatives)
    var (place, gain, loss) = (0, 0.0, 0.0)
    while place < count {
      let first = place
      var (ofClass, others) = (0.0, 0.0)
      while place < count, keys[place] >> 33 == keys[first] >> 33 {
        let weight = weights[Int(truncatingIfNeeded: keys[place] & 0xffff_ffff)]
        if keys[place] >> 32 & 1 == 1 { ofClass += weight } else { others += weight }
        place += 1
      }
      // How the precision at this threshold changes with what is above it, by the chain rule.
      let above = max(positives + negatives, .leastNonzeroMagnitude)
      gain += ofClass * max(negatives, 0) / above / above
      loss += ofClass * max(positives, 0) / above / above
      for member in first..<place {
        let sample = Int(truncatingIfNeeded: keys[member] & 0xffff_ffff)
        let weight = weights[sample]
        let start = Int(block[sample]) * layout.count + layout.ranks + 3 * index
        if keys[member] >> 32 & 1 == 1 {
          if allNegatives > 0 {
            numbers[start] += weight * (allNegatives - negatives + others / 2) / allNegatives
          }
          numbers[start + 2] += weight * (positives / above - precision + gain) / allPositives
        } else {
          numbers[start + 1] += weight * (positives - ofClass / 2) / allPositives
          numbers[start + 2] -= weight * loss / allPositives
        }
      }
      positives -= ofClass
      negatives -= others
    }
  }

  /// The sums of a resample.
  func sums(_ draws: WorkBuffer<UInt32>) -> MetricSums {
    let totals = WorkBuffer<Double>(count: layout.count, repeating: 0)
    totals.withMutableSpan { totals in
      for block in 0..<unitCount where draws[block] > 0 {
        let (start, times) = (block * layout.count, Double(draws[block]))
        numbers.withSpan(start..<start + layout.count) { own in
          for index in 0..<own.count { totals[index] += times * own[index] }
        }
      }
    }
    let classCount = layout.classCount
    var sums = MetricSums(classCount: classCount)
    (sums.weight, sums.logLoss, sums.brier, sums.topHits) = (totals[0], totals[1], totals[2], totals[3])
    for index in 0..<classCount {
      sums.correct[index] = totals[layout.correct + index]
      sums.truth[index] = totals[layout.truth + index]
      sums.predicted[index] = totals[layout.predicted + index]
    }
    for bin in 0..<CalibrationBins.count { sums.confidenceGaps[bin] = totals[layout.confidenceGaps + bin] }
    if withClassBins {
      sums.classGaps = (0..<classCount * CalibrationBins.count).map { totals[layout.classGaps + $0] }
    }
    guard let areas else { return sums }
    sums.rocAreas = areas.indices.map { index in
      let (positives, negatives) = (sums.truth[index], sums.weight - sums.truth[index])
      guard let area = areas[index].roc.number else { return areas[index].roc }
      guard positives > 0 else { return .undefined(.absentClass) }
      guard negatives > 0 else { return .undefined(.oneClass) }
      let start = layout.ranks + 3 * index
      return .number(min(1, max(0, totals[start] / positives + totals[start + 1] / negatives - area)))
    }
    sums.averagePrecisions = areas.indices.map { index in
      guard let precision = areas[index].averagePrecision.number else { return areas[index].averagePrecision }
      guard sums.truth[index] > 0 else { return .undefined(.absentClass) }
      return .number(min(1, max(0, precision + totals[layout.ranks + 3 * index + 2])))
    }
    return sums
  }
}
