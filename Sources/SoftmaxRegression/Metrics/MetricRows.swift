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
    let binCount = CalibrationBins.count
    let classBins = layout.classBins(of: 0)
    let losses = logLosses == nil ? Self.logLosses(ofTrueClassesIn: self, rows) : []
    for row in rows {
      let start = row * classCount
      let truth = Int(classIndices[row])
      let weight = weights?[row] ?? 1
      let ofTruth = probabilities[start + truth]
      var (best, bestIndex, above, brier) = (-Float.infinity, 0, 0, 0.0)
      var isBad = false
      for index in 0..<classCount {
        let value = probabilities[start + index]
        isBad = isBad || !(value >= 0 && value <= ClassificationMetrics.largestProbability)
        if value > best { (best, bestIndex) = (value, index) }
        if value > ofTruth || (value == ofTruth && index < truth) { above += 1 }
        let probability = Double(value)
        let isTrue = index == truth
        let difference = isTrue ? 1 - probability : probability
        brier += difference * difference
        if isBad { break }
        let place = classBins + 3 * (index * binCount + CalibrationBins.index(of: probability))
        sums[place] += weight
        sums[place + 1] += weight * probability
        if isTrue { sums[place + 2] += weight }
        keys?[index * rowCount + row] = KeptBatch.key(value, isTrue: isTrue)
      }
      guard !isBad else {
        let found = (0..<classCount).first {
          !(probabilities[start + $0] >= 0
            && probabilities[start + $0] <= ClassificationMetrics.largestProbability)
        }
        bad.lower(to: start + (found ?? 0))
        continue
      }
      sums[0] += weight
      sums[1] += weight * (logLosses.map { Double($0[row]) } ?? losses[row - rows.lowerBound])
      sums[2] += weight * brier
      if above < topK { sums[3] += weight }
      let isRight = bestIndex == truth
      if isRight { sums[layout.correct + truth] += weight }
      sums[layout.truth + truth] += weight
      sums[layout.predicted + bestIndex] += weight
      let confidence = Double(best)
      let place = layout.confidenceBins + 3 * CalibrationBins.index(of: confidence)
      sums[place] += weight
      sums[place + 1] += weight * confidence
      if isRight { sums[place + 2] += weight }
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
