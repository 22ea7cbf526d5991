// Samples on their way to predictions.

import SoftmaxFormats
import SoftmaxData
import SoftmaxRegression

/// Samples to predict, with what is shown beside their predictions.
struct PredictedSamples {
  private let features: Features
  private let offsets: SampleOffsets?
  let trueNames: [String]?
  private let keys: [KeyColumn]
  /// How many samples of the data come before these.
  private let firstIndex: Int

  /// All samples of an input.
  init(_ input: ScoringInput) throws {
    features = input.samples.features
    offsets = try input.offsets()
    trueNames = input.trueNames()
    keys = input.keys
    firstIndex = 0
  }

  /// Rows of a table, whose labels `names` knows by the model's words.
  init(_ batch: TableSamples.Batch, _ names: inout TrueNames) {
    features = batch.features
    offsets = batch.offsets
    trueNames = batch.labels.map { names.names(of: $0.codes, among: $0.names) }
    keys = batch.keys
    firstIndex = batch.firstIndex
  }

  /// Sparse rows, whose labels `names` knows by the model's words.
  init(_ batch: LIBSVMRows.Batch, _ names: inout TrueNames) {
    features = batch.features
    offsets = nil
    trueNames = names.names(of: batch.labels, among: batch.labelNames)
    keys = []
    firstIndex = batch.firstIndex
  }

  /// Goes through the samples at `indices` in runs, so that memory does not grow with their number, until `body` says no.
  ///
  /// - Returns: Whether it never said so.
  @discardableResult
  func forEachRun(
    of indices: [Int], model: SoftmaxModel, execution: Execution,
    _ body: ([PredictedSample], Features) throws -> Bool
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
        PredictedSample(
          index: firstIndex + sample, trueName: trueNames?[sample],
          probabilities: Array(probabilities[row * classCount..<(row + 1) * classCount]),
          keys: keys.map { $0.cells[sample] })
      }
      guard try body(predictions, features) else { return false }
    }
    return true
  }
}
