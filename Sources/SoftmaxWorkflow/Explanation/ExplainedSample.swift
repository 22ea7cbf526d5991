// One sample of some data, read no further than it takes.

import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// A sample to be explained, with what is known of it.
struct ExplainedSample {
  let dataName: String
  let features: Features
  let offsets: SampleOffsets?
  /// Its place among the features.
  let place: Int
  /// The rows that the features were made of, where there are some.
  let table: Table?
  /// Its true class, where the data has labels.
  let trueName: String?

  /// Reads a table up to the sample, other data as a whole.
  ///
  /// - Throws: `ExplanationError.noSuchSample`, and what reading throws.
  init(_ scoring: ScoringRequest, sample: Int) throws {
    guard let path = scoring.tablePath else {
      let input = try ScoringInput(scoring, label: scoring.optionalLabel)
      let count = input.samples.features.sampleCount
      guard (0..<count).contains(sample) else {
        throw ExplanationError.noSuchSample(sample, count: count, data: input.samples.name)
      }
      (dataName, features, place, table) = (input.samples.name, input.samples.features, sample, nil)
      offsets = try input.offsets()
      trueName = Self.name(input.trueNames()?[sample])
      return
    }
    guard sample >= 0 else {
      throw ExplanationError.noSuchSample(sample, count: 0, data: scoring.dataName)
    }
    var rows = try TableSamples(scoring, path: path, label: scoring.optionalLabel)
    var names = TrueNames(ofRowsFor: scoring)
    var count = 0
    while let batch = try rows.next(rowLimit: min(sample, Int.max - 1) + 1 - count) {
      let first = count
      count += batch.features.sampleCount
      guard count > sample else { continue }
      (dataName, features, offsets) = (batch.name, batch.features, batch.offsets)
      place = sample - first
      // The features of a model without a preparation are not in the words of this table.
      table = scoring.preparation == nil ? nil : batch.table
      trueName = Self.name(
        batch.labels.flatMap { labels in
          names.names(of: [labels.codes[sample - first]], among: labels.names).first
        })
      return
    }
    throw ExplanationError.noSuchSample(sample, count: count, data: scoring.dataName)
  }

  /// An empty label is a sample whose class nobody knows yet.
  private static func name(_ label: String?) -> String? { label == "" ? nil : label }
}
