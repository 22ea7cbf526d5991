// Samples on their way to predictions.

import SoftmaxRegression

/// Samples to predict, with what is shown beside their predictions.
struct PredictedSamples {
  let features: Features
  var offsets: SampleOffsets?
  let trueNames: [String]?
  let keys: [KeyColumn]
  /// How many samples of the data come before these.
  var firstIndex = 0

  /// Goes through the samples at `indices` in runs, so that memory does not grow with their number, until `body` says no.
  ///
  /// - Returns: Whether it never said so.
  @discardableResult
  func forEachRun(
    of indices: [Int], model: SoftmaxModel, execution: Execution,
    _ body: ([Prediction], Features) throws -> Bool
  ) throws -> Bool {
    let classCount = model.classCount
    // 16 MB of probabilities at once.
    let runCount = max(1, min(1024, (1 << 22) / classCount))
    for first in stride(from: 0, to: indices.count, by: runCount) {
      let run = Array(indices[first..<min(first + runCount, indices.count)])
      let features = features.samples(at: run)
      let probabilities: [Float]
      do throws(DatasetError) {
        probabilities = try model.probabilities(
          for: features, offsets: offsets?.samples(at: run), execution: execution)
      } catch {
        guard case .logitsOverflow(let sample) = error else { throw error }
        throw DatasetError.logitsOverflow(sample: firstIndex + run[sample])
      }
      let predictions = run.enumerated().map { row, sample in
        Prediction(
          index: firstIndex + sample, trueName: trueNames?[sample],
          probabilities: Array(probabilities[row * classCount..<(row + 1) * classCount]),
          keys: keys.map { $0.cells[sample] })
      }
      guard try body(predictions, features) else { return false }
    }
    return true
  }
}
