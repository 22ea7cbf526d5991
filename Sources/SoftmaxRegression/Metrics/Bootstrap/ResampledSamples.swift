// The samples of one model, ready to be drawn again and again.

import SoftmaxKernels

/// What every sample adds to the sums of metrics, computed once.
struct ResampledSamples: Sendable {
  let classCount: Int
  let count: Int
  let batches: [KeptBatch]
  let weights: [Double]?
  let truth: WorkBuffer<UInt32>
  let predicted: WorkBuffer<UInt32>
  let logLosses: WorkBuffer<Double>
  let briers: WorkBuffer<Double>
  /// 1 where the class is among the k most probable.
  let topHits: WorkBuffer<Double>
  /// The bin of the confidence, and what was right less the confidence.
  let bins: WorkBuffer<UInt8>
  let gaps: WorkBuffer<Double>
  /// The probabilities, [samples x classes].
  let probabilities: WorkBuffer<Float>

  init(_ metrics: ClassificationMetrics) {
    classCount = metrics.classCount
    count = metrics.sampleCount
    batches = metrics.kept
    weights = metrics.keptWeights
    truth = WorkBuffer(uninitializedCount: count)
    predicted = WorkBuffer(uninitializedCount: count)
    logLosses = WorkBuffer(uninitializedCount: count)
    briers = WorkBuffer(uninitializedCount: count)
    topHits = WorkBuffer(uninitializedCount: count)
    bins = WorkBuffer(uninitializedCount: count)
    gaps = WorkBuffer(uninitializedCount: count)
    probabilities = WorkBuffer(uninitializedCount: count * classCount)
    var first = 0
    for batch in batches {
      add(batch, at: first, topK: metrics.topK)
      first += batch.rowCount
    }
  }

  private func add(_ batch: KeptBatch, at first: Int, topK: Int) {
    batch.keys.withSpan(0..<batch.keys.count) { keys in
      probabilities.withMutableSpan { probabilities in
        add(batch, keys, at: first, topK: topK, probabilities: &probabilities)
      }
    }
  }

  /// The same, in spans: in them elements are read and written without a call for each.
  private func add(
    _ batch: KeptBatch, _ keys: Span<UInt32>, at first: Int, topK: Int, probabilities: inout MutableSpan<Float>
  ) {
    var ofTruth = [Float](repeating: 0, count: batch.rowCount)
    for row in 0..<batch.rowCount {
      let truth = Int(batch.classIndices[row])
      var (best, bestIndex, brier) = (-Float.infinity, 0, 0.0)
      for index in 0..<classCount {
        let value = KeptBatch.probability(keys[index * batch.rowCount + row])
        probabilities[(first + row) * classCount + index] = value
        if value > best { (best, bestIndex) = (value, index) }
        let difference = index == truth ? 1 - Double(value) : Double(value)
        brier += difference * difference
      }
      let value = probabilities[(first + row) * classCount + truth]
      ofTruth[row] = value
      var above = 0
      for index in 0..<classCount {
        let other = probabilities[(first + row) * classCount + index]
        if other > value || (other == value && index < truth) { above += 1 }
      }
      self.truth[first + row] = UInt32(truth)
      predicted[first + row] = UInt32(bestIndex)
      briers[first + row] = brier
      topHits[first + row] = above < topK ? 1 : 0
      bins[first + row] = UInt8(CalibrationBins.index(of: Double(best)))
      gaps[first + row] = (bestIndex == truth ? 1 : 0) - Double(best)
    }
    let losses = batch.logLosses?.map(Double.init) ?? MetricRows.clippedLogLosses(ofTruth)
    for row in 0..<batch.rowCount { logLosses[first + row] = losses[row] }
  }

  /// The weight of a sample.
  @inline(__always)
  func weight(_ sample: Int) -> Double { weights?[sample] ?? 1 }

  /// What a probability adds to the gaps of its class, and to which bin.
  @inline(__always)
  func classGap(_ sample: Int, _ index: Int) -> (bin: Int, gap: Double) {
    let value = Double(probabilities[sample * classCount + index])
    return (CalibrationBins.index(of: value), (Int(truth[sample]) == index ? 1 : 0) - value)
  }

  /// The sums over samples with these weights, without those of classes' bins and ranks.
  func sums(_ weights: Span<Double>) -> MetricSums {
    var sums = MetricSums(classCount: classCount)
    truth.withSpan(0..<count) { truth in
      predicted.withSpan(0..<count) { predicted in
        for sample in 0..<count where weights[sample] > 0 {
          let weight = weights[sample]
          let (own, found) = (Int(truth[sample]), Int(predicted[sample]))
          sums.weight += weight
          sums.truth[own] += weight
          sums.predicted[found] += weight
          if own == found { sums.correct[own] += weight }
        }
      }
    }
    sums.logLoss = Self.product(logLosses, weights)
    sums.brier = Self.product(briers, weights)
    sums.topHits = Self.product(topHits, weights)
    bins.withSpan(0..<count) { bins in
      gaps.withSpan(0..<count) { gaps in
        for sample in 0..<count { sums.confidenceGaps[Int(bins[sample])] += weights[sample] * gaps[sample] }
      }
    }
    return sums
  }

  /// What was true less the probability, in each bin of each class.
  func classGaps(_ weights: Span<Double>) -> [Double] {
    var gaps = [Double](repeating: 0, count: classCount * CalibrationBins.count)
    truth.withSpan(0..<count) { truth in
      probabilities.withSpan(0..<count * classCount) { probabilities in
        for sample in 0..<count where weights[sample] > 0 {
          let (weight, own) = (weights[sample], Int(truth[sample]))
          for index in 0..<classCount {
            let value = Double(probabilities[sample &* classCount &+ index])
            gaps[index &* CalibrationBins.count &+ CalibrationBins.index(of: value)] +=
              weight * ((own == index ? 1 : 0) - value)
          }
        }
      }
    }
    return gaps
  }

  private static func product(_ values: WorkBuffer<Double>, _ weights: Span<Double>) -> Double {
    values.withSpan(0..<values.count) { values in
      var sum = 0.0
      for sample in 0..<values.count { sum += weights[sample] * values[sample] }
      return sum
    }
  }

  /// The samples by each class's probability, the classes dealt out to the team.
  func ranked<Value: Sendable>(
    _ engine: Engine, _ body: @escaping @Sendable (Int, WorkBuffer<UInt64>) -> Value
  ) -> [Value] {
    let slots = Slots<Value>(count: classCount)
    let next = SharedCounter()
    engine.team(forStepOf: 40 * count * classCount).run { [self] _ in
      var taken = next.take()
      while taken < classCount {
        let room = RankedClass.Room(sampleCount: count, withPlaces: true)
        slots.put(body(taken, RankedClass.placed(taken, of: batches, room: room).keys), at: taken)
        taken = next.take()
      }
    }
    return slots.values
  }
}
