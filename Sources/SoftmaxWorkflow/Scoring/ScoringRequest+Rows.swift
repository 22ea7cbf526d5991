// The rows of a table as a model sees them, for who scores them himself.

import SoftmaxData
import SoftmaxFormats
package import SoftmaxRegression

extension ScoringRequest {
  /// All rows of the table as features of the model, with their offsets where the model needs some.
  ///
  /// - Throws: As `PredictionRequest.run` for a table.
  package func tableFeatures() throws -> (features: Features, offsets: SampleOffsets?) {
    guard let path = tablePath else { preconditionFailure("a table") }
    var table = try TableSamples(self, path: path, label: .none)
    let read = try table.readAll()
    return (read.samples.features, try read.samples.offsets(for: file.model.layerClasses))
  }
}
