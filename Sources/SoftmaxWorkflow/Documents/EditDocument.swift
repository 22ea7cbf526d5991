// An edit, in the form that programs read.

import SoftmaxFormats
import SoftmaxRegression

/// An edited model as `softmax edit --json` tells of it.
public struct EditDocument: Encodable, Sendable {
  struct Class: Encodable, Sendable {
    let name: String
    /// The classes of the fit that it holds.
    let holds: [String]
    /// Its share where the model is used, where one was set.
    let share: Double?
  }

  let classes: [Class]
  /// Whether the file still has the certificate of the fit; false where it never had one.
  let keepsCertificate: Bool
  /// What the file no longer says: `training`, `statistics`, `evaluation`, `sets`.
  let leftOut: [String]
  /// Names of classes that another class had before the edit.
  let reusedNames: [String]

  init(_ result: EditResult) {
    let model = result.file.model
    let outputs = model.someOutputs
    let shares = outputs.prior.map { ClassPrior.merged($0.shares, by: outputs) }
    classes = outputs.rowsOfClasses.enumerated().map { index, rows in
      Class(
        name: outputs.classes.names[index], holds: rows.map { model.layerClasses.names[$0] },
        share: shares?[index])
    }
    keepsCertificate = result.file.card.training?.certifiedGap != nil
    leftOut = result.lost
    reusedNames = result.reusedNames
  }
}
