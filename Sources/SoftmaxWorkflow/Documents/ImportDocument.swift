// A model of another program, in the form that programs read.

import SoftmaxFormats
import SoftmaxRegression

/// An import as `softmax import --json` tells of it.
public struct ImportDocument: Encodable, Sendable {
  let format: String
  let classes: [String]
  let featureCount: Int
  let notes: [String]

  init(_ result: ImportResult) {
    (format, notes) = (result.format, result.notes)
    classes = result.file.model.classes.names
    featureCount = result.file.model.featureCount
  }
}
