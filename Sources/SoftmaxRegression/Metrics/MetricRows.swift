// What one sample adds to the sums of metrics.

import SoftmaxKernels

/// Samples of a batch, on their way into sums.
struct MetricRows: Sendable {
  let layout: MetricLayout
  let topK: Int
  let probabilities: [Float]
  let classIndices: [UInt32]
  let weights: [Double]?
  let logLosses: [Float]?
  let rowCount: Int

  /// Adds some rows to `sums`, and puts their keys into their places; `bad` learns of the first number that is no probability.
  func add(_ rows: Range<Int>, to sums: WorkBuffer<Double>, keys: WorkBuffer<UInt32>?, bad: SharedMinimum) {
    let classCount = layout.classCount
    let values = probabilities.span.extracting(rows.lowerBound * classCount..<rows.upperBound * classCount)
    if let place = Self.firstBad(values) {
      bad.lower(to: rows.lowerBound * classCount + place)
      return
    }
    let losses = logLosses == nil ? Self.logLosses(ofTrueClassesIn: self, rows) : []
    sums.withMutableSpan { sums in
      addOutcomes(values, rows, losses.span, to: &sums)
      addClassBins(values, rows, to: &sums)
    }
    keys?.withMutableSpan { keys in putKeys(values, rows, into: &keys) }
  }

  /// The first number that is no probability.
  private static func firstBad(_ values: Span<Float>) -> Int? {
    // As whole numbers the bits of probabilities are in order, and those of NaN and of what is below 0 lie above them.
    var largest: UInt32 = 0
    for index in 0..<values.count { largest = max(largest, values[index].bitPattern) }
    guard largest > ClassificationMetrics.largestProbability.bitPattern else { return nil }
    return (0..<values.count).first {
      !(values[$0] >= 0 && values[$0] <= ClassificationMetrics.largestProbability)
    }
  }

  /// What follows from each sample's probabilities as a whole.
  private func addOutcomes(
    _ values: Span<Float>, _ rows: Range<Int>, _ losses: Span<Double>, to sums: inout MutableSpan<Double>
  ) {
    let classCount = layout.classCount
    let (correct, truths, predicted) = (layout.correct, layout.truth, layout.predicted)
    let confidenceBins = layout.confidenceBins
    let classIndices = classIndices.span.extracting(rows)
    for row in 0..<rows.count {
      let start = row &* classCount
      let truth = Int(truncatingIfNeeded: classIndices[row])
      let weight = weights?[rows.lowerBound &+ row] ?? 1
      let ofTruth = Self.rank(values[start &+ truth], truth)
      var (best, above, brier) = (UInt64(0), 0, 0.0)
      // Without branches, which nobody could foretell.
      for index in 0..<classCount {
        let value = values[start &+ index]
        let rank = Self.rank(value, index)
        best = max(best, rank)
        above &+= rank > ofTruth ? 1 : 0
        let difference = (index == truth ? 1 : 0) - Double(value)
        brier += difference * difference
      }
      let bestIndex = Int(truncatingIfNeeded: ~best & 0xffff_ffff)
      let loss = logLosses.map { Double($0[rows.lowerBound &+ row]) } ?? losses[row]
      sums[0] += weight
      sums[1] += weight * loss
      sums[2] += weight * brier
      sums[3] += above < topK ? weight : 0
      let right = bestIndex == truth ? weight : 0
      sums[correct &+ truth] += right
      sums[truths &+ truth] += weight
      sums[predicted &+ bestIndex] += weight
      let confidence = Double(values[start &+ bestIndex])
      let place = confidenceBins &+ 3 &* CalibrationBins.index(of: confidence)
      sums[place] += weight
      sums[place &+ 1] += weight * confidence
      sums[place &+ 2] += right
    }
  }

  /// A number that is larger for a larger probability and, of equal ones, for an earlier class.
  @inline(__always)
  private static func rank(_ probability: Float, _ index: Int) -> UInt64 {
    // -0 is 0.
    UInt64((probability + 0).bitPattern) &<< 32 | UInt64(truncatingIfNeeded: ~UInt32(truncatingIfNeeded: index))
  }

  /// Each probability into its class's bin.
  private func addClassBins(_ values: Span<Float>, _ rows: Range<Int>, to sums: inout MutableSpan<Double>) {
    let (classCount, classBins) = (layout.classCount, layout.classBins(of: 0))
    let width = 3 &* CalibrationBins.count
    let classIndices = classIndices.span.extracting(rows)
    for row in 0..<rows.count {
      let start = row &* classCount
      let truth = Int(truncatingIfNeeded: classIndices[row])
      let weight = weights?[rows.lowerBound &+ row] ?? 1
      for index in 0..<classCount {
        let probability = Double(values[start &+ index])
        let place = classBins &+ index &* width &+ 3 &* CalibrationBins.index(of: probability)
        sums[place] += weight
        sums[place &+ 1] += weight * probability
      }
      let ofTruth = CalibrationBins.index(of: Double(values[start &+ truth]))
      sums[classBins &+ truth &* width &+ 3 &* ofTruth &+ 2] += weight
    }
  }

  /// Class by class, so that what is written lies side by side.
  private func putKeys(_ values: Span<Float>, _ rows: Range<Int>, into keys: inout MutableSpan<UInt32>) {
    let classCount = layout.classCount
    let classIndices = classIndices.span.extracting(rows)
    for index in 0..<classCount {
      let start = index &* rowCount &+ rows.lowerBound
      for row in 0..<rows.count {
        keys[start &+ row] = KeptBatch.key(
          values[row &* classCount &+ index], isTrue: Int(truncatingIfNeeded: classIndices[row]) == index)
      }
    }
  }

  /// -log of the true classes' probabilities, brought between epsilon and 1 - epsilon.
  private static func logLosses(ofTrueClassesIn batch: MetricRows, _ rows: Range<Int>) -> [Double] {
    let classCount = batch.layout.classCount
    return clippedLogLosses(
      rows.map { batch.probabilities[$0 * classCount + Int(batch.classIndices[$0])] })
  }

  /// -log of probabilities, brought between Float64's epsilon and 1 - epsilon.
  static func clippedLogLosses(_ probabilities: [Float]) -> [Double] {
    let epsilon = Double.ulpOfOne
    let clipped = probabilities.map { min(max(Double($0), epsilon), 1 - epsilon) }
    return KernelTable.best.logarithms64(of: clipped).map { -$0 }
  }
}
