// What every form of printed predictions has in common.

/// A form of output: a header, a text for each prediction, a footer.
package protocol PredictionWriter {
  var header: String { get }
  var footer: String { get }
  mutating func row(_ prediction: PredictedSample) throws -> String
}
